package profundo.nn;

import profundo.Array;
import profundo.DType;
import profundo.ShapeException;
import profundo.Tensor;

/// The part of predictions that hit.
public final class Accuracy extends MeanMetric {
  private final boolean binary;
  private final double threshold;

  private Accuracy(boolean binary, double threshold) {
    super("accuracy", true);
    this.binary = binary;
    this.threshold = threshold;
  }

  /// For scores, logits or probabilities `[..., classes]` and I32 labels `[...]`, or shares of the classes `[..., classes]` of
  /// which the largest is the label: the largest score decides, the first of equal ones.
  public static Accuracy of() {
    return new Accuracy(false, 0);
  }

  /// For one score per example and targets of 0 and 1 of the same shape: above the threshold means 1.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static Accuracy binary(double threshold) {
    return new Accuracy(true, threshold);
  }

  /// The same figure of one batch as an expression, a scalar, for progress during training.
  ///
  /// @param prediction `[..., classes]`
  /// @param target I32 labels `[...]`
  public static Tensor of(Tensor prediction, Tensor target) {
    if (prediction.shape().rank() < 1
        || target.dtype() != DType.I32
        || !target.shape().equals(prediction.shape().without(-1))) {
      throw new ShapeException(
          "accuracy: expected predictions [..., classes] and I32 labels [...], got " + prediction.shape() + " and "
              + target.dtype() + " " + target.shape());
    }
    return prediction.argmax(-1).eq(target).mean();
  }

  /// The same figure of one batch as an expression, a scalar, for scores and targets of 0 and 1 of one shape.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static Tensor binary(Tensor prediction, Tensor target, double threshold) {
    if (!target.shape().equals(prediction.shape())) {
      throw new ShapeException(
          "accuracy: expected predictions and targets of one shape, got " + prediction.shape() + " and "
              + target.shape());
    }
    return prediction.gt(threshold).eq(target.cast(DType.F32).gt(0.5)).mean();
  }

  @Override
  int weight(Array predictions, Array targets) {
    return binary ? targets.shape().count() : Decisions.rows(predictions);
  }

  @Override
  double sum(Array predictions, Array targets) {
    int[] labels =
        binary
            ? Decisions.truths(name(), predictions, targets)
            : Decisions.labels(name(), predictions, targets);
    int[] decided = binary ? Decisions.above(predictions, threshold) : Decisions.argmax(predictions);
    int hits = 0;
    for (int i = 0; i < labels.length; i++) {
      hits += labels[i] == decided[i] ? 1 : 0;
    }
    return hits;
  }
}
