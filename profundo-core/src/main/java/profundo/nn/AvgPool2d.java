package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Tensor;
import profundo.Window;

/// The mean of each window of an image, channel by channel; padding counts as zeros.
///
/// x `[batch, height, width, channels]` -> y `[batch, height', width', channels]` with
/// size' = (size + padding - window) / stride + 1; rows that do not fill a window are left out.
///
/// @param window size, stride and padding
public record AvgPool2d(Window window) implements Described {
  /// Checks that the window has two axes.
  public AvgPool2d {
    if (window.rank() != 2) {
      throw new IllegalArgumentException("AvgPool2d: expected a window of two axes, got " + window.size());
    }
  }

  /// Square windows side by side.
  public static AvgPool2d of(int size) {
    Shapes.atLeast("AvgPool2d", "size", size, 1);
    return new AvgPool2d(Window.of(size, size).stride(size));
  }

  /// The same with another distance between windows: one number, or one for height and one for width.
  public AvgPool2d withStride(int... stride) {
    return new AvgPool2d(window.stride(stride));
  }

  /// The same over an image with a margin on each side, smaller than the window: one number, or one for height and one
  /// for width.
  public AvgPool2d withPadding(int... padding) {
    return new AvgPool2d(window.padding(padding));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.images(x) && Shapes.fits(window, x.shape()));
    return x.avgPool(window);
  }

  @Override
  public String expects() {
    return "x[batch, " + Shapes.spatial(window) + ", channels]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("kernel", window.size());
    c.put("stride", window.stride());
    c.put("padding", List.of(window.padLow(), window.padHigh()));
    c.put("dilation", window.dilation());
    return c;
  }

  static AvgPool2d of(Config c) {
    return new AvgPool2d(c.window(false));
  }
}
