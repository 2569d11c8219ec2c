package profundo.explain;

import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// What is explained: one output of a model.
final class Score {
  private Score() {}

  /// The score of each sample, `[batch]`.
  static Tensor of(Layer model, Tensor x, int target, Pass pass) {
    Tensor y = pass.apply(model, x);
    Shape s = y.shape();
    if (s.rank() != 2 || s.size(0) != x.shape().size(0) || y.dtype() != DType.F32) {
      throw new ShapeException("explain: expected a model that gives F32 scores [batch, classes], got " + y.dtype() + " " + s);
    }
    if (target < 0 || target >= s.size(1)) {
      throw new IllegalArgumentException("explain: expected a class from 0 to " + (s.size(1) - 1) + ", got " + target);
    }
    return y.slice(1, target, target + 1).reshape(s.size(0));
  }

  /// The gradient of each sample's score with respect to that sample, shaped like `x` `[batch, ...]`. In use no layer lets
  /// samples of a batch see each other, so the gradient of the sum is that of each.
  static Tensor gradient(Layer model, Tensor x, int target) {
    return Gradient.of(of(model, x, target, Pass.inference(model)).sum(), x);
  }

  /// One input as a batch of one.
  static Array batch(Array x) {
    if (x.dtype() != DType.F32 || x.shape().rank() < 1) {
      throw new ShapeException("explain: expected one input F32 [height, width, channels], got " + x.dtype() + " " + x.shape());
    }
    return x.reshape(x.shape().insert(0, 1));
  }
}
