package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.StringJoiner;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;

/// What [LocallyConnected1d] and [LocallyConnected2d] have in common: windows as of a convolution, but with weights of their own
/// at every place. With the weights of all places equal it is the convolution; what that saves is the factor
/// `product(spatial')` in the number of weights.
///
/// x `[batch, spatial..., in]`, weight `[spatial'..., product(kernel) in, out]`, bias `[spatial'..., out]` ->
/// y `[batch, spatial'..., out]`. The windows' elements are put side by side, which makes it one product of matrices at each
/// place. Weights start He-uniform over fan-in product(kernel) in, biases at zero.
///
/// @param <L> the layer itself
public sealed interface LocallyConnected<L extends LocallyConnected<L>> extends Described
    permits LocallyConnected1d, LocallyConnected2d {
  /// `[spatial'..., product(kernel) in, out]`.
  Variable weight();

  /// `[spatial'..., out]`.
  Optional<Variable> bias();

  /// Kernel size, stride and padding.
  Window window();

  /// Shape of one example, `[spatial..., in]`: the weights belong to places, so that no other size will do.
  List<Integer> sample();

  /// The same weights without a bias.
  L withoutBias();

  @Override
  default Tensor apply(Tensor x, Pass pass) {
    int rank = window().rank();
    Shape one = Shape.of(Shapes.ints(sample()));
    pass.expect(
        this, x, Shapes.grids(x, window()) && x.shape().range(1, rank + 2).equals(one));
    int batch = x.shape().size(0);
    Shape w = pass.read(weight()).shape();
    int places = w.range(0, rank).count();
    int length = w.size(-2);
    Tensor windows = windows(x).reshape(batch, places, length).permute(1, 0, 2);
    Tensor y = windows.matmul(pass.read(weight()).reshape(places, length, w.size(-1))).permute(1, 0, 2);
    y = y.reshape(w.range(0, rank).insert(0, batch).insert(rank + 1, w.size(-1)));
    return bias().isPresent() ? y.add(pass.read(bias().get())) : y;
  }

  /// `[batch, spatial'..., product(kernel) in]`: the elements of each window side by side.
  private Tensor windows(Tensor x) {
    Window v = window();
    int rank = v.rank();
    Tensor padded = x.pad(Margins.full(v.padLow()), Margins.full(v.padHigh()));
    Shape kernel = Shape.of(Shapes.ints(v.size()));
    List<Tensor> taps = new ArrayList<>();
    for (int t = 0; t < kernel.count(); t++) {
      int[] begin = new int[rank + 2];
      int[] end = padded.shape().sizes();
      int[] step = new int[rank + 2];
      step[0] = 1;
      step[rank + 1] = 1;
      int rest = t;
      for (int i = rank - 1; i >= 0; i--) {
        begin[i + 1] = rest % kernel.size(i) * v.dilation().get(i);
        rest /= kernel.size(i);
        step[i + 1] = v.stride().get(i);
        end[i + 1] = begin[i + 1] + (v.out(i, x.shape().size(i + 1)) - 1) * step[i + 1] + 1;
      }
      taps.add(padded.slice(begin, end, step));
    }
    return Tensor.concat(rank + 1, taps);
  }

  /// Those of one output channel at one place.
  @Override
  default Units units(Variable weight) {
    Shape w = weight.shape();
    return w.rank() == window().rank() + 2 ? new Units(w, List.of(window().rank())) : Units.none(w);
  }

  @Override
  default String expects() {
    StringJoiner s = new StringJoiner(", ", "x[batch, ", "]");
    for (int i = 0; i < window().rank(); i++) {
      s.add(Shapes.axes(window().rank()).get(i) + "=" + sample().get(i));
    }
    return s.add("in=" + sample().getLast()).toString();
  }

  @Override
  default SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("sample", sample());
    c.put("out", weight().shape().size(-1));
    ConvParts.window(c, window(), false);
    c.put("bias", bias().isPresent());
    return c;
  }

  /// A canonical constructor.
  ///
  /// @param <L> what it makes
  interface Make<L> {
    /// The layer of these parts.
    L of(Variable weight, Optional<Variable> bias, Window window, List<Integer> sample);
  }

  /// A layer with new weights.
  static <L> L of(String type, Shape sample, int out, Window window, Rng rng, Make<L> make) {
    Shapes.atLeast(type, "out", out, 1);
    int[] sizes = sizes(type, Margins.list(sample.sizes()), out, window);
    Shape s = Shape.of(sizes);
    int rank = window.rank();
    // Fan-in is that of one place's matrix, not that of all places.
    double bound = Math.sqrt(6.0 / s.size(-2));
    return make.of(
        Variable.of("weight", Initializer.uniform(-bound, bound).draw(s, rng)),
        Optional.of(Variable.zeros("bias", s.without(rank))),
        window,
        Margins.list(sample.sizes()));
  }

  /// `[spatial'..., product(kernel) in, out]`.
  private static int[] sizes(String type, List<Integer> sample, int out, Window window) {
    int rank = window.rank();
    if (sample.size() != rank + 1) {
      throw new ShapeException(
          type + ": expected a sample [" + String.join(", ", Shapes.axes(rank)) + ", in] for window " + window.size() + ", got "
              + sample);
    }
    int[] sizes = new int[rank + 2];
    int length = sample.getLast();
    for (int i = 0; i < rank; i++) {
      sizes[i] = window.out(i, sample.get(i));
      length = Math.multiplyExact(length, window.size().get(i));
      if (sizes[i] < 1) {
        throw new ShapeException(
            type + ": window " + window.size() + " does not fit into a sample " + sample
                + "; use a smaller window or more padding");
      }
    }
    sizes[rank] = length;
    sizes[rank + 1] = out;
    return sizes;
  }

  /// Checks that the parts of a layer agree.
  static List<Integer> checked(
      String type, int rank, Variable weight, Optional<Variable> bias, Window window, List<Integer> sample) {
    if (window.rank() != rank) {
      throw new ShapeException(type + ": expected a window of " + Shapes.axes(rank) + ", got " + window.size());
    }
    Shape expected = Shape.of(sizes(type, sample, weight.shape().size(-1), window));
    Shapes.require(type + ": weight", weight, expected.toString(), weight.shape().equals(expected));
    Shape biases = expected.without(rank);
    bias.ifPresent(b -> Shapes.require(type + ": bias", b, biases.toString(), b.shape().equals(biases)));
    return List.copyOf(sample);
  }

  /// A layer from its description, with variables of zeros.
  static <L> L read(String type, Config c, int rank, Make<L> make) {
    List<Integer> sample = c.integers("sample", 1);
    Window window = c.window(rank, false);
    int[] sizes = sizes(type, sample, c.integer("out", 1), window);
    Variable weight = c.variable("weight", sizes);
    Optional<Variable> bias =
        c.flag("bias") ? Optional.of(c.variable("bias", Shape.of(sizes).without(rank).sizes())) : Optional.empty();
    return make.of(weight, bias, window, sample);
  }
}
