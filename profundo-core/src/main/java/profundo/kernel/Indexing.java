package profundo.kernel;

import java.util.Arrays;

/// Rows by number, and the number of the largest.
public final class Indexing {
  private static final int TASK = 1 << 14;

  private final Parallel pool;
  private final int n;
  private final int inner;
  private final int count;
  private final int rowsPerTask;
  private final Parallel.Task gatherTask = this::gatherRows;
  private final Parallel.Task scatterTask = this::scatterColumns;
  private float[] x;
  private float[] y;
  private int[] index;
  private int xo;
  private int yo;
  private int io;

  /// For a table of `n` rows of `inner` floats and `count` indices.
  public Indexing(Parallel pool, int n, int inner, int count) {
    this.pool = pool;
    this.n = n;
    this.inner = inner;
    this.count = count;
    this.rowsPerTask = Math.max(1, TASK / inner);
  }

  /// Row i of y `[count, inner]` becomes row `index[i]` of x `[n, inner]`.
  ///
  /// @throws IndexOutOfBoundsException for an index outside 0 to n - 1
  public void gather(float[] x, int xo, int[] index, int io, float[] y, int yo) {
    start(x, xo, index, io, y, yo);
    pool.run(Math.ceilDiv(count, rowsPerTask), gatherTask);
  }

  /// y `[n, inner]` becomes zero, then row i of x `[count, inner]` is added to row `index[i]`, in order.
  ///
  /// @throws IndexOutOfBoundsException for an index outside 0 to n - 1
  public void scatterAdd(float[] x, int xo, int[] index, int io, float[] y, int yo) {
    start(x, xo, index, io, y, yo);
    // Tasks share columns, not rows: each adds all rows in order.
    pool.run(scatterTasks(), scatterTask);
  }

  private int scatterTasks() {
    long work = (long) count * inner + (long) n * inner;
    return Math.clamp(Math.min(work / TASK, inner / 16), 1, 64);
  }

  private void start(float[] x, int xo, int[] index, int io, float[] y, int yo) {
    this.x = x;
    this.xo = xo;
    this.index = index;
    this.io = io;
    this.y = y;
    this.yo = yo;
    for (int i = 0; i < count; i++) {
      int row = index[io + i];
      if (row < 0 || row >= n) {
        throw new IndexOutOfBoundsException(
            "index " + row + " at position " + i + ": expected 0 to " + (n - 1));
      }
    }
  }

  private void gatherRows(int task, int worker) {
    int end = Math.min(count, (task + 1) * rowsPerTask);
    for (int i = task * rowsPerTask; i < end; i++) {
      System.arraycopy(x, xo + index[io + i] * inner, y, yo + i * inner, inner);
    }
  }

  private void scatterColumns(int task, int worker) {
    int tasks = scatterTasks();
    int begin = (int) ((long) inner * task / tasks);
    int end = (int) ((long) inner * (task + 1) / tasks);
    for (int r = 0; r < n; r++) {
      Arrays.fill(y, yo + r * inner + begin, yo + r * inner + end, 0);
    }
    for (int i = 0; i < count; i++) {
      int to = yo + index[io + i] * inner;
      int from = xo + i * inner;
      for (int c = begin; c < end; c++) {
        y[to + c] += x[from + c];
      }
    }
  }

  /// The index of the first maximum of x `[outer, n, inner]` along the middle, as y `[outer, inner]`; NaN counts as
  /// larger than any number.
  public static void argmax(int outer, int n, int inner, float[] x, int xo, int[] y, int yo) {
    for (int o = 0; o < outer; o++) {
      for (int c = 0; c < inner; c++) {
        int base = xo + o * n * inner + c;
        int best = 0;
        float most = x[base];
        for (int k = 1; k < n && most == most; k++) {
          float v = x[base + k * inner];
          if (v > most || v != v) {
            most = v;
            best = k;
          }
        }
        y[yo + o * inner + c] = best;
      }
    }
  }
}
