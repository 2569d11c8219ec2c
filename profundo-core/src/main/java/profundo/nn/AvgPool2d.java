package profundo.nn;

import profundo.Tensor;
import profundo.Window;

/// The mean of each window of an image, channel by channel; padding counts as zeros.
///
/// x `[batch, height, width, channels]` -> y `[batch, height', width', channels]` with
/// size' = (size + padding - window) / stride + 1; rows that do not fill a window are left out.
///
/// @param window size, stride and padding
public record AvgPool2d(Window window) implements Pool<AvgPool2d> {
  /// Checks the window's number of axes.
  public AvgPool2d {
    window = Pool.checked("AvgPool2d", 2, window);
  }

  /// Square windows side by side.
  public static AvgPool2d of(int size) {
    return new AvgPool2d(Pool.sideBySide("AvgPool2d", 2, size));
  }

  @Override
  public AvgPool2d withWindow(Window window) {
    return new AvgPool2d(window);
  }

  @Override
  public Tensor pool(Tensor x) {
    return x.avgPool(window);
  }

  static AvgPool2d of(Config c) {
    return new AvgPool2d(c.window(2, false));
  }
}
