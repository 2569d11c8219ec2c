package profundo.kernel;

/// Products with a right operand that was packed before, on its way through a [Gemm]. What a loop over time multiplies by at every
/// step is packed once: a batch of 32 rows takes little longer to multiply than its right operand takes to pack.
///
/// The packed operand is `[panel][k][tileCols]`, as [MatrixKernels#direct] wants it.
final class PackedProduct {
  /// Columns of the widest tile that there is, for vectors of 2048 bits.
  private static final int WIDEST = 128;

  private static final int FEWEST_ROWS = 4;

  /// With more, packing is a small part, and the left operand had better be packed too.
  private static final int MOST_ROWS = 512;

  private static final int MOST_DEPTH = 4096;
  private static final int WORTH_PACKING = 1 << 14;
  private static final long TASK_WORK = 1 << 18;
  private static final int ENOUGH_TASKS = 16;
  private static final int PACK_WORK = 1 << 15;
  private static final int[] ONE_TAP = {0};

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] memory;
  private final int tileCols;
  private final Parallel.Task pack = this::pack;
  private final Parallel.Task multiply = this::multiply;

  private boolean tb;
  private int m;
  private int n;
  private int k;
  private float[] a;
  private int ao;
  private int lda;
  private float[] b;
  private int bo;
  private int ldb;
  private float[] c;
  private int co;
  private int ldc;
  private WriteOut out;
  private int panelsPerTask;
  private int rowsPerTask;
  private int rowBlocks;

  /// `memory` is for each worker, shared by all jobs of a [Gemm].
  PackedProduct(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
    this.tileCols = kernels.tileCols();
  }

  /// Whether products of this size gain from a right operand that is packed already: not where the left one had
  /// better be packed too.
  static boolean suits(int m, int n, int k) {
    boolean rows = m >= FEWEST_ROWS && m <= MOST_ROWS;
    return rows && k <= MOST_DEPTH && (long) n * k >= WORTH_PACKING && floats(n, k) < 1 << 28;
  }

  /// Floats that a packed `[k, n]` takes, whatever the machine.
  static long floats(int n, int k) {
    return (long) Math.ceilDiv(n, WIDEST) * WIDEST * k + MatrixKernels.SLACK;
  }

  void pack(boolean transposed, int columns, int depth, float[] s, int so, int lds, float[] d, int at) {
    tb = transposed;
    n = columns;
    k = depth;
    a = s;
    ao = so;
    lda = lds;
    b = d;
    bo = at;
    int panels = Math.ceilDiv(n, tileCols);
    panelsPerTask = Math.clamp(PACK_WORK / ((long) k * tileCols), 1, panels);
    pool.run(Math.ceilDiv(panels, panelsPerTask), pack);
  }

  void run(
      int rows, int columns, int depth, float[] left, int leftAt, int leftStride, float[] right, int rightAt,
      float[] result, int resultAt, int resultStride, WriteOut writeOut) {
    m = rows;
    n = columns;
    k = depth;
    a = left;
    ao = leftAt;
    lda = leftStride;
    b = right;
    bo = rightAt;
    c = result;
    co = resultAt;
    ldc = resultStride;
    out = writeOut;
    cut();
    pool.run(Math.ceilDiv(Math.ceilDiv(n, tileCols), panelsPerTask) * rowBlocks, multiply);
  }

  void forget() {
    a = null;
    b = null;
    c = null;
    out = null;
  }

  /// Decides the size of tasks from the shape alone: panels first, so that each is read by one thread only.
  private void cut() {
    int panels = Math.ceilDiv(n, tileCols);
    int wanted = (int) Math.clamp((long) m * n * k / TASK_WORK, 1L, ENOUGH_TASKS);
    panelsPerTask = Math.max(1, panels / wanted);
    int tasks = Math.ceilDiv(panels, panelsPerTask);
    int unit = kernels.directRows();
    int blocks = Math.clamp(wanted / tasks, 1, Math.ceilDiv(m, unit));
    rowsPerTask = Math.ceilDiv(Math.ceilDiv(m, blocks), unit) * unit;
    rowBlocks = Math.ceilDiv(m, rowsPerTask);
  }

  private void pack(int task, int worker) {
    int panels = Math.ceilDiv(n, tileCols);
    int end = Math.min((task + 1) * panelsPerTask, panels);
    for (int p = task * panelsPerTask; p < end; p++) {
      int j = p * tileCols;
      int width = Math.min(tileCols, n - j);
      int to = bo + j * k;
      if (tb) {
        kernels.packColumns(width, tileCols, k, a, ao + j * lda, lda, b, to);
      } else {
        kernels.packRows(width, tileCols, k, a, ao + j, lda, b, to);
      }
    }
  }

  private void multiply(int task, int worker) {
    float[] mine = memoryOf(worker);
    int col = task / rowBlocks * panelsPerTask * tileCols;
    int end = Math.min(col + panelsPerTask * tileCols, n);
    int row = task % rowBlocks * rowsPerTask;
    int rows = Math.min(rowsPerTask, m - row);
    for (int j = col; j < end; j += tileCols) {
      kernels.direct(
          rows, Math.min(tileCols, n - j), ONE_TAP, 1, k, a, ao + row * lda, lda, b, bo + j * k,
          c, co + row * ldc + j, ldc, mine);
    }
    if (out != null) {
      out.apply(worker, row, rows, col, end - col);
    }
  }

  private float[] memoryOf(int worker) {
    int floats = kernels.directRows() * tileCols;
    if (memory[worker] == null || memory[worker].length < floats) {
      memory[worker] = new float[floats];
    }
    return memory[worker];
  }
}
