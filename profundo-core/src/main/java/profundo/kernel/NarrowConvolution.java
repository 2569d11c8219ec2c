package profundo.kernel;

/// The forward direction of a convolution with few channels (see [NarrowSlide]).
///
/// A task makes some whole images, or bands of lines where they are large.
final class NarrowConvolution {
  private static final long TASK_WORK = 1 << 19;
  private static final int MAX_BLOCK = 1 << 16;

  private final MatrixKernels kernels;
  private final Parallel pool;
  private final float[][] memory;
  private final NarrowSlide narrow;
  private final Slide slide;
  private final int lanes;
  private final Parallel.Task convolve = this::convolve;

  private float[] x;
  private int xo;
  private float[] w;
  private int wo;
  private float[] y;
  private int yo;
  private WriteOut out;
  private int channels;
  private int batch;
  private int bandsPerTask;

  /// `memory` is for each worker, shared by all users.
  NarrowConvolution(MatrixKernels kernels, Parallel pool, float[][] memory) {
    this.kernels = kernels;
    this.pool = pool;
    this.memory = memory;
    this.narrow = new NarrowSlide(kernels);
    this.slide = narrow.slide;
    this.lanes = kernels.planeLanes();
  }

  void forward(
      ConvGeometry g, float[] input, int inputAt, float[] weights, int weightsAt,
      float[] result, int resultAt, WriteOut writeOut) {
    x = input;
    xo = inputAt;
    w = weights;
    wo = weightsAt;
    y = result;
    yo = resultAt;
    out = writeOut;
    narrow.set(g);
    channels = g.outChannels();
    batch = g.batch();
    long band = (long) slide.bandLines * slide.out[2] * channels;
    int most = Math.clamp(MAX_BLOCK / band, 1, batch);
    bandsPerTask = slide.bandsPerImage() == 1 ? Math.clamp(TASK_WORK / (band * narrow.rows), 1, most) : 1;
    pool.run(Math.ceilDiv(batch * slide.bandsPerImage(), bandsPerTask), convolve);
  }

  void forget() {
    x = null;
    w = null;
    y = null;
    out = null;
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
      out.apply(worker, row(first / bands, first % bands), rows, 0, channels);
    }
  }

  private int row(int image, int band) {
    return (image * slide.outLines() + slide.firstLine(band)) * slide.out[2];
  }

  private void band(float[] mine, int image, int band) {
    narrow.copy(image, band, x, xo, mine, blockFloats());
    int lines = slide.lines(band);
    for (int l = 0; l < lines; l += kernels.planeLines()) {
      int height = Math.min(kernels.planeLines(), lines - l);
      int result = yo + (row(image, band) + l * slide.out[2]) * channels;
      for (int col = 0; col < slide.out[2]; col += lanes) {
        block(mine, l, height, col, result + col * channels);
      }
    }
  }

  /// Some lines of one vector of pixels, all channels: planes first, `[channel][line][lanes]`, then pixels.
  private void block(float[] mine, int line, int lines, int col, int result) {
    int plane = kernels.planeLines() * lanes;
    int from = blockFloats() + line * slide.stride[1] * narrow.line + col;
    for (int c = 0; c < channels; c += kernels.planeChannels()) {
      kernels.planeForward(
          lines, Math.min(kernels.planeChannels(), channels - c), narrow.taps, narrow.rows,
          mine, from, slide.stride[1] * narrow.line, w, wo + c, channels, mine, c * plane, lanes, plane);
    }
    int pixels = Math.min(lanes, slide.out[2] - col);
    for (int l = 0; l < lines; l++) {
      kernels.toPixels(pixels, channels, mine, l * lanes, plane, y, result + l * slide.out[2] * channels);
    }
  }

  private int blockFloats() {
    int unit = kernels.planeChannels();
    return Math.ceilDiv(channels, unit) * unit * kernels.planeLines() * lanes;
  }

  private float[] memoryOf(int worker) {
    int floats = blockFloats() + narrow.bandFloats();
    if (memory[worker] == null || memory[worker].length < floats) {
      memory[worker] = new float[floats];
    }
    return memory[worker];
  }
}
