package profundo.zoo.autoencoder;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.data.Dataset;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Reshape;
import profundo.nn.Sequential;

/// Principal component analysis (Pearson 1901; Hotelling 1933): the directions in which a data set varies most. Of all linear
/// maps to a code of some units and back it has the least squared error, so that it is what autoencoders are held
/// against. Exact, by the eigenvectors of the covariance.
///
/// @param sample shape of one x
/// @param mean of each element
/// @param variances along the components, largest first
/// @param components one of length 1 in each row, `[units][elements]`
public record Pca(Shape sample, double[] mean, double[] variances, double[][] components) {
  /// The eigenvectors of a matrix of this many rows take a minute or so.
  private static final int MOST = 3000;

  private static final int CHUNK = 1000;

  /// Of all samples of a data set.
  ///
  /// @param units how many components, at most as many as x has elements
  public static Pca of(Dataset data, int units) {
    int d = data.sampleShape().count();
    if (units < 1 || units > d || d > MOST || data.dtype(Dataset.X) != DType.F32) {
      throw new IllegalArgumentException(
          "Pca: expected F32 samples of at most " + MOST + " elements and 1 component to one for each element, got "
              + data.dtype(Dataset.X) + " " + data.sampleShape() + " and " + units);
    }
    double[] mean = new double[d];
    for (int from = 0; from < data.size(); from += CHUNK) {
      float[] x = data.range(from, Math.min(from + CHUNK, data.size())).x().floats();
      for (int i = 0; i < x.length; i++) {
        mean[i % d] += x[i] / (double) data.size();
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(covariance(data, mean));
    return new Pca(
        data.sampleShape(), mean, Arrays.copyOf(eigen.values(), units), Arrays.copyOf(eigen.vectors(), units));
  }

  /// Products of a thousand samples in single precision, centred before; their sum in double precision.
  private static double[][] covariance(Dataset data, double[] mean) {
    int d = mean.length;
    Tensor x = Tensor.input("x", Shape.of(CHUNK, d), DType.F32);
    Program product = Engine.shared().compile(List.of(x), List.of(x.transpose().matmul(x)), List.of());
    double[][] covariance = new double[d][d];
    for (int from = 0; from < data.size(); from += CHUNK) {
      Array rows = Array.zeros(Shape.of(CHUNK, d), DType.F32);
      float[] some = data.range(from, Math.min(from + CHUNK, data.size())).x().floats();
      for (int i = 0; i < some.length; i++) {
        rows.floats()[i] = (float) (some[i] - mean[i % d]);
      }
      product.run(rows);
      float[] p = product.output(0).floats();
      for (int i = 0; i < p.length; i++) {
        covariance[i / d][i % d] += p[i] / data.size();
      }
    }
    return covariance;
  }

  /// The same as an autoencoder: h = (x - mean) Vᵀ, r = h V + mean.
  public Autoencoder autoencoder() {
    int d = mean.length;
    int units = components.length;
    Array w = Array.zeros(Shape.of(d, units), DType.F32);
    Array b = Array.zeros(Shape.of(units), DType.F32);
    Array c = Array.zeros(Shape.of(d), DType.F32);
    for (int j = 0; j < units; j++) {
      double shift = 0;
      for (int i = 0; i < d; i++) {
        w.floats()[i * units + j] = (float) components[j][i];
        shift -= mean[i] * components[j][i];
      }
      b.floats()[j] = (float) shift;
    }
    for (int i = 0; i < d; i++) {
      c.floats()[i] = (float) mean[i];
    }
    Linear linear = new Linear(Variable.of("weight", w), Optional.of(Variable.of("bias", b)));
    Sequential encoder = Sequential.of().then("flatten", Flatten.of()).then("linear", linear);
    TiedLinear back = new TiedLinear(linear.weight(), Optional.of(Variable.of("bias", c)), "linear.weight");
    Sequential decoder = Sequential.of().then("linear", back);
    return Autoencoder.of(encoder, sample.rank() == 1 ? decoder : decoder.then("reshape", Reshape.of(sample.sizes())));
  }

  /// The angles between two subspaces, largest first, in radians (Björck and Golub 1973): 0 where they are the same.
  ///
  /// @param a vectors in rows that span the first one
  /// @param b as many that span the second one
  public static double[] principalAngles(double[][] a, double[][] b) {
    double[][] p = orthonormal(a);
    double[][] q = orthonormal(b);
    int n = q.length;
    if (p.length != n || p[0].length != q[0].length) {
      throw new IllegalArgumentException(
          "Pca.principalAngles: expected two sets of as many vectors of one length, got " + p.length + " of " + p[0].length + " and "
              + n + " of " + q[0].length);
    }
    double[][] left = new double[n][];
    for (int i = 0; i < n; i++) {
      left[i] = without(q[i].clone(), p, n);
    }
    double[][] gram = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        gram[i][j] = dot(left[i], left[j]);
      }
    }
    // The sines, for small angles have cosines that are 1 in floating point.
    return Arrays.stream(SymmetricEigen.of(gram).values()).map(s -> Math.asin(Math.sqrt(Math.clamp(s, 0, 1)))).toArray();
  }

  private static double[][] orthonormal(double[][] rows) {
    double[][] q = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double[] v = without(without(rows[i].clone(), q, i), q, i);
      double length = Math.sqrt(dot(v, v));
      if (!(length > 1e-12 * Math.sqrt(dot(rows[i], rows[i])))) {
        throw new IllegalArgumentException("Pca.principalAngles: expected independent vectors; row " + i + " depends on those before");
      }
      q[i] = Arrays.stream(v).map(x -> x / length).toArray();
    }
    return q;
  }

  /// v less its projection on the first vectors of an orthonormal basis; v is changed.
  private static double[] without(double[] v, double[][] basis, int count) {
    double[] along = new double[count];
    for (int i = 0; i < count; i++) {
      along[i] = dot(v, basis[i]);
    }
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < v.length; k++) {
        v[k] -= along[i] * basis[i][k];
      }
    }
    return v;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
