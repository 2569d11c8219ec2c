package profundo.kernel;

/// A convolution computed where it lies: register tiles of neighbouring pixels and output channels run over the window, with
/// no matrix of windows written out. Serves the forward direction and, for stride 1, the input gradient.
///
/// A task makes a band of output lines, or some whole images where these are small.
final class DirectConvolution {
  /// Multiplications that are worth a task of their own.
  private static final long TASK_WORK = 1 << 19;

  private static final int MIN_BLOCK = 1 << 11;
  private static final int MAX_BLOCK = 1 << 16;
  private static final int MAX_BAND = 3 << 15;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] memory;
  private final int tileCols;
  private final Slide slide = new Slide();
  private final Parallel.Task pack = this::pack;
  private final Parallel.Task convolve = this::convolve;
  private float[] packed = new float[0];

  private boolean turned;
  private float[] w;
  private int wo;
  private float[] source;
  private int sourceAt;
  private float[] result;
  private int resultAt;
  private WriteOut out;

  private int groups;
  private int from;
  private int to;
  private int toChannels;
  private int panels;
  private int panelFloats;
  private int panelsPerPack;
  private int batch;
  private int bandsPerTask;

  /// `memory` is for each worker, shared by all users.
  DirectConvolution(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
    this.tileCols = kernels.tileCols();
  }

  void forward(ConvGeometry g, float[] x, int xo, float[] weights, int weightsAt, float[] y, int yo, WriteOut writeOut) {
    turned = false;
    slide.forward(g);
    run(g, g.inChannels(), g.outChannels(), x, xo, weights, weightsAt, y, yo, writeOut);
  }

  void inputGradient(
      ConvGeometry g, float[] dy, int dyo, float[] weights, int weightsAt, float[] dx, int dxo, WriteOut writeOut) {
    turned = true;
    slide.backward(g);
    run(g, g.outChannels(), g.inChannels(), dy, dyo, weights, weightsAt, dx, dxo, writeOut);
  }

  void forget() {
    w = null;
    source = null;
    result = null;
    out = null;
  }

  private void run(
      ConvGeometry g, int fromChannels, int intoChannels,
      float[] x, int xo, float[] weights, int weightsAt, float[] y, int yo, WriteOut writeOut) {
    source = x;
    sourceAt = xo;
    w = weights;
    wo = weightsAt;
    result = y;
    resultAt = yo;
    out = writeOut;
    batch = g.batch();
    groups = g.groups();
    from = fromChannels / groups;
    to = intoChannels / groups;
    toChannels = intoChannels;
    panels = Math.ceilDiv(to, tileCols);
    panelFloats = slide.kernelSize() * from * tileCols;
    cut();
    int floats = groups * panels * panelFloats + MatrixKernels.SLACK;
    if (packed.length < floats) {
      packed = new float[floats];
    }
    panelsPerPack = Math.clamp(TASK_WORK / 16 / panelFloats, 1, groups * panels);
    pool.run(Math.ceilDiv(groups * panels, panelsPerPack), pack);
    pool.run(Math.ceilDiv(batch * slide.bandsPerImage(), bandsPerTask), convolve);
  }

  /// Decides the size of bands and tasks from the shape alone.
  private void cut() {
    int line = slide.out[2] * toChannels;
    long lineWork = (long) line * slide.kernelSize() * from;
    long lines = Math.max(Math.ceilDiv(TASK_WORK, lineWork), Math.ceilDiv(MIN_BLOCK, line));
    lines = Math.clamp(lines, 1, Math.max(1, MAX_BLOCK / line));
    slide.cut((int) lines, MAX_BAND, from, false);
    long bandWork = slide.bandLines * lineWork;
    boolean wholeImages = slide.bandsPerImage() == 1;
    int most = Math.max(1, Math.min(batch, MAX_BLOCK / (slide.bandLines * line)));
    bandsPerTask = wholeImages ? Math.clamp(TASK_WORK / bandWork, 1, most) : 1;
  }

  private void pack(int task, int worker) {
    int outChannels = turned ? from * groups : toChannels;
    int end = Math.min((task + 1) * panelsPerPack, groups * panels);
    for (int u = task * panelsPerPack; u < end; u++) {
      int group = u / panels;
      int j = u % panels * tileCols;
      int width = Math.min(tileCols, to - j);
      int at = u * panelFloats;
      int size = slide.kernelSize();
      if (turned) {
        for (int t = 0; t < size; t++) {
          int begin = wo + ((size - 1 - t) * to + j) * outChannels + group * from;
          kernels.packColumns(width, tileCols, from, w, begin, outChannels, packed, at + t * from * tileCols);
        }
      } else {
        kernels.packRows(width, tileCols, size * from, w, wo + group * to + j, outChannels, packed, at);
      }
    }
  }

  private void convolve(int task, int worker) {
    float[] mine = memoryOf(worker);
    int bands = slide.bandsPerImage();
    int first = task * bandsPerTask;
    int end = Math.min(first + bandsPerTask, batch * bands);
    int rows = 0;
    for (int b = first; b < end; b++) {
      band(mine, b / bands, b % bands);
      rows += slide.lines(b % bands) * slide.out[2];
    }
    if (out != null) {
      out.apply(worker, row(first / bands, first % bands), rows, 0, toChannels);
    }
  }

  private int row(int image, int band) {
    return (image * slide.outLines() + slide.firstLine(band)) * slide.out[2];
  }

  private void band(float[] mine, int image, int band) {
    float[] x = source;
    int start;
    if (slide.inPlace) {
      start = slide.start(image, band, sourceAt);
    } else {
      x = mine;
      start = spareFloats();
      slide.copy(image, band, source, sourceAt, mine, start);
    }
    int step = slide.stride[2] * slide.channels;
    int lineStep = slide.stride[1] * slide.lineStep;
    int y = resultAt + row(image, band) * toChannels;
    int lines = slide.lines(band);
    for (int u = 0; u < groups * panels; u++) {
      int group = u / panels;
      int j = u % panels * tileCols;
      int width = Math.min(tileCols, to - j);
      for (int l = 0; l < lines; l++) {
        kernels.direct(
            slide.out[2], width, slide.taps, slide.tapCount, slide.run,
            x, start + l * lineStep + group * from, step,
            packed, u * panelFloats,
            result, y + l * slide.out[2] * toChannels + group * to + j, toChannels, mine);
      }
    }
  }

  private int spareFloats() {
    return kernels.directRows() * tileCols;
  }

  /// A worker's memory: a spare tile, then a band.
  private float[] memoryOf(int worker) {
    int floats = spareFloats() + slide.bandFloats() + MatrixKernels.SLACK;
    if (memory[worker] == null || memory[worker].length < floats) {
      memory[worker] = new float[floats];
    }
    return memory[worker];
  }
}
