package profundo.nn;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import profundo.Array;

/// A figure for examples that carry several labels at once: scores `[..., labels]` and targets of 0 and 1 of the same
/// shape; a label counts as given where its score is above the threshold.
///
/// F1 of a label is 2 hits / (given + true), and 0 where nothing was given and nothing is true.
public final class LabelMetric implements Metric {
  private final String name;
  private final boolean higherIsBetter;
  private final double threshold;
  private final ToDoubleFunction<LabelMetric> figure;
  private double examples;
  private double exact;
  private double[] hits = {};
  private double[] given = {};
  private double[] actual = {};

  private LabelMetric(
      String name, boolean higherIsBetter, double threshold, ToDoubleFunction<LabelMetric> figure) {
    this.name = name;
    this.higherIsBetter = higherIsBetter;
    this.threshold = threshold;
    this.figure = figure;
  }

  /// `exact_match`: the part of examples all of whose labels are right.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static LabelMetric exactMatch(double threshold) {
    return new LabelMetric("exact_match", true, threshold, m -> m.exact / m.examples);
  }

  /// `hamming_loss`: the part of labels that are wrong.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static LabelMetric hammingLoss(double threshold) {
    return new LabelMetric("hamming_loss", false, threshold, m -> m.wrong() / (m.examples * m.hits.length));
  }

  /// `micro_f1`: F1 of all labels together, in which frequent labels weigh more.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static LabelMetric microF1(double threshold) {
    return new LabelMetric("micro_f1", true, threshold, m -> f1(sum(m.hits), sum(m.given), sum(m.actual)));
  }

  /// `macro_f1`: the mean over the labels of the F1 of each.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static LabelMetric macroF1(double threshold) {
    return new LabelMetric("macro_f1", true, threshold, m -> sum(m.perLabel()) / m.hits.length);
  }

  private double[] perLabel() {
    double[] f = new double[hits.length];
    Arrays.setAll(f, i -> f1(hits[i], given[i], actual[i]));
    return f;
  }

  private double wrong() {
    return sum(given) + sum(actual) - 2 * sum(hits);
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static double f1(double hits, double given, double actual) {
    return given + actual == 0 ? 0 : 2 * hits / (given + actual);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  @Override
  public void update(Array predictions, Array targets) {
    if (predictions.shape().rank() < 1) {
      throw Decisions.wrong(name, "predictions [..., labels]", predictions, targets);
    }
    int labels = predictions.shape().size(-1);
    int[] truth = Decisions.truths(name, predictions, targets);
    if (hits.length == 0) {
      begin(labels);
    } else if (hits.length != labels) {
      throw Decisions.wrong(name, "predictions of " + hits.length + " labels", predictions, targets);
    }
    int[] decided = Decisions.above(predictions, threshold);
    for (int row = 0; row < truth.length / labels; row++) {
      boolean all = true;
      for (int i = 0; i < labels; i++) {
        int t = truth[row * labels + i];
        int d = decided[row * labels + i];
        hits[i] += t & d;
        given[i] += d;
        actual[i] += t;
        all &= t == d;
      }
      exact += all ? 1 : 0;
      examples++;
    }
  }

  private void begin(int labels) {
    hits = new double[labels];
    given = new double[labels];
    actual = new double[labels];
  }

  @Override
  public double result() {
    return examples == 0 ? Double.NaN : figure.applyAsDouble(this);
  }

  @Override
  public void reset() {
    restore(new double[] {0, 0});
  }

  /// Examples, exact matches, then for all labels the hits, how often each was given, and how often it is true.
  @Override
  public double[] state() {
    int n = hits.length;
    double[] s = Arrays.copyOf(new double[] {examples, exact}, 2 + 3 * n);
    System.arraycopy(hits, 0, s, 2, n);
    System.arraycopy(given, 0, s, 2 + n, n);
    System.arraycopy(actual, 0, s, 2 + 2 * n, n);
    return s;
  }

  @Override
  public void restore(double[] state) {
    if (state.length < 2 || (state.length - 2) % 3 != 0) {
      throw new IllegalArgumentException(
          name + ": expected a state of 2 numbers and 3 for each label, got " + state.length);
    }
    int n = (state.length - 2) / 3;
    examples = state[0];
    exact = state[1];
    hits = Arrays.copyOfRange(state, 2, 2 + n);
    given = Arrays.copyOfRange(state, 2 + n, 2 + 2 * n);
    actual = Arrays.copyOfRange(state, 2 + 2 * n, 2 + 3 * n);
  }
}
