package profundo.kernel;

import java.util.Arrays;

/// How the kernel of a convolution slides over images, and how a band of lines of an image is read: in place where no
/// padding is met, else from a copy with the zeros written out.
///
/// Always three spatial axes (see [Axes]). Padding may be negative: then the window starts inside the image. A band is all
/// that some neighbouring output lines with the same place on the first axis need: the planes that the kernel meets, and
/// in each the same lines.
final class Slide {
  final int[] in = new int[Axes.COUNT];
  final int[] out = new int[Axes.COUNT];
  final int[] kernel = new int[Axes.COUNT];
  final int[] stride = new int[Axes.COUNT];
  final int[] pad = new int[Axes.COUNT];
  final int[] dilation = new int[Axes.COUNT];

  /// Channels of a pixel of the images.
  int channels;

  /// Offsets of the runs that a window is made of, from its first element; the first [#tapCount] count.
  int[] taps = new int[0];

  int tapCount;

  /// Values next to each other in every run, and how many columns of the kernel they span.
  int run;

  int runCols;

  /// Whether bands are read from the images themselves.
  boolean inPlace;

  /// Output lines of a band, at most.
  int bandLines;

  /// Distance between lines in a band.
  int lineStep;

  private int planeStep;
  private int bandCols;

  /// The forward direction: x is read, `out` are the sizes of y.
  void forward(ConvGeometry g) {
    channels = g.inChannels();
    int missing = Axes.COUNT - g.rank();
    for (int a = 0; a < Axes.COUNT; a++) {
      in[a] = Axes.at(g.in(), a, 1);
      kernel[a] = Axes.at(g.kernel(), a, 1);
      stride[a] = Axes.at(g.stride(), a, 1);
      pad[a] = Axes.at(g.padLow(), a, 0);
      dilation[a] = Axes.at(g.dilation(), a, 1);
      out[a] = a < missing ? 1 : g.out(a - missing);
    }
  }

  /// The input gradient of a convolution with stride 1: a convolution of dy with the kernel turned around.
  void backward(ConvGeometry g) {
    forward(g);
    channels = g.outChannels();
    for (int a = 0; a < Axes.COUNT; a++) {
      int size = in[a];
      in[a] = out[a];
      out[a] = size;
      pad[a] = dilation[a] * (kernel[a] - 1) - pad[a];
    }
  }

  /// Elements of the kernel, over all axes.
  int kernelSize() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  int outLines() {
    return out[0] * out[1];
  }

  /// Cuts the output into bands of at most `lines` lines, with copies of at most `floats` floats if that can be; `perGroup`
  /// channels belong together. `copy` asks for copies even where none are needed.
  void cut(int lines, int floats, int perGroup, boolean copy) {
    inPlace = !copy && inside();
    bandCols = (out[2] - 1) * stride[2] + (kernel[2] - 1) * dilation[2] + 1;
    bandLines = Math.min(lines, out[1]);
    if (inPlace) {
      lineStep = in[2] * channels;
      planeStep = dilation[0] * in[1] * lineStep;
    } else {
      lineStep = bandCols * channels;
      while (bandLines > 1 && bandFloats() > floats) {
        bandLines = Math.ceilDiv(bandLines, 2);
      }
    }
    bandLines = Math.ceilDiv(out[1], Math.ceilDiv(out[1], bandLines));
    if (!inPlace) {
      planeStep = inLines(bandLines) * lineStep;
    }
    boolean wide = dilation[2] == 1 && perGroup == channels;
    runCols = wide ? kernel[2] : 1;
    run = runCols * perGroup;
    tapCount = kernelSize() / runCols;
    if (taps.length < tapCount) {
      taps = new int[tapCount];
    }
    for (int t = 0; t < tapCount; t++) {
      taps[t] = tapPlane(t) * planeStep + tapLine(t) * dilation[1] * lineStep + tapCol(t) * dilation[2] * channels;
    }
  }

  /// Plane of the kernel where run `tap` lies.
  int tapPlane(int tap) {
    return tap * runCols / kernel[2] / kernel[1];
  }

  /// Line of the kernel where run `tap` lies.
  int tapLine(int tap) {
    return tap * runCols / kernel[2] % kernel[1];
  }

  /// Column of the kernel where run `tap` begins.
  int tapCol(int tap) {
    return tap * runCols % kernel[2];
  }

  private boolean inside() {
    for (int a = 0; a < Axes.COUNT; a++) {
      int last = (out[a] - 1) * stride[a] + (kernel[a] - 1) * dilation[a] - pad[a];
      if (pad[a] > 0 || last >= in[a]) {
        return false;
      }
    }
    return true;
  }

  /// Lines of x that so many neighbouring output lines need.
  int inLines(int outLines) {
    return (outLines - 1) * stride[1] + (kernel[1] - 1) * dilation[1] + 1;
  }

  int bandsPerImage() {
    return out[0] * Math.ceilDiv(out[1], bandLines);
  }

  /// Size of a copied band.
  int bandFloats() {
    return inPlace ? 0 : kernel[0] * inLines(bandLines) * lineStep;
  }

  /// First output line of band `band` of an image, among all lines of the image.
  int firstLine(int band) {
    int perPlane = Math.ceilDiv(out[1], bandLines);
    return band / perPlane * out[1] + band % perPlane * bandLines;
  }

  int lines(int band) {
    int perPlane = Math.ceilDiv(out[1], bandLines);
    return Math.min(bandLines, out[1] - band % perPlane * bandLines);
  }

  /// Where in x (which begins at `xo`) band `band` of image `image` begins, if it is read in place.
  int start(int image, int band, int xo) {
    int line = firstLine(band);
    int d = line / out[1] * stride[0] - pad[0];
    int h = line % out[1] * stride[1] - pad[1];
    return xo + (((image * in[0] + d) * in[1] + h) * in[2] - pad[2]) * channels;
  }

  /// Copies band `band` of image `image` to `to`, with zeros where x has nothing.
  void copy(int image, int band, float[] x, int xo, float[] to, int at) {
    int first = firstLine(band);
    int d0 = first / out[1] * stride[0] - pad[0];
    int h0 = first % out[1] * stride[1] - pad[1];
    int lines = inLines(lines(band));
    int left = Math.clamp(pad[2], 0, bandCols);
    int from = Math.max(0, -pad[2]);
    int middle = Math.clamp(in[2] - from, 0, bandCols - left);
    for (int p = 0; p < kernel[0]; p++) {
      int d = d0 + p * dilation[0];
      for (int l = 0; l < lines; l++) {
        int h = h0 + l;
        int line = at + p * planeStep + l * lineStep;
        int end = line + lineStep;
        if (d < 0 || d >= in[0] || h < 0 || h >= in[1] || middle == 0) {
          Arrays.fill(to, line, end, 0f);
        } else {
          int begin = line + left * channels;
          int source = xo + (((image * in[0] + d) * in[1] + h) * in[2] + from) * channels;
          Arrays.fill(to, line, begin, 0f);
          System.arraycopy(x, source, to, begin, middle * channels);
          Arrays.fill(to, begin + middle * channels, end, 0f);
        }
      }
    }
  }
}
