package profundo.nn;

import profundo.Tensor;
import profundo.Window;

/// The largest element of each window of an image, channel by channel; padding never wins.
///
/// x `[batch, height, width, channels]` -> y `[batch, height', width', channels]` with
/// size' = (size + padding - window) / stride + 1; rows that do not fill a window are left out.
///
/// @param window size, stride and padding
public record MaxPool2d(Window window) implements Pool<MaxPool2d> {
  /// Checks the window's number of axes.
  public MaxPool2d {
    window = Pool.checked("MaxPool2d", 2, window);
  }

  /// Square windows side by side.
  public static MaxPool2d of(int size) {
    return new MaxPool2d(Pool.sideBySide("MaxPool2d", 2, size));
  }

  @Override
  public MaxPool2d withWindow(Window window) {
    return new MaxPool2d(window);
  }

  @Override
  public Tensor pool(Tensor x) {
    return x.maxPool(window);
  }

  static MaxPool2d of(Config c) {
    return new MaxPool2d(c.window(2, false));
  }
}
