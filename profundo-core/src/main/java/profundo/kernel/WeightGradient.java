package profundo.kernel;

import java.util.Arrays;

/// The weight gradient of a convolution: for each place in the window the sum over all pixels of x times dy, in register tiles
/// of input by output channels.
///
/// The bands of all images are cut into slices, each with a sum of its own; these are added in order at the end. How many
/// slices there are depends on the shape alone, and so do the bits. Where the output channels fill one vector at most but
/// a run of x fills more, the lanes are the values of the run, and the sums are turned at the end of a slice.
final class WeightGradient {
  private static final long SLICE_WORK = 1 << 21;
  private static final int MAX_SLICES = 16;
  private static final int MAX_SUMS = 1 << 22;
  private static final int MAX_BAND = 1 << 16;
  private static final int SUM_WORK = 1 << 14;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] memory;
  private final int outerRows;
  private final int tileCols;
  private final Slide slide = new Slide();
  private final Parallel.Task accumulate = this::accumulate;
  private final Parallel.Task add = this::add;
  private float[] sums = new float[0];

  private float[] x;
  private int xo;
  private float[] dy;
  private int dyo;
  private float[] dw;
  private int dwo;

  private int groups;
  private int from;
  private int to;
  private int outChannels;
  private int floats;
  private int bands;
  private int slices;
  private int bandsPerSlice;
  private int parts;
  private int panels;
  private boolean packGradient;
  private boolean turned;
  private int runWidth;

  /// `memory` is for each worker, shared by all users.
  WeightGradient(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
    this.outerRows = kernels.outerRows();
    this.tileCols = kernels.tileCols();
  }

  void run(ConvGeometry g, float[] input, int inputAt, float[] gradient, int gradientAt, float[] result, int resultAt) {
    x = input;
    xo = inputAt;
    dy = gradient;
    dyo = gradientAt;
    dw = result;
    dwo = resultAt;
    slide.forward(g);
    groups = g.groups();
    from = g.inChannels() / groups;
    outChannels = g.outChannels();
    to = outChannels / groups;
    cut(g.batch());
    if (slices > 1 && sums.length < slices * floats) {
      sums = new float[slices * floats];
    }
    pool.run(slices * parts, accumulate);
    if (slices > 1) {
      pool.run(Math.ceilDiv(floats, SUM_WORK), add);
    }
  }

  void forget() {
    x = null;
    dy = null;
    dw = null;
  }

  /// Decides the size of bands and slices from the shape alone.
  private void cut(int batch) {
    floats = slide.kernelSize() * from * outChannels;
    // Tiles read more than they need where rows or columns are no multiples of their units: then from copies only.
    packGradient = to % kernels.colUnit() != 0;
    boolean wide = slide.dilation[2] == 1 && groups == 1;
    int run = wide ? slide.kernel[2] * from : from;
    int line = slide.out[2] * Math.max(outChannels, slide.channels);
    int unit = kernels.colUnit();
    turned = groups == 1 && to <= unit && run > unit && to % kernels.rowUnit() == 0;
    runWidth = Math.ceilDiv(run, unit) * unit;
    slide.cut(Math.max(1, MAX_BAND / line), MAX_BAND, from, turned || run % kernels.rowUnit() != 0);
    panels = Math.ceilDiv(to, tileCols);
    bands = batch * slide.bandsPerImage();
    long work = (long) batch * slide.outLines() * slide.out[2] * floats / groups;
    int most = Math.min(Math.min(bands, MAX_SLICES), Math.max(4, MAX_SUMS / floats));
    slices = Math.clamp(work / SLICE_WORK, 1, most);
    bandsPerSlice = Math.ceilDiv(bands, slices);
    slices = Math.ceilDiv(bands, bandsPerSlice);
    // With few slices, parts of the output channels are tasks of their own, though each part copies x again.
    boolean worth = work > 2 * SLICE_WORK;
    parts = worth ? Math.clamp(MAX_SLICES / slices, 1, groups * panels) : 1;
  }

  private void accumulate(int task, int worker) {
    float[] mine = memoryOf(worker);
    int slice = task / parts;
    int part = task % parts;
    int panel0 = groups * panels * part / parts;
    int panel1 = groups * panels * (part + 1) / parts;
    float[] sum = slices > 1 ? sums : dw;
    int sumAt = slices > 1 ? slice * floats : dwo;
    if (turned) {
      Arrays.fill(mine, packedAt(), packedAt() + turnedFloats(), 0f);
    } else {
      clear(sum, sumAt, panel0, panel1);
    }
    int end = Math.min((slice + 1) * bandsPerSlice, bands);
    for (int b = slice * bandsPerSlice; b < end; b++) {
      band(mine, b / slide.bandsPerImage(), b % slide.bandsPerImage(), panel0, panel1, sum, sumAt);
    }
    if (turned) {
      turn(mine, sum, sumAt);
    }
  }

  private int turnedFloats() {
    return to * slide.tapCount * runWidth;
  }

  private void turn(float[] mine, float[] sum, int sumAt) {
    int rows = slide.tapCount * slide.run;
    for (int r = 0; r < rows; r++) {
      int from = packedAt() + r / slide.run * runWidth + r % slide.run;
      for (int o = 0; o < to; o++) {
        sum[sumAt + r * to + o] = mine[from + o * slide.tapCount * runWidth];
      }
    }
  }

  private void clear(float[] sum, int at, int panel0, int panel1) {
    int begin = firstChannel(panel0);
    int end = firstChannel(panel1);
    for (int r = 0; r < floats / outChannels; r++) {
      Arrays.fill(sum, at + r * outChannels + begin, at + r * outChannels + end, 0f);
    }
  }

  /// Output channel where panel `panel` of all groups begins.
  private int firstChannel(int panel) {
    return panel / panels * to + panel % panels * tileCols;
  }

  private void band(float[] mine, int image, int band, int panel0, int panel1, float[] sum, int sumAt) {
    float[] from = x;
    int start;
    if (slide.inPlace) {
      start = slide.start(image, band, xo);
    } else {
      from = mine;
      start = spareFloats();
      slide.copy(image, band, x, xo, mine, start);
    }
    int lines = slide.lines(band);
    int pixels = slide.out[2];
    int gradient = dyo + (image * slide.outLines() + slide.firstLine(band)) * pixels * outChannels;
    if (turned) {
      turnedBand(lines, mine, start, gradient);
      return;
    }
    for (int u = panel0; u < panel1; u++) {
      int width = Math.min(tileCols, to - u % panels * tileCols);
      int begin = gradient + firstChannel(u);
      int group = start + u / panels * this.from;
      if (packGradient) {
        kernels.packRows(width, tileCols, lines * pixels, dy, begin, outChannels, mine, packedAt());
        panel(lines, from, group, width, mine, packedAt(), tileCols, sum, sumAt + firstChannel(u), mine);
      } else {
        panel(lines, from, group, width, dy, begin, outChannels, sum, sumAt + firstChannel(u), mine);
      }
    }
  }

  /// Adds the products of one band to sums `[channel][tap][run]`.
  private void turnedBand(int lines, float[] mine, int start, int gradient) {
    int stride = slide.tapCount * runWidth;
    for (int o = 0; o < to; o += outerRows) {
      for (int t = 0; t < slide.tapCount; t++) {
        for (int j = 0; j < runWidth; j += tileCols) {
          kernels.outer(
              Math.min(outerRows, to - o), Math.min(tileCols, runWidth - j), lines, slide.out[2],
              dy, gradient + o, slide.out[2] * to, to,
              mine, start + slide.taps[t] + j, slide.stride[1] * slide.lineStep, slide.stride[2] * slide.channels,
              mine, packedAt() + o * stride + t * runWidth + j, stride, mine);
        }
      }
    }
  }

  /// Adds the products of one band for one panel of output channels.
  private void panel(
      int lines, float[] from, int start, int width, float[] b, int bo, int ldb, float[] sum, int sumAt, float[] spare) {
    int row = sumAt;
    for (int t = 0; t < slide.tapCount; t++) {
      for (int i = 0; i < slide.run; i += outerRows) {
        int rows = Math.min(outerRows, slide.run - i);
        kernels.outer(
            rows, width, lines, slide.out[2],
            from, start + slide.taps[t] + i, slide.stride[1] * slide.lineStep, slide.stride[2] * slide.channels,
            b, bo, slide.out[2] * ldb, ldb, sum, row, outChannels, spare);
        row += rows * outChannels;
      }
    }
  }

  private void add(int task, int worker) {
    int begin = task * SUM_WORK;
    int n = Math.min(SUM_WORK, floats - begin);
    System.arraycopy(sums, begin, dw, dwo + begin, n);
    for (int s = 1; s < slices; s++) {
      kernels.addRuns(1, 1, n, sums, s * floats + begin, 0, dw, dwo + begin, 0);
    }
  }

  private int spareFloats() {
    return outerRows * tileCols;
  }

  private int packedAt() {
    return spareFloats() + slide.bandFloats() + 2 * MatrixKernels.SLACK;
  }

  /// A worker's memory: a spare tile, a band of x, a panel of dy or turned sums.
  private float[] memoryOf(int worker) {
    int packed = packGradient ? slide.bandLines * slide.out[2] * tileCols : 0;
    int size = packedAt() + (turned ? turnedFloats() : packed) + MatrixKernels.SLACK;
    if (memory[worker] == null || memory[worker].length < size) {
      memory[worker] = new float[size];
    }
    return memory[worker];
  }
}
