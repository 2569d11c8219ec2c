package profundo.nn;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;

/// What transposed convolutions are made of.
final class TransposeParts {
  /// A canonical constructor.
  interface Make<L> {
    L of(Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups);
  }

  private TransposeParts() {}

  static <L> L of(String type, int in, int out, int[] kernel, Rng rng, Make<L> make) {
    return make.of(
        draw(type, in, out, 1, kernel, rng),
        Optional.of(Variable.zeros("bias", Shape.of(out))),
        Window.of(kernel),
        Collections.nCopies(kernel.length, 0),
        1);
  }

  /// The weights `[kernel..., out / groups, in]`, drawn as those of a convolution of as many input channels and so with the
  /// same fan-in.
  static Variable draw(String type, int in, int out, int groups, int[] kernel, Rng rng) {
    ConvParts.checkChannels(type, in, out, groups, kernel);
    Shape like = Shape.of(ConvParts.weightSizes(in / groups, out, kernel));
    Array drawn = Initializer.heUniform().draw(like, rng);
    return Variable.of("weight", Array.wrap(Shape.of(ConvParts.weightSizes(out / groups, in, kernel)), drawn.floats()));
  }

  /// Checks that the parts of a layer agree.
  static List<Integer> checked(
      String type, int rank, Variable weight, Optional<Variable> bias, Window window, List<Integer> outputPadding, int groups) {
    Shape w = weight.shape();
    Shapes.require(
        type + ": weight",
        weight,
        "[" + ConvParts.kernel(rank) + ", out / groups, in] for window " + window.size(),
        w.rank() == rank + 2 && window.size().equals(ConvParts.sizes(w, rank)));
    if (groups < 1 || w.size(-1) % groups != 0) {
      throw new ShapeException(
          type + ": expected a number of groups that divides " + w.size(-1) + " input channels, got " + groups);
    }
    bias.ifPresent(
        b -> Shapes.require(type + ": bias", b, "[out]", b.shape().equals(Shape.of(w.size(-2) * groups))));
    for (int i = 0; i < rank; i++) {
      int most = Math.max(window.stride().get(i), window.dilation().get(i));
      if (outputPadding.size() != rank || outputPadding.get(i) < 0 || outputPadding.get(i) >= most) {
        throw new ShapeException(
            type + ": expected an output padding for each axis, at least 0 and smaller than stride "
                + window.stride() + " or dilation " + window.dilation() + ", got " + outputPadding);
      }
    }
    return List.copyOf(outputPadding);
  }

  /// The transposed convolution, of a shape that may be larger by a stride or more than what comes out of it: so far from the
  /// last element of x no place of the kernel reaches, and zeros stand there.
  static Tensor apply(Tensor x, Tensor weight, Window window, int groups, Shape y) {
    int rank = window.rank();
    int[] low = window.padLow().stream().mapToInt(i -> i).toArray();
    int[] high = window.padHigh().stream().mapToInt(i -> i).toArray();
    int[] zeros = new int[rank + 2];
    Shape reached = y;
    for (int i = 0; i < rank; i++) {
      // A convolution of y would have more elements than x as soon as another stride fits in.
      int free = (int) (y.size(i + 1) - size(window, i, x.shape().size(i + 1), 0));
      int over = Math.max(0, free - (window.stride().get(i) - 1));
      int cut = Math.min(over, high[i]);
      high[i] -= cut;
      zeros[i + 1] = over - cut;
      reached = reached.with(i + 1, reached.size(i + 1) - zeros[i + 1]);
    }
    return x.convInput(weight, window.padding(low, high), groups, reached).pad(new int[rank + 2], zeros);
  }

  /// Output size along spatial axis `i`; zero or less where the padding takes all away.
  static long size(Window window, int i, int in, int outputPadding) {
    return (in - 1L) * window.stride().get(i) - window.padLow().get(i) - window.padHigh().get(i)
        + (long) window.dilation().get(i) * (window.size().get(i) - 1) + outputPadding + 1;
  }

  /// A layer from its description, with variables of zeros.
  static <L> L read(Config c, int rank, Make<L> make) {
    int in = c.integer("in", 1);
    int out = c.integer("out", 1);
    int groups = c.integer("groups", 1);
    Window window = c.window(rank, false);
    if (out % groups != 0) {
      throw c.error("a number of groups that divides " + out + " output channels", groups);
    }
    Variable weight = c.variable("weight", ConvParts.weightSizes(out / groups, in, Shapes.ints(window.size())));
    Optional<Variable> bias = c.flag("bias") ? Optional.of(c.variable("bias", out)) : Optional.empty();
    return make.of(weight, bias, window, c.integers("output_padding", 0), groups);
  }
}
