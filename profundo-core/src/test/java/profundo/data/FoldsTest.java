package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;

class FoldsTest {
  /// Sample i holds the number i; classes of 23, 7 and 10 samples.
  private static Dataset numbered() {
    float[] x = new float[40];
    int[] y = new int[40];
    for (int i = 0; i < 40; i++) {
      x[i] = i;
      y[i] = i < 23 ? 0 : i < 30 ? 1 : 2;
    }
    return Dataset.of(Array.wrap(Shape.of(40, 1), x), Array.wrap(Shape.of(40), y));
  }

  @Test
  void everySampleIsHeldOutOnce() {
    for (int k : new int[] {2, 3, 7}) {
      for (List<Dataset.Split> folds : List.of(Folds.of(numbered(), k, Rng.of(k)), Folds.stratified(numbered(), k, Rng.of(k)))) {
        assertThat(folds).hasSize(k);
        int[] held = new int[40];
        for (Dataset.Split fold : folds) {
          boolean[] seen = new boolean[40];
          for (float x : fold.validation().x().floats()) {
            held[(int) x]++;
            seen[(int) x] = true;
          }
          for (float x : fold.train().x().floats()) {
            assertThat(seen[(int) x]).isFalse();
          }
          assertThat(fold.train().size() + fold.validation().size()).isEqualTo(40);
          assertThat(fold.validation().size()).isBetween(40 / k, 40 / k + 1);
        }
        assertThat(held).containsOnly(1);
      }
    }
  }

  @Test
  void strataHaveTheirShare() {
    for (Dataset.Split fold : Folds.stratified(numbered(), 5, Rng.of(9))) {
      assertThat(fold.validation().classCounts()[0]).isBetween(4, 5);
      assertThat(fold.validation().classCounts()[1]).isBetween(1, 2);
      assertThat(fold.validation().classCounts()[2]).isEqualTo(2);
    }
    assertThat(Folds.of(numbered(), 5, Rng.of(1)).getFirst().validation().x().floats())
        .isNotEqualTo(Folds.of(numbered(), 5, Rng.of(2)).getFirst().validation().x().floats());
    assertThatThrownBy(() -> Folds.of(numbered(), 1, Rng.of(1))).hasMessageContaining("from 2 folds to 40");
    assertThatThrownBy(() -> Folds.stratified(numbered(), 8, Rng.of(1))).hasMessageContaining("got 7 of class 1");
  }

  @Test
  void samplesComeByTheirWeight() {
    double[] weights = new double[40];
    Arrays.fill(weights, 1);
    weights[0] = 0;
    weights[7] = 10;
    weights[39] = 0;
    Batches batches = numbered().batches(8).weighted(Rng.of(3), weights);
    int[] times = new int[40];
    int epochs = 2000;
    for (int e = 0; e < epochs; e++) {
      for (int i : batches.order(e)) {
        times[i]++;
      }
    }
    double all = 40.0 * epochs;
    assertThat(times[0]).isZero();
    assertThat(times[39]).isZero();
    // 47 in all; four standard deviations of a binomial.
    assertThat(times[7] / all).isCloseTo(10.0 / 47, within(4 * Math.sqrt(10.0 / 47 / all)));
    for (int i : new int[] {1, 6, 8, 38}) {
      assertThat(times[i] / all).isCloseTo(1.0 / 47, within(4 * Math.sqrt(1.0 / 47 / all)));
    }
    assertThat(batches.order(5)).isEqualTo(numbered().batches(8).weighted(Rng.of(3), weights).order(5)).isNotEqualTo(batches.order(6));
    assertThat(batches.dropLast().order(5)).isEqualTo(batches.order(5));
    try (Epoch epoch = batches.epoch(5, 2)) {
      assertThat(epoch.next().part("x").floats()[0]).isEqualTo(batches.order(5)[16]);
    }
  }

  @Test
  void balancedBatchesHaveAllClassesEquallyOften() {
    Batches batches = numbered().batches(40).balanced(Rng.of(4));
    int[] times = new int[3];
    for (int e = 0; e < 500; e++) {
      for (int i : batches.order(e)) {
        times[i < 23 ? 0 : i < 30 ? 1 : 2]++;
      }
    }
    for (int t : times) {
      assertThat(t / 20_000.0).isCloseTo(1.0 / 3, within(4 * Math.sqrt(2.0 / 9 / 20_000)));
    }
    assertThatThrownBy(() -> numbered().batches(8).weighted(Rng.of(1), 1, 2)).hasMessageContaining("each of 40 samples, got 2");
    assertThatThrownBy(() -> numbered().batches(8).weighted(Rng.of(1), new double[40])).hasMessageContaining("finite sum above 0");
  }
}
