package profundo.train;

import profundo.DType;
import profundo.Tensor;

/// How weights are averaged over the steps of a run; see [Averaged].
///
/// @param decay of an exponential mean, 0 for the plain mean
/// @param start steps before the mean begins; until then the average is the weights themselves
/// @param every steps from one that counts to the next
public record Averaging(double decay, int start, int every) {
  /// Checks the settings.
  public Averaging {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("Averaging: expected a decay from 0 to below 1, got " + decay);
    }
    if (start < 0 || every < 1) {
      throw new IllegalArgumentException(
          "Averaging: expected a start of at least 0 and every 1 step or more, got " + start + " and " + every);
    }
  }

  /// Exponential moving average (Polyak averaging): a <- decay a + (1 - decay) w after each step, from the weights after
  /// the first. Looks back over about 1 / (1 - decay) steps.
  public static Averaging ema(double decay) {
    if (decay == 0) {
      throw new IllegalArgumentException("Averaging.ema: expected a decay above 0 and below 1, got 0.0");
    }
    return new Averaging(decay, 0, 1);
  }

  /// Stochastic weight averaging at the ends of epochs: the plain mean of the weights after an epoch and after each that
  /// follows.
  ///
  /// @param first the first epoch whose end counts, from 1
  /// @param batches of an epoch
  public static Averaging swaOfEpochs(int first, int batches) {
    if (first < 1 || batches < 1) {
      throw new IllegalArgumentException(
          "Averaging.swaOfEpochs: expected a first epoch and batches of at least 1, got " + first + " and " + batches);
    }
    return swa(Math.toIntExact(Math.min(Integer.MAX_VALUE, (long) first * batches - 1)), batches);
  }

  /// Stochastic weight averaging (Izmailov et al. 2018): the plain mean of the weights after every so many steps. The first
  /// step that counts is the one after `start` others, so that for the ends of epochs of n batches `start` is k n - 1:
  /// [#swaOfEpochs] works that out.
  ///
  /// @param start finished steps before the first that counts
  /// @param every steps from one that counts to the next
  public static Averaging swa(int start, int every) {
    return new Averaging(0, start, every);
  }

  /// Whether the weights after the present step count, F32 scalar: 1 or 0.
  ///
  /// @param step finished steps, I32 scalar
  Tensor counts(Tensor step) {
    // The present step is finished step number step + 1; half a step keeps the quotient off the whole numbers.
    Tensor since = step.cast(DType.F32).sub(start);
    Tensor rest = since.sub(since.add(0.5).div(every).floor().mul(every));
    Tensor begun = since.gt(-0.5);
    return begun.mul(rest.lt(Tensor.scalar(0.5)));
  }

  /// The part of the new weights in the average.
  ///
  /// @param counted weights in it before, F32 scalar
  Tensor share(Tensor counted) {
    Tensor first = counted.lt(Tensor.scalar(0.5));
    return decay == 0 ? counted.add(1).reciprocal() : first.select(Tensor.scalar(1), Tensor.scalar(1 - decay));
  }
}
