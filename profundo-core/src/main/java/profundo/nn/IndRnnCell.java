package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Independently recurrent network: a unit remembers itself and no other, h_t = relu(x_t W + u h_{t-1} + b).
///
/// Units meet in the next layer: stack at least two. |u| bounds how a memory grows; it starts uniform in [0, 1].
///
/// Source: Li, Li, Cook, Zhu, Gao 2018, Independently recurrent neural network (IndRNN).
///
/// @param weight W `[in, hidden]`
/// @param recurrent u `[hidden]`
/// @param bias b `[hidden]`
public record IndRnnCell(Variable weight, Variable recurrent, Variable bias) implements Cell {
  /// Checks that the shapes agree.
  public IndRnnCell {
    Shapes.require("IndRnnCell: weight", weight, "[in, hidden]", weight.shape().rank() == 2);
    Shape hidden = weight.shape().range(1, 2);
    Shapes.require("IndRnnCell: recurrent", recurrent, "[hidden]", recurrent.shape().equals(hidden));
    Shapes.require("IndRnnCell: bias", bias, "[hidden]", bias.shape().equals(hidden));
  }

  /// New weights.
  public static IndRnnCell of(int in, int hidden, Rng rng) {
    Cells.sizes("IndRnnCell", in, hidden);
    return new IndRnnCell(
        Cells.weight(in, hidden, 1, rng),
        Variable.of("recurrent", rng.uniform(Shape.of(hidden), 0, 1)),
        Variable.zeros("bias", Shape.of(hidden)));
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return weight.shape().size(1);
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
    return Cells.stepped(state.get(0).mul(weights.get(0)).add(projected).relu());
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", out());
    return c;
  }

  static IndRnnCell of(Config c) {
    int in = c.integer("in", 1);
    int hidden = c.integer("hidden", 1);
    return new IndRnnCell(c.variable("weight", in, hidden), c.variable("recurrent", hidden), c.variable("bias", hidden));
  }
}
