package profundo.nn;

import profundo.DType;
import profundo.ShapeException;
import profundo.Tensor;

/// Losses over sequences in which not every step counts.
public final class SequenceLoss {
  private SequenceLoss() {}

  /// Mean of -log softmax(logits)[label] over the steps that have a label; steps of label -1 have none.
  ///
  /// @param logits `[..., classes]`
  /// @param target I32 `[...]`: labels from 0 to classes - 1, or -1
  public static Tensor crossEntropy(Tensor logits, Tensor target) {
    if (logits.shape().rank() < 1 || target.dtype() != DType.I32 || !target.shape().equals(logits.shape().without(-1))) {
      throw new ShapeException(
          "SequenceLoss.crossEntropy: expected logits [..., classes] and I32 labels [...], got " + logits.shape() + " and "
              + target.dtype() + " " + target.shape());
    }
    Tensor label = target.oneHot(logits.shape().size(-1));
    Tensor count = target.gt(Tensor.scalar(-1, DType.I32)).sum().max(1.0);
    return label.mul(logits.logSoftmax()).sum().neg().div(count);
  }

  /// Mean of (prediction - target)² over the steps within each sequence's length.
  ///
  /// @param prediction `[batch, time, features]`
  /// @param target shaped like the prediction
  /// @param lengths I32 `[batch]`
  public static Tensor squaredError(Tensor prediction, Tensor target, Tensor lengths) {
    Tensor mask = mask(prediction, lengths);
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          "SequenceLoss.squaredError: expected a target shaped like the prediction " + prediction.shape() + ", got "
              + target.shape());
    }
    Tensor count = mask.sum().mul(prediction.shape().size(2)).max(1.0);
    return prediction.sub(target).square().mul(mask).sum().div(count);
  }

  /// F32 `[batch, time, 1]`: one at steps within each sequence's length, zero behind.
  ///
  /// @param x `[batch, time, ...]`
  /// @param lengths I32 `[batch]`
  public static Tensor mask(Tensor x, Tensor lengths) {
    if (x.shape().rank() < 2 || lengths.dtype() != DType.I32 || !lengths.shape().equals(x.shape().range(0, 1))) {
      throw new ShapeException(
          "SequenceLoss.mask: expected x[batch, time, ...] and lengths I32 [batch], got " + x.shape() + " and "
              + lengths.dtype() + " " + lengths.shape());
    }
    Tensor time = Tensor.iota(x.shape().range(0, 2), 1);
    return time.lt(lengths.reshape(x.shape().size(0), 1)).reshape(x.shape().size(0), x.shape().size(1), 1);
  }
}
