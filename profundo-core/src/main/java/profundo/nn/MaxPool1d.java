package profundo.nn;

import profundo.Tensor;
import profundo.Window;

/// The largest element of each window of a sequence, channel by channel; padding never wins.
///
/// x `[batch, length, channels]` -> y `[batch, length', channels]` with
/// size' = (size + padding - window) / stride + 1; elements that do not fill a window are left out.
///
/// @param window size, stride and padding
public record MaxPool1d(Window window) implements Pool<MaxPool1d> {
  /// Checks the window's number of axes.
  public MaxPool1d {
    window = Pool.checked("MaxPool1d", 1, window);
  }

  /// Windows side by side.
  public static MaxPool1d of(int size) {
    return new MaxPool1d(Pool.sideBySide("MaxPool1d", 1, size));
  }

  @Override
  public MaxPool1d withWindow(Window window) {
    return new MaxPool1d(window);
  }

  @Override
  public Tensor pool(Tensor x) {
    return x.maxPool(window);
  }

  static MaxPool1d of(Config c) {
    return new MaxPool1d(c.window(1, false));
  }
}
