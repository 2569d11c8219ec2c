package profundo.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// What recurrent cells share, and their lines of the registry.
final class Cells {
  private Cells() {}

  static void register(Map<String, Function<Config, ? extends Layer>> f) {
    f.put("OneHot", c -> OneHot.of(c.integer("classes", 1)));
    f.put("Recurrent", Recurrent::of);
    f.put("Bidirectional", Bidirectional::of);
    f.put("Stacked", Stacked::of);
    f.put("ElmanCell", ElmanCell::of);
    f.put("JordanCell", JordanCell::of);
    f.put("LstmCell", LstmCell::of);
    f.put("GruCell", GruCell::of);
    f.put("FullyRecurrentCell", FullyRecurrentCell::of);
    f.put("IndRnnCell", IndRnnCell::of);
    f.put("SecondOrderCell", SecondOrderCell::of);
    f.put("ContinuousTimeCell", ContinuousTimeCell::of);
    f.put("ClockworkCell", ClockworkCell::of);
    f.put("NarxCell", NarxCell::of);
    f.put("ReservoirCell", ReservoirCell::of);
    f.put("EchoStateNetwork", EchoStateNetwork::of);
  }

  /// Input weights `[in, gates * hidden]`, each gate Glorot-uniform by itself.
  static Variable weight(int in, int hidden, int gates, Rng rng) {
    float bound = (float) Math.sqrt(6.0 / (in + hidden));
    return Variable.of("weight", rng.uniform(Shape.of(in, gates * hidden), -bound, bound));
  }

  /// Recurrent weights `[hidden, gates * hidden]`.
  static Variable recurrent(int hidden, int gates, Rng rng) {
    return Variable.of("recurrent", Orthogonal.blocks(hidden, gates, rng));
  }

  /// Zeros, but for one gate.
  static Variable bias(int hidden, int gates, int gate, float value) {
    Array a = Array.zeros(Shape.of(gates * hidden), profundo.DType.F32);
    Arrays.fill(a.floats(), gate * hidden, (gate + 1) * hidden, value);
    return Variable.of("bias", a);
  }

  static void sizes(String type, int in, int hidden) {
    Shapes.atLeast(type, "in", in, 1);
    Shapes.atLeast(type, "hidden", hidden, 1);
  }

  /// Checks `[in, gates * hidden]`, `[hidden, gates * hidden]` and `[gates * hidden]`.
  static void require(String type, Variable weight, Variable recurrent, Variable bias, int gates) {
    String columns = gates == 1 ? "hidden" : gates + " * hidden";
    Shape r = recurrent.shape();
    Shapes.require(
        type + ": recurrent", recurrent, "[hidden, " + columns + "]", r.rank() == 2 && r.size(1) == gates * r.size(0));
    Shapes.require(
        type + ": weight", weight, "[in, " + r.size(1) + "]", weight.shape().rank() == 2 && weight.shape().size(1) == r.size(1));
    Shapes.require(type + ": bias", bias, "[" + r.size(1) + "]", bias.shape().equals(r.range(1, 2)));
  }

  /// Columns of gate `index`.
  static Tensor gate(Tensor z, int index, int hidden) {
    return z.slice(1, index * hidden, (index + 1) * hidden);
  }

  static Cell.Stepped stepped(Tensor h) {
    return new Cell.Stepped(h, List.of(h));
  }
}
