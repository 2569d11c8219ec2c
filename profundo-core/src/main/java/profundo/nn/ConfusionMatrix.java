package profundo.nn;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import profundo.Array;

/// How often each class was taken for each: counts by actual class (row) and predicted class (column). As a metric its
/// figure is the accuracy.
///
/// Precision, recall and F1 are zero where they would be 0 / 0; macro figures are means over the classes that occur,
/// actual or predicted.
public final class ConfusionMatrix implements Metric {
  private final int classes;
  private final boolean binary;
  private final double threshold;
  private final long[] counts;

  private ConfusionMatrix(int classes, boolean binary, double threshold) {
    Shapes.atLeast("ConfusionMatrix", "number of classes", classes, 2);
    if (classes > 4096) {
      throw new IllegalArgumentException("ConfusionMatrix: expected at most 4096 classes, got " + classes);
    }
    this.classes = classes;
    this.binary = binary;
    this.threshold = threshold;
    this.counts = new long[classes * classes];
  }

  /// For scores `[..., classes]` and I32 labels `[...]`.
  public static ConfusionMatrix of(int classes) {
    return new ConfusionMatrix(classes, false, 0);
  }

  /// For one score per example and targets of 0 and 1 of the same shape.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static ConfusionMatrix binary(double threshold) {
    return new ConfusionMatrix(2, true, threshold);
  }

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  @Override
  public void update(Array predictions, Array targets) {
    int[] actual =
        binary
            ? Decisions.truths("confusion matrix", predictions, targets)
            : Decisions.labels("confusion matrix", predictions, targets);
    if (!binary && predictions.shape().size(-1) != classes) {
      throw Decisions.wrong("confusion matrix", "predictions of " + classes + " classes", predictions, targets);
    }
    for (int label : actual) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "confusion matrix: expected labels from 0 to " + (classes - 1) + ", got " + label);
      }
    }
    int[] decided = binary ? Decisions.above(predictions, threshold) : Decisions.argmax(predictions);
    for (int i = 0; i < actual.length; i++) {
      counts[actual[i] * classes + decided[i]]++;
    }
  }

  /// Number of classes.
  public int classes() {
    return classes;
  }

  /// How often `actual` was taken for `predicted`.
  public long count(int actual, int predicted) {
    return counts[actual * classes + predicted];
  }

  /// The accuracy.
  @Override
  public double result() {
    long hits = IntStream.range(0, classes).mapToLong(c -> count(c, c)).sum();
    return hits / (double) Arrays.stream(counts).sum();
  }

  /// Of those taken for this class, the part that are of it.
  public double precision(int c) {
    return ratio(count(c, c), predicted(c));
  }

  /// Of those of this class, the part that were taken for it.
  public double recall(int c) {
    return ratio(count(c, c), actual(c));
  }

  /// The harmonic mean of precision and recall: 2 hits / (actual + predicted).
  public double f1(int c) {
    return ratio(2 * count(c, c), actual(c) + predicted(c));
  }

  /// Mean precision of the classes that occur.
  public double precision() {
    return macro(this::precision);
  }

  /// Mean recall of the classes that occur.
  public double recall() {
    return macro(this::recall);
  }

  /// Mean F1 of the classes that occur.
  public double f1() {
    return macro(this::f1);
  }

  private double macro(IntToDoubleFunction figure) {
    return IntStream.range(0, classes)
        .filter(c -> actual(c) + predicted(c) > 0)
        .mapToDouble(figure)
        .average()
        .orElse(Double.NaN);
  }

  private long actual(int c) {
    return IntStream.range(0, classes).mapToLong(p -> count(c, p)).sum();
  }

  private long predicted(int c) {
    return IntStream.range(0, classes).mapToLong(a -> count(a, c)).sum();
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }

  @Override
  public void reset() {
    Arrays.fill(counts, 0);
  }

  /// The counts, row by row.
  @Override
  public double[] state() {
    return Arrays.stream(counts).asDoubleStream().toArray();
  }

  @Override
  public void restore(double[] state) {
    if (state.length != counts.length) {
      throw new IllegalArgumentException(
          "confusion matrix: expected a state of " + counts.length + " counts, got " + state.length);
    }
    for (int i = 0; i < state.length; i++) {
      counts[i] = (long) state[i];
    }
  }
}
