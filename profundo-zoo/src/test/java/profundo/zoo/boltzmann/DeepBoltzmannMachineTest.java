package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.Pass;
import profundo.optim.GradientDescent;
import profundo.train.Step;
import profundo.train.Trace;

/// Machines small enough to go through all of their states.
class DeepBoltzmannMachineTest {
  private static final long SEED = 21;

  private static DeepBoltzmannMachine random(int visible, List<Integer> sizes, double deviation) {
    Rng rng = Rng.of(SEED);
    DeepBoltzmannMachine m = DeepBoltzmannMachine.of(visible, sizes, rng);
    for (Variable v : m.weights()) {
      v.set(rng.normal(v.shape(), 0, (float) deviation));
    }
    for (Variable v : m.biases()) {
      v.set(rng.normal(v.shape(), 0, (float) deviation));
    }
    return m;
  }

  /// All states: bits of the layers one after the other, visible units first and lowest.
  private static List<Tensor> all(DeepBoltzmannMachine m) {
    int units = IntStream.rangeClosed(0, m.depth()).map(m::size).sum();
    Tensor bits = RbmTest.states(units);
    List<Tensor> states = new ArrayList<>();
    int at = 0;
    for (int i = 0; i <= m.depth(); i++) {
      states.add(bits.slice(1, at, at + m.size(i)));
      at += m.size(i);
    }
    return states;
  }

  private static double energy(DeepBoltzmannMachine m, int s) {
    double e = 0;
    int at = 0;
    for (int l = 0; l <= m.depth(); l++) {
      for (int i = 0; i < m.size(l); i++) {
        int on = s >> at + i & 1;
        e -= on * m.biases().get(l).value().floats()[i];
        for (int j = 0; l < m.depth() && j < m.size(l + 1); j++) {
          e -= on * (s >> at + m.size(l) + j & 1) * (double) m.weights().get(l).value().floats()[i * m.size(l + 1) + j];
        }
      }
      at += m.size(l);
    }
    return e;
  }

  private static double[] joint(DeepBoltzmannMachine m) {
    int units = IntStream.rangeClosed(0, m.depth()).map(m::size).sum();
    double[] p = IntStream.range(0, 1 << units).mapToDouble(s -> Math.exp(-energy(m, s))).toArray();
    double z = java.util.Arrays.stream(p).sum();
    return java.util.Arrays.stream(p).map(x -> x / z).toArray();
  }

  private static double logZ(DeepBoltzmannMachine m) {
    int units = IntStream.rangeClosed(0, m.depth()).map(m::size).sum();
    return Math.log(IntStream.range(0, 1 << units).mapToDouble(s -> Math.exp(-energy(m, s))).sum());
  }

  @Test
  void itsEnergyIsThatOfThePaper() {
    DeepBoltzmannMachine m = random(3, List.of(2, 4), 1);
    float[] e = m.energy(all(m)).toFloats();
    for (int s = 0; s < e.length; s++) {
      assertThat(e[s]).isCloseTo((float) energy(m, s), within(1e-4f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void gibbsSamplingGivesTheDistributionOfTheMachine(int depth) {
    DeepBoltzmannMachine m = random(2, depth == 2 ? List.of(2, 2) : List.of(2, 1, 2), 0.8);
    int chains = 20_000;
    List<Tensor> states = new ArrayList<>();
    for (int i = 0; i <= depth; i++) {
      states.add(Tensor.fill(Shape.of(chains, m.size(i)), 0));
    }
    for (int k = 0; k < 40; k++) {
      states = m.gibbs(states, Draws.of("gibbs", SEED, k)).stream().map(Tensor::materialize).toList();
    }
    float[] bits = Tensor.concat(1, states).toFloats();
    int units = bits.length / chains;
    int[] counts = new int[1 << units];
    for (int k = 0; k < chains; k++) {
      int s = 0;
      for (int i = 0; i < units; i++) {
        s |= (int) bits[k * units + i] << i;
      }
      counts[s]++;
    }
    double[] p = joint(m);
    double chi =
        IntStream.range(0, p.length).mapToDouble(s -> Math.pow(counts[s] - chains * p[s], 2) / (chains * p[s])).sum();
    // Mean and standard deviation of chi-squared: degrees of freedom d and sqrt(2 d).
    double d = p.length - 1;
    assertThat(chi).as("seed %s", SEED).isLessThan(d + 4 * Math.sqrt(2 * d));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void annealedImportanceSamplingEstimatesItsPartitionFunction(int depth) {
    DeepBoltzmannMachine m = random(6, depth == 2 ? List.of(5, 4) : List.of(5, 4, 3), 0.7);
    var estimate = m.partition(RbmTest.states(6).mul(0.3).evaluate()).withTemperatures(300).estimate(SEED);
    assertThat(estimate.logZ()).as("seed %s", SEED).isCloseTo(logZ(m), within(0.15));
  }

  @Test
  void theBoundLiesBelowTheLikelihoodAndNearIt() {
    DeepBoltzmannMachine m = random(5, List.of(4, 3), 0.6);
    double[] p = joint(m);
    double[] marginal = new double[1 << 5];
    for (int s = 0; s < p.length; s++) {
      marginal[s & 31] += p[s];
    }
    double z = logZ(m);
    float[] bound = m.bound(m.meanField(RbmTest.states(5), 30)).toFloats();
    double gap = 0;
    for (int v = 0; v < 32; v++) {
      assertThat(bound[v] - z).isLessThan(Math.log(marginal[v]) + 1e-4);
      gap += (Math.log(marginal[v]) - bound[v] + z) / 32;
    }
    assertThat(gap).isBetween(0.0, 0.1);
  }

  @Test
  void theStepFollowsTheGradientOfTheLikelihood() {
    DeepBoltzmannMachine m = random(4, List.of(3, 3), 0.1);
    double[] model = joint(m);
    double[] data = IntStream.range(0, 16).mapToDouble(v -> Integer.bitCount(v) == 2 ? 1 : 0.1).toArray();
    double total = java.util.Arrays.stream(data).sum();
    double[] marginal = new double[16];
    for (int s = 0; s < model.length; s++) {
      marginal[s & 15] += model[s];
    }
    // d log p / dW = E[s s' | data] - E[s s' | model]; given v the hidden units are as in the model.
    double[] exact = new double[4 * 3 + 3 * 3];
    for (int s = 0; s < model.length; s++) {
      double d = model[s] / marginal[s & 15] * (data[s & 15] / total) - model[s];
      for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 4; i++) {
          exact[i * 3 + j] += d * (s >> i & 1) * (s >> 4 + j & 1);
        }
        for (int i = 0; i < 3; i++) {
          exact[12 + i * 3 + j] += d * (s >> 4 + i & 1) * (s >> 7 + j & 1);
        }
      }
    }
    int[] rows = IntStream.range(0, 16).flatMap(v -> IntStream.range(0, (int) Math.round(data[v] * 10)).map(_ -> v)).toArray();
    Tensor x = RbmTest.states(4).gather(Tensor.of(Shape.of(rows.length), rows)).materialize();
    Step step = m.learning(20, 40_000, 10, GradientDescent.of(0.1), 0);
    Trace t = step.train(Map.of("x", x), Tensor.scalar(0, DType.I32), SEED);
    List<Double> g = new ArrayList<>();
    for (int l = 0; l < 2; l++) {
      for (float f : t.gradients().get("weights." + l).toFloats()) {
        g.add((double) -f);
      }
    }
    double[] estimated = g.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(RbmTest.cosine(exact, estimated)).as("seed %s", SEED).isGreaterThan(0.95);
    assertThat(step.memory().keySet()).contains("chain/0", "chain/1", "chain/2");
  }

  /// A machine of two modes, all units on and all off, between which chains do not move in one step.
  @Test
  void chainsBeginAtTheData() {
    DeepBoltzmannMachine m = random(4, List.of(4, 4), 0);
    for (int i = 0; i <= 2; i++) {
      int sides = i == 1 ? 2 : 1;
      m.biases().get(i).set(Tensor.fill(Shape.of(4), -20 * sides).evaluate());
    }
    m.weights().forEach(w -> w.set(Tensor.fill(Shape.of(4, 4), 10).evaluate()));
    for (int mode = 0; mode <= 1; mode++) {
      Step step = m.learning(10, 7, 1, GradientDescent.of(0), 0);
      Trace t = step.train(Map.of("x", Tensor.fill(Shape.of(3, 4), mode)), Tensor.scalar(0, DType.I32), SEED);
      assertThat(t.gradients().get("weights.0").toFloats()).as("mode %s", mode).containsOnly(0);
      for (var a : t.assignments()) {
        if (step.memory().containsValue(a.variable()) && a.value().shape().equals(Shape.of(7, 4))) {
          assertThat(a.value().toFloats()).containsOnly(mode);
        }
      }
    }
  }

  @Test
  void machinesBecomeOne() {
    DeepBoltzmannMachine m = random(4, List.of(3, 3, 2), 1);
    var p = m.pretraining(GradientDescent.of(0.1), 0);
    float[] middle = m.weights().get(1).toFloats();
    float[] outer = m.weights().get(2).toFloats();
    float[] c = m.biases().get(1).toFloats();
    p.combine().run();
    assertThat(m.weights().get(1).toFloats()).isEqualTo(Tensor.of(Shape.of(9), middle).mul(0.5).toFloats());
    assertThat(m.weights().get(2).toFloats()).isEqualTo(outer);
    assertThat(m.biases().get(1).toFloats()).isEqualTo(Tensor.of(Shape.of(3), c).mul(0.5).toFloats());
    Tensor v = RbmTest.states(4);
    float[] code = Pass.inference(p.stack()).apply(p.stack().encoder(1), v).toFloats();
    float[] expected = v.matmul(m.weights().get(0)).mul(2).add(m.biases().get(1)).sigmoid().toFloats();
    assertThat(code).isEqualTo(expected);
  }

  @Test
  void theNetworkBeginsWithWhatMeanFieldComputes() {
    DeepBoltzmannMachine m = random(4, List.of(3, 2), 1);
    Tensor v = RbmTest.states(4);
    var net = m.network(2, Rng.of(1));
    Array h1 = Pass.inference(net).apply(net.layers().get(0), m.augmented(v)).evaluate();
    List<Tensor> q = m.meanField(v, DeepBoltzmannMachine.ROUNDS);
    Array expected = m.input(1, q).sigmoid().evaluate();
    for (int i = 0; i < expected.floats().length; i++) {
      assertThat(h1.floats()[i]).isCloseTo(expected.floats()[i], within(1e-5f));
    }
  }
}
