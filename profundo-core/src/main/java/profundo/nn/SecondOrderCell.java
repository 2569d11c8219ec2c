package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Second-order network, whose weights multiply pairs of a unit and an input: h_k(t) = sigmoid(sum over i and j of
/// h_i(t-1) x_j(t) W_jik + b_k). With one-hot symbols x, each symbol has a transition matrix of its own, as in a finite
/// automaton; the first unit starts at 1, the automaton's start state.
///
/// Source: Giles, Miller, Chen, Chen, Sun, Lee 1992, Learning and extracting finite state automata with second-order
/// recurrent neural networks.
///
/// @param weight W `[in, hidden * hidden]`: for input j the matrix from unit i to unit k, row-major
/// @param bias b `[hidden]`
public record SecondOrderCell(Variable weight, Variable bias) implements Cell {
  /// Checks that the shapes agree.
  public SecondOrderCell {
    Shapes.require("SecondOrderCell: bias", bias, "[hidden]", bias.shape().rank() == 1);
    int n = bias.shape().count();
    Shapes.require(
        "SecondOrderCell: weight", weight, "[in, hidden * hidden = " + (long) n * n + "]",
        weight.shape().rank() == 2 && weight.shape().size(1) == (long) n * n);
  }

  /// New weights, uniform in [-1, 1] as in the paper.
  public static SecondOrderCell of(int in, int hidden, Rng rng) {
    Cells.sizes("SecondOrderCell", in, hidden);
    return new SecondOrderCell(
        Variable.of("weight", rng.uniform(Shape.of(in, Math.multiplyExact(hidden, hidden)), -1, 1)),
        Variable.zeros("bias", Shape.of(hidden)));
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return bias.shape().count();
  }

  @Override
  public List<Integer> state() {
    return List.of(out());
  }

  @Override
  public float[] start(int index) {
    float[] s = new float[out()];
    s[0] = 1;
    return s;
  }

  @Override
  public Tensor project(Tensor x, Pass pass) {
    return x.matmul(pass.read(weight));
  }

  @Override
  public List<Tensor> weights(Pass pass) {
    return List.of(pass.read(bias));
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    int batch = projected.shape().size(0);
    int n = out();
    Tensor h = state.get(0).reshape(batch, 1, n).matmul(projected.reshape(batch, n, n)).reshape(batch, n);
    return Cells.stepped(h.add(weights.get(0)).sigmoid());
  }

  /// Those of all pairs that reach one unit.
  @Override
  public Units units(Variable v) {
    int n = out();
    return v == weight ? new Units(Shape.of(in(), n, n), List.of(0, 1)) : Units.none(v.shape());
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", out());
    return c;
  }

  static SecondOrderCell of(Config c) {
    int in = c.integer("in", 1);
    int hidden = c.integer("hidden", 1);
    return new SecondOrderCell(c.variable("weight", in, Math.multiplyExact(hidden, hidden)), c.variable("bias", hidden));
  }
}
