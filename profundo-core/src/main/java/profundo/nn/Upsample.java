package profundo.nn;

import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.Tensor;

/// More elements between the given ones: x `[batch, spatial..., channels]` -> y `[batch, spatial'..., channels]` with
/// size' = size factor along each axis.
///
/// Elements are areas, so that the middle of output o lies at (o + 1/2) / factor - 1/2 of the input (PyTorch's
/// `align_corners=False`). Linear interpolation is a product with a matrix of two weights in each row, one axis after the other.
///
/// @param mode how the elements between are found
/// @param factor how many outputs an input gives, for each spatial axis
public record Upsample(Mode mode, List<Integer> factor) implements Described {
  /// How the elements between are found.
  public enum Mode {
    /// The nearest given element: each is repeated.
    NEAREST,
    /// Between the two nearest along each axis: linear in one dimension, bilinear in two, trilinear in three.
    LINEAR
  }

  /// Checks the factors.
  public Upsample {
    factor = List.copyOf(factor);
    Shapes.atLeast("Upsample", "number of factors", factor.size(), 1);
    factor.forEach(f -> Shapes.atLeast("Upsample", "factor", f, 1));
  }

  /// Each element repeated so many times along each spatial axis.
  public static Upsample nearest(int... factor) {
    return new Upsample(Mode.NEAREST, Margins.list(factor));
  }

  /// Linear interpolation along the one spatial axis.
  public static Upsample linear(int factor) {
    return new Upsample(Mode.LINEAR, Margins.list(factor));
  }

  /// Bilinear interpolation of images.
  public static Upsample bilinear(int height, int width) {
    return new Upsample(Mode.LINEAR, Margins.list(height, width));
  }

  /// Trilinear interpolation of volumes.
  public static Upsample trilinear(int depth, int height, int width) {
    return new Upsample(Mode.LINEAR, Margins.list(depth, height, width));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Margins.grids(x, factor));
    Tensor y = x;
    for (int i = 0; i < factor.size(); i++) {
      if (factor.get(i) > 1) {
        y = mode == Mode.NEAREST ? repeat(y, i + 1, factor.get(i)) : interpolate(y, i + 1, factor.get(i));
      }
    }
    return y;
  }

  private static Tensor repeat(Tensor x, int axis, int factor) {
    Shape s = x.shape();
    return x.reshape(s.insert(axis + 1, 1)).expand(s.insert(axis + 1, factor)).reshape(s.with(axis, s.size(axis) * factor));
  }

  private static Tensor interpolate(Tensor x, int axis, int factor) {
    Shape s = x.shape();
    int in = s.size(axis);
    int before = s.range(0, axis).count();
    Tensor y = weights(in, factor).matmul(x.reshape(before, in, -1));
    return y.reshape(s.with(axis, in * factor));
  }

  /// `[in * factor, in]`: what each input adds to each output.
  private static Tensor weights(int in, int factor) {
    int out = Math.multiplyExact(in, factor);
    Shape shape = Shape.of(out, in);
    float[] w = new float[shape.count()];
    for (int o = 0; o < out; o++) {
      double at = Math.clamp((o + 0.5) / factor - 0.5, 0, in - 1);
      int low = (int) at;
      w[o * in + low] += (float) (1 - (at - low));
      w[o * in + Math.min(low + 1, in - 1)] += (float) (at - low);
    }
    return Tensor.of(shape, w);
  }

  @Override
  public String expects() {
    return "x[batch, " + factor.size() + " spatial axes, channels]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("mode", mode.name().toLowerCase(Locale.ROOT));
    c.put("factor", factor);
    return c;
  }

  static Upsample of(Config c) {
    Mode mode =
        switch (c.text("mode")) {
          case "nearest" -> Mode.NEAREST;
          case "linear" -> Mode.LINEAR;
          default -> throw c.error("'mode' nearest or linear", c.value("mode"));
        };
    return new Upsample(mode, c.integers("factor", 1));
  }
}
