package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Linear;
import profundo.nn.Sequential;
import profundo.zoo.recipe.Sheet;

class AnomalyScoreTest {
  @Test
  void areaByHand() {
    // Pairs: 3 over 1 and 2, 2 over 1 and level with 2: 3.5 of 4.
    assertThat(AnomalyScore.auc(new double[] {1, 2}, new double[] {3, 2})).isCloseTo(3.5 / 4, within(1e-12));
    assertThatThrownBy(() -> AnomalyScore.auc(new double[0], new double[1])).hasMessageContaining("got 0 and 1");
  }

  /// Samples on a line through the origin, and others that are not: PCA with one component knows the line.
  @Test
  void whatIsOffThePlaneIsStrange() {
    Rng rng = Rng.of(7);
    float[] on = new float[300];
    float[] off = new float[300];
    for (int i = 0; i < 100; i++) {
      float t = rng.nextGaussian();
      for (int j = 0; j < 3; j++) {
        on[3 * i + j] = (j + 1) * t + 0.01f * rng.nextGaussian();
        off[3 * i + j] = rng.nextGaussian();
      }
    }
    Dataset normal = Dataset.of(Array.wrap(Shape.of(100, 3), on));
    var score = new AnomalyScore(Pca.of(normal, 1).autoencoder());
    double auc = AnomalyScore.auc(score.of(normal), score.of(Dataset.of(Array.wrap(Shape.of(100, 3), off))));
    assertThat(auc).as("seed 7").isGreaterThan(0.99);
    assertThatThrownBy(() -> new AnomalyScore(Linear.of(3, 2, rng)).of(normal)).hasMessageContaining("got 2 elements");
  }

  /// A model that forgets everything: what is nearest to nothing comes back best.
  @Test
  void theLikestAndTheStrangestSamplesAreShown() {
    float[] x = new float[30 * 4];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i / 4 * 7 % 30) / 30f;
    }
    Dataset data = Dataset.of(Array.wrap(Shape.of(30, 2, 2), x));
    List<Sheet> sheets = Sheets.reconstructions((v, _) -> v.mul(0), data, null);
    assertThat(sheets.stream().map(Sheet::name)).containsExactly("reconstructions", "strangest");
    float[] p = sheets.getLast().pictures().floats();
    for (int i = 0; i < 10; i++) {
      assertThat(p[4 * i]).isEqualTo(i / 30f);
      assertThat(p[4 * (20 + i)]).isEqualTo((29 - i) / 30f);
      assertThat(p[4 * (10 + i)]).isZero();
    }
    // 4 (29/30)²
    assertThat(sheets.getLast().caption()).contains("Of 30 samples").contains("from 0.00 to 0.360").contains("from 3.74 down to 1.78");
  }

  @Test
  void codesAsPointsInTheirColours() {
    Dataset two =
        Dataset.of(Array.of(Shape.of(2, 2), 0f, 0f, 1f, 1f), Array.of(Shape.of(2), 0, 1)).withClasses(List.of("a", "b"));
    List<Sheet> sheets = CodePlot.of(List.of("identity"), List.of(Sequential.of()), two);
    assertThat(sheets).hasSize(1);
    assertThat(sheets.getFirst().pictures().shape()).isEqualTo(Shape.of(1, 320, 320, 3));
    float[] p = sheets.getFirst().pictures().floats();
    // The first class is red, in the corner of the least codes; the second one cyan, in that of the greatest.
    int first = (8 * 320 + 8) * 3;
    int last = (310 * 320 + 310) * 3;
    assertThat(new float[] {p[first], p[first + 1], p[first + 2]}).containsExactly(1, 0, 0);
    assertThat(new float[] {p[last], p[last + 1], p[last + 2]}).containsExactly(0, 1, 1);
    double lit = 0;
    for (float v : p) {
      lit += v;
    }
    assertThat(lit).isEqualTo(4 + 8);
    assertThat(CodePlot.of(List.of("wide"), List.of(Linear.of(2, 3, Rng.of(1))), two)).isEmpty();
  }
}
