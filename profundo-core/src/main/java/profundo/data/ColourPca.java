package profundo.data;

import java.util.Arrays;
import profundo.Array;
import profundo.Rng;

/// The principal components of the colours of a data set: eigenvalues and eigenvectors of the covariance of its channels.
///
/// @param variances the eigenvalues, largest first
/// @param components one eigenvector of length 1 in each row
public record ColourPca(double[] variances, double[][] components) {
  private static final int MAX_CHANNELS = 64;

  /// Measured on all pixels of a training part.
  ///
  /// @param train pictures `[n, height, width, channels]`
  public static ColourPca of(Dataset train) {
    int c = train.sampleShape().rank() == 0 ? 0 : train.sampleShape().size(-1);
    if (c < 1 || c > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "ColourPca: expected 1 to " + MAX_CHANNELS + " channels in the last axis, got " + train.sampleShape());
    }
    Array one = Array.zeros(Column.many(1, train.sampleShape()), train.dtype(Dataset.X));
    double[] mean = new double[c];
    double[][] covariance = new double[c][c];
    double count = (double) train.size() * train.sampleShape().count() / c;
    for (int i = 0; i < train.size(); i++) {
      train.gather(Dataset.X, null, i, 1, one);
      float[] v = one.floats();
      for (int k = 0; k < v.length; k++) {
        mean[k % c] += v[k] / count;
      }
    }
    for (int i = 0; i < train.size(); i++) {
      train.gather(Dataset.X, null, i, 1, one);
      float[] v = one.floats();
      for (int p = 0; p < v.length; p += c) {
        for (int a = 0; a < c; a++) {
          for (int b = 0; b < c; b++) {
            covariance[a][b] += (v[p + a] - mean[a]) * (v[p + b] - mean[b]) / count;
          }
        }
      }
    }
    return ofCovariance(covariance);
  }

  /// Eigenvalues and eigenvectors of a symmetric matrix, which is overwritten, by Jacobi's rotations (Golub and Van Loan,
  /// "Matrix Computations", 8.5).
  static ColourPca ofCovariance(double[][] a) {
    int n = a.length;
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
    }
    for (int sweep = 0; sweep < 60; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (a[p][q] != 0) {
            rotate(a, v, p, q);
          }
        }
      }
    }
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    Arrays.sort(order, (i, j) -> Double.compare(a[j][j], a[i][i]));
    double[] variances = new double[n];
    double[][] components = new double[n][n];
    for (int i = 0; i < n; i++) {
      variances[i] = a[order[i]][order[i]];
      for (int k = 0; k < n; k++) {
        components[i][k] = v[k][order[i]];
      }
    }
    return new ColourPca(variances, components);
  }

  /// Makes a[p][q] zero.
  private static void rotate(double[][] a, double[][] v, int p, int q) {
    double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
    double c = 1 / Math.hypot(1, t);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = c * kp - s * kq;
      a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
      double vp = v[k][p];
      double vq = v[k][q];
      v[k][p] = c * vp - s * vq;
      v[k][q] = s * vp + c * vq;
    }
    a[p][q] = 0;
    a[q][p] = 0;
  }

  /// What to add to every pixel of a picture.
  float[] draw(double std, int channels, Rng rng) {
    int n = variances.length;
    if (channels != n) {
      throw new IllegalArgumentException("ColourPca: expected " + n + " channels, as measured, got " + channels);
    }
    double[] add = new double[n];
    for (int i = 0; i < n; i++) {
      double times = std * rng.nextGaussian() * variances[i];
      for (int k = 0; k < n; k++) {
        add[k] += times * components[i][k];
      }
    }
    float[] out = new float[n];
    for (int k = 0; k < n; k++) {
      out[k] = (float) add[k];
    }
    return out;
  }
}
