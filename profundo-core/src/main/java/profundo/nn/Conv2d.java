package profundo.nn;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;

/// Convolution of images, channels last (cross-correlation, as networks mean it).
///
/// x `[batch, height, width, in]`, weight `[kernel height, kernel width, in / groups, out]`, bias `[out]` ->
/// y `[batch, height', width', out]` with size' = (size + padding - dilation (kernel - 1) - 1) / stride + 1.
/// Weights start He-uniform over fan-in kernel² in / groups, biases at zero.
///
///     Conv2d.of(3, 64, 7, rng).withStride(2).withPadding("same")
///
/// @param weight `[kernel height, kernel width, in / groups, out]`
/// @param bias `[out]`
/// @param window kernel size, stride, padding, dilation
/// @param same whether the padding follows kernel and dilation so that stride 1 keeps the size
/// @param groups number of groups that the channels are split into
public record Conv2d(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups)
    implements Described {

  /// Checks that the shapes agree.
  public Conv2d {
    Shape w = weight.shape();
    Shapes.require(
        "Conv2d: weight",
        weight,
        "[kernel height, kernel width, in / groups, out] for window " + window.size(),
        w.rank() == 4 && window.size().equals(List.of(w.size(0), w.size(1))));
    bias.ifPresent(b -> Shapes.require("Conv2d: bias", b, "[out]", b.shape().equals(w.range(3, 4))));
    if (groups < 1 || w.size(3) % groups != 0) {
      throw new ShapeException(
          "Conv2d: expected a number of groups that divides " + w.size(3) + " output channels, got " + groups);
    }
    window = same ? window.same() : window;
  }

  /// A square kernel, stride 1, no padding, with bias.
  public static Conv2d of(int in, int out, int kernel, Rng rng) {
    return of(in, out, kernel, kernel, 1, Initializer.heUniform(), rng);
  }

  /// A kernel of any height and width, stride 1, no padding, with bias.
  public static Conv2d of(int in, int out, int height, int width, Rng rng) {
    return of(in, out, height, width, 1, Initializer.heUniform(), rng);
  }

  private static Conv2d of(int in, int out, int height, int width, int groups, Initializer init, Rng rng) {
    Shapes.atLeast("Conv2d", "in", in, 1);
    Shapes.atLeast("Conv2d", "out", out, 1);
    Shapes.atLeast("Conv2d", "kernel", Math.min(height, width), 1);
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new ShapeException(
          "Conv2d: expected a number of groups that divides " + in + " input and " + out + " output channels, got "
              + groups);
    }
    return new Conv2d(
        Variable.of("weight", init.draw(Shape.of(height, width, in / groups, out), rng)),
        Optional.of(Variable.zeros("bias", Shape.of(out))),
        Window.of(height, width),
        false,
        groups);
  }

  /// The same with windows further apart: one step, or one for height and one for width.
  public Conv2d withStride(int... stride) {
    return new Conv2d(weight, bias, window.stride(stride), same, groups);
  }

  /// The same with padding that is worked out: `same` keeps the size at stride 1 (and gives ceil(size / stride) else; an
  /// odd zero goes after the last element), `valid` is none.
  public Conv2d withPadding(String padding) {
    return switch (padding) {
      case "same" -> new Conv2d(weight, bias, window, true, groups);
      case "valid" -> withPadding(0);
      default ->
          throw new IllegalArgumentException(
              "Conv2d: expected padding \"same\", \"valid\" or numbers, got \"" + padding + "\"");
    };
  }

  /// The same with so many zeros on each side: one number, or one for height and one for width.
  public Conv2d withPadding(int... padding) {
    return new Conv2d(weight, bias, window.padding(padding), false, groups);
  }

  /// The same with gaps in the kernel: one number, or one for height and one for width.
  public Conv2d withDilation(int... dilation) {
    return new Conv2d(weight, bias, window.dilation(dilation), same, groups);
  }

  /// The same in groups of channels that do not see each other; draws new weights, which are fewer.
  public Conv2d withGroups(int groups, Rng rng) {
    return redraw(groups, Initializer.heUniform(), rng);
  }

  /// The same with weights drawn in another way.
  public Conv2d withInitializer(Initializer initializer, Rng rng) {
    return redraw(groups, initializer, rng);
  }

  private Conv2d redraw(int groups, Initializer initializer, Rng rng) {
    Shape w = weight.shape();
    Conv2d c = of(in(), w.size(3), w.size(0), w.size(1), groups, initializer, rng);
    return new Conv2d(c.weight, bias, window, same, groups);
  }

  /// The same weights without a bias.
  public Conv2d withoutBias() {
    return new Conv2d(weight, Optional.empty(), window, same, groups);
  }

  private int in() {
    return weight.shape().size(2) * groups;
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.images(x) && x.shape().size(-1) == in() && Shapes.fits(window, x.shape()));
    Tensor y = x.conv(pass.read(weight), window, groups);
    return bias.isPresent() ? y.add(pass.read(bias.get())) : y;
  }

  @Override
  public String expects() {
    return "x[batch, " + Shapes.spatial(window) + ", in=" + in() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("in", in());
    c.put("out", weight.shape().size(3));
    c.put("kernel", window.size());
    c.put("stride", window.stride());
    if (same) {
      c.put("padding", "same");
    } else {
      c.put("padding", List.of(window.padLow(), window.padHigh()));
    }
    c.put("dilation", window.dilation());
    c.put("groups", groups);
    c.put("bias", bias.isPresent());
    return c;
  }

  static Conv2d of(Config c) {
    int in = c.integer("in", 1);
    int out = c.integer("out", 1);
    int groups = c.integer("groups", 1);
    boolean same = "same".equals(c.value("padding"));
    Window window = c.window(same);
    int[] k = Shapes.ints(window.size());
    if (in % groups != 0) {
      throw c.error("a number of groups that divides " + in + " input channels", groups);
    }
    Variable weight = c.variable("weight", k[0], k[1], in / groups, out);
    Optional<Variable> bias = c.flag("bias") ? Optional.of(c.variable("bias", out)) : Optional.empty();
    return new Conv2d(weight, bias, window, same, groups);
  }
}
