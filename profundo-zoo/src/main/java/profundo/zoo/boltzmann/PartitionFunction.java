package profundo.zoo.boltzmann;

import java.util.List;
import java.util.function.UnaryOperator;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.compile.Engine;
import profundo.compile.Program;

/// The logarithm of Z, exactly, by going through every state of the smaller kind of units; the others are summed out in closed
/// form. It takes time and doubles with every unit: 20 units are a million states.
public final class PartitionFunction {
  /// More units than this would take days.
  public static final int MOST_UNITS = 25;

  private static final int BATCH = 4096;

  private PartitionFunction() {}

  /// log Z of a machine whose visible or hidden units are binary and at most [#MOST_UNITS]. For Gaussian units the constant
  /// log sqrt(2 pi) of each is left out, as in [Rbm#freeEnergy].
  ///
  /// @throws IllegalArgumentException when there are more units of both kinds
  public static double log(Rbm rbm) {
    boolean overHidden = rbm.hidden() == Units.BINARY
        && (rbm.visible() != Units.BINARY || rbm.hiddenSize() <= rbm.visibleSize());
    if (!overHidden && rbm.visible() != Units.BINARY) {
      throw new IllegalArgumentException("PartitionFunction: expected binary units of one kind, got " + rbm);
    }
    return overHidden
        ? logSum(rbm.hiddenSize(), h -> logHidden(rbm, h))
        : logSum(rbm.visibleSize(), v -> rbm.freeEnergy(v).neg());
  }

  /// log of the sum over v of e^(-E(v, h)): `[n]`.
  private static Tensor logHidden(Rbm rbm, Tensor h) {
    Tensor input = h.matmul(rbm.weight().transpose());
    Tensor visible =
        rbm.visible() == Units.BINARY
            ? rbm.visible().cumulant(input.add(rbm.visibleBias()))
            : input.square().mul(0.5).add(input.mul(rbm.visibleBias()));
    return h.mul(rbm.hiddenBias()).sum(-1).add(visible.sum(-1));
  }

  /// log of the sum of e^f over all states of some binary units, without overflow.
  ///
  /// @param units how many
  /// @param f from states `[n, units]` to `[n]`
  static double logSum(int units, UnaryOperator<Tensor> f) {
    if (units > MOST_UNITS) {
      throw new IllegalArgumentException(
          "PartitionFunction: expected at most " + MOST_UNITS + " units to go through all states of, got " + units
              + "; estimate it with AnnealedImportanceSampling");
    }
    int batch = Math.min(BATCH, 1 << units);
    Tensor states = Tensor.input("states", Shape.of(batch, units), DType.F32);
    Program program = Engine.shared().compile(List.of(states), List.of(f.apply(states)), List.of());
    Array bits = Array.zeros(states.shape(), DType.F32);
    double top = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int first = 0; first < 1 << units; first += batch) {
      write(bits.floats(), first, batch, units);
      program.run(bits);
      for (float value : program.output(0).floats()) {
        if (value > top) {
          sum = sum * Math.exp(top - value) + 1;
          top = value;
        } else {
          sum += Math.exp(value - top);
        }
      }
    }
    return top + Math.log(sum);
  }

  private static void write(float[] bits, int first, int batch, int units) {
    for (int s = 0; s < batch; s++) {
      for (int j = 0; j < units; j++) {
        bits[s * units + j] = (first + s) >>> j & 1;
      }
    }
  }
}
