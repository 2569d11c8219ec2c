package profundo.kernel;

import java.util.Arrays;

/// The input gradient of a convolution, one line of dx after the other: the lines of dy whose windows reach it are multiplied
/// with their lines of the kernel and summed in registers, which gives for every pixel of dy what it adds to a run of
/// pixels of the line; the runs are then added up. Takes any stride without waste, and fills the lanes when x has few
/// channels.
final class ScatterConvolution {
  private static final long TASK_WORK = 1 << 19;
  private static final int MIN_BLOCK = 1 << 11;
  private static final int MAX_BLOCK = 1 << 16;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] memory;
  private final int tileCols;
  private final Slide slide = new Slide();
  private final Parallel.Task pack = this::pack;
  private final Parallel.Task lines = this::lines;
  private float[] packed = new float[0];
  private int[] taps = new int[0];

  private float[] w;
  private int wo;
  private float[] dy;
  private int dyo;
  private float[] dx;
  private int dxo;
  private WriteOut out;

  private int groups;
  private int from;
  private int to;
  private int outChannels;
  private int panels;
  private int width;
  private int panelFloats;
  private int batch;
  private int linesPerTask;

  /// Lines of the kernel this far apart meet the same line of dx.
  private int apart;

  /// `memory` is for each worker, shared by all users.
  ScatterConvolution(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
    this.tileCols = kernels.tileCols();
  }

  void run(
      ConvGeometry g, float[] gradient, int gradientAt, float[] weights, int weightsAt,
      float[] result, int resultAt, WriteOut writeOut) {
    dy = gradient;
    dyo = gradientAt;
    w = weights;
    wo = weightsAt;
    dx = result;
    dxo = resultAt;
    out = writeOut;
    slide.forward(g);
    batch = g.batch();
    groups = g.groups();
    outChannels = g.outChannels();
    to = g.inChannels() / groups;
    from = outChannels / groups;
    panels = Math.ceilDiv(slide.kernel[2] * to, tileCols);
    width = panels * tileCols;
    panelFloats = slide.kernel[1] * from * tileCols;
    int floats = groups * slide.kernel[0] * panels * panelFloats + MatrixKernels.SLACK;
    if (packed.length < floats) {
      packed = new float[floats];
    }
    setTaps();
    cut();
    pool.run(groups * slide.kernel[0], pack);
    pool.run(Math.ceilDiv(batch * slide.in[0] * slide.in[1], linesPerTask), lines);
  }

  void forget() {
    w = null;
    dy = null;
    dx = null;
    out = null;
  }

  private void setTaps() {
    int stride = slide.stride[1];
    int dilation = slide.dilation[1];
    apart = stride / gcd(stride, dilation);
    if (taps.length < slide.kernel[1]) {
      taps = new int[slide.kernel[1]];
    }
    for (int i = 0; i < slide.kernel[1]; i++) {
      taps[i] = -i * (apart * dilation / stride) * slide.out[2] * outChannels;
    }
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// Decides the size of tasks from the shape alone.
  private void cut() {
    int line = slide.in[2] * slide.channels;
    long pixels = (long) slide.outLines() * slide.out[2];
    long lineWork = Math.max(1, pixels * slide.kernelSize() * to * outChannels / (slide.in[0] * slide.in[1]));
    long wanted = Math.max(Math.ceilDiv(TASK_WORK, lineWork), Math.ceilDiv(MIN_BLOCK, line));
    int most = Math.max(1, Math.min(batch * slide.in[0] * slide.in[1], MAX_BLOCK / line));
    linesPerTask = Math.clamp(wanted, 1, most);
  }

  /// Packs the lines of the kernel in one plane, those together that meet the same lines of dx.
  private void pack(int task, int worker) {
    int group = task / slide.kernel[0];
    int plane = task % slide.kernel[0];
    int rows = slide.kernel[2] * to;
    for (int p = 0; p < panels; p++) {
      int j = p * tileCols;
      int at = (task * panels + p) * panelFloats;
      for (int line = 0; line < slide.kernel[1]; line++) {
        int row = (plane * slide.kernel[1] + line) * rows + j;
        kernels.packColumns(
            Math.min(tileCols, rows - j), tileCols, from, w, wo + row * outChannels + group * from, outChannels,
            packed, at + place(line) * from * tileCols);
      }
    }
  }

  /// Where line `line` of the kernel comes in the order of packing.
  private int place(int line) {
    int before = 0;
    for (int rest = 0; rest < line % apart; rest++) {
      before += Math.ceilDiv(slide.kernel[1] - rest, apart);
    }
    return before + line / apart;
  }

  private void lines(int task, int worker) {
    float[] mine = memoryOf(worker);
    int perImage = slide.in[0] * slide.in[1];
    int first = task * linesPerTask;
    int end = Math.min(first + linesPerTask, batch * perImage);
    for (int l = first; l < end; l++) {
      line(mine, l / perImage, l % perImage / slide.in[1], l % slide.in[1], l);
    }
    if (out != null) {
      out.apply(worker, first * slide.in[2], (end - first) * slide.in[2], 0, slide.channels);
    }
  }

  private void line(float[] mine, int image, int d, int h, int number) {
    int at = dxo + number * slide.in[2] * slide.channels;
    Arrays.fill(dx, at, at + slide.in[2] * slide.channels, 0f);
    // The first line of the kernel that meets this one, and how many more do.
    int first = 0;
    while (first < slide.kernel[1] && met(1, h, first) < 0) {
      first++;
    }
    int count = 0;
    for (int line = first; line < slide.kernel[1] && met(1, h, line) >= 0; line += apart) {
      count++;
    }
    for (int plane = 0; count > 0 && plane < slide.kernel[0]; plane++) {
      int source = met(0, d, plane);
      if (source >= 0) {
        int line = (image * slide.out[0] + source) * slide.out[1] + met(1, h, first);
        for (int group = 0; group < groups; group++) {
          multiply(mine, line, plane, first, count, group);
          scatter(mine, at + group * to);
        }
      }
    }
  }

  /// The place on axis `axis` of dy whose window has place `x` of dx under place `tap` of the kernel, or -1.
  private int met(int axis, int x, int tap) {
    int begin = x + slide.pad[axis] - tap * slide.dilation[axis];
    int place = Math.floorDiv(begin, slide.stride[axis]);
    return begin >= 0 && begin % slide.stride[axis] == 0 && place < slide.out[axis] ? place : -1;
  }

  /// What each pixel of a line of dx gets from the line of dy at `line` and those before it: `[out pixels, width]`.
  private void multiply(float[] mine, int line, int plane, int first, int count, int group) {
    int panel = (group * slide.kernel[0] + plane) * panels * panelFloats + place(first) * from * tileCols;
    for (int p = 0; p < panels; p++) {
      kernels.direct(
          slide.out[2], tileCols, taps, count, from,
          dy, dyo + line * slide.out[2] * outChannels + group * from, outChannels,
          packed, panel + p * panelFloats,
          mine, spareFloats() + p * tileCols, width, mine);
    }
  }

  private void scatter(float[] mine, int line) {
    int cols = slide.kernel[2];
    if (slide.dilation[2] == 1 && groups == 1) {
      scatterRuns(mine, 0, line, -slide.pad[2], cols);
    } else {
      for (int col = 0; col < cols; col++) {
        scatterRuns(mine, col * to, line, col * slide.dilation[2] - slide.pad[2], 1);
      }
    }
  }

  /// Adds runs that span `cols` pixels of the line of dx at `line`: the run of the first pixel of dy to column `col0` and
  /// those after it. A run begins at `begin` in its pixel's row.
  private void scatterRuns(float[] mine, int begin, int line, int col0, int cols) {
    int step = slide.stride[2];
    int outs = slide.out[2];
    int first = Math.clamp(Math.ceilDiv(-col0, step), 0, outs);
    int last = Math.clamp(Math.floorDiv(slide.in[2] - cols - col0, step) + 1, first, outs);
    for (int o = 0; o < first; o++) {
      cutRun(mine, begin, line, col0, cols, o);
    }
    if (last > first) {
      kernels.addRuns(
          last - first, Math.ceilDiv(cols, step), cols * to,
          mine, spareFloats() + first * width + begin, width,
          dx, line + (col0 + first * step) * slide.channels, step * slide.channels);
    }
    for (int o = last; o < outs; o++) {
      cutRun(mine, begin, line, col0, cols, o);
    }
  }

  private void cutRun(float[] mine, int begin, int line, int col0, int cols, int pixel) {
    int col = col0 + pixel * slide.stride[2];
    int skip = Math.max(0, -col);
    int end = Math.min(cols, slide.in[2] - col);
    if (end > skip) {
      kernels.addRuns(
          1, 1, (end - skip) * to,
          mine, spareFloats() + pixel * width + begin + skip * to, width,
          dx, line + (col + skip) * slide.channels, 0);
    }
  }

  private int spareFloats() {
    return kernels.directRows() * tileCols;
  }

  /// A worker's memory: a spare tile, then a line of products.
  private float[] memoryOf(int worker) {
    int floats = spareFloats() + slide.out[2] * width + MatrixKernels.SLACK;
    if (memory[worker] == null || memory[worker].length < floats) {
      memory[worker] = new float[floats];
    }
    return memory[worker];
  }
}
