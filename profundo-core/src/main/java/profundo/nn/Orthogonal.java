package profundo.nn;

import profundo.Array;
import profundo.Rng;
import profundo.Shape;

/// First values of recurrent weights: a random orthogonal matrix for each gate, so that a state keeps its length
/// through many steps (Saxe, McClelland, Ganguli 2014).
final class Orthogonal {
  private Orthogonal() {}

  /// `[size, gates * size]`, orthogonal in each of its square blocks.
  static Array blocks(int size, int gates, Rng rng) {
    float[] v = new float[size * gates * size];
    for (int g = 0; g < gates; g++) {
      double[][] q = square(size, rng);
      for (int r = 0; r < size; r++) {
        for (int c = 0; c < size; c++) {
          v[r * gates * size + g * size + c] = (float) q[r][c];
        }
      }
    }
    return Array.wrap(Shape.of(size, gates * size), v);
  }

  /// Gram and Schmidt over normal vectors, each projected twice for the sake of rounding.
  private static double[][] square(int n, Rng rng) {
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      double length = 0;
      while (length < 1e-6) {
        for (int j = 0; j < n; j++) {
          rows[i][j] = rng.nextGaussian();
        }
        for (int pass = 0; pass < 2; pass++) {
          for (int k = 0; k < i; k++) {
            double dot = dot(rows[i], rows[k]);
            for (int j = 0; j < n; j++) {
              rows[i][j] -= dot * rows[k][j];
            }
          }
        }
        length = Math.sqrt(dot(rows[i], rows[i]));
      }
      for (int j = 0; j < n; j++) {
        rows[i][j] /= length;
      }
    }
    return rows;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
