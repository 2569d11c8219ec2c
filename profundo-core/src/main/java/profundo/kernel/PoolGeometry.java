package profundo.kernel;

import java.util.Arrays;

/// How a pooling window slides over `x [batch, in..., channels]` to make `y [batch, out..., channels]`; one to three spatial
/// axes, one entry per axis in every array.
///
/// @param padLow places before the first element that belong to no pixel; fewer than the window has, so that no window
///     is empty
/// @param padHigh the same after the last element
public record PoolGeometry(
    int batch, int[] in, int channels, int[] window, int[] stride, int[] padLow, int[] padHigh) {

  /// Checks that the window fits.
  public PoolGeometry {
    Axes.check("Pooling", in, window, stride, padLow, padHigh);
    if (batch < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "Pooling: expected batch and channels of at least 1, got " + batch + " and " + channels);
    }
    for (int i = 0; i < in.length; i++) {
      boolean emptyWindows = padLow[i] < 0 || padHigh[i] < 0 || padLow[i] >= window[i] || padHigh[i] >= window[i];
      if (emptyWindows || in[i] + padLow[i] + padHigh[i] < window[i]) {
        throw new IllegalArgumentException(
            "Pooling: expected padding of at least 0 and below the window, and a window that fits, got "
                + "input %s, window %s, padding %s and %s"
                    .formatted(Arrays.toString(in), Arrays.toString(window), Arrays.toString(padLow), Arrays.toString(padHigh)));
      }
    }
  }

  /// Number of spatial axes.
  public int rank() {
    return in.length;
  }

  /// Output size along spatial axis `i`.
  public int out(int i) {
    return (in[i] + padLow[i] + padHigh[i] - window[i]) / stride[i] + 1;
  }

  /// Output size along every spatial axis.
  public int[] out() {
    var sizes = new int[in.length];
    Arrays.setAll(sizes, this::out);
    return sizes;
  }
}
