package profundo.explain;

import profundo.Array;
import profundo.Tensor;
import profundo.nn.Layer;

/// The gradient of the score with respect to the input: what would change the score most (Simonyan, Vedaldi, Zisserman
/// 2013, Deep inside convolutional networks, section 3).
public record Saliency() implements Explainer {
  /// The method; it has no settings.
  public static Saliency of() {
    return new Saliency();
  }

  @Override
  public Array explain(Layer model, Array x, int target) {
    return Score.gradient(model, Tensor.wrap(Score.batch(x)), target).evaluate().reshape(x.shape());
  }
}
