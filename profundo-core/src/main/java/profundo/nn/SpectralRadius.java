package profundo.nn;

/// The size of a square matrix's largest eigenvalue, by Gelfand's formula: the k-th root of the norm of A^k, with k a
/// power of two so large that the constant in front has no weight. Unlike the power method it also converges where the
/// largest eigenvalue is one of a complex pair.
final class SpectralRadius {
  private static final int SQUARINGS = 30;

  private SpectralRadius() {}

  /// @param a row-major, n rows of n
  static double of(float[] a, int n) {
    double[] m = new double[n * n];
    for (int i = 0; i < m.length; i++) {
      m[i] = a[i];
    }
    // A^(2^s) = e^log * m, m of norm 1
    double log = 0;
    for (int s = 0; s <= SQUARINGS; s++) {
      double norm = 0;
      for (double v : m) {
        norm += v * v;
      }
      norm = Math.sqrt(norm);
      if (norm < 1e-300) {
        return 0;
      }
      log += Math.log(norm);
      if (s == SQUARINGS) {
        break;
      }
      for (int i = 0; i < m.length; i++) {
        m[i] /= norm;
      }
      m = square(m, n);
      log *= 2;
    }
    return Math.exp(log / Math.pow(2, SQUARINGS));
  }

  private static double[] square(double[] m, int n) {
    double[] r = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double f = m[i * n + k];
        if (f != 0) {
          for (int j = 0; j < n; j++) {
            r[i * n + j] += f * m[k * n + j];
          }
        }
      }
    }
    return r;
  }
}
