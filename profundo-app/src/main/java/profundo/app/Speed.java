package profundo.app;

import profundo.kernel.Gemm;
import profundo.kernel.Parallel;
import profundo.kernel.Provider;

/// How fast matrices of [#SIZE] are multiplied.
///
/// @param gflops 10^9 floating point operations per second, best of the products of about a second
record Speed(int threads, double gflops) {
  /// Rows and columns of both matrices: too large for the caches near a core, as in training.
  static final int SIZE = 1024;

  private static final long WARM_UP_NANOS = 700_000_000L;
  private static final long NANOS = 1_000_000_000L;

  /// Measures for under two seconds, the JIT compiler's warm-up included.
  static Speed measure(Provider provider, int threads) {
    float[] a = ramp(1);
    float[] b = ramp(7);
    float[] c = new float[SIZE * SIZE];
    try (var pool = Parallel.of(threads)) {
      var gemm = new Gemm(provider, pool);
      fastest(gemm, a, b, c, WARM_UP_NANOS);
      long nanos = fastest(gemm, a, b, c, NANOS);
      return new Speed(threads, 2.0 * SIZE * SIZE * SIZE / nanos);
    }
  }

  /// The time of the fastest product, of at least one, that ended within `limit`.
  private static long fastest(Gemm gemm, float[] a, float[] b, float[] c, long limit) {
    long start = System.nanoTime();
    long best = Long.MAX_VALUE;
    long now;
    do {
      long before = System.nanoTime();
      gemm.run(false, false, SIZE, SIZE, SIZE, a, 0, SIZE, b, 0, SIZE, c, 0, SIZE, null);
      now = System.nanoTime();
      best = Math.min(best, now - before);
    } while (now - start < limit);
    return best;
  }

  private static float[] ramp(int step) {
    float[] values = new float[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * step % 61 / 61f - 0.5f;
    }
    return values;
  }
}
