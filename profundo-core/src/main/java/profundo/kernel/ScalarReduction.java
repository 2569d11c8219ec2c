package profundo.kernel;

/// Sums and maxima in plain Java; sums in double.
final class ScalarReduction {
  private ScalarReduction() {}

  static float sum(float[] x, int xo, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      s += x[xo + i];
    }
    return (float) s;
  }

  static float max(float[] x, int xo, int n) {
    float m = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = Math.max(m, x[xo + i]);
    }
    return m;
  }

  static void sumRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    int c = 0;
    for (; c + 4 <= cols; c += 4) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      for (int r = 0, p = xo + c; r < rows; r++, p += stride) {
        s0 += x[p];
        s1 += x[p + 1];
        s2 += x[p + 2];
        s3 += x[p + 3];
      }
      y[yo + c] = (float) s0;
      y[yo + c + 1] = (float) s1;
      y[yo + c + 2] = (float) s2;
      y[yo + c + 3] = (float) s3;
    }
    for (; c < cols; c++) {
      double s = 0;
      for (int r = 0, p = xo + c; r < rows; r++, p += stride) {
        s += x[p];
      }
      y[yo + c] = (float) s;
    }
  }

  static void maxRows(float[] x, int xo, int rows, int stride, int cols, float[] y, int yo) {
    System.arraycopy(x, xo, y, yo, cols);
    for (int r = 1; r < rows; r++) {
      int p = xo + r * stride;
      for (int c = 0; c < cols; c++) {
        y[yo + c] = Math.max(y[yo + c], x[p + c]);
      }
    }
  }
}
