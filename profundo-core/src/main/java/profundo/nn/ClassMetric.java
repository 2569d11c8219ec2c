package profundo.nn;

import java.util.function.ToDoubleFunction;
import profundo.Array;

/// Precision, recall or F1 over a [ConfusionMatrix] of its own: the mean over the classes, or that of one class.
public final class ClassMetric implements Metric {
  private final String name;
  private final ConfusionMatrix matrix;
  private final ToDoubleFunction<ConfusionMatrix> figure;

  private ClassMetric(String name, ConfusionMatrix matrix, ToDoubleFunction<ConfusionMatrix> figure) {
    this.name = name;
    this.matrix = matrix;
    this.figure = figure;
  }

  /// `precision`: the mean over the classes that occur.
  public static ClassMetric precision(int classes) {
    return new ClassMetric("precision", ConfusionMatrix.of(classes), ConfusionMatrix::precision);
  }

  /// `recall`: the mean over the classes that occur.
  public static ClassMetric recall(int classes) {
    return new ClassMetric("recall", ConfusionMatrix.of(classes), ConfusionMatrix::recall);
  }

  /// `f1`: the mean over the classes that occur.
  public static ClassMetric f1(int classes) {
    return new ClassMetric("f1", ConfusionMatrix.of(classes), ConfusionMatrix::f1);
  }

  /// `precision` of class 1 of two.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static ClassMetric binaryPrecision(double threshold) {
    return new ClassMetric("precision", ConfusionMatrix.binary(threshold), m -> m.precision(1));
  }

  /// `recall` of class 1 of two.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static ClassMetric binaryRecall(double threshold) {
    return new ClassMetric("recall", ConfusionMatrix.binary(threshold), m -> m.recall(1));
  }

  /// `f1` of class 1 of two.
  ///
  /// @param threshold 0 for logits, 0.5 for probabilities
  public static ClassMetric binaryF1(double threshold) {
    return new ClassMetric("f1", ConfusionMatrix.binary(threshold), m -> m.f1(1));
  }

  /// The counts behind the figure.
  public ConfusionMatrix matrix() {
    return matrix;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  @Override
  public void update(Array predictions, Array targets) {
    matrix.update(predictions, targets);
  }

  @Override
  public double result() {
    return Double.isNaN(matrix.result()) ? Double.NaN : figure.applyAsDouble(matrix);
  }

  @Override
  public void reset() {
    matrix.reset();
  }

  @Override
  public double[] state() {
    return matrix.state();
  }

  @Override
  public void restore(double[] state) {
    matrix.restore(state);
  }
}
