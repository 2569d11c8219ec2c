package profundo.zoo.autoencoder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Eigenvalues and eigenvectors of a symmetric matrix, all of them, to the precision of doubles: Householder's reflections
/// to tridiagonal form, then the QL algorithm with implicit shifts (Bowdler, Martin, Reinsch, Wilkinson 1968; Golub and Van
/// Loan, "Matrix Computations", 8.3). Some 6 n³ operations: 784 rows take seconds.
///
/// @param values largest first
/// @param vectors one of length 1 in each row, in the order of their values
record SymmetricEigen(double[] values, double[][] vectors) {
  private static final int MOST_ITERATIONS = 60;

  /// @param matrix symmetric; left alone
  static SymmetricEigen of(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
    }
    double[][] reflectors = new double[Math.max(0, n - 2)][];
    for (int k = 0; k < n - 2; k++) {
      reflectors[k] = reflect(a, k);
    }
    double[] d = new double[n];
    double[] e = new double[n];
    for (int i = 0; i < n; i++) {
      d[i] = a[i][i];
      e[i] = i < n - 1 ? a[i + 1][i] : 0;
    }
    double[][] z = transposedBasis(n, reflectors);
    double norm = IntStream.range(0, n).mapToDouble(i -> Math.abs(d[i]) + Math.abs(e[i])).max().orElse(0);
    for (int l = 0; l < n; l++) {
      isolate(d, e, z, l, Math.ulp(norm));
    }
    int[] order = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> -d[i])).mapToInt(i -> i).toArray();
    return new SymmetricEigen(
        Arrays.stream(order).mapToDouble(i -> d[i]).toArray(), Arrays.stream(order).mapToObj(i -> z[i]).toArray(double[][]::new));
  }

  /// Makes column k zero below its second place by A <- H A H, H = 1 - 2 v vᵀ; gives v, or null where it was zero.
  private static double[] reflect(double[][] a, int k) {
    int n = a.length;
    double[] v = new double[n];
    double norm = 0;
    for (int i = k + 1; i < n; i++) {
      v[i] = a[i][k];
      norm = Math.hypot(norm, v[i]);
    }
    v[k + 1] += Math.copySign(norm, v[k + 1]);
    double length = 0;
    for (int i = k + 1; i < n; i++) {
      length = Math.hypot(length, v[i]);
    }
    if (length == 0) {
      return null;
    }
    for (int i = k + 1; i < n; i++) {
      v[i] /= length;
    }
    double[] p = new double[n];
    double inner = 0;
    for (int i = k; i < n; i++) {
      double sum = 0;
      for (int j = k + 1; j < n; j++) {
        sum += a[i][j] * v[j];
      }
      p[i] = 2 * sum;
      inner += p[i] * v[i];
    }
    for (int i = k; i < n; i++) {
      p[i] -= inner * v[i];
    }
    for (int i = k; i < n; i++) {
      double vi = v[i];
      double pi = p[i];
      double[] row = a[i];
      for (int j = k; j < n; j++) {
        row[j] -= vi * p[j] + pi * v[j];
      }
    }
    return v;
  }

  /// The transpose of the product of all reflections: row i is what becomes of the i-th vector of the tridiagonal form.
  private static double[][] transposedBasis(int n, double[][] reflectors) {
    double[][] z = new double[n][n];
    for (int i = 0; i < n; i++) {
      z[i][i] = 1;
    }
    for (int k = reflectors.length - 1; k >= 0; k--) {
      double[] v = reflectors[k];
      for (int i = k + 1; v != null && i < n; i++) {
        double sum = 0;
        for (int j = k + 1; j < n; j++) {
          sum += z[i][j] * v[j];
        }
        for (int j = k + 1; j < n; j++) {
          z[i][j] -= 2 * sum * v[j];
        }
      }
    }
    return z;
  }

  /// Rotates until e[l] is nothing beside the matrix, so that d[l] is an eigenvalue. Beside its neighbours would not do: where
  /// several eigenvalues are zero, those are rounding errors themselves.
  ///
  /// @param nothing what the matrix cannot tell from zero
  private static void isolate(double[] d, double[] e, double[][] z, int l, double nothing) {
    for (int iteration = 0; ; iteration++) {
      int m = l;
      while (m < d.length - 1 && Math.abs(e[m]) > nothing) {
        m++;
      }
      if (m == l) {
        return;
      }
      if (iteration == MOST_ITERATIONS) {
        throw new ArithmeticException("eigenvalues were not found within " + MOST_ITERATIONS + " rotations; is the matrix finite?");
      }
      double g = (d[l + 1] - d[l]) / (2 * e[l]);
      g = d[m] - d[l] + e[l] / (g + Math.copySign(Math.hypot(g, 1), g));
      double s = 1;
      double c = 1;
      double p = 0;
      int i = m - 1;
      for (; i >= l; i--) {
        double f = s * e[i];
        double b = c * e[i];
        double r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r == 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        double t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        rotate(z[i], z[i + 1], c, s);
      }
      if (i < l) {
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
      }
    }
  }

  private static void rotate(double[] x, double[] y, double c, double s) {
    for (int k = 0; k < x.length; k++) {
      double f = y[k];
      y[k] = s * x[k] + c * f;
      x[k] = c * x[k] - s * f;
    }
  }
}
