package profundo.nn;

import java.util.List;
import java.util.Optional;
import profundo.Rng;
import profundo.Shape;
import profundo.Variable;
import profundo.Window;

/// A convolution of images without shared weights: x `[batch, height, width, in]` -> y `[batch, height', width', out]`;
/// [LocallyConnected] tells the rest.
///
///     LocallyConnected2d.of(Shape.of(28, 28, 1), 8, Window.of(3, 3).stride(2), rng)
///
/// @param weight `[height', width', product(kernel) in, out]`
/// @param bias `[height', width', out]`
/// @param window kernel size, stride, padding and dilation
/// @param sample `[height, width, in]`: shape of one example
public record LocallyConnected2d(Variable weight, Optional<Variable> bias, Window window, List<Integer> sample)
    implements LocallyConnected<LocallyConnected2d> {

  /// Checks that the shapes agree.
  public LocallyConnected2d {
    sample = LocallyConnected.checked("LocallyConnected2d", 2, weight, bias, window, sample);
  }

  /// New weights for examples of this shape.
  ///
  /// @param sample `[height, width, in]`
  public static LocallyConnected2d of(Shape sample, int out, Window window, Rng rng) {
    return LocallyConnected.of("LocallyConnected2d", sample, out, window, rng, LocallyConnected2d::new);
  }

  @Override
  public LocallyConnected2d withoutBias() {
    return new LocallyConnected2d(weight, Optional.empty(), window, sample);
  }

  static LocallyConnected2d of(Config c) {
    return LocallyConnected.read("LocallyConnected2d", c, 2, LocallyConnected2d::new);
  }
}
