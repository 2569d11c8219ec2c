package profundo.nn;

import profundo.Array;
import profundo.DType;
import profundo.ShapeException;

/// From scores to classes.
final class Decisions {
  private Decisions() {}

  /// The index of the first largest score of each row of `[..., classes]`; NaN counts as largest, as in `Tensor.argmax`.
  static int[] argmax(Array scores) {
    int classes = scores.shape().size(-1);
    float[] s = scores.floats();
    int[] best = new int[s.length / classes];
    for (int row = 0; row < best.length; row++) {
      int at = row * classes;
      int b = 0;
      for (int c = 1; c < classes; c++) {
        if (s[at + c] > s[at + b] || (Float.isNaN(s[at + c]) && !Float.isNaN(s[at + b]))) {
          b = c;
        }
      }
      best[row] = b;
    }
    return best;
  }

  /// How many decisions there are to make with scores `[..., classes]`.
  static int rows(Array scores) {
    return scores.shape().count() / scores.shape().size(-1);
  }

  /// 1 where a score is above the threshold.
  static int[] above(Array scores, double threshold) {
    float[] s = scores.floats();
    int[] c = new int[s.length];
    for (int i = 0; i < c.length; i++) {
      c[i] = s[i] > threshold ? 1 : 0;
    }
    return c;
  }

  /// Labels that go with scores `[..., classes]`; of shares of the classes, F32 `[..., classes]`, that of the largest.
  static int[] labels(String metric, Array scores, Array targets) {
    if (targets.dtype() == DType.F32 && scores.dtype() == DType.F32 && targets.shape().equals(scores.shape())) {
      return argmax(targets);
    }
    if (scores.dtype() != DType.F32
        || targets.dtype() != DType.I32
        || scores.shape().rank() < 1
        || !targets.shape().equals(scores.shape().without(-1))) {
      throw wrong(metric, "predictions [..., classes] and I32 labels [...]", scores, targets);
    }
    return targets.ints();
  }

  /// Targets of 0 and 1 that go with scores of the same shape.
  static int[] truths(String metric, Array scores, Array targets) {
    requireSame(metric, scores, targets);
    if (targets.dtype() == DType.I32) {
      return targets.ints();
    }
    return above(targets, 0.5);
  }

  static void requireSame(String metric, Array predictions, Array targets) {
    if (predictions.dtype() != DType.F32 || !predictions.shape().equals(targets.shape())) {
      throw wrong(metric, "F32 predictions and targets of one shape", predictions, targets);
    }
  }

  static ShapeException wrong(String metric, String expected, Array predictions, Array targets) {
    return new ShapeException(
        metric + ": expected " + expected + ", got " + predictions.dtype() + " " + predictions.shape() + " and "
            + targets.dtype() + " " + targets.shape());
  }
}
