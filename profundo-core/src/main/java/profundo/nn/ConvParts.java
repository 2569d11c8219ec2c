package profundo.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.StringJoiner;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Variable;
import profundo.Window;

/// What convolutions and their transposes are made of.
final class ConvParts {
  /// A canonical constructor.
  interface Make<L> {
    L of(Variable weight, Optional<Variable> bias, Window window, boolean same, int groups);
  }

  private ConvParts() {}

  /// A dense kernel, stride 1, no padding, with bias.
  static <L> L of(String type, int in, int out, int groups, int[] kernel, Rng rng, Make<L> make) {
    return make.of(
        draw(type, in, out, groups, kernel, Initializer.heUniform(), rng),
        Optional.of(Variable.zeros("bias", Shape.of(out))),
        Window.of(kernel),
        false,
        groups);
  }

  /// The weights `[kernel..., in / groups, out]`.
  static Variable draw(String type, int in, int out, int groups, int[] kernel, Initializer init, Rng rng) {
    checkChannels(type, in, out, groups, kernel);
    return Variable.of("weight", init.draw(Shape.of(weightSizes(in / groups, out, kernel)), rng));
  }

  static void checkChannels(String type, int in, int out, int groups, int[] kernel) {
    Shapes.atLeast(type, "in", in, 1);
    Shapes.atLeast(type, "out", out, 1);
    for (int k : kernel) {
      Shapes.atLeast(type, "kernel", k, 1);
    }
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new ShapeException(
          type + ": expected a number of groups that divides " + in + " input and " + out + " output channels, got "
              + groups);
    }
  }

  static int[] weightSizes(int from, int to, int[] kernel) {
    int[] sizes = Arrays.copyOf(kernel, kernel.length + 2);
    sizes[kernel.length] = from;
    sizes[kernel.length + 1] = to;
    return sizes;
  }

  /// So many equal sizes.
  static int[] cube(int rank, int size) {
    int[] k = new int[rank];
    Arrays.fill(k, size);
    return k;
  }

  static List<Integer> sizes(Shape w, int rank) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      sizes.add(w.size(i));
    }
    return sizes;
  }

  /// `kernel height, kernel width`.
  static String kernel(int rank) {
    StringJoiner s = new StringJoiner(", ");
    Shapes.axes(rank).forEach(a -> s.add("kernel " + a));
    return s.toString();
  }

  /// Writes a window as [Config#window] reads it.
  static void window(SequencedMap<String, Object> c, Window window, boolean same) {
    c.put("kernel", window.size());
    c.put("stride", window.stride());
    c.put("padding", same ? "same" : List.of(window.padLow(), window.padHigh()));
    c.put("dilation", window.dilation());
  }

  /// A convolution from its description, with variables of zeros.
  static <L> L read(Config c, int rank, Make<L> make) {
    int in = c.integer("in", 1);
    int out = c.integer("out", 1);
    int groups = c.integer("groups", 1);
    boolean same = "same".equals(c.value("padding"));
    Window window = c.window(rank, same);
    if (in % groups != 0) {
      throw c.error("a number of groups that divides " + in + " input channels", groups);
    }
    Variable weight = c.variable("weight", weightSizes(in / groups, out, Shapes.ints(window.size())));
    Optional<Variable> bias = c.flag("bias") ? Optional.of(c.variable("bias", out)) : Optional.empty();
    return make.of(weight, bias, window, same, groups);
  }
}
