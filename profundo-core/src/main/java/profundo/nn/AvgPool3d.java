package profundo.nn;

import profundo.Tensor;
import profundo.Window;

/// The mean of each window of a volume, channel by channel; padding counts as zeros.
///
/// x `[batch, depth, height, width, channels]` -> y `[batch, depth', height', width', channels]` with
/// size' = (size + padding - window) / stride + 1; slices that do not fill a window are left out.
///
/// @param window size, stride and padding
public record AvgPool3d(Window window) implements Pool<AvgPool3d> {
  /// Checks the window's number of axes.
  public AvgPool3d {
    window = Pool.checked("AvgPool3d", 3, window);
  }

  /// Cubes as windows side by side.
  public static AvgPool3d of(int size) {
    return new AvgPool3d(Pool.sideBySide("AvgPool3d", 3, size));
  }

  @Override
  public AvgPool3d withWindow(Window window) {
    return new AvgPool3d(window);
  }

  @Override
  public Tensor pool(Tensor x) {
    return x.avgPool(window);
  }

  static AvgPool3d of(Config c) {
    return new AvgPool3d(c.window(3, false));
  }
}
