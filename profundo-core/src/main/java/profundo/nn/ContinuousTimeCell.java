package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Continuous-time network: units are leaky integrators with time constants of their own,
///
///     tau dy/dt = -y + sigmoid(y + theta) U + x W,
///
/// followed by Euler steps of length dt: y += dt / tau (...). The output is sigmoid(y + theta). tau is kept as its
/// logarithm, so that training cannot make it negative; steps are stable while dt is well below the smallest tau.
///
/// Source: Funahashi and Nakamura 1993, Approximation of dynamical systems by continuous time recurrent neural networks;
/// in this form Beer 1995, On the dynamics of small continuous-time recurrent neural networks.
///
/// @param weight W `[in, units]`
/// @param recurrent U `[units, units]`
/// @param bias theta `[units]`
/// @param logTau log tau `[units]`
/// @param dt length of a step, in the unit of tau
public record ContinuousTimeCell(Variable weight, Variable recurrent, Variable bias, Variable logTau, double dt)
    implements Cell {
  /// Checks that the shapes agree.
  public ContinuousTimeCell {
    Cells.require("ContinuousTimeCell", weight, recurrent, bias, 1);
    Shapes.require("ContinuousTimeCell: logTau", logTau, "[units]", logTau.shape().equals(bias.shape()));
    if (!(dt > 0) || Double.isInfinite(dt)) {
      throw new IllegalArgumentException("ContinuousTimeCell: expected a step above 0, got " + dt);
    }
  }

  /// New weights; time constants from 1 to 10 steps, evenly spread by their logarithm.
  public static ContinuousTimeCell of(int in, int units, Rng rng) {
    Cells.sizes("ContinuousTimeCell", in, units);
    return new ContinuousTimeCell(
        Cells.weight(in, units, 1, rng),
        Cells.recurrent(units, 1, rng),
        Cells.bias(units, 1, 0, 0),
        Variable.of("logTau", rng.uniform(Shape.of(units), 0, (float) Math.log(10))),
        1);
  }

  /// The same weights with steps of another length.
  public ContinuousTimeCell withStep(double length) {
    return new ContinuousTimeCell(weight, recurrent, bias, logTau, length);
  }

  @Override
  public int in() {
    return weight.shape().size(0);
  }

  @Override
  public int out() {
    return recurrent.shape().size(0);
  }

  /// y, before the squashing.
  @Override
  public List<Integer> state() {
    return List.of(out());
  }

  @Override
  public Tensor project(Tensor x, Pass pass) {
    return x.matmul(pass.read(weight));
  }

  @Override
  public List<Tensor> weights(Pass pass) {
    return List.of(pass.read(recurrent), pass.read(bias), pass.read(logTau).neg().exp().mul(dt));
  }

  @Override
  public Stepped step(Tensor projected, List<Tensor> state, List<Tensor> weights, int time) {
    Tensor y = state.get(0);
    Tensor drive = y.add(weights.get(1)).sigmoid().matmul(weights.get(0)).add(projected);
    Tensor next = y.add(weights.get(2).mul(drive.sub(y)));
    return new Stepped(next.add(weights.get(1)).sigmoid(), List.of(next));
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("units", out());
    c.put("dt", dt);
    return c;
  }

  static ContinuousTimeCell of(Config c) {
    int in = c.integer("in", 1);
    int n = c.integer("units", 1);
    return new ContinuousTimeCell(
        c.variable("weight", in, n), c.variable("recurrent", n, n), c.variable("bias", n), c.variable("logTau", n),
        c.number("dt"));
  }
}
