package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Jordan's network, whose context is its own output with an echo of earlier ones:
///
///     s_t = decay s_{t-1} + y_{t-1}
///     h_t = tanh(x_t W + s_t U + b)
///     y_t = sigmoid(h_t V + c)
///
/// Source: Jordan 1986, Serial order: a parallel distributed processing approach.
///
/// @param weight W `[in, hidden]`
/// @param context U `[out, hidden]`
/// @param bias b `[hidden]`
/// @param readout V `[hidden, out]`
/// @param readoutBias c `[out]`
/// @param decay from 0 to 1, exclusive: how much of the context stays
public record JordanCell(
    Variable weight, Variable context, Variable bias, Variable readout, Variable readoutBias, double decay) implements Cell {
  /// Checks that the shapes agree.
  public JordanCell {
    Shape w = weight.shape();
    Shapes.require("JordanCell: weight", weight, "[in, hidden]", w.rank() == 2);
    Shapes.require("JordanCell: bias", bias, "[hidden]", bias.shape().equals(w.range(1, 2)));
    Shape v = readout.shape();
    Shapes.require("JordanCell: readout", readout, "[hidden, out]", v.rank() == 2 && v.size(0) == w.size(1));
    Shapes.require("JordanCell: readoutBias", readoutBias, "[out]", readoutBias.shape().equals(v.range(1, 2)));
    Shapes.require("JordanCell: context", context, "[out, hidden]", context.shape().equals(Shape.of(v.size(1), v.size(0))));
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("JordanCell: expected a decay from 0 to below 1, got " + decay);
    }
  }

  /// New weights; half of the context stays.
  public static JordanCell of(int in, int hidden, int out, Rng rng) {
    Cells.sizes("JordanCell", in, hidden);
    Shapes.atLeast("JordanCell", "out", out, 1);
    Initializer glorot = Initializer.glorotUniform();
    return new JordanCell(
        Cells.weight(in, hidden, 1, rng),
        Variable.of("context", glorot.draw(Shape.of(out, hidden), rng)),
        Variable.zeros("bias", Shape.of(hidden)),
        Variable.of("readout", glorot.draw(Shape.of(hidden, out), rng)),
        Variable.zeros("readoutBias", Shape.of(out)),
        0.5);
  }

  /// The same weights with another decay.
  public JordanCell withDecay(double share) {
    return new JordanCell(weight, context, bias, readout, readoutBias, share);
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return readout.shape().size(1);
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
    return List.of(pass.read(context), pass.read(readout), pass.read(readoutBias));
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    Tensor s = state.get(0);
    Tensor h = s.matmul(weights.get(0)).add(projected).tanh();
    Tensor y = h.matmul(weights.get(1)).add(weights.get(2)).sigmoid();
    return new Stepped(y, List.of(s.mul(decay).add(y)));
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", weight.shape().size(1));
    c.put("out", out());
    c.put("decay", decay);
    return c;
  }

  static JordanCell of(Config c) {
    int in = c.integer("in", 1);
    int hidden = c.integer("hidden", 1);
    int out = c.integer("out", 1);
    return new JordanCell(
        c.variable("weight", in, hidden), c.variable("context", out, hidden), c.variable("bias", hidden),
        c.variable("readout", hidden, out), c.variable("readoutBias", out), c.number("decay"));
  }
}
