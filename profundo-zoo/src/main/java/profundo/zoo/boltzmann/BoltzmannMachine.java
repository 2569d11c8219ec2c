package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Pass;
import profundo.optim.Optimizer;
import profundo.train.Step;

/// Boltzmann machine: binary units, each connected with any other, the historical root of the family.
///
///     E(s) = -1/2 s W s' - b s',  W symmetric, its diagonal zero          p(s) = e^(-E(s) / T) / Z
///     P(s_i = 1 | the others) = sigmoid((sum over j of w_ij s_j + b_i) / T)
///
/// Units take turns ([#sweep]); a temperature T that falls slowly lets them settle in a state of low energy
/// ([#anneal]): simulated annealing, which solves small problems of constraints written as energies ([#of(double[][],
/// double...)]). With some units shown to the data it learns by the difference of the correlations with data and without,
/// s_i s_j ([#learning]).
///
/// Kirkpatrick, Gelatt, Vecchi 1983, Optimization by simulated annealing; Hinton and Sejnowski 1983; Ackley, Hinton, Sejnowski
/// 1985, A learning algorithm for Boltzmann machines. `profundo train boltzmann-machine`. As a layer: samples `[batch, ...]` of
/// the visible units, which are the first -> the mean field of the others.
///
/// @param weight W `[units, units]`; what is not symmetric or on the diagonal does not count
/// @param bias b `[units]`
/// @param visible how many units, the first ones, stand for data
public record BoltzmannMachine(Variable weight, Variable bias, int visible) implements Described {
  /// More units than this would make a sweep of one unit after the other too long a program.
  public static final int MOST_UNITS = 512;

  private static final int ROUNDS = 20;

  /// Checks the shapes.
  public BoltzmannMachine {
    int n = bias.shape().count();
    if (!weight.shape().equals(Shape.of(n, n)) || !bias.shape().equals(Shape.of(n))) {
      throw new ShapeException(
          "BoltzmannMachine: expected weight [units, units] and bias [units], got " + weight.shape() + " and " + bias.shape());
    }
    if (n > MOST_UNITS || visible < 0 || visible > n) {
      throw new IllegalArgumentException(
          "BoltzmannMachine: expected at most " + MOST_UNITS + " units and as many visible ones at most, got " + n + " and "
              + visible);
    }
  }

  /// With weights from N(0, 0.1²) and biases of zero.
  public static BoltzmannMachine of(int visible, int hidden, Rng rng) {
    int n = visible + hidden;
    if (n < 1 || n > MOST_UNITS) {
      throw new IllegalArgumentException("BoltzmannMachine: expected 1 to " + MOST_UNITS + " units, got " + n);
    }
    return new BoltzmannMachine(
        Variable.of("weight", rng.normal(Shape.of(n, n), 0, 0.1f)), Variable.zeros("bias", Shape.of(n)), visible);
  }

  /// Of given connections, such as those of a problem: w_ij = w_ji counts what it is worth that i and j are both on, b_i that i
  /// is.
  public static BoltzmannMachine of(double[][] weight, double... bias) {
    int n = bias.length;
    float[] w = new float[n * n];
    float[] b = new float[n];
    for (int i = 0; i < n; i++) {
      b[i] = (float) bias[i];
      for (int j = 0; j < n; j++) {
        w[i * n + j] = (float) weight[i][j];
      }
    }
    return new BoltzmannMachine(
        Variable.of("weight", Array.wrap(Shape.of(n, n), w)), Variable.of("bias", Array.wrap(Shape.of(n), b)), 0);
  }

  /// Number of units.
  public int units() {
    return bias.shape().count();
  }

  /// W as it counts: the mean of it and its transpose, with a diagonal of zeros.
  public Tensor symmetric() {
    int n = units();
    Shape square = Shape.of(n, n);
    Tensor off = Tensor.iota(square, 0).ne(Tensor.iota(square, 1));
    return weight.add(weight.transpose()).mul(0.5).mul(off);
  }

  /// E(s): s `[n, units]` -> `[n]`.
  public Tensor energy(Tensor s) {
    return s.matmul(symmetric()).mul(0.5).add(bias).mul(s).sum(-1).neg();
  }

  /// Every unit from one on gets a new state given all others, one after the other.
  ///
  /// @param s `[n, units]`
  /// @param from the units before it keep their states: 0, or the visible ones where they are clamped
  /// @param temperature T, F32 scalar
  public Tensor sweep(Tensor s, int from, Tensor temperature, Draws draws) {
    int n = units();
    Tensor w = symmetric();
    Tensor coins = draws.uniform(s.shape());
    List<Tensor> columns = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      columns.add(s.slice(1, i, i + 1));
    }
    // The input of every unit, which follows each change.
    Tensor input = s.matmul(w).add(bias);
    for (int i = from; i < n; i++) {
      Tensor p = input.slice(1, i, i + 1).div(temperature).sigmoid();
      Tensor next = coins.slice(1, i, i + 1).lt(p);
      input = input.add(next.sub(columns.get(i)).mul(w.slice(0, i, i + 1)));
      columns.set(i, next);
    }
    return Tensor.concat(1, columns);
  }

  /// States that have settled while the temperature fell from the first to the last of some, a sweep at each.
  ///
  /// @param runs how many machines settle side by side
  /// @return `[runs, units]`
  public Array anneal(int runs, double[] temperatures, long seed) {
    return anneal(runs, temperatures, seed, (_, _) -> {});
  }

  /// What is told after each sweep of an annealing.
  @FunctionalInterface
  public interface Cooling {
    /// @param sweep that was made, from 0
    /// @param states `[runs, units]`, which the next sweep changes
    void swept(int sweep, Array states);
  }

  /// The same under the eyes of somebody.
  ///
  /// @param runs how many machines settle side by side
  /// @return `[runs, units]`
  public Array anneal(int runs, double[] temperatures, long seed, Cooling watcher) {
    Variable s = Variable.of("s", Draws.of("coins", seed, 0).bernoulli(Tensor.fill(Shape.of(runs, units()), 0.5)).evaluate());
    Variable counter = Variable.counter("step");
    Tensor t = Tensor.input("temperature", Shape.SCALAR, DType.F32);
    Tensor next = sweep(s, 0, t, Draws.of("annealing", seed, counter));
    Program program =
        Engine.shared()
            .compile(
                List.of(t), List.of(), List.of(new Assignment(s, next), new Assignment(counter, counter.add(1))));
    for (int i = 0; i < temperatures.length; i++) {
      program.run(Array.of(Shape.SCALAR, (float) temperatures[i]));
      watcher.swept(i, s.value());
    }
    return s.value();
  }

  /// The state of lowest energy among those of [#anneal].
  public int[] settle(int runs, double[] temperatures, long seed) {
    Array states = anneal(runs, temperatures, seed);
    float[] e = energy(Tensor.of(states)).toFloats();
    int best = IntStream.range(0, runs).reduce((a, b) -> e[b] < e[a] ? b : a).orElseThrow();
    return IntStream.range(0, units()).map(i -> (int) states.floats()[best * units() + i]).toArray();
  }

  /// Temperatures that fall by the same factor from sweep to sweep.
  public static double[] cooling(double first, double last, int sweeps) {
    return IntStream.range(0, sweeps)
        .mapToDouble(i -> first * Math.pow(last / first, sweeps == 1 ? 1 : i / (sweeps - 1.0)))
        .toArray();
  }

  /// The step that learns from samples `x` of the visible units, 0 or 1.
  ///
  /// @param sweeps of Gibbs sampling for each batch, clamped and free
  /// @param chains that run free
  public Step learning(int sweeps, int chains, Optimizer optimizer) {
    return new BoltzmannMachineStep(this, sweeps, chains, optimizer);
  }

  /// Means of the hidden units given the visible ones by mean field, each round a step of half the way (so that it settles):
  /// v `[n, visible]` -> all units `[n, units]`.
  Tensor meanField(Tensor v) {
    int hidden = units() - visible;
    if (hidden == 0) {
      return v;
    }
    Tensor w = symmetric();
    Tensor below = v.matmul(w.slice(0, 0, visible).slice(1, visible, units())).add(bias.slice(0, visible, units()));
    Tensor between = w.slice(0, visible, units()).slice(1, visible, units());
    Tensor h = below.sigmoid();
    for (int i = 0; i < ROUNDS; i++) {
      h = h.add(h.matmul(between).add(below).sigmoid()).mul(0.5);
    }
    return Tensor.concat(1, v, h);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(
        this, x, x.dtype() == DType.F32 && x.shape().rank() > 1 && x.shape().count() / x.shape().size(0) == visible
            && units() > visible);
    return meanField(Rbm.flat(x)).slice(1, visible, units());
  }

  @Override
  public String expects() {
    return units() == visible ? "hidden units, which it has none of, to have a code" : "F32 x[batch, visible=" + visible + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("units", units());
    c.put("visible", visible);
    return c;
  }

  static BoltzmannMachine of(Config c) {
    int n = c.integer("units", 1);
    return new BoltzmannMachine(c.variable("weight", n, n), c.variable("bias", n), c.integer("visible", 0));
  }
}
