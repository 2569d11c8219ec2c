package profundo.nn;

import profundo.Window;

/// A layer that looks at its input through a window.
///
/// @param <L> the layer itself
public interface Windowed<L extends Windowed<L>> extends Described {
  /// Size, stride, padding and dilation.
  Window window();

  /// The same with another window; its padding counts, whatever was asked for before.
  L withWindow(Window window);

  /// The same with windows further apart: one step, or one for each spatial axis.
  default L withStride(int... stride) {
    return withWindow(window().stride(stride));
  }

  /// The same over an input with a margin on each side: one number, or one for each spatial axis.
  default L withPadding(int... padding) {
    return withWindow(window().padding(padding));
  }

  /// The same over an input with margins before the first and after the last element: one number each, or one for each
  /// spatial axis.
  default L withPadding(int[] low, int[] high) {
    return withWindow(window().padding(low, high));
  }
}
