package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {
  private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 16, 17, 31, 32, 33, 48, 65};

  static Stream<Provider> providers() {
    return Stream.of(Provider.scalar(), Provider.best());
  }

  /// A batch of products in one array each, with room to spare around every row, and its result.
  private static final class Case {
    final int batch;
    final boolean ta;
    final boolean tb;
    final int m;
    final int n;
    final int k;
    final int lda;
    final int ldb;
    final int ldc;
    final int sa;
    final int sb;
    final int sc;
    final float[] a;
    final float[] b;
    final int ao;
    final int bo;
    final int co;

    Case(Random random, int batch, int m, int n, int k, boolean sharedA, boolean sharedB) {
      this.batch = batch;
      this.m = m;
      this.n = n;
      this.k = k;
      ta = random.nextBoolean();
      tb = random.nextBoolean();
      lda = (ta ? m : k) + random.nextInt(3);
      ldb = (tb ? k : n) + random.nextInt(3);
      ldc = n + random.nextInt(3);
      sa = sharedA ? 0 : (ta ? k : m) * lda;
      sb = sharedB ? 0 : (tb ? n : k) * ldb;
      sc = m * ldc;
      ao = random.nextInt(3);
      bo = random.nextInt(3);
      co = random.nextInt(3);
      // Exactly as long as needed: a read past the end would throw.
      a = values(random, ao + (batch - 1) * sa + ((ta ? k : m) - 1) * lda + (ta ? m : k));
      b = values(random, bo + (batch - 1) * sb + ((tb ? n : k) - 1) * ldb + (tb ? k : n));
    }

    float[] run(Gemm gemm, WriteOut out) {
      var c = new float[co + (batch - 1) * sc + (m - 1) * ldc + n];
      Arrays.fill(c, 77f);
      gemm.batched(batch, ta, tb, m, n, k, a, ao, lda, sa, b, bo, ldb, sb, c, co, ldc, sc, out);
      return c;
    }

    double left(int p, int i, int q) {
      return a[ao + p * sa + (ta ? q * lda + i : i * lda + q)];
    }

    double right(int p, int q, int j) {
      return b[bo + p * sb + (tb ? j * ldb + q : q * ldb + j)];
    }

    void check(float[] c, String context) {
      var untouched = new boolean[c.length];
      Arrays.fill(untouched, true);
      for (int p = 0; p < batch; p++) {
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < n; j++) {
            double sum = 0;
            double magnitude = 0;
            for (int q = 0; q < k; q++) {
              double term = left(p, i, q) * right(p, q, j);
              sum += term;
              magnitude += Math.abs(term);
            }
            int at = co + p * sc + i * ldc + j;
            untouched[at] = false;
            assertThat((double) c[at])
                .as("%s: item %d, row %d, column %d", context, p, i, j)
                .isBetween(sum - tolerance(magnitude, k), sum + tolerance(magnitude, k));
          }
        }
      }
      for (int at = 0; at < c.length; at++) {
        if (untouched[at]) {
          assertThat(c[at]).as("%s: neighbour at %d", context, at).isEqualTo(77f);
        }
      }
    }

    @Override
    public String toString() {
      return "batch %d, m %d, n %d, k %d, ta %b, tb %b, strides %d %d %d, %d %d %d"
          .formatted(batch, m, n, k, ta, tb, lda, ldb, ldc, sa, sb, sc);
    }
  }

  static float[] values(Random random, int length) {
    var x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = random.nextFloat() * 2 - 1;
    }
    return x;
  }

  /// Error bound of a sum of `length` products whose absolute values add up to `magnitude`.
  static double tolerance(double magnitude, int length) {
    return magnitude * (2 + Math.sqrt(length)) * 6e-8 + 1e-30;
  }

  @ParameterizedTest
  @MethodSource("providers")
  void agreesWithTheDefinitionAndTouchesNothingElse(Provider provider) {
    long seed = 20_250_101;
    var random = new Random(seed);
    try (var pool = Parallel.of(2)) {
      var gemm = new Gemm(provider, pool);
      for (int round = 0; round < 300; round++) {
        var it = new Case(random, 1, pick(random), pick(random), pick(random), false, false);
        it.check(it.run(gemm, null), provider.name() + ", seed " + seed + ", " + it);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void agreesWithTheDefinitionOnLargerShapes(Provider provider) {
    long seed = 7;
    var random = new Random(seed);
    int[][] shapes = {
      {128, 100, 784}, {784, 64, 40}, {1, 300, 500}, {300, 1, 500}, {1, 1, 3000}, {10, 10, 2000}, {260, 520, 33}, {2, 700, 90},
      {7, 256, 20}, {9, 300, 70}, {128, 240, 100}, {140, 1000, 500}
    };
    try (var pool = Parallel.of(2)) {
      var gemm = new Gemm(provider, pool);
      for (int[] s : shapes) {
        for (int round = 0; round < 4; round++) {
          var it = new Case(random, 1, s[0], s[1], s[2], false, false);
          it.check(it.run(gemm, null), provider.name() + ", seed " + seed + ", " + it);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void batchesAgreeWithTheDefinition(Provider provider) {
    long seed = 11;
    var random = new Random(seed);
    try (var pool = Parallel.of(2)) {
      var gemm = new Gemm(provider, pool);
      for (int round = 0; round < 80; round++) {
        int batch = 1 + random.nextInt(9);
        var it =
            new Case(random, batch, pick(random), pick(random), pick(random), random.nextInt(4) == 0, random.nextInt(3) == 0);
        it.check(it.run(gemm, null), provider.name() + ", seed " + seed + ", " + it);
      }
      var many = new Case(random, 700, 5, 6, 7, false, false);
      many.check(many.run(gemm, null), provider.name() + ", seed " + seed + ", " + many);
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void theNumberOfThreadsDoesNotShowInTheBits(Provider provider) {
    long seed = 5;
    int[][] shapes = {{1, 150, 120, 300}, {1, 20, 17, 5000}, {1, 1, 900, 700}, {1, 900, 1, 700}, {30, 33, 20, 50}};
    for (int[] s : shapes) {
      for (int variant = 0; variant < 4; variant++) {
        float[] expected = null;
        for (int threads = 1; threads <= 3; threads++) {
          try (var pool = Parallel.of(threads)) {
            var it = new Case(new Random(seed + variant), s[0], s[1], s[2], s[3], false, false);
            float[] c = it.run(new Gemm(provider, pool), null);
            if (expected == null) {
              expected = c;
            } else {
              assertThat(c).as("%s, %d threads, %s", provider.name(), threads, it).containsExactly(expected);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void theWriteOutSeesEveryElementOnceWhenItIsFinal(Provider provider) {
    long seed = 3;
    var random = new Random(seed);
    int[][] shapes = {
      {1, 200, 600, 90}, {1, 13, 17, 900}, {1, 1, 500, 400}, {1, 500, 1, 400}, {12, 30, 40, 50}, {200, 3, 4, 5}, {1, 9, 9, 40_000}
    };
    try (var pool = Parallel.of(2)) {
      var gemm = new Gemm(provider, pool);
      for (int[] s : shapes) {
        var it = new Case(random, s[0], s[1], s[2], s[3], false, random.nextBoolean());
        var plain = it.run(gemm, null);
        var c = new float[plain.length];
        Arrays.fill(c, 77f);
        WriteOut negate =
            (worker, row0, rows, col0, cols) -> {
              assertThat(worker).isBetween(0, pool.workers() - 1);
              for (int r = row0; r < row0 + rows; r++) {
                for (int j = col0; j < col0 + cols; j++) {
                  int at = it.co + r / it.m * it.sc + r % it.m * it.ldc + j;
                  c[at] = -c[at];
                }
              }
            };
        gemm.batched(
            it.batch, it.ta, it.tb, it.m, it.n, it.k, it.a, it.ao, it.lda, it.sa, it.b, it.bo, it.ldb, it.sb,
            c, it.co, it.ldc, it.sc, negate);
        for (int at = 0; at < c.length; at++) {
          float expected = plain[at] == 77f ? 77f : -plain[at];
          assertThat(c[at]).as("%s, seed %d, %s, at %d", provider.name(), seed, it, at).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void notANumberFlowsThrough(Provider provider) {
    try (var pool = Parallel.of(1)) {
      var gemm = new Gemm(provider, pool);
      for (int m : new int[] {1, 5, 40}) {
        for (int n : new int[] {1, 3, 50}) {
          int k = 33;
          var a = new float[m * k];
          var b = new float[k * n];
          a[7] = Float.NaN;
          b[8 * n] = Float.POSITIVE_INFINITY;
          var c = new float[m * n];
          gemm.run(false, false, m, n, k, a, 0, k, b, 0, n, c, 0, n, null);
          for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
              // Row 0 of A has the NaN; column 0 of B the infinity, which meets a zero.
              assertThat(Float.isNaN(c[i * n + j])).as("m %d, n %d, [%d, %d]", m, n, i, j).isEqualTo(i == 0 || j == 0);
            }
          }
        }
      }
    }
  }

  @Test
  void concurrentCallersDoNotDisturbEachOther() throws InterruptedException {
    try (var pool = Parallel.of(2)) {
      var gemm = new Gemm(Provider.best(), pool);
      var callers = new Thread[4];
      var wrong = new java.util.concurrent.atomic.AtomicInteger();
      for (int t = 0; t < callers.length; t++) {
        var it = new Case(new Random(t), 1, 60 + t, 70, 150, false, false);
        float[] expected = it.run(gemm, null);
        callers[t] =
            new Thread(
                () -> {
                  for (int r = 0; r < 50; r++) {
                    if (!Arrays.equals(it.run(gemm, null), expected)) {
                      wrong.incrementAndGet();
                    }
                  }
                });
      }
      for (var caller : callers) {
        caller.start();
      }
      for (var caller : callers) {
        caller.join();
      }
      assertThat(wrong).hasValue(0);
    }
  }

  @Test
  void allocatesNothingInSteadyState() {
    var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var pool = Parallel.of(1)) {
      var gemm = new Gemm(Provider.scalar(), pool);
      var a = new float[64 * 50];
      var b = new float[50 * 40];
      var c = new float[64 * 40];
      for (int i = 0; i < 2_000; i++) {
        gemm.run(false, false, 64, 40, 50, a, 0, 50, b, 0, 40, c, 0, 40, null);
      }
      long id = Thread.currentThread().threadId();
      memory.getThreadAllocatedBytes(id);
      long before = memory.getThreadAllocatedBytes(id);
      for (int i = 0; i < 100; i++) {
        gemm.run(false, false, 64, 40, 50, a, 0, 50, b, 0, 40, c, 0, 40, null);
      }
      assertThat(memory.getThreadAllocatedBytes(id) - before).isZero();
    }
  }

  @Test
  void refusesMatricesThatDoNotFit() {
    try (var pool = Parallel.of(1)) {
      var gemm = new Gemm(Provider.scalar(), pool);
      var x = new float[6];
      assertThatThrownBy(() -> gemm.run(false, false, 0, 1, 1, x, 0, 1, x, 0, 1, x, 0, 1, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("m 0");
      assertThatThrownBy(() -> gemm.run(false, false, 2, 3, 3, x, 0, 2, new float[9], 0, 3, x, 0, 3, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rows of A at least 3");
      assertThatThrownBy(() -> gemm.run(false, false, 2, 3, 3, x, 1, 3, new float[9], 0, 3, x, 0, 3, null))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static int pick(Random random) {
    return SIZES[random.nextInt(SIZES.length)];
  }
}
