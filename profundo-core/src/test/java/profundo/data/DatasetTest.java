package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;

class DatasetTest {
  /// Sample i has the features 10 i and 10 i + 1 and the label i modulo `classes`.
  static Dataset numbered(int n, int classes) {
    float[] x = new float[2 * n];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      x[2 * i] = 10 * i;
      x[2 * i + 1] = 10 * i + 1;
      y[i] = i % classes;
    }
    return Dataset.of(Array.wrap(Shape.of(n, 2), x), Array.wrap(Shape.of(n), y));
  }

  @Test
  void knowsSizesShapesAndTypes() {
    Dataset d = numbered(5, 3);
    assertThat(d.size()).isEqualTo(5);
    assertThat(d.parts()).containsExactly("x", "y");
    assertThat(d.sampleShape()).isEqualTo(Shape.of(2));
    assertThat(d.sampleShape("y")).isEqualTo(Shape.SCALAR);
    assertThat(d.dtype("y")).isEqualTo(DType.I32);
    assertThat(d.sample(3).floats()).containsExactly(30, 31);
    assertThat(d.label(4)).isEqualTo(1);
    assertThat(d.classCounts()).containsExactly(2, 2, 1);
    assertThat(d.toString()).isEqualTo("Dataset of 5: x F32 [2], y I32 []");
  }

  @Test
  void viewsShareAndCompose() {
    Dataset d = numbered(10, 3).range(2, 9).subset(6, 0, 0, 3).take(3);
    assertThat(d.x().shape()).isEqualTo(Shape.of(3, 2));
    assertThat(d.x().floats()).containsExactly(80, 81, 20, 21, 20, 21);
    assertThat(d.y().ints()).containsExactly(2, 2, 2);
    assertThat(numbered(10, 3).take(99).size()).isEqualTo(10);
  }

  @Test
  void bytesAreReadAsFloatsFromZeroToOne() {
    Dataset d = Dataset.ofBytes(Shape.of(1, 2, 1), new byte[] {0, (byte) 255, 51, (byte) 128}, 7, 8);
    assertThat(d.x().shape()).isEqualTo(Shape.of(2, 1, 2, 1));
    assertThat(d.x().floats()).containsExactly(0f, 1f, 0.2f, 128 / 255f);
    assertThat(d.y().ints()).containsExactly(7, 8);
  }

  @Test
  void splitsHoldOutTheShareAndLoseNothing() {
    Dataset d = numbered(101, 4);
    Dataset.Split s = d.split(0.2, Rng.of(5));
    assertThat(s.validation().size()).isEqualTo(20);
    assertThat(together(s)).containsExactly(IntStream.range(0, 101).toArray());
    assertThat(ids(d.split(0.2, Rng.of(5)).validation())).isEqualTo(ids(s.validation()));
    assertThat(ids(d.split(0.2, Rng.of(6)).validation())).isNotEqualTo(ids(s.validation()));
    assertThat(d.take(2).split(0.01, Rng.of(1)).validation().size()).isEqualTo(1);
  }

  @Test
  void stratifiedSplitsKeepTheSharesOfTheClasses() {
    int[] y = new int[110];
    Arrays.fill(y, 100, 110, 1);
    Dataset d = Dataset.of(numbered(110, 1).x(), Array.wrap(Shape.of(110), y)).withClasses(List.of("many", "few"));
    Dataset.Split s = d.splitStratified(0.3, Rng.of(1));
    assertThat(s.validation().classCounts()).containsExactly(30, 3);
    assertThat(s.train().classCounts()).containsExactly(70, 7);
    assertThat(together(s)).containsExactly(IntStream.range(0, 110).toArray());
    assertThat(s.train().classes()).containsExactly("many", "few");
  }

  @Test
  void mapReplacesAPartOfTheSamplesInView() {
    Dataset d = numbered(6, 3).withClasses(List.of("a", "b", "c")).range(2, 4);
    Dataset negated = d.map("x", x -> {
      float[] v = x.floats().clone();
      for (int i = 0; i < v.length; i++) {
        v[i] = -v[i];
      }
      return Array.wrap(x.shape(), v);
    });
    assertThat(negated.x().floats()).containsExactly(-20, -21, -30, -31);
    assertThat(negated.y().ints()).containsExactly(2, 0);
    assertThat(negated.classes()).containsExactly("a", "b", "c");
    assertThat(d.x().floats()).containsExactly(20, 21, 30, 31);
  }

  @Test
  void scalingByTrainStatisticsGivesMeanZeroAndDeviationOne() {
    Array x = Rng.of(3).normal(Shape.of(500, 2, 3), 1000, 4);
    Dataset train = Dataset.of(x);
    for (Scaling s : List.of(Scaling.perFeature(train), Scaling.perChannel(train))) {
      float[] v = s.apply(train).x().floats();
      double sum = 0;
      double squares = 0;
      for (float f : v) {
        sum += f;
        squares += f * f;
      }
      assertThat(sum / v.length).isBetween(-1e-4, 1e-4);
      assertThat(squares / v.length).isBetween(0.9999, 1.0001);
    }
    assertThat(Scaling.perFeature(train).mean().shape()).isEqualTo(Shape.of(2, 3));
    assertThat(Scaling.perChannel(train).mean().shape()).isEqualTo(Shape.of(3));
    Dataset constant = Dataset.of(Array.of(Shape.of(2, 1), 7f, 7f));
    assertThat(Scaling.perFeature(constant).apply(constant).x().floats()).containsExactly(0, 0);
    assertThatThrownBy(() -> Scaling.perFeature(train).apply(constant)).hasMessageContaining("[2, 3]");
  }

  @Test
  void refusesWhatDoesNotFit() {
    Dataset d = numbered(5, 3);
    assertThatThrownBy(() -> Dataset.of(d.x(), Array.of(Shape.of(2), 1, 2))).hasMessageContaining("5 in 'x' and 2 in 'y'");
    assertThatThrownBy(() -> Dataset.of(Map.of())).hasMessageContaining("at least one part");
    assertThatThrownBy(() -> Dataset.of(Array.of(Shape.SCALAR, 1f))).hasMessageContaining("scalar");
    assertThatThrownBy(() -> d.range(3, 3)).hasMessageContaining("3 to 3");
    assertThatThrownBy(() -> d.range(0, 6)).hasMessageContaining("0 to 6");
    assertThatThrownBy(() -> d.subset()).hasMessageContaining("none");
    assertThatThrownBy(() -> d.subset(5)).hasMessageContaining("0 to 4");
    assertThatThrownBy(() -> d.split(1, Rng.of(0))).hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> d.split(Double.NaN, Rng.of(0))).hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> d.part("z")).hasMessageContaining("'z'").hasMessageContaining("[x, y]");
    assertThatThrownBy(() -> d.withClasses(List.of("a", "b"))).hasMessageContaining("got 2 for sample 2");
    assertThatThrownBy(() -> Dataset.of(d.x(), d.x()).label(0)).hasMessageContaining("expected labels I32 [n]");
    assertThatThrownBy(() -> Dataset.ofBytes(Shape.of(2), new byte[3], 1, 2)).hasMessageContaining("4 bytes, got 3");
  }

  private static int[] ids(Dataset d) {
    float[] x = d.x().floats();
    return IntStream.range(0, d.size()).map(i -> (int) x[2 * i] / 10).toArray();
  }

  private static int[] together(Dataset.Split s) {
    return IntStream.concat(Arrays.stream(ids(s.train())), Arrays.stream(ids(s.validation()))).sorted().toArray();
  }
}
