package profundo.kernel;

import java.util.Arrays;
import java.util.function.Supplier;

/// Runs the loops that every training step needs on scratch data, so that the JVM has compiled them by the time when the
/// data are there. Before that each turn of a vector loop takes microseconds.
public final class WarmUp {
  private static final int ROWS = 24;
  private static final int DEPTH = 64;
  private static final int CALLS = 12_000;
  private static final long MOST_NANOS = 1_500_000_000L;
  private static final int[] ONE_TAP = {0};

  private WarmUp() {}

  /// Begins in a daemon thread of its own, which ends by itself after about a second.
  ///
  /// @param chosen called in that thread, since making a provider takes a tenth of a second
  public static void begin(Supplier<Provider> chosen) {
    Thread thread = new Thread(() -> run(chosen.get()), "profundo-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(Provider provider) {
    if (provider.lanes() > 1) {
      products(provider.matrix());
    }
  }

  /// Packs and multiplies small matrices, whole tiles of them.
  private static void products(MatrixKernels kernels) {
    int cols = kernels.tileCols();
    int rows = kernels.tileRows();
    float[] a = new float[ROWS * DEPTH];
    float[] b = new float[DEPTH * DEPTH];
    float[] left = new float[rows * DEPTH + MatrixKernels.SLACK];
    float[] right = new float[DEPTH * cols + MatrixKernels.SLACK];
    float[] c = new float[ROWS * cols];
    float[] spare = new float[ROWS * cols];
    Arrays.fill(a, 0.5f);
    Arrays.fill(b, 0.5f);
    long start = System.nanoTime();
    for (int i = 0; i < CALLS && System.nanoTime() - start < MOST_NANOS; i++) {
      kernels.packRowsAndDirect(ROWS, cols, DEPTH, a, 0, DEPTH, b, 0, DEPTH, right, 0, c, 0, cols);
      kernels.packRows(cols, cols, DEPTH, b, 0, DEPTH, right, 0);
      kernels.direct(ROWS, cols, ONE_TAP, 1, DEPTH, a, 0, DEPTH, right, 0, c, 0, cols, spare);
      kernels.packLeft(true, rows, DEPTH, b, 0, DEPTH, left, 0);
      kernels.tile(rows, cols, DEPTH, left, 0, right, 0, c, 0, cols, false, spare);
      kernels.packColumns(cols, cols, DEPTH, b, 0, DEPTH, right, 0);
    }
  }
}
