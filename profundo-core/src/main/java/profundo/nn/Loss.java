package profundo.nn;

import profundo.DType;
import profundo.ShapeException;
import profundo.Tensor;

/// How wrong a prediction is: a function of prediction and target to a scalar, the mean over the batch. The static
/// functions are the usual ones, to be passed as `Loss::softmaxCrossEntropy`.
///
/// Where labels are classes they may be I32; where prediction and target correspond element by element their shapes
/// must be equal: `[32, 1]` against `[32]` would broadcast to `[32, 32]` and train on nonsense.
@FunctionalInterface
public interface Loss {
  /// The loss, shape `[]`.
  Tensor of(Tensor prediction, Tensor target);

  /// The loss over the steps of sequences that count, as if there were no others.
  ///
  /// For any loss that is a mean over steps, as all of the static functions are: steps that do not count get the prediction 0 and
  /// the target 0, and what those add is subtracted. One that weights its steps otherwise overrides this.
  ///
  /// @param prediction `[batch, time, ...]`
  /// @param target `[batch, time, ...]`
  /// @param counted F32 `[batch, time]`, 1 where a step counts, else 0
  /// @return 0 where none counts
  default Tensor of(Tensor prediction, Tensor target, Tensor counted) {
    Tensor p = SequenceLoss.only(prediction, counted);
    Tensor t = SequenceLoss.only(target, counted);
    Tensor nothing = of(SequenceLoss.zeroStep(prediction), SequenceLoss.zeroStep(target));
    double steps = counted.shape().count();
    Tensor count = counted.sum();
    return of(p, t).mul(steps).sub(nothing.mul(Tensor.scalar(steps).sub(count))).div(count.max(1));
  }

  /// Mean over all elements of (prediction - target)².
  static Tensor squaredError(Tensor prediction, Tensor target) {
    return prediction.sub(same("squaredError", prediction, target)).square().mean();
  }

  /// Mean over all elements of |prediction - target|.
  static Tensor absoluteError(Tensor prediction, Tensor target) {
    return prediction.sub(same("absoluteError", prediction, target)).abs().mean();
  }

  /// Mean over all elements of -t log s - (1 - t) log(1 - s) for s = sigmoid(logit), computed as
  /// softplus(logit) - t logit, which neither overflows nor takes the logarithm of zero.
  ///
  /// @param logits what a sigmoid would be applied to
  /// @param target 0 or 1 or between, F32 or I32, shaped like the logits
  static Tensor binaryCrossEntropy(Tensor logits, Tensor target) {
    Tensor t = same("binaryCrossEntropy", logits, target);
    return logits.softplus().sub(t.mul(logits)).mean();
  }

  /// Mean over the batch of -log softmax(logits)[label].
  ///
  /// @param logits `[..., classes]`: what a softmax would be applied to
  /// @param target I32 labels `[...]` from 0 to classes - 1, or F32 probabilities `[..., classes]`
  static Tensor softmaxCrossEntropy(Tensor logits, Tensor target) {
    if (target.dtype() == DType.F32) {
      Tensor t = same("softmaxCrossEntropy", logits, target);
      return logits.logSoftmax().mul(t).sum(-1).mean().neg();
    }
    Tensor label = labels("softmaxCrossEntropy", logits, target);
    return label.mul(logits.logSoftmax()).sum(-1).mean().neg();
  }

  /// [#softmaxCrossEntropy] against labels that are smoothed: 1 - smoothing of the target, and smoothing spread evenly over
  /// all classes (Szegedy et al. 2016, section 7; PyTorch's `label_smoothing`). It keeps logits from growing without end.
  ///
  /// @param smoothing from 0, where nothing changes, to 1, where the target does not matter
  static Loss smoothedCrossEntropy(double smoothing) {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "Loss.smoothedCrossEntropy: expected a smoothing from 0 to 1, got " + smoothing);
    }
    return (logits, target) ->
        softmaxCrossEntropy(logits, target)
            .mul(1 - smoothing)
            .sub(logits.logSoftmax().mean().mul(smoothing));
  }

  /// Mean over all elements of max(0, 1 - t prediction).
  ///
  /// @param target -1 or 1 (0 counts as -1), F32 or I32, shaped like the prediction
  static Tensor hinge(Tensor prediction, Tensor target) {
    Tensor sign = same("hinge", prediction, target).mul(2).sub(1).sign();
    return Tensor.scalar(1).sub(sign.mul(prediction)).relu().mean();
  }

  /// Mean over the batch of the sum over wrong classes j of max(0, 1 - score[label] + score[j]) / classes (Weston and
  /// Watkins 1999, scaled as PyTorch's `MultiMarginLoss`).
  ///
  /// @param scores `[..., classes]`
  /// @param target I32 labels `[...]`
  static Tensor multiclassHinge(Tensor scores, Tensor target) {
    Tensor label = labels("multiclassHinge", scores, target);
    Tensor right = label.mul(scores).sumKeep(-1);
    Tensor wrong = Tensor.scalar(1).sub(label);
    return scores.sub(right).add(1).relu().mul(wrong).mean(-1).mean();
  }

  private static Tensor same(String loss, Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          loss + ": expected a target shaped like the prediction " + prediction.shape() + ", got " + target.shape()
              + "; reshape one of them");
    }
    return target.cast(DType.F32);
  }

  private static Tensor labels(String loss, Tensor scores, Tensor target) {
    if (scores.shape().rank() < 1
        || target.dtype() != DType.I32
        || !target.shape().equals(scores.shape().without(-1))) {
      throw new ShapeException(
          loss + ": expected predictions [..., classes] and I32 labels [...], got " + scores.shape() + " and "
              + target.dtype() + " " + target.shape());
    }
    return target.oneHot(scores.shape().size(-1));
  }
}
