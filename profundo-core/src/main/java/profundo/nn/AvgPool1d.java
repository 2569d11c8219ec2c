package profundo.nn;

import profundo.Tensor;
import profundo.Window;

/// The mean of each window of a sequence, channel by channel; padding counts as zeros.
///
/// x `[batch, length, channels]` -> y `[batch, length', channels]` with
/// size' = (size + padding - window) / stride + 1; elements that do not fill a window are left out.
///
/// @param window size, stride and padding
public record AvgPool1d(Window window) implements Pool<AvgPool1d> {
  /// Checks the window's number of axes.
  public AvgPool1d {
    window = Pool.checked("AvgPool1d", 1, window);
  }

  /// Windows side by side.
  public static AvgPool1d of(int size) {
    return new AvgPool1d(Pool.sideBySide("AvgPool1d", 1, size));
  }

  @Override
  public AvgPool1d withWindow(Window window) {
    return new AvgPool1d(window);
  }

  @Override
  public Tensor pool(Tensor x) {
    return x.avgPool(window);
  }

  static AvgPool1d of(Config c) {
    return new AvgPool1d(c.window(1, false));
  }
}
