package profundo.reference;

import java.util.Arrays;
import java.util.List;
import profundo.Op.ReduceKind;
import profundo.Shape;
import profundo.reference.Interpreter.Values;

/// Reductions and matrix products.
final class Sums {
  private Sums() {}

  static double[] reduce(ReduceKind kind, Values x, Shape to, List<Integer> axes) {
    double[] y = new double[to.count()];
    Arrays.fill(y, kind == ReduceKind.SUM ? 0 : Double.NEGATIVE_INFINITY);
    for (int i = 0; i < x.shape().count(); i++) {
      int[] at = Index.of(x.shape(), i);
      for (int axis : axes) {
        at[axis] = 0;
      }
      int k = Index.in(to, at);
      y[k] = kind == ReduceKind.SUM ? y[k] + x.reals()[i] : Math.max(y[k], x.reals()[i]);
    }
    return y;
  }

  static int[] argmax(Values x, Shape to, int axis) {
    int[] y = new int[to.count()];
    for (int i = 0; i < y.length; i++) {
      int[] at = Index.of(to, i);
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < x.shape().size(axis); k++) {
        at[axis] = k;
        double v = x.reals()[Index.in(x.shape(), at)];
        if (Double.isNaN(v) || v > best) {
          best = v;
          y[i] = k;
        }
        if (Double.isNaN(v)) {
          break;
        }
      }
    }
    return y;
  }

  static double[] softmax(Values x, boolean log) {
    int n = x.shape().size(-1);
    double[] y = new double[x.shape().count()];
    for (int row = 0; row < y.length; row += n) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = row; i < row + n; i++) {
        max = Math.max(max, x.reals()[i]);
      }
      double sum = 0;
      for (int i = row; i < row + n; i++) {
        sum += StrictMath.exp(x.reals()[i] - max);
      }
      for (int i = row; i < row + n; i++) {
        double shifted = x.reals()[i] - max;
        y[i] = log ? shifted - StrictMath.log(sum) : StrictMath.exp(shifted) / sum;
      }
    }
    return y;
  }

  static double[] matmul(Values a, Values b, Shape to) {
    int m = to.size(-2);
    int n = to.size(-1);
    int k = a.shape().size(-1);
    double[] y = new double[to.count()];
    for (int p = 0; p < to.count() / (m * n); p++) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int q = 0; q < k; q++) {
            sum += a.reals()[(p * m + i) * k + q] * b.reals()[(p * k + q) * n + j];
          }
          y[(p * m + i) * n + j] = sum;
        }
      }
    }
    return y;
  }
}
