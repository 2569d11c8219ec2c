package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReductionTest {
  private static final int[] SIZES = {1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 100, 1023, 1025, 4097};
  private static final float GUARD = -777.25f;

  private static float[] normal(int n, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private static void check(Provider provider, int threads, int outer, int n, int inner, Random random) {
    String what = provider.name() + " [" + outer + ", " + n + ", " + inner + "]";
    int xo = random.nextInt(20);
    int yo = 1 + random.nextInt(20);
    float[] x = normal(xo + outer * n * inner, random);
    float[][] first = new float[2][];
    for (int t = 1; t <= threads; t++) {
      try (Parallel pool = Parallel.of(t)) {
        for (Reduction.Kind kind : Reduction.Kind.values()) {
          float[] y = new float[yo + outer * inner + 1];
          Arrays.fill(y, GUARD);
          new Reduction(provider, pool, kind, outer, n, inner).run(x, xo, y, yo);
          compare(x, xo, y, yo, kind, outer, n, inner, what);
          int k = kind.ordinal();
          first[k] = first[k] == null ? y : first[k];
          Bits.same(y, first[k], what + " on " + t + " threads");
        }
      }
    }
  }

  private static void compare(
      float[] x, int xo, float[] y, int yo, Reduction.Kind kind, int outer, int n, int inner, String what) {
    assertThat(y[yo - 1]).as(what).isEqualTo(GUARD);
    assertThat(y[yo + outer * inner]).as(what).isEqualTo(GUARD);
    for (int o = 0; o < outer; o++) {
      for (int c = 0; c < inner; c++) {
        double sum = 0;
        double size = 0;
        float max = Float.NEGATIVE_INFINITY;
        for (int r = 0; r < n; r++) {
          float v = x[xo + (o * n + r) * inner + c];
          sum += v;
          size += Math.abs(v);
          max = Math.max(max, v);
        }
        float got = y[yo + o * inner + c];
        if (kind == Reduction.Kind.MAX && got != max) {
          fail("%s max at %d, %d: got %s, expected %s", what, o, c, got, max);
        }
        // a blocked sum of n terms makes fewer than 4 sqrt n roundings of partial sums
        if (kind == Reduction.Kind.SUM && !(Math.abs(got - sum) <= (1 + Math.sqrt(n)) * 0x1p-23 * size)) {
          fail("%s sum at %d, %d: got %s, expected %s", what, o, c, got, sum);
        }
      }
    }
  }

  @Test
  void awkwardShapesAgreeWithDoubleOnAnyNumberOfThreads() {
    Random random = new Random(3);
    for (Provider provider : new Provider[] {Provider.scalar(), Provider.best()}) {
      for (int n : SIZES) {
        check(provider, 3, 1, n, 1, random);
        check(provider, 2, 5, n, 1, random);
        check(provider, 2, 1, n, 10, random);
        check(provider, 1, 3, n, 17, random);
        check(provider, 1, 2, 9, n, random);
      }
      check(provider, 3, 1, 300_001, 1, random);
      check(provider, 3, 1, 20_000, 32, random);
      check(provider, 3, 1, 5, 60_001, random);
      check(provider, 3, 70, 1000, 3, random);
      check(provider, 3, 2, 100, 1000, random);
    }
  }

  @Test
  void nanWinsAndInfinitiesAreKept() {
    try (Parallel pool = Parallel.of(1)) {
      for (Provider provider : new Provider[] {Provider.scalar(), Provider.best()}) {
        for (int n : SIZES) {
          for (int inner : new int[] {1, 3, 70}) {
            float[] x = new float[n * inner];
            float[] y = new float[inner];
            Arrays.fill(x, Float.NEGATIVE_INFINITY);
            Reduction max = new Reduction(provider, pool, Reduction.Kind.MAX, 1, n, inner);
            max.run(x, 0, y, 0);
            assertThat(y).containsOnly(Float.NEGATIVE_INFINITY);
            x[(n - 1) * inner] = -5;
            max.run(x, 0, y, 0);
            assertThat(y[0]).isEqualTo(-5);
            x[n / 2 * inner] = Float.NaN;
            max.run(x, 0, y, 0);
            assertThat(y[0]).isNaN();
          }
        }
      }
    }
  }

  @Test
  void longSumsOfOneSignStayAccurate() {
    int n = 1 << 22;
    float[] x = new float[n];
    Arrays.fill(x, 0.1f);
    float[] y = new float[2];
    try (Parallel pool = Parallel.of(2)) {
      new Reduction(Provider.best(), pool, Reduction.Kind.SUM, 1, n, 1).run(x, 0, y, 0);
      assertThat((double) y[0]).isCloseTo(n * (double) 0.1f, org.assertj.core.data.Percentage.withPercentage(1e-3));
      new Reduction(Provider.best(), pool, Reduction.Kind.SUM, 1, n / 2, 2).run(x, 0, y, 0);
      assertThat((double) y[1]).isCloseTo(n / 2 * (double) 0.1f, org.assertj.core.data.Percentage.withPercentage(1e-3));
    }
  }

  @Test
  void emptyExtentsAreRejected() {
    try (Parallel pool = Parallel.of(1)) {
      assertThatThrownBy(() -> new Reduction(Provider.scalar(), pool, Reduction.Kind.SUM, 1, 0, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[1, 0, 1]");
    }
  }
}
