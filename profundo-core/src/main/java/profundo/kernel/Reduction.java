package profundo.kernel;

/// Sum or maximum over the middle axis: x `[outer, n, inner]` -> y `[outer, inner]`, both dense.
///
/// The work is cut into chunks that depend on the shape alone; partial results of the chunks of one axis are combined
/// in order. So the bits are the same on any number of threads.
public final class Reduction {
  /// What is computed; in `MAX`, NaN wins.
  public enum Kind {
    SUM,
    MAX
  }

  /// Floats a task should read before threads pay.
  private static final int TASK_SIZE = 1 << 15;

  private static final int MOST_PARTS = 32;
  private static final int MOST_TASKS = 64;
  private static final int COLUMN_BLOCK = 4096;

  private final ElementKernels kernels;
  private final Parallel pool;
  private final boolean sum;
  private final int outer;
  private final int n;
  private final int inner;

  /// Pieces of the reduced axis, each of `partRows` rows but the last.
  private final int parts;

  private final int partRows;
  private final int columnBlocks;
  private final int items;
  private final int itemsPerTask;
  private final int tasks;
  private final float[] partial;
  private final Parallel.Task body = this::runTask;

  private float[] x;
  private int xo;
  private float[] y;
  private int yo;

  /// @throws IllegalArgumentException if an extent is below 1
  public Reduction(Provider provider, Parallel pool, Kind kind, int outer, int n, int inner) {
    if (outer < 1 || n < 1 || inner < 1) {
      throw new IllegalArgumentException(
          "Reduction: expected extents of at least 1, got [" + outer + ", " + n + ", " + inner + "]");
    }
    Math.multiplyExact(Math.multiplyExact(outer, n), inner);
    this.kernels = provider.elements();
    this.pool = pool;
    this.sum = kind == Kind.SUM;
    this.outer = outer;
    this.n = n;
    this.inner = inner;
    this.columnBlocks = Math.ceilDiv(inner, COLUMN_BLOCK);
    int wanted = 1;
    if (outer * columnBlocks < MOST_PARTS) {
      wanted = Math.clamp((long) n * inner / TASK_SIZE, 1, MOST_PARTS);
    }
    this.partRows = Math.ceilDiv(n, wanted);
    this.parts = Math.ceilDiv(n, partRows);
    this.partial = parts == 1 ? null : new float[outer * parts * inner];
    this.items = outer * parts * columnBlocks;
    long itemSize = Math.max(1, (long) outer * n * inner / items);
    long wantedTasks = Math.clamp(itemSize * items / TASK_SIZE, 1, MOST_TASKS);
    this.itemsPerTask = Math.toIntExact(Math.ceilDiv(items, wantedTasks));
    this.tasks = Math.ceilDiv(items, itemsPerTask);
  }

  /// Reduces `x` from `xo` on into `y` from `yo` on.
  public void run(float[] x, int xo, float[] y, int yo) {
    this.x = x;
    this.xo = xo;
    this.y = y;
    this.yo = yo;
    try {
      pool.run(tasks, body);
      if (parts > 1) {
        for (int o = 0; o < outer; o++) {
          reduce(partial, o * parts * inner, parts, 0, inner, y, yo + o * inner);
        }
      }
    } finally {
      this.x = null;
      this.y = null;
    }
  }

  private void runTask(int task, int worker) {
    int end = Math.min(items, (task + 1) * itemsPerTask);
    for (int item = task * itemsPerTask; item < end; item++) {
      int column = item % columnBlocks * COLUMN_BLOCK;
      int o = item / columnBlocks / parts;
      int part = item / columnBlocks % parts;
      int begin = part * partRows;
      int rows = Math.min(partRows, n - begin);
      int cols = Math.min(COLUMN_BLOCK, inner - column);
      int from = xo + (o * n + begin) * inner;
      if (parts == 1) {
        reduce(x, from, rows, column, cols, y, yo + o * inner);
      } else {
        reduce(x, from, rows, column, cols, partial, (o * parts + part) * inner);
      }
    }
  }

  private void reduce(float[] src, int from, int rows, int column, int cols, float[] dst, int to) {
    if (inner == 1) {
      dst[to] = sum ? kernels.sum(src, from, rows) : kernels.max(src, from, rows);
    } else if (sum) {
      kernels.sumRows(src, from + column, rows, inner, cols, dst, to + column);
    } else {
      kernels.maxRows(src, from + column, rows, inner, cols, dst, to + column);
    }
  }
}
