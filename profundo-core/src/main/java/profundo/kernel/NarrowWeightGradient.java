package profundo.kernel;

import java.util.Arrays;

/// The weight gradient of a convolution with few channels (see [NarrowSlide]): sums for each lane, that is for every 16th
/// pixel or so, which are added up at the end of a slice. Slices of the bands of all images have sums of their own, added in
/// order; how many there are depends on the shape alone.
final class NarrowWeightGradient {
  private static final long SLICE_WORK = 1 << 20;
  private static final int MAX_SLICES = 16;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] memory;
  private final NarrowSlide narrow;
  private final Slide slide;
  private final int lanes;
  private final Parallel.Task accumulate = this::accumulate;
  private float[] sums = new float[0];

  private float[] x;
  private int xo;
  private float[] dy;
  private int dyo;
  private int channels;
  private int paddedChannels;
  private int paddedRows;
  private int bands;
  private int slices;
  private int bandsPerSlice;

  /// `memory` is for each worker, shared by all users.
  NarrowWeightGradient(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
    this.narrow = new NarrowSlide(kernels);
    this.slide = narrow.slide;
    this.lanes = kernels.planeLanes();
  }

  void run(ConvGeometry g, float[] input, int inputAt, float[] gradient, int gradientAt, float[] dw, int dwo) {
    x = input;
    xo = inputAt;
    dy = gradient;
    dyo = gradientAt;
    narrow.set(g);
    channels = g.outChannels();
    paddedChannels = roundUp(channels, kernels.planeChannels());
    paddedRows = roundUp(narrow.rows, kernels.planeTaps());
    bands = g.batch() * slide.bandsPerImage();
    int floats = narrow.rows * channels;
    long work = (long) g.batch() * slide.outLines() * slide.out[2] * floats;
    slices = Math.clamp(work / SLICE_WORK, 1, Math.min(bands, MAX_SLICES));
    bandsPerSlice = Math.ceilDiv(bands, slices);
    slices = Math.ceilDiv(bands, bandsPerSlice);
    if (sums.length < slices * floats) {
      sums = new float[slices * floats];
    }
    pool.run(slices, accumulate);
    System.arraycopy(sums, 0, dw, dwo, floats);
    for (int s = 1; s < slices; s++) {
      kernels.addRuns(1, 1, floats, sums, s * floats, 0, dw, dwo, 0);
    }
  }

  void forget() {
    x = null;
    dy = null;
  }

  private static int roundUp(int value, int multiple) {
    return Math.ceilDiv(value, multiple) * multiple;
  }

  private void accumulate(int slice, int worker) {
    float[] mine = memoryOf(worker);
    Arrays.fill(mine, 0, laneSums(), 0f);
    int end = Math.min((slice + 1) * bandsPerSlice, bands);
    for (int b = slice * bandsPerSlice; b < end; b++) {
      band(mine, b / slide.bandsPerImage(), b % slide.bandsPerImage());
    }
    for (int r = 0; r < narrow.rows; r++) {
      for (int c = 0; c < channels; c++) {
        sums[(slice * narrow.rows + r) * channels + c] = total(mine, (r * paddedChannels + c) * lanes);
      }
    }
  }

  /// Adds up lanes, halves first.
  private float total(float[] mine, int at) {
    for (int half = lanes / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        mine[at + l] += mine[at + l + half];
      }
    }
    return mine[at];
  }

  private void band(float[] mine, int image, int band) {
    int band0 = laneSums();
    int planes = band0 + narrow.bandFloats();
    narrow.copy(image, band, x, xo, mine, band0);
    int lines = slide.lines(band);
    int plane = slide.bandLines * narrow.width;
    int pixels = slide.out[2];
    int gradient = dyo + (image * slide.outLines() + slide.firstLine(band)) * pixels * channels;
    for (int l = 0; l < lines; l++) {
      kernels.toPlanes(pixels, channels, dy, gradient + l * pixels * channels, mine, planes + l * narrow.width, plane);
    }
    int aLine = slide.stride[1] * narrow.line;
    for (int c = 0; c < channels; c += kernels.planeChannels()) {
      int count = Math.min(kernels.planeChannels(), channels - c);
      for (int r = 0; r < narrow.rows; r += kernels.planeTaps()) {
        kernels.planeWeights(
            lines, narrow.width / lanes, count, narrow.taps, r, mine, band0, aLine,
            mine, planes + c * plane, narrow.width, plane,
            mine, (r * paddedChannels + c) * lanes, paddedChannels * lanes);
      }
    }
  }

  /// Sums for every row and channel, `[row][channel][lanes]`.
  private int laneSums() {
    return paddedRows * paddedChannels * lanes;
  }

  /// A worker's memory: sums, a band of x, a band of dy.
  private float[] memoryOf(int worker) {
    int floats = laneSums() + narrow.bandFloats() + channels * slide.bandLines * narrow.width;
    if (memory[worker] == null || memory[worker].length < floats) {
      memory[worker] = new float[floats];
    }
    return memory[worker];
  }
}
