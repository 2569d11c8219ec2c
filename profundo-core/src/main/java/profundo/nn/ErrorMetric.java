package profundo.nn;

import profundo.Array;
import profundo.DType;

/// Mean squared or absolute difference between predictions and targets of one shape, over all elements.
public final class ErrorMetric extends MeanMetric {
  private final boolean squared;

  private ErrorMetric(String name, boolean squared) {
    super(name, false);
    this.squared = squared;
  }

  /// `mse`.
  public static ErrorMetric squared() {
    return new ErrorMetric("mse", true);
  }

  /// `mae`.
  public static ErrorMetric absolute() {
    return new ErrorMetric("mae", false);
  }

  @Override
  double sum(Array predictions, Array targets) {
    Decisions.requireSame(name(), predictions, targets);
    float[] p = predictions.floats();
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double d = p[i] - (double) (targets.dtype() == DType.F32 ? targets.floats()[i] : targets.ints()[i]);
      sum += squared ? d * d : Math.abs(d);
    }
    return sum;
  }
}
