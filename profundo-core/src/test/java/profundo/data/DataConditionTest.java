package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;

class DataConditionTest {
  private static final int N = 400;

  private static Array table() {
    return Rng.of(1).normal(Shape.of(N, 3), 0, 1);
  }

  private static Dataset labelled(Array x, int rare) {
    int[] y = new int[N];
    for (int i = 0; i < N; i++) {
      y[i] = rare == 0 ? i % 2 : i < rare ? 1 : 0;
    }
    return Dataset.of(x, Array.of(Shape.of(N), y));
  }

  private static List<String> names(Dataset data) {
    return DataCondition.of(data).problems().stream().map(DataCondition.Problem::name).toList();
  }

  @Test
  void normalisedDataHaveNoProblem() {
    assertThat(names(labelled(table(), 0))).isEmpty();
    assertThat(names(Strokes.load(1, 500, 1).train())).isEmpty();
  }

  @Test
  void tokensHaveNoScale() {
    int[] tokens = new int[N * 3];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i % 977;
    }
    assertThat(names(labelled(Array.of(Shape.of(N, 3), tokens), 0))).isEmpty();
  }

  @Test
  void eachProblemIsFoundAndAlone() {
    Array bad = table();
    bad.floats()[5] = Float.NaN;
    bad.floats()[6] = Float.POSITIVE_INFINITY;
    assertThat(names(labelled(bad, 0))).containsExactly("not finite");
    assertThat(DataCondition.of(labelled(bad, 0)).notFinite()).isEqualTo(2);

    Array constant = table();
    for (int i = 0; i < N; i++) {
      constant.floats()[3 * i + 1] = 0.5f;
    }
    assertThat(names(labelled(constant, 0))).containsExactly("constant");
    assertThat(DataCondition.of(labelled(constant, 0)).constant()).isEqualTo(1);

    Array wide = table();
    for (int i = 0; i < N; i++) {
      wide.floats()[3 * i] = 1_000 * wide.floats()[3 * i];
    }
    assertThat(names(labelled(wide, 0))).containsExactly("not normalised");
    assertThat(DataCondition.of(labelled(wide, 0)).largestDeviation()).isCloseTo(1_000, offset(150.0));

    Array outlier = table();
    outlier.floats()[30] = 25;
    assertThat(names(labelled(outlier, 0))).containsExactly("outliers");
    assertThat(DataCondition.of(labelled(outlier, 0)).outliers()).isEqualTo(1);

    assertThat(names(labelled(table(), 10))).containsExactly("unbalanced");
    assertThat(DataCondition.of(labelled(table(), 10)).problems().getFirst().text())
        .isEqualTo("the largest class has 390 samples, the smallest 10");
  }

  @Test
  void duplicatesAndContradictionsAreCounted() {
    Array twice = table();
    System.arraycopy(twice.floats(), 0, twice.floats(), 3 * 200, 3 * 100);
    DataCondition same = DataCondition.of(labelled(twice, 0));
    assertThat(same.duplicates()).isEqualTo(100);
    assertThat(same.contradictions()).isZero();
    assertThat(names(labelled(twice, 0))).containsExactly("duplicates");
    // Moved by an odd number: the labels 0, 1, 0, 1 do not agree.
    Array other = table();
    System.arraycopy(other.floats(), 0, other.floats(), 3 * 201, 3 * 100);
    assertThat(DataCondition.of(labelled(other, 0)).contradictions()).isEqualTo(100);
    assertThat(names(labelled(other, 0))).contains("contradictions");
  }
}
