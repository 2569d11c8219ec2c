package profundo.zoo.autoencoder;

import java.util.Collections;
import java.util.List;
import profundo.CustomOp;
import profundo.Shape;
import profundo.Tensor;

/// Where the k largest elements of each row are: 1 there and 0 elsewhere, x `[..., n]` -> y of the same shape. Of equal
/// ones those further left count as larger; NaN counts as the smallest. Constant almost everywhere, so without a gradient.
///
/// The k-th largest is found by quickselect (Hoare 1961, "Algorithm 65: find") in the place of the result: some 3 n
/// comparisons for a row rather than the n log n of sorting it, and no memory.
record Largest(int k) implements CustomOp {
  @Override
  public String name() {
    return "largest " + k;
  }

  @Override
  public Shape shape(List<Shape> operands) {
    return operands.getFirst();
  }

  @Override
  public void compute(List<Shape> shapes, float[][] inputs, int[] offsets, float[] out, int offset) {
    int n = shapes.getFirst().size(-1);
    int rows = shapes.getFirst().count() / n;
    for (int r = 0; r < rows; r++) {
      row(inputs[0], offsets[0] + r * n, n, out, offset + r * n);
    }
  }

  private void row(float[] x, int from, int n, float[] out, int to) {
    for (int i = 0; i < n; i++) {
      out[to + i] = value(x[from + i]);
    }
    float threshold = select(out, to, to + n - 1, to + k - 1);
    int above = 0;
    for (int i = 0; i < n; i++) {
      above += value(x[from + i]) > threshold ? 1 : 0;
    }
    int ties = k - above;
    for (int i = 0; i < n; i++) {
      float v = value(x[from + i]);
      boolean tie = v == threshold && ties > 0;
      ties -= tie ? 1 : 0;
      out[to + i] = v > threshold || tie ? 1 : 0;
    }
  }

  private static float value(float v) {
    return v == v ? v : Float.NEGATIVE_INFINITY;
  }

  /// Reorders a[low] to a[high] until the one that stands at `at` in descending order is there, and gives it.
  private static float select(float[] a, int low, int high, int at) {
    int lo = low;
    int hi = high;
    while (lo < hi) {
      float pivot = median(a[lo], a[(lo + hi) >>> 1], a[hi]);
      int i = lo;
      int j = hi;
      while (i <= j) {
        while (a[i] > pivot) {
          i++;
        }
        while (a[j] < pivot) {
          j--;
        }
        if (i <= j) {
          float t = a[i];
          a[i++] = a[j];
          a[j--] = t;
        }
      }
      if (at <= j) {
        hi = j;
      } else if (at >= i) {
        lo = i;
      } else {
        return a[at];
      }
    }
    return a[at];
  }

  private static float median(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /// By definition: how many are larger, or equal and further left.
  @Override
  public void compute(List<Shape> shapes, double[][] inputs, double[] out) {
    int n = shapes.getFirst().size(-1);
    double[] x = inputs[0];
    for (int i = 0; i < x.length; i++) {
      int row = i / n * n;
      int before = 0;
      for (int j = row; j < row + n; j++) {
        double a = Double.isNaN(x[j]) ? Double.NEGATIVE_INFINITY : x[j];
        double b = Double.isNaN(x[i]) ? Double.NEGATIVE_INFINITY : x[i];
        before += a > b || a == b && j < i ? 1 : 0;
      }
      out[i] = before < k ? 1 : 0;
    }
  }

  @Override
  public List<Tensor> gradient(List<Tensor> operands, Tensor y, Tensor dy) {
    return Collections.singletonList(null);
  }
}
