package profundo.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Nonlinear autoregressive model with exogenous inputs: a perceptron over the last inputs and its own last outputs,
///
///     h_t = tanh(sum for d = 0..D of x_{t-d} W_d + sum for d = 1..E of y_{t-d} U_d + b),   y_t = h_t V + c.
///
/// Source: Lin, Horne, Tino, Giles 1996, Learning long-term dependencies in NARX recurrent neural networks.
///
/// The input delays are kept as sums that later steps are still owed, so that every W_d multiplies each input once.
///
/// @param weight W_0 to W_D side by side, `[in, (D + 1) * hidden]`
/// @param feedback U_1 to U_E below each other, `[E * out, hidden]`
/// @param bias b `[hidden]`
/// @param readout V `[hidden, out]`
/// @param readoutBias c `[out]`
public record NarxCell(Variable weight, Variable feedback, Variable bias, Variable readout, Variable readoutBias) implements Cell {
  /// Checks that the shapes agree.
  public NarxCell {
    Shape v = readout.shape();
    Shapes.require("NarxCell: readout", readout, "[hidden, out]", v.rank() == 2);
    int hidden = v.size(0);
    Shapes.require("NarxCell: readoutBias", readoutBias, "[out]", readoutBias.shape().equals(v.range(1, 2)));
    Shapes.require("NarxCell: bias", bias, "[hidden]", bias.shape().equals(v.range(0, 1)));
    Shape w = weight.shape();
    Shapes.require("NarxCell: weight", weight, "[in, delays * hidden]", w.rank() == 2 && w.size(1) % hidden == 0);
    Shape u = feedback.shape();
    Shapes.require(
        "NarxCell: feedback", feedback, "[delays * out, hidden]",
        u.rank() == 2 && u.size(1) == hidden && u.size(0) % v.size(1) == 0);
  }

  /// New weights.
  ///
  /// @param inputs how many inputs before the present one are seen; D, from 0
  /// @param outputs how many outputs are fed back; E, from 1
  public static NarxCell of(int in, int hidden, int out, int inputs, int outputs, Rng rng) {
    Cells.sizes("NarxCell", in, hidden);
    Shapes.atLeast("NarxCell", "out", out, 1);
    Shapes.atLeast("NarxCell", "inputs", inputs, 0);
    Shapes.atLeast("NarxCell", "outputs", outputs, 1);
    Initializer glorot = Initializer.glorotUniform();
    return new NarxCell(
        Cells.weight(in, hidden, inputs + 1, rng),
        Variable.of("feedback", glorot.draw(Shape.of(outputs * out, hidden), rng)),
        Variable.zeros("bias", Shape.of(hidden)),
        Variable.of("readout", glorot.draw(Shape.of(hidden, out), rng)),
        Variable.zeros("readoutBias", Shape.of(out)));
  }

  private int hidden() {
    return readout.shape().size(0);
  }

  /// D, the inputs that are seen besides the present one.
  public int inputs() {
    return weight.shape().size(1) / hidden() - 1;
  }

  /// E, the outputs that are fed back.
  public int outputs() {
    return feedback.shape().size(0) / out();
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return readout.shape().size(1);
  }

  /// What the next D steps are owed by inputs so far, then the last E outputs, newest first.
  @Override
  public List<Integer> state() {
    List<Integer> sizes = new ArrayList<>(Collections.nCopies(inputs(), hidden()));
    sizes.addAll(Collections.nCopies(outputs(), out()));
    return sizes;
  }

  @Override
  public Tensor project(Tensor x, Pass pass) {
    Tensor p = x.matmul(pass.read(weight));
    return inputs() == 0 ? p.add(pass.read(bias)) : p.add(pass.read(bias).pad(new int[1], new int[] {inputs() * hidden()}));
  }

  @Override
  public List<Tensor> weights(Pass pass) {
    return List.of(pass.read(feedback), pass.read(readout), pass.read(readoutBias));
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    int n = hidden();
    int delays = inputs();
    List<Tensor> past = state.subList(delays, state.size());
    Tensor z = Cells.gate(projected, 0, n);
    z = delays > 0 ? z.add(state.get(0)) : z;
    Tensor h = Tensor.concat(1, past).matmul(weights.get(0)).add(z).tanh();
    Tensor y = h.matmul(weights.get(1)).add(weights.get(2));
    List<Tensor> next = new ArrayList<>();
    for (int d = 1; d <= delays; d++) {
      Tensor owed = Cells.gate(projected, d, n);
      next.add(d < delays ? owed.add(state.get(d)) : owed);
    }
    next.add(y);
    next.addAll(past.subList(0, past.size() - 1));
    return new Stepped(y, next);
  }

  /// Those of the inputs of all delays together.
  @Override
  public Units units(Variable v) {
    return v == weight ? new Units(Shape.of(in(), inputs() + 1, hidden()), List.of(0, 1)) : Units.last(v.shape());
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("hidden", hidden());
    c.put("out", out());
    c.put("inputs", inputs());
    c.put("outputs", outputs());
    return c;
  }

  static NarxCell of(Config c) {
    int in = c.integer("in", 1);
    int hidden = c.integer("hidden", 1);
    int out = c.integer("out", 1);
    return new NarxCell(
        c.variable("weight", in, Math.multiplyExact(c.integer("inputs", 0) + 1, hidden)),
        c.variable("feedback", Math.multiplyExact(c.integer("outputs", 1), out), hidden),
        c.variable("bias", hidden), c.variable("readout", hidden, out), c.variable("readoutBias", out));
  }
}
