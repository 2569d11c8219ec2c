package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Tensor;
import profundo.Variable;

/// Elman's simple recurrent network: h_t = tanh(x_t W + h_{t-1} U + b).
///
/// Source: Elman 1990, Finding structure in time. U starts orthogonal, W Glorot-uniform, b at zero.
///
/// @param weight W `[in, hidden]`
/// @param recurrent U `[hidden, hidden]`
/// @param bias b `[hidden]`
public record ElmanCell(Variable weight, Variable recurrent, Variable bias) implements Cell {
  /// Checks that the shapes agree.
  public ElmanCell {
    Cells.require("ElmanCell", weight, recurrent, bias, 1);
  }

  /// New weights.
  public static ElmanCell of(int in, int hidden, Rng rng) {
    Cells.sizes("ElmanCell", in, hidden);
    return new ElmanCell(Cells.weight(in, hidden, 1, rng), Cells.recurrent(hidden, 1, rng), Cells.bias(hidden, 1, 0, 0));
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return recurrent.shape().size(0);
  }

  @Override
  public List<Integer> state() {
    return List.of(out());
  }

  @Override
  public Tensor project(Tensor x, Pass pass) {
    return x.matmul(pass.read(weight)).add(pass.read(bias));
  }

  @Override
  public List<Tensor> weights(Pass pass) {
    return List.of(pass.read(recurrent));
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    return Cells.stepped(state.get(0).matmul(weights.get(0)).add(projected).tanh());
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", out());
    return c;
  }

  static ElmanCell of(Config c) {
    int in = c.integer("in", 1);
    int hidden = c.integer("hidden", 1);
    return new ElmanCell(
        c.variable("weight", in, hidden), c.variable("recurrent", hidden, hidden), c.variable("bias", hidden));
  }
}
