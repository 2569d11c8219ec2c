package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedProductTest {
  private static final int[][] SIZES = {
    {4, 128, 128}, {5, 129, 131}, {32, 256, 64}, {33, 70, 257}, {100, 500, 78}, {17, 31, 600}, {7, 5, 4096}, {64, 16, 1030}, {300, 120, 140}
  };

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void agreesWithTheDefinitionOnAnyNumberOfThreads(Provider provider) {
    long seed = 99;
    var random = new Random(seed);
    for (int[] size : SIZES) {
      for (boolean transposed : new boolean[] {false, true}) {
        float[] expected = null;
        int m = size[0];
        int n = size[1];
        int k = size[2];
        assertThat(Gemm.gainsFromPacking(m, n, k)).isTrue();
        int lda = k + random.nextInt(3);
        int ldb = (transposed ? k : n) + random.nextInt(3);
        float[] a = GemmTest.values(random, 2 + m * lda);
        float[] b = GemmTest.values(random, 1 + (transposed ? n : k) * ldb);
        for (int threads = 1; threads <= 3; threads++) {
          String what =
              "%s, seed %d, %d x %d x %d, transposed %s, %d threads".formatted(provider.name(), seed, m, n, k, transposed, threads);
          float[] c = product(provider, threads, transposed, m, n, k, a, lda, b, ldb);
          if (expected == null) {
            expected = c;
            check(what, transposed, m, n, k, a, lda, b, ldb, c);
          } else {
            Bits.same(c, expected, what);
          }
        }
      }
    }
  }

  /// C at 3, rows n + 1 apart and negated by the write-out, in an array of 77s.
  private static float[] product(
      Provider provider, int threads, boolean transposed, int m, int n, int k, float[] a, int lda, float[] b, int ldb) {
    try (var pool = Parallel.of(threads)) {
      var gemm = new Gemm(provider, pool);
      float[] packed = PoolingTest.dirty(5 + Gemm.packedFloats(n, k));
      gemm.pack(transposed, n, k, b, 1, ldb, packed, 5);
      for (int i = 0; i < 5; i++) {
        assertThat(packed[i]).isEqualTo(77f);
      }
      float[] c = PoolingTest.dirty(3 + m * (n + 1));
      gemm.runPacked(
          m, n, k, a, 2, lda, packed, 5, c, 3, n + 1,
          (_, row0, rows, col0, cols) -> {
            for (int r = row0; r < row0 + rows; r++) {
              for (int j = col0; j < col0 + cols; j++) {
                c[3 + r * (n + 1) + j] *= -1;
              }
            }
          });
      return c;
    }
  }

  private static void check(
      String what, boolean transposed, int m, int n, int k, float[] a, int lda, float[] b, int ldb, float[] c) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double magnitude = 0;
        for (int p = 0; p < k; p++) {
          double term = (double) a[2 + i * lda + p] * b[1 + (transposed ? j * ldb + p : p * ldb + j)];
          sum += term;
          magnitude += Math.abs(term);
        }
        float got = -c[3 + i * (n + 1) + j];
        assertThat(Math.abs(got - sum)).as("%s at %d, %d: %s, expected %s", what, i, j, got, sum)
            .isLessThanOrEqualTo(GemmTest.tolerance(magnitude, k));
      }
      assertThat(c[3 + i * (n + 1) + n]).as(what + ": behind row " + i).isEqualTo(77f);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(c[i]).as(what + ": before the first row").isEqualTo(77f);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (var pool = Parallel.of(1)) {
      var gemm = new Gemm(Provider.scalar(), pool);
      float[] b = new float[64 * 64];
      assertThatThrownBy(() -> gemm.pack(false, 64, 64, b, 0, 64, new float[64 * 64], 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> gemm.pack(false, 64, 64, b, 1, 64, new float[Gemm.packedFloats(64, 64)], 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(Gemm.gainsFromPacking(1, 512, 512)).as("a row").isFalse();
      assertThat(Gemm.gainsFromPacking(513, 512, 512)).as("many rows").isFalse();
      assertThat(Gemm.gainsFromPacking(32, 8, 8)).as("small").isFalse();
      assertThat(Gemm.gainsFromPacking(32, 512, 8192)).as("more than a cache").isFalse();
    }
  }
}
