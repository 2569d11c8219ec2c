package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// The fully recurrent network: every unit sees every input and every unit, through one matrix; some units are the output.
///
///     y_t = sigmoid([x_t, 1, y_{t-1}] W)
///
/// Its gradient by back-propagation through time equals that of [RealTimeLearning], which runs forwards.
///
/// Source: Williams and Zipser 1989, A learning algorithm for continually running fully recurrent neural networks.
///
/// @param weight W `[in + 1 + units, units]`: rows for the inputs, the bias, the units
/// @param out how many of the units are outputs, the first ones
public record FullyRecurrentCell(Variable weight, int out) implements Cell {
  /// Checks that the shapes agree.
  public FullyRecurrentCell {
    Shape s = weight.shape();
    Shapes.require(
        "FullyRecurrentCell: weight", weight, "[in + 1 + units, units]", s.rank() == 2 && s.size(0) > s.size(1) + 1);
    if (out < 1 || out > s.size(1)) {
      throw new IllegalArgumentException(
          "FullyRecurrentCell: expected 1 to " + s.size(1) + " of the units to be outputs, got " + out);
    }
  }

  /// New weights.
  ///
  /// @param units how many there are
  /// @param out how many of them are outputs
  public static FullyRecurrentCell of(int in, int units, int out, Rng rng) {
    Cells.sizes("FullyRecurrentCell", in, units);
    Tensor w = Tensor.concat(
        0,
        Cells.weight(in, units, 1, rng),
        Tensor.fill(Shape.of(1, units), 0),
        Cells.recurrent(units, 1, rng));
    return new FullyRecurrentCell(Variable.of("weight", w.evaluate()), out);
  }

  /// How many units there are.
  public int units() {
    return weight.shape().size(1);
  }

  @Override
  public int in() {
    return weight.shape().size(0) - 1 - units();
  }

  @Override
  public List<Integer> state() {
    return List.of(units());
  }

  @Override
  public Tensor project(Tensor x, Pass pass) {
    Tensor w = pass.read(weight);
    return x.matmul(w.slice(0, 0, in())).add(w.slice(0, in(), in() + 1));
  }

  @Override
  public List<Tensor> weights(Pass pass) {
    return List.of(pass.read(weight).slice(0, in() + 1, in() + 1 + units()));
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    Tensor y = state.get(0).matmul(weights.get(0)).add(projected).sigmoid();
    return new Stepped(y.slice(1, 0, out), List.of(y));
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("units", units());
    c.put("out", out);
    return c;
  }

  static FullyRecurrentCell of(Config c) {
    int in = c.integer("in", 1);
    int units = c.integer("units", 1);
    return new FullyRecurrentCell(c.variable("weight", in + 1 + units, units), c.integer("out", 1));
  }
}
