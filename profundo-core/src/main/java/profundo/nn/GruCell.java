package profundo.nn;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Gated recurrent unit, gates in the order r, z, n (as in PyTorch):
///
///     r = sigmoid(x W_r + h U_r + b_r)      z = sigmoid(x W_z + h U_z + b_z)      h' = (1 - z) n + z h
///
/// There are two variants of the candidate n. The printed one resets the state before the product, n = tanh(x W_n +
/// (r h) U_n + b_n). PyTorch, cuDNN and Keras reset after it, n = tanh(x W_n + b_n + r (h U_n + c)), which is one product
/// a step and has a bias c of its own; it is what [#of] gives. Weights of one variant do not fit the other. In PyTorch
/// `bias_ih` and `bias_hh` of r and z are two vectors that only occur as their sum, which is b here.
///
/// Source: Cho et al. 2014, Learning phrase representations using RNN encoder-decoder for statistical machine translation: the
/// printed paper (<https://arxiv.org/abs/1406.1078v3>) resets before the product, its first version
/// (<https://arxiv.org/abs/1406.1078v1>) after it, both without biases. The bias c inside what is reset is that of cuDNN
/// (`CUDNN_GRU`), which PyTorch and Keras (`reset_after`) follow. Recurrent weights start orthogonal, biases at zero.
///
/// @param weight W `[in, 3 * hidden]`
/// @param recurrent U `[hidden, 3 * hidden]`
/// @param bias b `[3 * hidden]`
/// @param candidateBias c `[hidden]` where the state is reset after the product; empty where it is reset before
public record GruCell(Variable weight, Variable recurrent, Variable bias, Optional<Variable> candidateBias) implements Cell {
  /// Checks that the shapes agree.
  public GruCell {
    Cells.require("GruCell", weight, recurrent, bias, 3);
    int hidden = recurrent.shape().size(0);
    candidateBias.ifPresent(
        c -> Shapes.require("GruCell: candidateBias", c, "[" + hidden + "]", c.shape().equals(Shape.of(hidden))));
  }

  /// New weights; the state is reset after the product.
  public static GruCell of(int in, int hidden, Rng rng) {
    Cells.sizes("GruCell", in, hidden);
    return new GruCell(
        Cells.weight(in, hidden, 3, rng), Cells.recurrent(hidden, 3, rng), Cells.bias(hidden, 3, 0, 0),
        Optional.of(Variable.zeros("candidateBias", Shape.of(hidden))));
  }

  /// The same weights in the variant of the printed paper, which resets the state before the product.
  public GruCell resetBefore() {
    return new GruCell(weight, recurrent, bias, Optional.empty());
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
    Tensor u = pass.read(recurrent);
    int n = out();
    return candidateBias.isPresent()
        ? List.of(u, pass.read(candidateBias.get()))
        : List.of(u.slice(1, 0, 2 * n), u.slice(1, 2 * n, 3 * n));
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    int n = out();
    Tensor h = state.get(0);
    Tensor input = Cells.gate(projected, 2, n);
    Tensor update;
    Tensor proposed;
    if (candidateBias.isPresent()) {
      Tensor hu = h.matmul(weights.get(0));
      Tensor reset = Cells.gate(hu, 0, n).add(Cells.gate(projected, 0, n)).sigmoid();
      update = Cells.gate(hu, 1, n).add(Cells.gate(projected, 1, n)).sigmoid();
      proposed = input.add(reset.mul(Cells.gate(hu, 2, n).add(weights.get(1)))).tanh();
    } else {
      Tensor both = h.matmul(weights.get(0)).add(projected.slice(1, 0, 2 * n)).sigmoid();
      update = Cells.gate(both, 1, n);
      proposed = Cells.gate(both, 0, n).mul(h).matmul(weights.get(1)).add(input).tanh();
    }
    return Cells.stepped(proposed.add(update.mul(h.sub(proposed))));
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", out());
    c.put("resetAfter", candidateBias.isPresent());
    return c;
  }

  static GruCell of(Config c) {
    int in = c.integer("in", 1);
    int hidden = c.integer("hidden", 1);
    return new GruCell(
        c.variable("weight", in, 3 * hidden), c.variable("recurrent", hidden, 3 * hidden), c.variable("bias", 3 * hidden),
        c.flag("resetAfter") ? Optional.of(c.variable("candidateBias", hidden)) : Optional.empty());
  }
}
