package profundo.kernel;

/// A product of a matrix and a vector on its way through a [Gemm]: one row or one column of a result. The matrix is read once,
/// where it lies.
final class VectorProductJob {
  /// Elements of the matrix that are worth a task of their own.
  private static final int TASK_FLOATS = 1 << 16;

  /// Results of a task come in multiples of this, so that the wide loops are not cut.
  private static final int GRAIN = 128;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] memory;
  private final Parallel.Task task = this::part;
  private float[] gathered = new float[0];

  private boolean dots;
  private int count;
  private int k;
  private float[] matrix;
  private int matrixAt;
  private int stride;
  private float[] x;
  private int xo;
  private int xStep;
  private float[] y;
  private int yo;
  private int yStep;
  private boolean row;
  private WriteOut out;
  private int perTask;

  /// `memory` is for each worker.
  VectorProductJob(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
  }

  /// The `length` values of the vector, `step` apart.
  void vector(float[] values, int offset, int step, int length) {
    x = values;
    xo = offset;
    xStep = step;
    k = length;
  }

  /// The matrix: `[results, length]` if `transposed`, else `[length, results]`.
  void matrix(boolean transposed, float[] values, int offset, int rowStride) {
    dots = transposed;
    matrix = values;
    matrixAt = offset;
    stride = rowStride;
  }

  /// `results` values, `step` apart (1 unless the matrix is transposed), which `writeOut` sees as a row or as a column.
  void run(int results, float[] values, int offset, int step, boolean asRow, WriteOut writeOut) {
    count = results;
    y = values;
    yo = offset;
    yStep = step;
    row = asRow;
    out = writeOut;
    if (dots && xStep != 1) {
      gather();
    }
    long floats = (long) count * k;
    int most = Math.ceilDiv(count, GRAIN);
    // Below twice the worth of a task the work is not cut at all.
    int tasks = floats < 2 * TASK_FLOATS ? 1 : Math.clamp(floats / TASK_FLOATS, 1, most);
    perTask = Math.ceilDiv(Math.ceilDiv(count, tasks), GRAIN) * GRAIN;
    pool.run(Math.ceilDiv(count, perTask), task);
  }

  void forget() {
    matrix = null;
    x = null;
    y = null;
    out = null;
  }

  private void gather() {
    if (gathered.length < k) {
      gathered = new float[k];
    }
    for (int p = 0; p < k; p++) {
      gathered[p] = x[xo + p * xStep];
    }
    x = gathered;
    xo = 0;
    xStep = 1;
  }

  private void part(int number, int worker) {
    int first = number * perTask;
    int n = Math.min(perTask, count - first);
    if (dots) {
      if (memory[worker] == null) {
        memory[worker] = new float[MatrixKernels.SLACK];
      }
      kernels.dotRows(
          n, k, matrix, matrixAt + first * stride, stride, x, xo, y, yo + first * yStep, yStep, memory[worker]);
    } else {
      kernels.scaledRows(k, n, x, xo, xStep, matrix, matrixAt + first, stride, y, yo + first);
    }
    if (out != null && row) {
      out.apply(worker, 0, 1, first, n);
    } else if (out != null) {
      out.apply(worker, first, n, 0, 1);
    }
  }
}
