package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;

/// What [ConvTranspose1d], [ConvTranspose2d] and [ConvTranspose3d] have in common: the transpose of a convolution, also called
/// its gradient with respect to its input, or deconvolution. It puts `stride` elements where a convolution leaves one.
///
/// x `[batch, spatial..., in]`, weight `[kernel..., out / groups, in]`, bias `[out]` -> y `[batch, spatial'..., out]` with
/// size' = (size - 1) stride - padding + dilation (kernel - 1) + outputPadding + 1 along each axis, as in PyTorch.
/// A convolution with stride s gives one size for s input sizes; `outputPadding`, below stride or dilation, says which of them comes
/// back. Weights start He-uniform over fan-in product(kernel) in / groups, biases at zero.
///
/// @param <L> the layer itself
public sealed interface ConvTranspose<L extends ConvTranspose<L>> extends Windowed<L>
    permits ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
  /// `[kernel..., out / groups, in]`: the kernel of the convolution from `out` to `in` channels whose transpose this is.
  Variable weight();

  /// `[out]`.
  Optional<Variable> bias();

  /// Elements that the output has more at its end, for each spatial axis.
  List<Integer> outputPadding();

  /// Number of groups that the channels are split into.
  int groups();

  /// The same with other parts.
  L with(Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups);

  /// Number of input channels.
  default int in() {
    return weight().shape().size(-1);
  }

  /// Number of output channels.
  default int out() {
    return weight().shape().size(-2) * groups();
  }

  @Override
  default L withWindow(Window window) {
    return with(weight(), bias(), window, outputPadding(), groups());
  }

  /// The same with gaps in the kernel: one number, or one for each spatial axis.
  default L withDilation(int... dilation) {
    return withWindow(window().dilation(dilation));
  }

  /// The same with so many elements more at the end of the output: one number, or one for each spatial axis. Comes after the
  /// stride, for it must be smaller than stride or dilation.
  default L withOutputPadding(int... padding) {
    List<Integer> p = new ArrayList<>();
    for (int i = 0; i < window().rank(); i++) {
      p.add(padding[padding.length == 1 ? 0 : i]);
    }
    if (padding.length != 1 && padding.length != window().rank()) {
      throw new ShapeException(
          type() + ": expected one output padding or " + window().rank() + ", got " + padding.length);
    }
    return with(weight(), bias(), window(), p, groups());
  }

  /// The same in groups of channels that do not see each other; draws new weights, which are fewer.
  default L withGroups(int groups, Rng rng) {
    int[] kernel = Shapes.ints(window().size());
    return with(TransposeParts.draw(type(), in(), out(), groups, kernel, rng), bias(), window(), outputPadding(), groups);
  }

  /// The same weights without a bias.
  default L withoutBias() {
    return with(weight(), Optional.empty(), window(), outputPadding(), groups());
  }

  @Override
  default Tensor apply(Tensor x, Pass pass) {
    boolean grids = Shapes.grids(x, window()) && x.shape().size(-1) == in();
    Shape y = grids ? output(x.shape()) : null;
    pass.expect(this, x, y != null);
    Tensor t = TransposeParts.apply(x, pass.read(weight()), window(), groups(), y);
    return bias().isPresent() ? t.add(pass.read(bias().get())) : t;
  }

  /// The output's shape, or null where nothing would be left of it.
  private Shape output(Shape x) {
    int[] sizes = x.sizes();
    for (int i = 0; i < window().rank(); i++) {
      long size = TransposeParts.size(window(), i, sizes[i + 1], outputPadding().get(i));
      if (size < 1 || size > Integer.MAX_VALUE) {
        return null;
      }
      sizes[i + 1] = (int) size;
    }
    sizes[sizes.length - 1] = out();
    return Shape.of(sizes);
  }

  /// Those of one output channel: of all places of the kernel, and of all input channels of its group.
  @Override
  default Units units(Variable weight) {
    Shape w = weight.shape();
    if (w.rank() < 2) {
      return Units.none(w);
    }
    int rank = window().rank();
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    axes.add(rank + 2);
    return new Units(w.with(-1, groups()).insert(rank + 2, w.size(-1) / groups()), axes);
  }

  @Override
  default String expects() {
    List<String> axes = Shapes.axes(window().rank());
    StringBuilder s = new StringBuilder("x[batch, ");
    for (int i = 0; i < axes.size(); i++) {
      int least = 1;
      while (TransposeParts.size(window(), i, least, outputPadding().get(i)) < 1) {
        least++;
      }
      s.append(axes.get(i)).append(least == 1 ? ", " : ">=" + least + ", ");
    }
    return s + "in=" + in() + "]";
  }

  @Override
  default SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("in", in());
    c.put("out", out());
    ConvParts.window(c, window(), false);
    c.put("output_padding", outputPadding());
    c.put("groups", groups());
    c.put("bias", bias().isPresent());
    return c;
  }
}
