package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Long short-term memory with a forget gate, gates in the order i, f, g, o (as in PyTorch):
///
///     i = sigmoid(x W_i + h U_i + b_i)      f = sigmoid(x W_f + h U_f + b_f)
///     g = tanh(x W_g + h U_g + b_g)         c' = f c + i g
///     o = sigmoid(x W_o + h U_o + b_o)      h' = o tanh(c')
///
/// With peepholes the gates see the memory as well: p_i c and p_f c are added in i and f, p_o c' in o.
///
/// Source: Hochreiter and Schmidhuber 1997, Long short-term memory; forget gate: Gers, Schmidhuber, Cummins 2000;
/// peepholes: Gers and Schmidhuber 2000, Recurrent nets that time and count. The forget gate's bias starts at 1
/// (Jozefowicz, Zaremba, Sutskever 2015), the others at 0; recurrent weights start orthogonal.
///
/// @param weight W `[in, 4 * hidden]`
/// @param recurrent U `[hidden, 4 * hidden]`
/// @param bias b `[4 * hidden]`
/// @param peephole p_i, p_f and p_o, `[3, hidden]`
public record LstmCell(Variable weight, Variable recurrent, Variable bias, Optional<Variable> peephole) implements Cell {
  /// Checks that the shapes agree.
  public LstmCell {
    Cells.require("LstmCell", weight, recurrent, bias, 4);
    int hidden = recurrent.shape().size(0);
    peephole.ifPresent(
        p -> Shapes.require("LstmCell: peephole", p, "[3, " + hidden + "]", p.shape().equals(Shape.of(3, hidden))));
  }

  /// New weights, no peepholes.
  public static LstmCell of(int in, int hidden, Rng rng) {
    Cells.sizes("LstmCell", in, hidden);
    return new LstmCell(
        Cells.weight(in, hidden, 4, rng), Cells.recurrent(hidden, 4, rng), Cells.bias(hidden, 4, 1, 1), Optional.empty());
  }

  /// The same weights with peepholes, which start at zero.
  public LstmCell withPeepholes() {
    return new LstmCell(weight, recurrent, bias, Optional.of(Variable.zeros("peephole", Shape.of(3, out()))));
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return recurrent.shape().size(0);
  }

  /// The output h and the memory c.
  @Override
  public List<Integer> state() {
    return List.of(out(), out());
  }

  @Override
  public Tensor project(Tensor x, Pass pass) {
    return x.matmul(pass.read(weight)).add(pass.read(bias));
  }

  @Override
  public List<Tensor> weights(Pass pass) {
    List<Tensor> all = new ArrayList<>(List.of(pass.read(recurrent)));
    for (int row = 0; row < 3 && peephole.isPresent(); row++) {
      all.add(pass.read(peephole.get()).slice(0, row, row + 1));
    }
    return all;
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    int n = out();
    Tensor c = state.get(1);
    Tensor z = state.get(0).matmul(weights.get(0)).add(projected);
    Tensor i = peep(Cells.gate(z, 0, n), c, 0, weights).sigmoid();
    Tensor f = peep(Cells.gate(z, 1, n), c, 1, weights).sigmoid();
    Tensor next = f.mul(c).add(i.mul(Cells.gate(z, 2, n).tanh()));
    Tensor o = peep(Cells.gate(z, 3, n), next, 2, weights).sigmoid();
    Tensor h = o.mul(next.tanh());
    return new Stepped(h, List.of(h, next));
  }

  private static Tensor peep(Tensor z, Tensor memory, int row, List<Tensor> weights) {
    return weights.size() > 1 ? z.add(weights.get(1 + row).mul(memory)) : z;
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", out());
    c.put("peepholes", peephole.isPresent());
    return c;
  }

  static LstmCell of(Config c) {
    int in = c.integer("in", 1);
    int hidden = c.integer("hidden", 1);
    return new LstmCell(
        c.variable("weight", in, 4 * hidden), c.variable("recurrent", hidden, 4 * hidden), c.variable("bias", 4 * hidden),
        c.flag("peepholes") ? Optional.of(c.variable("peephole", 3, hidden)) : Optional.empty());
  }
}
