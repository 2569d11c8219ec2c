package profundo.nn;

import profundo.Tensor;
import profundo.Window;

/// The largest element of each window of a volume, channel by channel; padding never wins.
///
/// x `[batch, depth, height, width, channels]` -> y `[batch, depth', height', width', channels]` with
/// size' = (size + padding - window) / stride + 1; slices that do not fill a window are left out.
///
/// @param window size, stride and padding
public record MaxPool3d(Window window) implements Pool<MaxPool3d> {
  /// Checks the window's number of axes.
  public MaxPool3d {
    window = Pool.checked("MaxPool3d", 3, window);
  }

  /// Cubes as windows side by side.
  public static MaxPool3d of(int size) {
    return new MaxPool3d(Pool.sideBySide("MaxPool3d", 3, size));
  }

  @Override
  public MaxPool3d withWindow(Window window) {
    return new MaxPool3d(window);
  }

  @Override
  public Tensor pool(Tensor x) {
    return x.maxPool(window);
  }

  static MaxPool3d of(Config c) {
    return new MaxPool3d(c.window(3, false));
  }
}
