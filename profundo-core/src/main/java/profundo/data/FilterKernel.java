package profundo.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import profundo.Array;
import profundo.Shape;

/// A kernel for pictures or sounds that goes by a name, to be used with [DiscreteConvolution].
///
///     FilterKernel.picture("gaussian:2").filter(plane);
///     FilterKernel.sound("echo", 8000).filter(wave);
///
/// | for pictures | |
/// | --- | --- |
/// | `blur:3` | mean of a square of this side |
/// | `gaussian:1` | bell of this standard deviation in pixels, cut at three of them |
/// | `disc:9` | mean of a disc of this diameter: a lens out of focus |
/// | `sharpen`, `emboss` | |
/// | `sobel`, `prewitt` | size of the gradient; with `-x` or `-y` the size of one part |
/// | `laplace` | size of the second derivative |
///
/// | for sounds | |
/// | --- | --- |
/// | `echo:0.25` | impulse response of echoes after this time in seconds, each half as loud as the one before |
/// | `moving-average:5` | mean of so many samples |
/// | `gaussian:2` | bell of this standard deviation in samples |
///
/// @param name as it was asked for
/// @param parts the kernels; of two the lengths of the vectors of their results are meant
/// @param edges whether the result is a difference, whose size and not whose sign is of interest
public record FilterKernel(String name, List<Array> parts, boolean edges) {
  /// The names for pictures.
  public static final List<String> PICTURE =
      List.of(
          "blur", "gaussian", "disc", "sharpen", "emboss", "sobel", "sobel-x", "sobel-y", "prewitt", "prewitt-x",
          "prewitt-y", "laplace");

  /// The names for sounds.
  public static final List<String> SOUND = List.of("echo", "moving-average", "gaussian");

  private static final int MOST = 255;
  private static final int ECHOES = 4;

  /// Copies the list.
  public FilterKernel {
    parts = List.copyOf(parts);
  }

  /// A kernel for pictures.
  ///
  /// @param spec a name, or a name and a number: `disc:9`
  /// @throws IllegalArgumentException for an unknown name or a number out of range
  public static FilterKernel picture(String spec) {
    String name = name(spec);
    return switch (name) {
      case "blur" -> of(spec, square(oddSize(spec, 3)));
      case "gaussian" -> of(spec, gaussianPlane(number(spec, 1, 0.1, 40)));
      case "disc" -> of(spec, disc(oddSize(spec, 9)));
      case "sharpen" -> of(plain(spec), plane(0, -1, 0, -1, 5, -1, 0, -1, 0));
      case "emboss" -> of(plain(spec), plane(2, 1, 0, 1, 1, -1, 0, -1, -2));
      case "sobel-x" -> edge(spec, plane(1, 0, -1, 2, 0, -2, 1, 0, -1));
      case "sobel-y" -> edge(spec, plane(1, 2, 1, 0, 0, 0, -1, -2, -1));
      case "sobel" -> edge(spec, plane(1, 0, -1, 2, 0, -2, 1, 0, -1), plane(1, 2, 1, 0, 0, 0, -1, -2, -1));
      case "prewitt-x" -> edge(spec, plane(1, 0, -1, 1, 0, -1, 1, 0, -1));
      case "prewitt-y" -> edge(spec, plane(1, 1, 1, 0, 0, 0, -1, -1, -1));
      case "prewitt" -> edge(spec, plane(1, 0, -1, 1, 0, -1, 1, 0, -1), plane(1, 1, 1, 0, 0, 0, -1, -1, -1));
      case "laplace" -> edge(spec, plane(0, 1, 0, 1, -4, 1, 0, 1, 0));
      default -> throw unknown(spec, "pictures", PICTURE);
    };
  }

  /// A kernel for sounds.
  ///
  /// @param spec a name, or a name and a number: `echo:0.4`
  /// @param rate samples a second
  /// @throws IllegalArgumentException for an unknown name or a number out of range
  public static FilterKernel sound(String spec, double rate) {
    return switch (name(spec)) {
      case "echo" -> of(spec, echo(number(spec, 0.25, 0.01, 5), rate));
      case "moving-average" -> of(spec, average((int) whole(spec, 5, 1, 4096)));
      case "gaussian" -> of(spec, gaussian(number(spec, 2, 0.1, 1000)));
      default -> throw unknown(spec, "sounds", SOUND);
    };
  }

  /// A picture `[height, width]` filtered to the same size, as if its outermost pixels went on; or a sound `[length]` in full,
  /// with what rings on after its end.
  public Array filter(Array x) {
    if (x.shape().rank() == 1) {
      return DiscreteConvolution.full(x, parts.getFirst());
    }
    float[] y = new float[x.shape().count()];
    for (Array part : parts) {
      float[] f = DiscreteConvolution.valid(extended(x, part.shape()), part).floats();
      for (int i = 0; i < y.length; i++) {
        y[i] = parts.size() > 1 ? (float) Math.hypot(y[i], f[i]) : edges ? Math.abs(f[i]) : f[i];
      }
    }
    return Array.wrap(x.shape(), y);
  }

  /// Numbers of all parts that are not zero: how many products an element of the result takes.
  public long taps() {
    long n = 0;
    for (Array part : parts) {
      for (float v : part.floats()) {
        n += v == 0 ? 0 : 1;
      }
    }
    return n;
  }

  private static Array extended(Array x, Shape kernel) {
    int height = x.shape().size(0);
    int width = x.shape().size(1);
    int top = kernel.size(0) / 2;
    int left = kernel.size(1) / 2;
    Shape s = Shape.of(height + kernel.size(0) - 1, width + kernel.size(1) - 1);
    float[] from = x.floats();
    float[] to = new float[s.count()];
    for (int i = 0; i < s.size(0); i++) {
      int line = Math.clamp(i - top, 0, height - 1) * width;
      for (int j = 0; j < s.size(1); j++) {
        to[i * s.size(1) + j] = from[line + Math.clamp(j - left, 0, width - 1)];
      }
    }
    return Array.wrap(s, to);
  }

  private static FilterKernel of(String name, Array part) {
    return new FilterKernel(name, List.of(part), false);
  }

  private static FilterKernel edge(String spec, Array... parts) {
    return new FilterKernel(plain(spec), List.of(parts), true);
  }

  private static String name(String spec) {
    return spec.contains(":") ? spec.substring(0, spec.indexOf(':')) : spec;
  }

  private static String plain(String spec) {
    if (spec.contains(":")) {
      throw new IllegalArgumentException("kernel " + spec + ": expected " + name(spec) + " without a number");
    }
    return spec;
  }

  private static double number(String spec, double standard, double least, double most) {
    if (!spec.contains(":")) {
      return standard;
    }
    String text = spec.substring(spec.indexOf(':') + 1);
    double v;
    try {
      v = Double.parseDouble(text);
    } catch (NumberFormatException _) {
      v = Double.NaN;
    }
    if (!(v >= least && v <= most)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "kernel %s: expected a number from %s to %s after the colon, got '%s'", spec, text(least), text(most), text));
    }
    return v;
  }

  private static String text(double v) {
    return v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v);
  }

  private static double whole(String spec, int standard, int least, int most) {
    double v = number(spec, standard, least, most);
    if (v != Math.rint(v)) {
      throw new IllegalArgumentException("kernel " + spec + ": expected a whole number after the colon");
    }
    return v;
  }

  private static int oddSize(String spec, int standard) {
    double v = whole(spec, standard, 1, MOST);
    if (v % 2 == 0) {
      throw new IllegalArgumentException("kernel " + spec + ": expected an odd size, so that it has a middle");
    }
    return (int) v;
  }

  private static IllegalArgumentException unknown(String spec, String what, List<String> known) {
    return new IllegalArgumentException(
        "unknown kernel '" + spec + "' for " + what + "; known are " + String.join(", ", known));
  }

  private static Array plane(float... values) {
    return Array.of(Shape.of(3, 3), values);
  }

  private static Array square(int size) {
    float[] v = new float[size * size];
    Arrays.fill(v, 1);
    return normalized(Shape.of(size, size), v);
  }

  private static Array average(int length) {
    float[] v = new float[length];
    Arrays.fill(v, 1);
    return normalized(Shape.of(length), v);
  }

  /// Pixels whose middle lies within the disc.
  private static Array disc(int size) {
    float[] v = new float[size * size];
    int r = size / 2;
    for (int i = 0; i < v.length; i++) {
      int dy = i / size - r;
      int dx = i % size - r;
      v[i] = 4 * (dx * dx + dy * dy) <= size * size ? 1 : 0;
    }
    return normalized(Shape.of(size, size), v);
  }

  private static Array gaussian(double deviation) {
    int r = (int) Math.ceil(3 * deviation);
    float[] v = new float[2 * r + 1];
    for (int i = 0; i < v.length; i++) {
      double t = (i - r) / deviation;
      v[i] = (float) Math.exp(-t * t / 2);
    }
    return normalized(Shape.of(v.length), v);
  }

  private static Array gaussianPlane(double deviation) {
    float[] line = gaussian(deviation).floats();
    int n = line.length;
    float[] v = new float[n * n];
    for (int i = 0; i < v.length; i++) {
      v[i] = line[i / n] * line[i % n];
    }
    return normalized(Shape.of(n, n), v);
  }

  private static Array echo(double seconds, double rate) {
    long delay = Math.max(1, Math.round(seconds * rate));
    if (delay * ECHOES >= 1 << 24) {
      throw new IllegalArgumentException("kernel echo: " + rate + " samples a second are too many for " + seconds + " seconds");
    }
    float[] v = new float[(int) delay * ECHOES + 1];
    for (int k = 0; k <= ECHOES; k++) {
      v[(int) delay * k] = (float) Math.pow(0.5, k);
    }
    return Array.wrap(Shape.of(v.length), v);
  }

  private static Array normalized(Shape shape, float[] v) {
    double sum = 0;
    for (float f : v) {
      sum += f;
    }
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) (v[i] / sum);
    }
    return Array.wrap(shape, v);
  }
}
