package profundo.kernel;

/// Softmax of the last axis, or its logarithm: x `[rows, cols]` -> y `[rows, cols]`, both dense; y may be x.
///
/// The largest value of a row is taken off first, so nothing overflows. Rows go together in tiles that stay in the
/// first-level cache; a row's bits depend on that row alone.
public final class Softmax {
  private static final int TILE = 1024;

  /// Points a task should have before threads pay.
  private static final int TASK_POINTS = 1 << 13;

  private final Parallel pool;
  private final ElementKernels kernels;
  private final boolean log;
  private final int rows;
  private final int cols;
  private final int tileRows;
  private final int tilesPerTask;
  private final int tasks;
  private final float[][] scratch;
  private final Parallel.Task body = this::runTask;

  private float[] x;
  private int xo;
  private float[] y;
  private int yo;

  /// @param log whether the logarithm is wanted
  /// @throws IllegalArgumentException if an extent is below 1
  public Softmax(Provider provider, Parallel pool, boolean log, int rows, int cols) {
    if (rows < 1 || cols < 1) {
      throw new IllegalArgumentException("Softmax: expected extents of at least 1, got [" + rows + ", " + cols + "]");
    }
    Math.multiplyExact(rows, cols);
    this.pool = pool;
    this.kernels = provider.elements();
    this.log = log;
    this.rows = rows;
    this.cols = cols;
    this.tileRows = Math.clamp(TILE / cols, 1, rows);
    this.tilesPerTask = Math.max(1, TASK_POINTS / (tileRows * cols));
    this.tasks = Math.ceilDiv(rows, tileRows * tilesPerTask);
    // for each row of a tile one number; for the logarithm the exponentials too
    this.scratch = new float[pool.workers()][tileRows + (log ? tileRows * cols : 0)];
  }

  /// Computes `y` from `yo` on out of `x` from `xo` on.
  public void run(float[] x, int xo, float[] y, int yo) {
    this.x = x;
    this.xo = xo;
    this.y = y;
    this.yo = yo;
    try {
      pool.run(tasks, body);
    } finally {
      this.x = null;
      this.y = null;
    }
  }

  private void runTask(int task, int worker) {
    int step = tileRows * tilesPerTask;
    int end = Math.min(rows, (task + 1) * step);
    for (int row = task * step; row < end; row += tileRows) {
      tile(row, Math.min(tileRows, end - row), scratch[worker]);
    }
  }

  private void tile(int row, int count, float[] numbers) {
    int from = xo + row * cols;
    int to = yo + row * cols;
    for (int r = 0; r < count; r++) {
      float max = kernels.max(x, from + r * cols, cols);
      kernels.binaryRight(ElementOp.SUB, x, from + r * cols, max, y, to + r * cols, cols);
    }
    float[] e = log ? numbers : y;
    int eo = log ? tileRows : to;
    kernels.unary(ElementOp.EXP, y, to, e, eo, count * cols);
    for (int r = 0; r < count; r++) {
      numbers[r] = kernels.sum(e, eo + r * cols, cols);
    }
    if (log) {
      kernels.unary(ElementOp.LOG, numbers, 0, numbers, 0, count);
    }
    ElementOp last = log ? ElementOp.SUB : ElementOp.DIV;
    for (int r = 0; r < count; r++) {
      kernels.binaryRight(last, y, to + r * cols, numbers[r], y, to + r * cols, cols);
    }
  }
}
