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

/// What [Conv1d], [Conv2d] and [Conv3d] have in common: convolution of grids of one to three spatial axes, channels last
/// (cross-correlation, as networks mean it).
///
/// x `[batch, spatial..., in]`, weight `[kernel..., in / groups, out]`, bias `[out]` -> y `[batch, spatial'..., out]` with
/// size' = (size + padding - dilation (kernel - 1) - 1) / stride + 1 along each axis. Weights start He-uniform over fan-in
/// product(kernel) in / groups, biases at zero.
///
/// @param <L> the layer itself
public sealed interface Conv<L extends Conv<L>> extends Windowed<L> permits Conv1d, Conv2d, Conv3d {
  /// `[kernel..., in / groups, out]`.
  Variable weight();

  /// `[out]`.
  Optional<Variable> bias();

  /// Whether the padding follows kernel and dilation so that stride 1 keeps the size.
  boolean same();

  /// Number of groups that the channels are split into; with as many as there are input channels the convolution is
  /// depthwise.
  int groups();

  /// The same with other parts.
  L with(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups);

  /// Number of input channels.
  default int in() {
    return weight().shape().size(-2) * groups();
  }

  /// Number of output channels: of filters.
  default int out() {
    return weight().shape().size(-1);
  }

  @Override
  default L withWindow(Window window) {
    return with(weight(), bias(), window, false, groups());
  }

  @Override
  default L withStride(int... stride) {
    return with(weight(), bias(), window().stride(stride), same(), groups());
  }

  /// The same with padding that is worked out: `same` keeps the size at stride 1 (and gives ceil(size / stride) else; an
  /// odd zero goes after the last element), `valid` is none.
  default L withPadding(String padding) {
    return switch (padding) {
      case "same" -> with(weight(), bias(), window(), true, groups());
      case "valid" -> withPadding(0);
      default ->
          throw new IllegalArgumentException(
              type() + ": expected padding \"same\", \"valid\" or numbers, got \"" + padding + "\"");
    };
  }

  /// The same with gaps in the kernel: one number, or one for each spatial axis.
  default L withDilation(int... dilation) {
    return with(weight(), bias(), window().dilation(dilation), same(), groups());
  }

  /// The same in groups of channels that do not see each other; draws new weights, which are fewer.
  default L withGroups(int groups, Rng rng) {
    return redraw(groups, Initializer.heUniform(), rng);
  }

  /// The same with weights drawn in another way.
  default L withInitializer(Initializer initializer, Rng rng) {
    return redraw(groups(), initializer, rng);
  }

  /// The same with other weights.
  private L redraw(int groups, Initializer initializer, Rng rng) {
    int[] kernel = Shapes.ints(window().size());
    return with(ConvParts.draw(type(), in(), out(), groups, kernel, initializer, rng), bias(), window(), same(), groups);
  }

  /// The same weights without a bias.
  default L withoutBias() {
    return with(weight(), Optional.empty(), window(), same(), groups());
  }

  @Override
  default Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.grids(x, window()) && x.shape().size(-1) == in() && Shapes.fits(window(), x.shape()));
    Tensor y = x.conv(pass.read(weight()), window(), groups());
    return bias().isPresent() ? y.add(pass.read(bias().get())) : y;
  }

  @Override
  default String expects() {
    return "x[batch, " + Shapes.spatial(window()) + ", in=" + in() + "]";
  }

  @Override
  default SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("in", in());
    c.put("out", out());
    ConvParts.window(c, window(), same());
    c.put("groups", groups());
    c.put("bias", bias().isPresent());
    return c;
  }

  /// Checks that the parts of a layer agree, and gives its window with the padding that `same` asks for.
  static Window checked(
      String type, int rank, Variable weight, Optional<Variable> bias, Window window, boolean same, int groups) {
    Shape w = weight.shape();
    Shapes.require(
        type + ": weight",
        weight,
        "[" + ConvParts.kernel(rank) + ", in / groups, out] for window " + window.size(),
        w.rank() == rank + 2 && window.size().equals(ConvParts.sizes(w, rank)));
    bias.ifPresent(b -> Shapes.require(type + ": bias", b, "[out]", b.shape().equals(w.range(rank + 1, rank + 2))));
    if (groups < 1 || w.size(-1) % groups != 0) {
      throw new ShapeException(
          type + ": expected a number of groups that divides " + w.size(-1) + " output channels, got " + groups);
    }
    return same ? window.same() : window;
  }

  /// A depthwise convolution followed by one of single pixels over all channels, each with a bias: as
  /// far as an ordinary one with `kernel * in * out` weights sees, with `kernel * in + in * out` of them (Chollet 2017,
  /// Xception).
  ///
  /// @param depthwise convolution of each channel alone
  /// @param pointwise convolution of single pixels
  static Sequential separable(Conv<?> depthwise, Conv<?> pointwise) {
    return new Sequential(List.of(depthwise, pointwise), List.of("depthwise", "pointwise"));
  }
}
