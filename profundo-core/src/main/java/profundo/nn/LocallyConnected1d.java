package profundo.nn;

import java.util.List;
import java.util.Optional;
import profundo.Rng;
import profundo.Shape;
import profundo.Variable;
import profundo.Window;

/// A convolution of sequences without shared weights: x `[batch, length, in]` -> y `[batch, length', out]`;
/// [LocallyConnected] tells the rest.
///
///     LocallyConnected1d.of(Shape.of(100, 1), 8, Window.of(5).stride(2), rng)
///
/// @param weight `[length', product(kernel) in, out]`
/// @param bias `[length', out]`
/// @param window kernel size, stride, padding and dilation
/// @param sample `[length, in]`: shape of one example
public record LocallyConnected1d(Variable weight, Optional<Variable> bias, Window window, List<Integer> sample)
    implements LocallyConnected<LocallyConnected1d> {

  /// Checks that the shapes agree.
  public LocallyConnected1d {
    sample = LocallyConnected.checked("LocallyConnected1d", 1, weight, bias, window, sample);
  }

  /// New weights for examples of this shape.
  ///
  /// @param sample `[length, in]`
  public static LocallyConnected1d of(Shape sample, int out, Window window, Rng rng) {
    return LocallyConnected.of("LocallyConnected1d", sample, out, window, rng, LocallyConnected1d::new);
  }

  @Override
  public LocallyConnected1d withoutBias() {
    return new LocallyConnected1d(weight, Optional.empty(), window, sample);
  }

  static LocallyConnected1d of(Config c) {
    return LocallyConnected.read("LocallyConnected1d", c, 1, LocallyConnected1d::new);
  }
}
