package profundo.bench;

import java.util.Arrays;

/// The middle and the range of some measurements of the same thing.
record Spread(double median, double min, double max) {
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return new Spread((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
  }
}
