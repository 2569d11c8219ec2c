package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Shape;

/// Metrics of predictions whose targets are shares of the classes, as mixup makes them.
class SharesMetricTest {
  private static final Array SHARES =
      Array.of(Shape.of(3, 4), 0.7f, 0.1f, 0.1f, 0.1f, 0, 0, 1, 0, 0.2f, 0.6f, 0.1f, 0.1f);
  private static final Array SCORES = Array.of(Shape.of(3, 4), 3f, 1, 0, 0, 0, 0, 5, 0, 4, 3, 0, 0);

  private static double result(Metric metric, Array predictions, Array targets) {
    metric.update(predictions, targets);
    return metric.result();
  }

  @Test
  void examplesAreCountedRatherThanShares() {
    assertThat(result(Accuracy.of(), SHARES, SHARES)).isEqualTo(1);
    assertThat(result(Accuracy.of(), SCORES, SHARES)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(result(TopKAccuracy.of(2), SCORES, SHARES)).isEqualTo(1);
    assertThat(result(TopKAccuracy.of(1), SCORES, SHARES)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void sharesAndLabelsMayBeMixed() {
    Accuracy accuracy = Accuracy.of();
    accuracy.update(SCORES, SHARES);
    accuracy.update(SCORES, Array.of(Shape.of(3), 0, 2, 0));
    assertThat(accuracy.result()).isCloseTo(5 / 6.0, within(1e-12));
  }

  @Test
  void oneScorePerExampleCountsAsBefore() {
    Array x = Array.of(Shape.of(4, 1), 1f, -1, 2, -2);
    assertThat(result(Accuracy.binary(0), x, Array.of(Shape.of(4, 1), 1f, 0, 0, 0))).isEqualTo(0.75);
  }
}
