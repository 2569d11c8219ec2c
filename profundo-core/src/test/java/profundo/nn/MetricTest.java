package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.reference.Interpreter;

class MetricTest {
  /// Three classes; decisions 0, 1, 2, 1, 0 (a tie goes to the first).
  private final Array scores =
      Array.of(Shape.of(5, 3), 3f, 1f, 2f, 0f, 5f, 4f, 1f, 2f, 3f, 1f, 9f, 8f, 7f, 7f, 0f);

  private final Array labels = Array.of(Shape.of(5), 0, 2, 2, 1, 1);

  @Test
  void accuracyCountsLargestScores() {
    Accuracy a = Accuracy.of();
    assertThat(a.result()).isNaN();
    a.update(scores, labels);
    assertThat(a.result()).isEqualTo(3 / 5.0);
    assertThat(Interpreter.value(Accuracy.of(Tensor.of(scores), Tensor.of(labels))).reals()[0])
        .isCloseTo(0.6, within(1e-12));
  }

  @Test
  void binaryAccuracyAppliesItsThreshold() {
    Array logits = Array.of(Shape.of(4, 1), -1f, 0f, 0.1f, 7f);
    Array truth = Array.of(Shape.of(4, 1), 0, 1, 1, 0);
    Accuracy a = Accuracy.binary(0);
    a.update(logits, truth);
    assertThat(a.result()).isEqualTo(0.5);
    assertThat(Interpreter.value(Accuracy.binary(Tensor.of(logits), Tensor.of(truth), 0)).reals()[0]).isEqualTo(0.5);
  }

  @Test
  void topKIsAccuracyForOneAndCertainForAll() {
    double[] expected = {0.6, 1, 1};
    for (int k = 1; k <= 3; k++) {
      TopKAccuracy a = TopKAccuracy.of(k);
      a.update(scores, labels);
      assertThat(a.result()).as("k = %d", k).isEqualTo(expected[k - 1]);
      assertThat(a.name()).isEqualTo("top_" + k + "_accuracy");
    }
  }

  @Test
  void confusionMatrixAndWhatFollowsFromIt() {
    ConfusionMatrix m = ConfusionMatrix.of(4);
    Array four =
        Array.of(Shape.of(5, 4), 3f, 1f, 2f, 0f, 0f, 5f, 4f, 0f, 1f, 2f, 3f, 0f, 1f, 9f, 8f, 0f, 7f, 7f, 0f, 0f);
    m.update(four, labels);
    assertThat(m.count(0, 0)).isEqualTo(1);
    assertThat(m.count(2, 1)).isEqualTo(1);
    assertThat(m.count(1, 0)).isEqualTo(1);
    assertThat(m.result()).isEqualTo(0.6);
    assertThat(m.precision(0)).isEqualTo(0.5);
    assertThat(m.recall(0)).isEqualTo(1);
    assertThat(m.f1(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(m.precision(2)).isEqualTo(1);
    assertThat(m.recall(2)).isEqualTo(0.5);
    assertThat(m.precision(3)).isZero();
    // Class 3 does not occur and does not count.
    assertThat(m.precision()).isCloseTo((0.5 + 0.5 + 1) / 3, within(1e-12));
    assertThat(m.recall()).isCloseTo((1 + 0.5 + 0.5) / 3, within(1e-12));
    assertThat(m.f1()).isCloseTo((2 / 3.0 + 0.5 + 2 / 3.0) / 3, within(1e-12));
    assertThatThrownBy(() -> m.update(four, Array.of(Shape.of(5), 0, 1, 2, 3, 4)))
        .hasMessageContaining("labels from 0 to 3, got 4");
    assertThat(m.result()).as("a refused batch leaves no trace").isEqualTo(0.6);
  }

  @Test
  void binaryPrecisionRecallAndF1AreThoseOfClassOne() {
    Array p = Array.of(Shape.of(5), 0.9f, 0.8f, 0.3f, 0.7f, 0.1f);
    Array t = Array.of(Shape.of(5), 1f, 0f, 1f, 1f, 0f);
    ClassMetric precision = ClassMetric.binaryPrecision(0.5);
    ClassMetric recall = ClassMetric.binaryRecall(0.5);
    precision.update(p, t);
    recall.update(p, t);
    assertThat(precision.result()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(recall.result()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(ClassMetric.binaryF1(0.5).result()).isNaN();
  }

  @Test
  void errorsAreMeansOverElements() {
    ErrorMetric mse = ErrorMetric.squared();
    ErrorMetric mae = ErrorMetric.absolute();
    Array p = Array.of(Shape.of(2, 2), 1f, 2f, 3f, 4f);
    for (Metric m : new Metric[] {mse, mae}) {
      m.update(p, Array.of(Shape.of(2, 2), 1, 0, 4, 1));
      assertThat(m.higherIsBetter()).isFalse();
    }
    assertThat(mse.result()).isEqualTo(14 / 4.0);
    assertThat(mae.result()).isEqualTo(6 / 4.0);
    assertThatThrownBy(() -> mse.update(p, Array.of(Shape.of(4), 1f, 2f, 3f, 4f)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("F32 [2, 2] and F32 [4]");
  }

  static Stream<Arguments> all() {
    return Stream.of(
        metric(Accuracy::of), metric(() -> TopKAccuracy.of(2)), metric(() -> ConfusionMatrix.of(4)),
        metric(() -> ClassMetric.precision(4)), metric(() -> ClassMetric.recall(4)), metric(() -> ClassMetric.f1(4)));
  }

  private static Arguments metric(Supplier<Metric> make) {
    return Arguments.of(make.get().name(), make);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void batchesAddUpAndStateContinues(String name, Supplier<Metric> make) {
    Rng rng = Rng.of(8);
    Array p = rng.normal(Shape.of(60, 4), 0, 1);
    int[] t = new int[60];
    for (int i = 0; i < 60; i++) {
      t[i] = rng.nextInt(4);
    }
    Metric whole = make.get();
    whole.update(p, Array.of(Shape.of(60), t));
    Metric first = make.get();
    first.update(rows(p, 0, 25), Array.of(Shape.of(25), Arrays.copyOfRange(t, 0, 25)));
    Metric second = make.get();
    second.restore(first.state());
    second.update(rows(p, 25, 60), Array.of(Shape.of(35), Arrays.copyOfRange(t, 25, 60)));
    assertThat(second.result()).isEqualTo(whole.result()).isBetween(0.0, 1.0);
    second.reset();
    assertThat(second.result()).isNaN();
    assertThatThrownBy(() -> second.restore(new double[7])).hasMessageContaining("got 7");
  }

  private static Array rows(Array a, int from, int to) {
    int n = a.shape().size(1);
    return Array.of(Shape.of(to - from, n), Arrays.copyOfRange(a.floats(), from * n, to * n));
  }
}
