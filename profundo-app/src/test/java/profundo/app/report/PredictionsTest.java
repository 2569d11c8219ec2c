package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Evaluator;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.reference.Interpreter;

class PredictionsTest {
  private static final Dataset FIVE =
      Dataset.of(Array.of(Shape.of(5, 2), 0f, 1, 2, 3, 4, 5, 6, 7, 8, 9), Array.of(Shape.of(5), 0, 1, 0, 1, 1))
          .withClasses(List.of("cat", "dog"));

  @Test
  void aModelIsAppliedBatchByBatchAndItsLogitsBecomeProbabilities() {
    Layer sameLogits = (x, _) -> x;
    Predictions p = interpreted(sameLogits, 2);
    assertThat(p.probabilities().shape()).isEqualTo(Shape.of(5, 2));
    for (int i = 0; i < 5; i++) {
      assertThat(p.probabilities().floats()[2 * i + 1]).isCloseTo(0.7310586f, within(1e-6f));
      assertThat(p.predicted(i)).isEqualTo(1);
    }
    assertThat(p.confusion().counts()).isDeepEqualTo(new int[][] {{0, 2}, {0, 3}});
  }

  @Test
  void oneLogitStandsForTwoClasses() {
    Layer difference = (x, _) -> x.sumKeep(1).sub(8);
    Predictions p = interpreted(difference, 5);
    assertThat(p.probabilities().shape()).isEqualTo(Shape.of(5, 2));
    assertThat(p.confusion().counts()).isDeepEqualTo(new int[][] {{1, 1}, {1, 2}});
  }

  @Test
  void theWorstMistakesAreTheSurestOnes() {
    Array probabilities = Array.of(Shape.of(5, 2), 0.1f, 0.9f, 0.8f, 0.2f, 0.9f, 0.1f, 0.9f, 0.1f, 0.45f, 0.55f);
    Predictions p = Predictions.of(FIVE, probabilities);
    assertThat(p.worst(9)).extracting(ReportData.Mistake::index).containsExactly(0, 3, 1);
    assertThat(p.worst(2)).extracting(ReportData.Mistake::index).containsExactly(0, 3);
    assertThat(p.worst(0)).isEmpty();
    ReportData.Mistake first = p.worst(1).getFirst();
    assertThat(first.actual()).isEqualTo("cat");
    assertThat(first.predicted()).isEqualTo("dog");
    assertThat(first.probability()).isCloseTo(0.9, within(1e-6));
    assertThat(first.actualProbability()).isCloseTo(0.1, within(1e-6));
    assertThat(first.image().floats()).containsExactly(0, 1);
  }

  @Test
  void classesWithoutNamesAreCalledByTheirNumbers() {
    Dataset nameless = Dataset.of(FIVE.x(), FIVE.y());
    assertThat(Predictions.of(nameless, Array.wrap(Shape.of(5, 3), new float[15])).classes())
        .containsExactly("0", "1", "2");
  }

  @Test
  void probabilitiesMustFitTheData() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Predictions.of(FIVE, Array.wrap(Shape.of(4, 2), new float[8])))
        .withMessage("predictions: expected probabilities [examples, classes] = [5, 2], got [4, 2]");
  }

  @Test
  void theMostFrequentConfusionsComeFirst() {
    var c = new Confusion(new int[][] {{5, 1, 0}, {3, 7, 1}, {0, 0, 2}}, List.of("a", "b", "c"));
    assertThat(c.worst(2)).containsExactly(new Confusion.Pair(1, 0, 3), new Confusion.Pair(0, 1, 1));
    assertThat(c.total()).isEqualTo(19);
    assertThat(c.hits()).isEqualTo(14);
    assertThat(c.actual(1)).isEqualTo(11);
    assertThat(c.predicted(2)).isEqualTo(3);
  }

  @Test
  void aMatrixThatIsNoneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Confusion(new int[][] {{1, 2}, {3}}, List.of("a", "b")))
        .withMessage("confusion matrix: expected 2 counts in row 1, got 1");
    assertThatIllegalArgumentException().isThrownBy(() -> new Confusion(new int[][] {{1}}, List.of("a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Confusion.of(new int[] {0, 2}, new int[] {0, 1}, List.of("a", "b")))
        .withMessageContaining("expected labels from 0 to 1, got actual 2 and predicted 1 for example 1");
  }

  private static Predictions interpreted(Layer model, int batch) {
    return ScopedValue.where(Evaluator.CURRENT, new Interpreter()).call(() -> Predictions.of(model, FIVE, batch));
  }
}
