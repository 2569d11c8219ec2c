package profundo.app.report;

import java.util.Optional;
import profundo.Array;
import profundo.Shape;
import profundo.Variable;
import profundo.nn.Layer;
import profundo.nn.Parameter;
import profundo.nn.Parameters;

/// What the first layer of a model looks for in an image.
public final class FirstLayer {
  private FirstLayer() {}

  /// Its weights as pictures: the kernels of a convolution as they are, the columns of a dense layer in the shape of the
  /// image that they are multiplied with.
  ///
  /// @param model takes images
  /// @param image shape of one, `[height, width, channels]`
  /// @return `[height, width, in, out]`; empty where the first weights are no pictures
  public static Optional<Array> filters(Layer model, Shape image) {
    for (Parameter p : Parameters.of(model).all()) {
      Variable v = p.variable();
      Shape s = v.shape();
      if (p.state() || s.rank() < 2) {
        continue;
      }
      if (s.rank() == 4) {
        return Optional.of(v.value().copy());
      }
      if (s.rank() == 2 && image.rank() == 3 && s.size(0) == image.count()) {
        return Optional.of(v.value().copy().reshape(image.insert(3, s.size(1))));
      }
      return Optional.empty();
    }
    return Optional.empty();
  }
}
