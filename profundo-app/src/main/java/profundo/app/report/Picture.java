package profundo.app.report;

import java.util.Arrays;
import profundo.Array;
import profundo.Shape;

/// A small picture made of numbers, as it goes into the page: enlarged without blurring.
///
/// @param uri the picture itself
/// @param width its own, in pixels
/// @param height its own, in pixels
record Picture(String uri, int width, int height) {
  /// Larger pictures are reduced; more pixels would not be seen.
  static final int MAX_SIDE = 128;

  private static final int STEPS = 32;
  private static final byte NOT_A_NUMBER = 2 * STEPS + 1;
  private static final byte[] BLUE_WHITE_RED = palette();

  /// An image as the model sees it, one channel in gray, three in colours, else the first channel. Values that do not lie
  /// in 0 to 1 are stretched to that range.
  ///
  /// @param image `[height, width, channels]`
  static Picture photo(Array image) {
    Array small = reduce(floats(image));
    int h = small.shape().size(0);
    int w = small.shape().size(1);
    int c = small.shape().size(2);
    float[] v = small.floats();
    double low = 0;
    double high = 1;
    double min = extreme(v, false);
    double max = extreme(v, true);
    if (min < 0 || max > 1) {
      low = min;
      high = max > min ? max : min + 1;
    }
    boolean colour = c == 3 || c == 4;
    int samples = colour ? 3 : 1;
    byte[] bytes = new byte[w * h * samples];
    for (int p = 0; p < w * h; p++) {
      for (int s = 0; s < samples; s++) {
        bytes[p * samples + s] = level((v[p * c + s] - low) / (high - low), 255);
      }
    }
    return new Picture(colour ? Png.rgb(w, h, bytes) : Png.gray(w, h, bytes), w, h);
  }

  /// Weights of three channels as colours: gray is zero.
  ///
  /// @param kernel `[height, width, 3]`
  /// @param scale the size that is shown in full strength
  static Picture colours(Array kernel, double scale) {
    float[] v = kernel.floats();
    byte[] bytes = new byte[v.length];
    for (int i = 0; i < v.length; i++) {
      bytes[i] = level(0.5 + v[i] / scale / 2, 255);
    }
    int h = kernel.shape().size(0);
    int w = kernel.shape().size(1);
    return new Picture(Png.rgb(w, h, bytes), w, h);
  }

  /// Numbers of either sign: blue below zero, white at zero, red above, gray where it is NaN.
  ///
  /// @param values `[height, width]`
  /// @param scale the size that is shown in full strength
  static Picture signed(Array values, double scale) {
    Shape s = values.shape();
    Array small = reduce(values.reshape(Shape.of(s.size(0), s.size(1), 1)));
    float[] v = small.floats();
    byte[] bytes = new byte[v.length];
    for (int i = 0; i < v.length; i++) {
      bytes[i] = Float.isNaN(v[i]) ? NOT_A_NUMBER : level(0.5 + v[i] / scale / 2, 2 * STEPS);
    }
    int h = small.shape().size(0);
    int w = small.shape().size(1);
    return new Picture(Png.indexed(w, h, bytes, BLUE_WHITE_RED), w, h);
  }

  /// One channel of values, `[height, width]` out of `[height, width, channels]`.
  static Array channel(Array values, int channel) {
    Shape s = values.shape();
    float[] v = values.floats();
    float[] one = new float[s.size(0) * s.size(1)];
    for (int i = 0; i < one.length; i++) {
      one[i] = v[i * s.size(2) + channel];
    }
    return Array.wrap(s.range(0, 2), one);
  }

  /// The largest size of a finite value; 1 where all are zero.
  static double scale(float[] values) {
    double scale = Math.max(Math.abs(extreme(values, true)), Math.abs(extreme(values, false)));
    return scale > 0 ? scale : 1;
  }

  /// The picture as an element, enlarged by a whole number so that it is about `side` large.
  void write(Html html, int side, String title) {
    int factor = Math.max(1, side / Math.max(width, height));
    html.open("img").attr("src", uri).attr("width", width * factor).attr("height", height * factor);
    html.attr("alt", title).attr("title", title).end("img");
  }

  private static double extreme(float[] values, boolean largest) {
    double found = Double.NaN;
    for (float v : values) {
      if (Float.isFinite(v) && (Double.isNaN(found) || (largest ? v > found : v < found))) {
        found = v;
      }
    }
    return Double.isNaN(found) ? 0 : found;
  }

  /// NaN is shown as the lowest level.
  private static byte level(double share, int top) {
    return (byte) Math.round(Math.clamp(Double.isNaN(share) ? 0 : share, 0, 1) * top);
  }

  private static Array floats(Array image) {
    return switch (image.dtype()) {
      case F32 -> image;
      case I32 -> {
        int[] from = image.ints();
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
          to[i] = from[i];
        }
        yield Array.wrap(image.shape(), to);
      }
    };
  }

  /// Means over squares of pixels, so that no side is longer than [#MAX_SIDE].
  private static Array reduce(Array image) {
    int h = image.shape().size(0);
    int w = image.shape().size(1);
    int c = image.shape().size(2);
    int f = Math.ceilDiv(Math.max(h, w), MAX_SIDE);
    if (f == 1) {
      return image;
    }
    int rows = Math.ceilDiv(h, f);
    int columns = Math.ceilDiv(w, f);
    float[] v = image.floats();
    float[] small = new float[rows * columns * c];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int bottom = Math.min(h, (y + 1) * f);
        int right = Math.min(w, (x + 1) * f);
        for (int k = 0; k < c; k++) {
          double sum = 0;
          for (int i = y * f; i < bottom; i++) {
            for (int j = x * f; j < right; j++) {
              sum += v[(i * w + j) * c + k];
            }
          }
          small[(y * columns + x) * c + k] = (float) (sum / ((bottom - y * f) * (right - x * f)));
        }
      }
    }
    return Array.wrap(Shape.of(rows, columns, c), small);
  }

  /// From dark blue through white to dark red, [#STEPS] on each side; then gray.
  private static byte[] palette() {
    int[][] stops = {{5, 48, 120}, {67, 137, 207}, {250, 250, 250}, {232, 106, 74}, {128, 8, 24}};
    byte[] colours = new byte[(2 * STEPS + 2) * 3];
    Arrays.fill(colours, (byte) 128);
    for (int i = 0; i <= 2 * STEPS; i++) {
      double at = i * (stops.length - 1) / (2.0 * STEPS);
      int stop = Math.min((int) at, stops.length - 2);
      for (int k = 0; k < 3; k++) {
        double a = stops[stop][k];
        double b = stops[stop + 1][k];
        colours[i * 3 + k] = (byte) Math.round(a + (b - a) * (at - stop));
      }
    }
    return colours;
  }
}
