package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;
import profundo.Window;

/// What pooling layers have in common: each window of `[batch, spatial..., channels]` becomes one element, channel by
/// channel, and gives `[batch, spatial'..., channels]` with size' = (size + padding - window) / stride + 1 along each axis;
/// elements that do not fill a window are left out. A margin is smaller than the window.
///
/// @param <L> the layer itself
public sealed interface Pool<L extends Pool<L>> extends Windowed<L>
    permits MaxPool1d, MaxPool2d, MaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d {
  /// Windows made one element.
  Tensor pool(Tensor x);

  @Override
  default Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.grids(x, window()) && Shapes.fits(window(), x.shape()));
    return pool(x);
  }

  @Override
  default String expects() {
    return "x[batch, " + Shapes.spatial(window()) + ", channels]";
  }

  @Override
  default SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    ConvParts.window(c, window(), false);
    return c;
  }

  /// A window of as many axes as the layer has.
  static Window checked(String type, int rank, Window window) {
    if (window.rank() != rank) {
      String axes = rank == 1 ? "one axis" : (rank == 2 ? "two" : "three") + " axes";
      throw new IllegalArgumentException(type + ": expected a window of " + axes + ", got " + window.size());
    }
    return window;
  }

  /// Equal sizes along all axes, side by side.
  static Window sideBySide(String type, int rank, int size) {
    Shapes.atLeast(type, "size", size, 1);
    return Window.of(ConvParts.cube(rank, size)).stride(size);
  }
}
