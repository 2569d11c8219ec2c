package profundo.io;

import java.util.Arrays;

/// How values are distributed, in the buckets that TensorFlow made customary: they grow by a tenth from 1e-12 to
/// 1e20, on both sides of zero.
///
/// @param min smallest value
/// @param max largest value
/// @param count values counted
/// @param sum of the values
/// @param sumSquares of the values
/// @param limits upper ends of the buckets, ascending; bucket i holds the values from limit i - 1 up to, not including,
///     limit i
/// @param counts values per bucket; the first is 0, its limit is the lower end of the second
public record Histogram(
    double min, double max, double count, double sum, double sumSquares, double[] limits, double[] counts) {

  /// Counts values; NaN and infinities are left out.
  public static Histogram of(float... values) {
    double[] limits = allLimits();
    double[] counts = new double[limits.length];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      if (!Float.isFinite(value)) {
        continue;
      }
      // -0 sorts before 0 in binarySearch but counts as 0.
      double v = value + 0.0;
      int at = Arrays.binarySearch(limits, v);
      counts[at >= 0 ? at + 1 : -at - 1]++;
      min = Math.min(min, v);
      max = Math.max(max, v);
      n++;
      sum += v;
      squares += v * v;
    }
    if (n == 0) {
      return new Histogram(0, 0, 0, 0, 0, new double[] {Double.MAX_VALUE}, new double[1]);
    }
    int first = 0;
    while (counts[first] == 0) {
      first++;
    }
    int last = limits.length - 1;
    while (counts[last] == 0) {
      last--;
    }
    return new Histogram(
        min, max, n, sum, squares, Arrays.copyOfRange(limits, first - 1, last + 1), Arrays.copyOfRange(counts, first - 1, last + 1));
  }

  /// Ascending from -MAX_VALUE to MAX_VALUE with 0 in the middle.
  private static double[] allLimits() {
    double[] positive = new double[1_000];
    int n = 0;
    for (double v = 1e-12; v < 1e20; v *= 1.1) {
      positive[n++] = v;
    }
    positive[n++] = Double.MAX_VALUE;
    double[] limits = new double[2 * n + 1];
    for (int i = 0; i < n; i++) {
      limits[n + 1 + i] = positive[i];
      limits[n - 1 - i] = -positive[i];
    }
    return limits;
  }
}
