package profundo.nn;

import java.util.Arrays;
import profundo.DType;
import profundo.Shape;
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

  /// The steps that count, zeros elsewhere.
  static Tensor only(Tensor t, Tensor counted) {
    Shape s = t.shape();
    if (counted.shape().rank() != 2 || s.rank() < 2 || !s.range(0, 2).equals(counted.shape())) {
      throw new ShapeException(
          "Loss: expected [batch, time, ...] with counted steps F32 " + counted.shape() + " [batch, time], got " + s);
    }
    int[] sizes = new int[s.rank()];
    Arrays.fill(sizes, 1);
    sizes[0] = s.size(0);
    sizes[1] = s.size(1);
    Tensor there = counted.reshape(sizes);
    return t.dtype() == DType.I32 ? t.mul(there.cast(DType.I32)) : there.select(t, Tensor.fill(s, 0));
  }

  /// One step of zeros.
  static Tensor zeroStep(Tensor t) {
    return Tensor.fill(t.shape().with(0, 1).with(1, 1), 0).cast(t.dtype());
  }
}
