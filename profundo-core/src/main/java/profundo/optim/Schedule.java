package profundo.optim;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Tensor;
import profundo.Variable;

/// A learning rate that depends on the step, as an expression: a program computes it anew at every step, and a resumed
/// run needs the step counter only.
///
/// Steps count batches, from 0. An epoch of `n` batches has `n` steps.
///
///     Schedule.cosine(1e-3, 10_000).withWarmup(500)
public interface Schedule {
  /// The rate of a step.
  ///
  /// @param step finished steps, I32 scalar
  /// @return F32 scalar
  Tensor rate(Tensor step);

  /// Variables that the rate reads, by names that no weight has. They belong into a checkpoint.
  default SequencedMap<String, Variable> memory() {
    return new LinkedHashMap<>();
  }

  /// The same rate always.
  static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /// rate factor^floor(step / every).
  static Schedule step(double rate, int every, double factor) {
    return new Steps(rate, every, factor);
  }

  /// rate factor^(step / every), smoothly.
  static Schedule exponential(double rate, int every, double factor) {
    return new Exponential(rate, every, factor);
  }

  /// Half a cosine from `rate` to 0 over `steps`, then 0.
  static Schedule cosine(double rate, int steps) {
    return cosine(rate, steps, 0);
  }

  /// Half a cosine from `rate` to `last` over `steps`, then `last` (Loshchilov and Hutter 2017, without restarts).
  static Schedule cosine(double rate, int steps, double last) {
    return new Cosine(rate, steps, last);
  }

  /// Up from peak / 25 to the peak over the first 30 % of the steps and down to peak / 250,000 at the last, both along
  /// half a cosine (Smith and Topin 2018, with PyTorch's defaults).
  static Schedule oneCycle(double peak, int steps) {
    return new OneCycle(peak, steps, 0.3, 25, 1e4);
  }

  /// Half a cosine from `rate` to `last` again and again, each cycle `factor` times as long as the one before: stochastic
  /// gradient descent with warm restarts (SGDR, Loshchilov and Hutter 2017), PyTorch's `CosineAnnealingWarmRestarts`.
  ///
  /// @param first steps of the first cycle
  /// @param factor a whole number of at least 1
  static Schedule warmRestarts(double rate, int first, int factor, double last) {
    return new WarmRestarts(rate, last, first, factor);
  }

  /// The same down to 0.
  static Schedule warmRestarts(double rate, int first, int factor) {
    return warmRestarts(rate, first, factor, 0);
  }

  /// First `steps` steps along a line that reaches the full rate with the last of them, then this schedule from its
  /// beginning.
  default Schedule withWarmup(int steps) {
    return new Warmup(this, steps);
  }

  /// This schedule times a variable, which is set between steps and kept in checkpoints.
  ///
  /// @param name of the variable in checkpoints, such as `rate/plateau`
  /// @param factor F32 scalar
  default Schedule times(String name, Variable factor) {
    return new Scaled(this, name, factor);
  }

  /// See [Schedule#constant].
  record Constant(double rate) implements Schedule {
    /// Checks the rate.
    public Constant {
      Check.rate("Schedule", rate);
    }

    @Override
    public Tensor rate(Tensor step) {
      return Tensor.scalar(rate);
    }
  }

  /// See [Schedule#step].
  record Steps(double rate, int every, double factor) implements Schedule {
    /// Checks the settings.
    public Steps {
      Check.rate("Schedule", rate);
      Check.steps("Schedule", "every", every);
      Check.within("Schedule", "a factor", factor, Double.MIN_NORMAL, Double.MAX_VALUE);
    }

    @Override
    public Tensor rate(Tensor step) {
      // Half a step more keeps the quotient off the whole numbers, where rounding would decide.
      Tensor level = step.cast(DType.F32).add(0.5).div(every).floor();
      return level.mul(Math.log(factor)).exp().mul(rate);
    }
  }

  /// See [Schedule#exponential].
  record Exponential(double rate, int every, double factor) implements Schedule {
    /// Checks the settings.
    public Exponential {
      Check.rate("Schedule", rate);
      Check.steps("Schedule", "every", every);
      Check.within("Schedule", "a factor", factor, Double.MIN_NORMAL, Double.MAX_VALUE);
    }

    @Override
    public Tensor rate(Tensor step) {
      return step.cast(DType.F32).mul(Math.log(factor) / every).exp().mul(rate);
    }
  }

  /// See [Schedule#cosine].
  record Cosine(double rate, int steps, double last) implements Schedule {
    /// Checks the settings.
    public Cosine {
      Check.rate("Schedule", rate);
      Check.rate("Schedule", last);
      Check.steps("Schedule", "steps", steps);
    }

    @Override
    public Tensor rate(Tensor step) {
      return HalfCosine.between(rate, last, step.cast(DType.F32).div(steps).min(1));
    }
  }

  /// See [Schedule#oneCycle].
  ///
  /// @param peak the highest rate
  /// @param steps of the whole cycle
  /// @param rise part of the steps that go up
  /// @param start the first rate is peak / start
  /// @param end the last rate is the first / end
  record OneCycle(double peak, int steps, double rise, double start, double end) implements Schedule {
    /// Checks the settings.
    public OneCycle {
      Check.rate("Schedule", peak);
      Check.steps("Schedule", "steps", steps);
      Check.within("Schedule", "a rise", rise, 0, 1);
      Check.within("Schedule", "start", start, 1, Double.MAX_VALUE);
      Check.within("Schedule", "end", end, 1, Double.MAX_VALUE);
    }

    @Override
    public Tensor rate(Tensor step) {
      if (steps == 1) {
        return Tensor.scalar(peak); // no step to rise or fall in
      }
      double top = rise * steps - 1;
      Tensor t = step.cast(DType.F32).min(steps - 1);
      Tensor up = HalfCosine.between(peak / start, peak, t.div(Math.max(top, 1e-6)).min(1));
      Tensor down = HalfCosine.between(peak, peak / start / end, t.sub(top).div(Math.max(steps - 1 - top, 1e-6)).max(0));
      return t.le(Tensor.scalar(top)).select(up, down);
    }
  }

  /// See [Schedule#withWarmup].
  record Warmup(Schedule after, int steps) implements Schedule {
    /// Checks the settings.
    public Warmup {
      Check.steps("Schedule", "warm-up steps", steps);
    }

    @Override
    public SequencedMap<String, Variable> memory() {
      return after.memory();
    }

    @Override
    public Tensor rate(Tensor step) {
      Tensor part = step.cast(DType.F32).add(1).div(steps).min(1);
      return after.rate(step.sub(steps).max(0)).mul(part);
    }
  }

}
