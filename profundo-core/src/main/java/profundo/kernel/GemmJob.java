package profundo.kernel;

/// One product, or a batch of them, on its way through a [Gemm]: the operands, how the work is cut, and the packed right
/// operand, which all threads share.
///
/// The right operand is packed first, into panels of [MatrixKernels#tileCols()] columns. Then each task computes a block of
/// the result: it packs its rows of the left operand, a stretch of `k` at a time, and runs tiles over them, which
/// stay in the second-level cache while the panels pass. Where the left operand can be read as it
/// lies, packing it would cost more than the slightly smaller tiles that do without. If it also has few rows, as a batch of
/// examples has, a packed panel would hardly be used: then each task packs some columns of the right operand for itself, and
/// they are still in its second-level cache when all rows have met them. Jobs are reused, with their memory.
final class GemmJob {
  /// Stretch of `k` that is worked on at once; at most this: the result is read and written again for each.
  private static final int DEPTH = 1024;

  /// Tiles of rows packed at once: with a stretch of `k` they stay in the second-level cache.
  private static final int MAX_BLOCK_TILES = 8;

  /// Up to so many floats of the right operand stay in the second-level cache as well. Then a block goes along its rows, which
  /// is the better order for writing the result; otherwise down its panels.
  private static final int MAX_RIGHT_AT_REST = 1 << 17;

  /// Up to this the left operand is read where it lies, if it lies row by row, and `k` is not cut.
  private static final int MAX_DIRECT = 1024;

  private static final int MIN_DIRECT_ROWS = 4;

  /// Up to so many rows, each task packs its own columns, if there are at least so many panels of them; it takes at most
  /// so many.
  private static final int MAX_BATCH_ROWS = 512;

  /// `k` up to which one panel of so many columns stays in the second-level cache.
  private static final int MAX_BATCH_DEPTH = 4096;

  private static final int MIN_BATCH_PANELS = 8;
  private static final int MAX_BATCH_PANELS = 4;

  /// Up to so many floats the right operand, when it does not have to be transposed, is packed while the first rows are
  /// multiplied. A larger one comes from main memory, which is faster to read with nothing else in between.
  private static final int MAX_PACKED_BY_THE_WAY = 7 << 16;

  private static final int[] ONE_TAP = {0};

  private static final int MAX_BLOCK_COLS = 512;
  private static final int MIN_BLOCK_COLS = 128;

  /// Multiplications that are worth a task of their own, and how many tasks are enough.
  private static final long TASK_WORK = 1 << 19;

  private static final int ENOUGH_TASKS = 16;

  /// Floats that are worth a packing task of their own, and rows packed at a stretch.
  private static final int PACK_WORK = 1 << 15;

  private static final int PACK_ROWS = 16;

  /// Limits on what is packed at once.
  private static final int MAX_PACKED_DEPTH = 1 << 14;

  private static final int MAX_PACKED = 1 << 23;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] left;
  private final int tileRows;
  private final int tileCols;
  final Parallel.Task pack = this::pack;
  final Parallel.Task multiply = this::multiply;
  final Parallel.Task someColumns = this::someColumns;
  private float[] packed = new float[0];

  // The product.
  private boolean ta;
  private boolean tb;
  private int m;
  private int n;
  private int k;
  private float[] a;
  private int ao;
  private int lda;
  private int sa;
  private float[] b;
  private int bo;
  private int ldb;
  private int sb;
  private float[] c;
  private int co;
  private int ldc;
  private int sc;
  private WriteOut out;

  // How it is cut.
  private int depth;
  private int rowsPerBlock;
  private int rowBlocks;
  private int colsPerBlock;
  private int colBlocks;
  private int itemsPerTask;
  private int unitsPerPack;
  private boolean direct;

  // The part of the batch, of the columns and of `k` that is packed at present.
  private int item0;
  private int items;
  private int col0;
  private int cols;
  private int k0;
  private int ks;

  /// `left` is memory for each worker, shared by all jobs of a [Gemm].
  GemmJob(MatrixKernels kernels, Parallel pool, float[][] left) {
    this.kernels = kernels;
    this.pool = pool;
    this.left = left;
    this.tileRows = kernels.tileRows();
    this.tileCols = kernels.tileCols();
  }

  void left(boolean transposed, float[] values, int offset, int stride, int itemStride) {
    ta = transposed;
    a = values;
    ao = offset;
    lda = stride;
    sa = itemStride;
  }

  void right(boolean transposed, float[] values, int offset, int stride, int itemStride) {
    tb = transposed;
    b = values;
    bo = offset;
    ldb = stride;
    sb = itemStride;
  }

  void result(float[] values, int offset, int stride, int itemStride, WriteOut writeOut) {
    c = values;
    co = offset;
    ldc = stride;
    sc = itemStride;
    out = writeOut;
  }

  void run(int batch, int rows, int columns, int length) {
    m = rows;
    n = columns;
    k = length;
    cut(batch);
    if (batch == 1 && someColumnsAtATime()) {
      int most = Math.min(MAX_BATCH_PANELS, MAX_BATCH_DEPTH / k);
      colsPerBlock = tileCols * Math.clamp(ceilDiv(n, tileCols) / ENOUGH_TASKS, 1, most);
      pool.run(ceilDiv(n, colsPerBlock), someColumns);
      return;
    }
    int packedDepth = Math.min(k, MAX_PACKED_DEPTH);
    int packedCols = Math.min(roundUp(n, colsPerBlock), Math.max(colsPerBlock, MAX_PACKED / packedDepth / colsPerBlock * colsPerBlock));
    int itemFloats = packedDepth * roundUp(packedCols, tileCols);
    int packedItems = sb == 0 ? batch : Math.max(1, Math.min(batch, MAX_PACKED / itemFloats));
    reserve(itemFloats * (sb == 0 ? 1 : packedItems) + MatrixKernels.SLACK);
    for (item0 = 0; item0 < batch; item0 += packedItems) {
      items = Math.min(packedItems, batch - item0);
      for (col0 = 0; col0 < n; col0 += packedCols) {
        cols = Math.min(packedCols, n - col0);
        colBlocks = ceilDiv(cols, colsPerBlock);
        for (k0 = 0; k0 < k; k0 += packedDepth) {
          ks = Math.min(packedDepth, k - k0);
          pool.run(ceilDiv(packUnits(), unitsPerPack), pack);
          pool.run(ceilDiv(items, itemsPerTask) * rowBlocks * colBlocks, multiply);
        }
      }
    }
  }

  /// Lets go of the operands, so that a job at rest keeps nobody's memory alive.
  void forget() {
    a = null;
    b = null;
    c = null;
    out = null;
  }

  private boolean someColumnsAtATime() {
    return !ta
        && k <= MAX_BATCH_DEPTH
        && m >= MIN_DIRECT_ROWS
        && m <= MAX_BATCH_ROWS
        && n > (MIN_BATCH_PANELS - 1) * tileCols;
  }

  /// Decides the size of blocks from the shape alone.
  private void cut(int batch) {
    direct = !ta && k <= MAX_DIRECT && m >= MIN_DIRECT_ROWS;
    int stretches = direct ? 1 : ceilDiv(k, DEPTH);
    depth = Math.min(k, roundUp(ceilDiv(k, stretches), 16));
    long work = (long) m * n * k;
    long wanted = Math.clamp((work * batch + TASK_WORK / 2) / TASK_WORK, 1, ENOUGH_TASKS);
    int rowBlock = Math.min(m, MAX_BLOCK_TILES * tileRows);
    int colBlock = roundUp(Math.min(n, MAX_BLOCK_COLS), tileCols);
    while (batch * (long) ceilDiv(m, rowBlock) * ceilDiv(n, colBlock) < wanted) {
      if (colBlock > MIN_BLOCK_COLS) {
        colBlock = roundUp(colBlock / 2, tileCols);
      } else if (rowBlock > 2 * tileRows) {
        rowBlock = roundUp(ceilDiv(rowBlock, 2), tileRows);
      } else if (colBlock > tileCols) {
        colBlock = roundUp(colBlock / 2, tileCols);
      } else {
        break;
      }
    }
    rowsPerBlock = rowBlock;
    rowBlocks = ceilDiv(m, rowBlock);
    colsPerBlock = colBlock;
    int blocks = rowBlocks * ceilDiv(n, colBlock);
    itemsPerTask = blocks > 1 ? 1 : (int) Math.clamp(TASK_WORK / work, 1L, Math.max(1L, batch / wanted));
    long unit = (long) tileCols * (tb ? Math.min(k, MAX_PACKED_DEPTH) : PACK_ROWS);
    unitsPerPack = Math.clamp(PACK_WORK / unit, 1, 1 << 16);
  }

  /// Units of packing: panels if a panel's columns lie in a row each, else panels of [#PACK_ROWS] rows.
  private int packUnits() {
    int panels = ceilDiv(cols, tileCols) * (sb == 0 ? 1 : items);
    return tb ? panels : panels * ceilDiv(ks, PACK_ROWS);
  }

  private void reserve(int floats) {
    if (packed.length < floats) {
      packed = new float[floats];
    }
  }

  /// Packs a part of the right operand. Where its rows lie in a row, some rows of all panels are packed before the next:
  /// going down one panel at a time would touch a page of memory for each of its rows, again and again.
  private void pack(int task, int worker) {
    int panels = ceilDiv(cols, tileCols);
    int end = Math.min((task + 1) * unitsPerPack, packUnits());
    int perItem = tb ? panels : panels * ceilDiv(ks, PACK_ROWS);
    for (int u = task * unitsPerPack; u < end; u++) {
      int item = u / perItem;
      int panel = u % panels;
      int j = col0 + panel * tileCols;
      int width = Math.min(tileCols, col0 + cols - j);
      int from = bo + (item0 + item) * sb;
      int to = (item * panels + panel) * ks * tileCols;
      if (tb) {
        kernels.packColumns(width, tileCols, ks, b, from + j * ldb + k0, ldb, packed, to);
      } else {
        int p = u % perItem / panels * PACK_ROWS;
        int rows = Math.min(PACK_ROWS, ks - p);
        kernels.packRows(width, tileCols, rows, b, from + (k0 + p) * ldb + j, ldb, packed, to + p * tileCols);
      }
    }
  }

  /// Packs some columns of the right operand and multiplies all rows by them.
  private void someColumns(int task, int worker) {
    int col = task * colsPerBlock;
    int width = Math.min(colsPerBlock, n - col);
    int spare = spareFloats();
    float[] mine = memoryOf(worker, k * colsPerBlock);
    for (int j = 0; j < width; j += tileCols) {
      int panel = Math.min(tileCols, width - j);
      int to = spare + j * k;
      int result = co + col + j;
      int done = 0;
      if (tb) {
        kernels.packColumns(panel, tileCols, k, b, bo + (col + j) * ldb, ldb, mine, to);
      } else if (n * k <= MAX_PACKED_BY_THE_WAY) {
        done = kernels.packRowsAndDirect(m, panel, k, a, ao, lda, b, bo + col + j, ldb, mine, to, c, result, ldc);
      } else {
        kernels.packRows(panel, tileCols, k, b, bo + col + j, ldb, mine, to);
      }
      if (done < m) {
        kernels.direct(
            m - done, panel, ONE_TAP, 1, k, a, ao + done * lda, lda, mine, to, c, result + done * ldc, ldc, mine);
      }
    }
    if (out != null) {
      out.apply(worker, 0, m, col, width);
    }
  }

  private void multiply(int task, int worker) {
    float[] mine = memoryOf(worker, direct ? 0 : roundUp(rowsPerBlock, tileRows) * depth);
    int group = task / (rowBlocks * colBlocks);
    int block = task % (rowBlocks * colBlocks);
    int row = block % rowBlocks * rowsPerBlock;
    int rows = Math.min(rowsPerBlock, m - row);
    int col = block / rowBlocks * colsPerBlock;
    int width = Math.min(colsPerBlock, cols - col);
    int first = group * itemsPerTask;
    int end = Math.min(first + itemsPerTask, items);
    for (int item = first; item < end; item++) {
      block(mine, item, row, rows, col, width);
    }
    if (out != null && k0 + ks == k) {
      // More than one item only if a block covers all of an item: then their rows are one stack.
      int stacked = (end - first - 1) * m + rows;
      out.apply(worker, (item0 + first) * m + row, stacked, col0 + col, width);
    }
  }

  private void block(float[] mine, int item, int row, int rows, int col, int width) {
    int right = sb == 0 ? 0 : item * ceilDiv(cols, tileCols) * tileCols * ks;
    int result = co + (item0 + item) * sc + row * ldc + col0 + col;
    if (direct) {
      int start = ao + (item0 + item) * sa + row * lda;
      for (int j = 0; j < width; j += tileCols) {
        kernels.direct(
            rows, Math.min(tileCols, width - j), ONE_TAP, 1, k, a, start, lda,
            packed, right + (col + j) * k, c, result + j, ldc, mine);
      }
      return;
    }
    for (int p = 0; p < ks; p += depth) {
      int length = Math.min(depth, ks - p);
      packLeft(mine, ao + (item0 + item) * sa, row, rows, k0 + p, length);
      boolean add = k0 + p > 0;
      int rowTiles = ceilDiv(rows, tileRows);
      int colTiles = ceilDiv(width, tileCols);
      boolean alongRows = length * width <= MAX_RIGHT_AT_REST;
      for (int t = 0; t < rowTiles * colTiles; t++) {
        int i = (alongRows ? t / colTiles : t % rowTiles) * tileRows;
        int j = (alongRows ? t % colTiles : t / rowTiles) * tileCols;
        kernels.tile(
            Math.min(tileRows, rows - i), Math.min(tileCols, width - j), length,
            mine, spareFloats() + i * length, packed, right + (col + j) * ks + p * tileCols,
            c, result + i * ldc + j, ldc, add, mine);
      }
    }
  }

  private void packLeft(float[] mine, int from, int row, int rows, int p, int length) {
    for (int i = 0; i < rows; i += tileRows) {
      int height = Math.min(tileRows, rows - i);
      int to = spareFloats() + i * length;
      int start = ta ? from + p * lda + row + i : from + (row + i) * lda + p;
      kernels.packLeft(ta, height, length, a, start, lda, mine, to);
    }
  }

  /// A worker's memory: a spare tile, then what it has packed for itself.
  private float[] memoryOf(int worker, int packed) {
    int floats = spareFloats() + MatrixKernels.SLACK + packed;
    if (left[worker] == null || left[worker].length < floats) {
      left[worker] = new float[floats];
    }
    return left[worker];
  }

  private int spareFloats() {
    return tileRows * tileCols;
  }

  static int ceilDiv(int x, int y) {
    return Math.ceilDiv(x, y);
  }

  static int roundUp(int x, int multiple) {
    return Math.ceilDiv(x, multiple) * multiple;
  }
}
