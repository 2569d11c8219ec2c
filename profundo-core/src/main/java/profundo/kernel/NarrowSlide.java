package profundo.kernel;

import java.util.Arrays;

/// The ground for convolutions with so few output channels that they would leave most lanes empty: the first layers of small
/// networks. Bands of x are taken apart into planes of one channel each, with the padding written out, and the lanes are
/// neighbouring pixels.
final class NarrowSlide {
  private static final int MAX_CHANNELS = 8;
  private static final int MAX_LINES = 1 << 16;
  private static final int MAX_BAND = 1 << 15;

  final Slide slide = new Slide();
  private final MatrixKernels kernels;
  private final int lanes;

  /// Output pixels of a line, up to a whole vector.
  int width;

  /// Where in a band the values under the rows of the kernel lie, from the first; as many as it has rows, then the last
  /// again up to a multiple of [MatrixKernels#planeTaps()].
  int[] taps = new int[0];

  /// Rows of the kernel as a matrix: places of the window times input channels.
  int rows;

  /// Distance of lines in a band: those of all channels lie between.
  int line;

  private int pitch;
  private int bandLines;

  NarrowSlide(MatrixKernels kernels) {
    this.kernels = kernels;
    this.lanes = kernels.planeLanes();
  }

  /// Whether this way is there, possible and better than the lanes holding channels.
  static boolean suits(ConvGeometry g, MatrixKernels kernels) {
    int lanes = kernels.planeLanes();
    int last = g.rank() - 1;
    boolean possible = lanes > 0 && g.groups() == 1 && g.stride()[last] == 1 && g.inChannels() <= MAX_CHANNELS;
    // The share of lanes that do useful work, either way.
    int pixels = g.out(last);
    long planes = (long) pixels * roundUp(g.outChannels(), lanes);
    long channels = (long) g.outChannels() * roundUp(pixels, lanes);
    return possible && g.outChannels() <= MAX_CHANNELS && 2 * planes >= 3 * channels;
  }

  private static int roundUp(int x, int multiple) {
    return Math.ceilDiv(x, multiple) * multiple;
  }

  void set(ConvGeometry g) {
    slide.forward(g);
    slide.cut(Math.max(1, MAX_LINES / (slide.out[2] * g.outChannels())), MAX_BAND, slide.channels, true);
    width = roundUp(slide.out[2], lanes);
    pitch = roundUp(width + (slide.kernel[2] - 1) * slide.dilation[2], lanes);
    line = slide.channels * pitch;
    bandLines = slide.inLines(slide.bandLines);
    rows = slide.kernelSize() * slide.channels;
    int count = roundUp(rows, kernels.planeTaps());
    if (taps.length < count) {
      taps = new int[count];
    }
    for (int i = 0; i < count; i++) {
      int row = Math.min(i, rows - 1);
      int place = row / slide.channels;
      int col = place % slide.kernel[2] * slide.dilation[2];
      int lineOfKernel = place / slide.kernel[2] % slide.kernel[1] * slide.dilation[1];
      int plane = place / slide.kernel[2] / slide.kernel[1];
      taps[i] = (plane * bandLines + lineOfKernel) * line + row % slide.channels * pitch + col;
    }
  }

  /// Size of a band as planes.
  int bandFloats() {
    return slide.kernel[0] * bandLines * line + MatrixKernels.SLACK;
  }

  /// Copies a band of x to `at` of `to`, as planes.
  void copy(int image, int band, float[] x, int xo, float[] to, int at) {
    int first = slide.firstLine(band);
    int d0 = first / slide.out[1] * slide.stride[0] - slide.pad[0];
    int h0 = first % slide.out[1] * slide.stride[1] - slide.pad[1];
    int left = Math.min(slide.pad[2], pitch);
    int middle = Math.min(slide.in[2], pitch - left);
    for (int l = 0; l < slide.kernel[0] * bandLines; l++) {
      int d = d0 + l / bandLines * slide.dilation[0];
      int h = h0 + l % bandLines;
      int begin = at + l * line;
      Arrays.fill(to, begin, begin + line, 0f);
      if (d >= 0 && d < slide.in[0] && h >= 0 && h < slide.in[1] && middle > 0) {
        int from = xo + ((image * slide.in[0] + d) * slide.in[1] + h) * slide.in[2] * slide.channels;
        if (slide.channels == 1) {
          System.arraycopy(x, from, to, begin + left, middle);
        } else {
          ScalarMatrix.toPlanesPlainly(middle, slide.channels, 1, x, from, to, begin + left, pitch);
        }
      }
    }
  }
}
