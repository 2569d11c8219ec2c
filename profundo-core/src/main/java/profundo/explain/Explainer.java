package profundo.explain;

import profundo.Array;
import profundo.Shape;
import profundo.nn.Layer;

/// How much each part of an input counts for one score of a model.
///
///     Explainer method = IntegratedGradients.of();
///     Array counts = method.explain(net, image, 7);     // [28, 28, 1]: above zero speaks for class 7, below against it
///     Array heat = Explainer.heat(counts);              // [28, 28]
@FunctionalInterface
public interface Explainer {
  /// The share of each part of the input, signed.
  ///
  /// @param model from `[batch, ...]` to scores `[batch, classes]`, applied as in use
  /// @param x one input, without the batch: `[height, width, channels]`
  /// @param target which score
  /// @return shaped like `x`, or `[height, width]` from methods that do not tell channels apart
  /// @throws profundo.ShapeException when the model does not take `x`, or gives something else
  /// @throws IllegalArgumentException when there is no such score
  Array explain(Layer model, Array x, int target);

  /// Attributions without sign and channels: the largest size over the channels of each place.
  ///
  /// @param attributions `[height, width, channels]` or `[height, width]`
  /// @return `[height, width]`, none below zero
  static Array heat(Array attributions) {
    Shape s = attributions.shape();
    if (s.rank() != 3 && s.rank() != 2) {
      throw new profundo.ShapeException("heat: expected attributions [height, width, channels] or [height, width], got " + s);
    }
    int channels = s.rank() == 3 ? s.size(2) : 1;
    float[] v = attributions.floats();
    float[] heat = new float[s.size(0) * s.size(1)];
    for (int i = 0; i < v.length; i++) {
      heat[i / channels] = Math.max(heat[i / channels], Math.abs(v[i]));
    }
    return Array.wrap(s.range(0, 2), heat);
  }
}
