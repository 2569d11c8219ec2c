package profundo.kernel;

/// Pooling of neighbouring pixels, as [MatrixKernels] tells: scalar variant.
final class ScalarPooling {
  private ScalarPooling() {}

  static void max(
      int[] window, int n, int outs, int step, int channels, float[] x, int xo, float[] y, int yo) {
    for (int o = 0; o < outs; o++) {
      for (int c = 0; c < channels; c++) {
        y[yo + o * channels + c] = x[place(window, n, x, xo + o * step + c)];
      }
    }
  }

  static void maxScatter(
      int[] window, int n, int outs, int step, int channels, boolean apart,
      float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
    for (int o = 0; o < outs; o++) {
      for (int c = 0; c < channels; c++) {
        if (apart) {
          for (int i = 0; i < n; i++) {
            dx[dxo + window[i] + o * step + c] = 0;
          }
        }
        dx[dxo - xo + place(window, n, x, xo + o * step + c)] += dy[dyo + o * channels + c];
      }
    }
  }

  static void maxGather(
      int[] window, int n, int outs, int step, int channels,
      float[] x, int xo, float[] z, int zo, float[] y, int yo) {
    for (int o = 0; o < outs; o++) {
      for (int c = 0; c < channels; c++) {
        y[yo + o * channels + c] = z[zo - xo + place(window, n, x, xo + o * step + c)];
      }
    }
  }

  static void average(
      int[] window, int n, int outs, int step, int channels, float share,
      float[] x, int xo, float[] y, int yo) {
    for (int o = 0; o < outs; o++) {
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
          sum += x[xo + window[i] + o * step + c];
        }
        y[yo + o * channels + c] = sum * share;
      }
    }
  }

  static void spread(
      int[] window, int n, int outs, int step, int channels, boolean apart, float share,
      float[] dy, int dyo, float[] dx, int dxo) {
    for (int o = 0; o < outs; o++) {
      for (int c = 0; c < channels; c++) {
        float part = dy[dyo + o * channels + c] * share;
        for (int i = 0; i < n; i++) {
          int at = dxo + window[i] + o * step + c;
          dx[at] = apart ? part : dx[at] + part;
        }
      }
    }
  }

  /// Where the first maximum is.
  private static int place(int[] window, int n, float[] x, int base) {
    int place = base + window[0];
    float best = x[place];
    for (int i = 1; i < n; i++) {
      float v = x[base + window[i]];
      // True for a NaN, too; the first of them is kept.
      if (!(v <= best) && best == best) {
        best = v;
        place = base + window[i];
      }
    }
    return place;
  }
}
