package profundo.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How often examples of each class (row) were taken for each class (column).
///
/// @param counts square, at least 2 x 2
/// @param classes a name for each
public record Confusion(int[][] counts, List<String> classes) {
  /// More classes than this make no readable matrix, and no file of a sensible size.
  public static final int MAX_CLASSES = 4096;

  /// A pair of classes that were confused.
  record Pair(int actual, int predicted, int count) {}

  /// Copies both and checks that they agree.
  public Confusion {
    classes = List.copyOf(classes);
    int n = classes.size();
    if (n < 2 || n > MAX_CLASSES || counts.length != n) {
      throw new IllegalArgumentException(
          "confusion matrix: expected from 2 to " + MAX_CLASSES + " classes with a name and a row each, got " + n
              + " names and " + counts.length + " rows");
    }
    int[][] copy = new int[n][];
    for (int i = 0; i < n; i++) {
      copy[i] = counts[i].clone();
      if (copy[i].length != n) {
        throw new IllegalArgumentException(
            "confusion matrix: expected " + n + " counts in row " + i + ", got " + copy[i].length);
      }
      for (int count : copy[i]) {
        if (count < 0) {
          throw new IllegalArgumentException("confusion matrix: expected counts from 0 on, got " + count);
        }
      }
    }
    counts = copy;
  }

  /// The matrix of these answers.
  ///
  /// @param actual labels
  /// @param predicted labels, one for each
  /// @param classes names in the order of the labels
  public static Confusion of(int[] actual, int[] predicted, List<String> classes) {
    int n = classes.size();
    if (actual.length != predicted.length) {
      throw new IllegalArgumentException(
          "confusion matrix: expected as many predictions as labels, got " + predicted.length + " for " + actual.length);
    }
    int[][] counts = new int[n][n];
    for (int i = 0; i < actual.length; i++) {
      if (Math.min(actual[i], predicted[i]) < 0 || Math.max(actual[i], predicted[i]) >= n) {
        throw new IllegalArgumentException(
            "confusion matrix: expected labels from 0 to " + (n - 1) + ", got actual " + actual[i] + " and predicted "
                + predicted[i] + " for example " + i);
      }
      counts[actual[i]][predicted[i]]++;
    }
    return new Confusion(counts, classes);
  }

  int count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /// Examples of a class.
  long actual(int c) {
    long sum = 0;
    for (int count : counts[c]) {
      sum += count;
    }
    return sum;
  }

  /// Examples taken for a class.
  long predicted(int c) {
    long sum = 0;
    for (int[] row : counts) {
      sum += row[c];
    }
    return sum;
  }

  long total() {
    long sum = 0;
    for (int c = 0; c < counts.length; c++) {
      sum += actual(c);
    }
    return sum;
  }

  long hits() {
    long sum = 0;
    for (int c = 0; c < counts.length; c++) {
      sum += counts[c][c];
    }
    return sum;
  }

  /// The pairs that were confused most often, at most `limit` of them; ties in the order of the classes.
  List<Pair> worst(int limit) {
    var pairs = new ArrayList<Pair>();
    for (int a = 0; a < counts.length; a++) {
      for (int p = 0; p < counts.length; p++) {
        if (a != p && counts[a][p] > 0) {
          pairs.add(new Pair(a, p, counts[a][p]));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::count).reversed());
    return List.copyOf(pairs.subList(0, Math.min(limit, pairs.size())));
  }
}
