package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// The reservoir of an echo state network: random weights that are never trained, scaled so that states fade,
/// h_t = (1 - leak) h_{t-1} + leak tanh(x_t W + h_{t-1} U + b).
///
/// Source: Jaeger 2001, The "echo state" approach to analysing and training recurrent neural networks; leaky units:
/// Jaeger, Lukosevicius, Popovici, Siewert 2007.
///
/// @param weight W `[in, units]`
/// @param recurrent U `[units, units]`
/// @param bias b `[units]`
/// @param leak above 0, at most 1: how fast units follow
public record ReservoirCell(@State Variable weight, @State Variable recurrent, @State Variable bias, double leak)
    implements Cell {
  /// Checks that the shapes agree.
  public ReservoirCell {
    Cells.require("ReservoirCell", weight, recurrent, bias, 1);
    if (!(leak > 0 && leak <= 1)) {
      throw new IllegalArgumentException("ReservoirCell: expected a leak above 0 and at most 1, got " + leak);
    }
  }

  /// All pairs of units are weighed, and the spectral radius takes the cube of their number.
  private static final int MOST_UNITS = 10_000;

  /// A reservoir in which each unit sees about ten others.
  ///
  /// @param radius spectral radius of U: the size of its largest eigenvalue; below 1 for states that fade
  /// @param scale W is uniform in [-scale, scale], b in a tenth of that
  public static ReservoirCell of(int in, int units, double radius, double scale, Rng rng) {
    Cells.sizes("ReservoirCell", in, units);
    if (units > MOST_UNITS) {
      throw new IllegalArgumentException("ReservoirCell: expected at most " + MOST_UNITS + " units, got " + units);
    }
    Shapes.atLeast("ReservoirCell", "radius", radius, 0);
    Shapes.atLeast("ReservoirCell", "scale", scale, 0);
    float share = Math.min(1, 10f / units);
    float[] u = new float[units * units];
    double now = 0;
    while (now == 0) {
      for (int i = 0; i < u.length; i++) {
        u[i] = rng.nextFloat() < share ? 2 * rng.nextFloat() - 1 : 0;
      }
      now = SpectralRadius.of(u, units);
    }
    for (int i = 0; i < u.length; i++) {
      u[i] = (float) (u[i] * radius / now);
    }
    float s = (float) scale;
    return new ReservoirCell(
        Variable.of("weight", rng.uniform(Shape.of(in, units), -s, s)),
        Variable.of("recurrent", Array.wrap(Shape.of(units, units), u)),
        Variable.of("bias", rng.uniform(Shape.of(units), -s / 10, s / 10)),
        1);
  }

  /// The same weights with units that follow more slowly.
  public ReservoirCell withLeak(double rate) {
    return new ReservoirCell(weight, recurrent, bias, rate);
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
    Tensor h = state.get(0);
    Tensor next = h.matmul(weights.get(0)).add(projected).tanh();
    return Cells.stepped(leak == 1 ? next : h.add(next.sub(h).mul(leak)));
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("in", in());
    c.put("units", out());
    c.put("leak", leak);
    return c;
  }

  static ReservoirCell of(Config c) {
    int in = c.integer("in", 1);
    int n = c.integer("units", 1);
    return new ReservoirCell(
        c.variable("weight", in, n), c.variable("recurrent", n, n), c.variable("bias", n), c.number("leak"));
  }
}
