package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void sumsAndBoundsAreThoseOfTheFiniteValues() {
    var h = Histogram.of(1f, -3f, 0f, Float.NaN, Float.POSITIVE_INFINITY, -0f);
    assertThat(h.min()).isEqualTo(-3);
    assertThat(h.max()).isEqualTo(1);
    assertThat(h.count()).isEqualTo(4);
    assertThat(h.sum()).isEqualTo(-2);
    assertThat(h.sumSquares()).isEqualTo(10);
  }

  @Test
  void everyValueLiesInItsBucket() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      float v = Float.intBitsToFloat(random.nextInt());
      if (!Float.isFinite(v)) {
        continue;
      }
      var h = Histogram.of(v);
      assertThat(h.counts()).as("seed %d", seed).containsExactly(0, 1);
      assertThat((double) v).as("seed %d", seed).isGreaterThanOrEqualTo(h.limits()[0]).isLessThan(h.limits()[1]);
    }
  }

  @Test
  void zerosHaveABucketOfTheirOwnUpToTheFirstLimit() {
    var h = Histogram.of(0f, -0f, 0f);
    assertThat(h.limits()).containsExactly(0, 1e-12);
    assertThat(h.counts()).containsExactly(0, 3);
  }

  @Test
  void limitsAscendAndCountsAddUp() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    float[] values = new float[5_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    var h = Histogram.of(values);
    assertThat(h.limits()).as("seed %d", seed).isSorted().doesNotHaveDuplicates().hasSameSizeAs(h.counts());
    assertThat(Arrays.stream(h.counts()).sum()).isEqualTo(5_000);
    assertThat(h.counts()[0]).isZero();
    assertThat(h.counts()[h.counts().length - 1]).isPositive();
  }

  @Test
  void nothingFiniteGivesAnEmptyHistogram() {
    var h = Histogram.of(Float.NaN);
    assertThat(h.count()).isZero();
    assertThat(h.counts()).containsExactly(0);
  }
}
