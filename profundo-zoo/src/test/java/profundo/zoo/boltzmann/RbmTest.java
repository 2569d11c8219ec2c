package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.io.ModelFile;
import profundo.nn.LayerRegistry;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;
import profundo.train.Step;
import profundo.train.Trace;
import profundo.train.Trainer;
import profundo.zoo.Zoo;

/// A machine small enough to go through all of its states is the measure of everything.
class RbmTest {
  private static final int V = 6;
  private static final int H = 4;
  private static final long SEED = 7;

  /// Weights and biases from N(0, deviation).
  static Rbm random(int visible, int hidden, double deviation, long seed) {
    Rng rng = Rng.of(seed);
    Rbm rbm = Rbm.of(visible, hidden, rng);
    for (Variable v : List.of(rbm.weight(), rbm.visibleBias(), rbm.hiddenBias())) {
      v.set(rng.normal(v.shape(), 0, (float) deviation));
    }
    return rbm;
  }

  static Tensor states(int units) {
    float[] bits = new float[units << units];
    for (int s = 0; s < 1 << units; s++) {
      for (int j = 0; j < units; j++) {
        bits[s * units + j] = s >> j & 1;
      }
    }
    return Tensor.of(Shape.of(1 << units, units), bits);
  }

  /// E(v, h) = -v W h' - b v' - c h' in double precision.
  private static double energy(Rbm r, int v, int h) {
    double e = 0;
    int hidden = r.hiddenSize();
    for (int i = 0; i < r.visibleSize(); i++) {
      e -= (v >> i & 1) * r.visibleBias().value().floats()[i];
      for (int j = 0; j < hidden; j++) {
        e -= (v >> i & 1) * (h >> j & 1) * (double) r.weight().value().floats()[i * hidden + j];
      }
    }
    for (int j = 0; j < hidden; j++) {
      e -= (h >> j & 1) * r.hiddenBias().value().floats()[j];
    }
    return e;
  }

  /// Probabilities of all joint states, h counted first.
  private static double[] joint(Rbm r) {
    double[] p = new double[1 << (r.visibleSize() + r.hiddenSize())];
    double z = 0;
    for (int s = 0; s < p.length; s++) {
      p[s] = Math.exp(-energy(r, s >> r.hiddenSize(), s & (1 << r.hiddenSize()) - 1));
      z += p[s];
    }
    for (int s = 0; s < p.length; s++) {
      p[s] /= z;
    }
    return p;
  }

  private static double[] marginal(Rbm r) {
    double[] p = new double[1 << r.visibleSize()];
    double[] joint = joint(r);
    for (int s = 0; s < joint.length; s++) {
      p[s >> r.hiddenSize()] += joint[s];
    }
    return p;
  }

  @Test
  void freeEnergySumsTheHiddenUnitsOut() {
    Rbm r = random(V, H, 1, SEED);
    float[] f = r.freeEnergy(states(V)).toFloats();
    float[] e = r.energy(states(V), Tensor.fill(Shape.of(1 << V, H), 1)).toFloats();
    for (int v = 0; v < 1 << V; v++) {
      double sum = 0;
      for (int h = 0; h < 1 << H; h++) {
        sum += Math.exp(-energy(r, v, h));
      }
      assertThat(f[v]).isCloseTo((float) -Math.log(sum), within(1e-4f));
      assertThat(e[v]).isCloseTo((float) energy(r, v, (1 << H) - 1), within(1e-4f));
    }
  }

  @Test
  void thePartitionFunctionIsTheSumOverAllStatesWhicheverSideIsSmaller() {
    for (Rbm r : List.of(random(V, H, 1, SEED), random(H, V, 1, SEED))) {
      double z = 0;
      for (int v = 0; v < 1 << r.visibleSize(); v++) {
        for (int h = 0; h < 1 << r.hiddenSize(); h++) {
          z += Math.exp(-energy(r, v, h));
        }
      }
      assertThat(PartitionFunction.log(r)).isCloseTo(Math.log(z), within(1e-5));
    }
    assertThatThrownBy(() -> PartitionFunction.log(random(30, 26, 1, SEED)))
        .hasMessageContaining("expected at most 25 units to go through all states of, got 26");
  }

  @Test
  void conditionalProbabilitiesAreThoseOfTheJointDistribution() {
    Rbm r = random(V, H, 1, SEED);
    double[] p = joint(r);
    float[] mean = r.hiddenMean(states(V)).toFloats();
    for (int v = 0; v < 1 << V; v++) {
      for (int j = 0; j < H; j++) {
        double on = 0;
        double all = 0;
        for (int h = 0; h < 1 << H; h++) {
          all += p[v << H | h];
          on += (h >> j & 1) * p[v << H | h];
        }
        assertThat(mean[v * H + j]).isCloseTo((float) (on / all), within(1e-5f));
      }
    }
  }

  /// Chi-squared over all visible states, of chains that have run long enough.
  @Test
  void gibbsSamplingGivesTheDistributionOfTheMachine() {
    Rbm r = random(4, 3, 0.8, SEED);
    int chains = 20_000;
    Tensor v = Tensor.fill(Shape.of(chains, 4), 0);
    for (int i = 0; i < 25; i++) {
      v = r.gibbs(v, Draws.of("gibbs", SEED, i)).materialize();
    }
    int[] counts = new int[16];
    float[] x = v.toFloats();
    for (int k = 0; k < chains; k++) {
      int s = 0;
      for (int i = 0; i < 4; i++) {
        s |= (int) x[k * 4 + i] << i;
      }
      counts[s]++;
    }
    double[] p = marginal(r);
    double chi = IntStream.range(0, 16).mapToDouble(s -> Math.pow(counts[s] - chains * p[s], 2) / (chains * p[s])).sum();
    // 15 degrees of freedom: 37.7 is passed once in a thousand.
    assertThat(chi).as("seed %s", SEED).isLessThan(37.7);
  }

  @Test
  void pseudoLikelihoodIsThatOfOneUnitGivenTheOthers() {
    Rbm r = random(V, H, 1, SEED);
    double[] p = marginal(r);
    for (int i = 0; i < V; i++) {
      int[] units = new int[1 << V];
      java.util.Arrays.fill(units, i);
      float[] c = r.conditional(states(V), Tensor.of(Shape.of(units.length), units)).toFloats();
      for (int v = 0; v < 1 << V; v++) {
        assertThat(c[v]).isCloseTo((float) Math.log(p[v] / (p[v] + p[v ^ 1 << i])), within(1e-4f));
      }
    }
    int n = 20_000;
    Tensor many = Tensor.fill(Shape.of(n, V), 1);
    double exact = IntStream.range(0, V).mapToDouble(i -> Math.log(p[63] / (p[63] + p[63 ^ 1 << i]))).sum();
    assertThat((double) r.pseudoLikelihood(many, Draws.of("pl", SEED, 0)).mean().toFloat()).isCloseTo(exact, within(0.1));
  }

  /// d log p / d(W, b, c) = E[v'h, v, h | data] - E[v'h, v, h | model].
  private static double[] exactGradient(Rbm r, double[] data) {
    double[] model = marginal(r);
    float[] h = r.hiddenMean(states(r.visibleSize())).toFloats();
    int hidden = r.hiddenSize();
    int visible = r.visibleSize();
    double[] g = new double[visible * hidden + visible + hidden];
    for (int s = 0; s < model.length; s++) {
      double d = data[s] - model[s];
      for (int i = 0; i < visible; i++) {
        g[visible * hidden + i] += d * (s >> i & 1);
        for (int j = 0; j < hidden; j++) {
          g[i * hidden + j] += d * (s >> i & 1) * h[s * hidden + j];
        }
      }
      for (int j = 0; j < hidden; j++) {
        g[visible * hidden + visible + j] += d * h[s * hidden + j];
      }
    }
    return g;
  }

  static double cosine(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double[] gradient(Step step, Tensor x) {
    Trace t = step.train(Map.of("x", x), Tensor.scalar(3, DType.I32), SEED);
    List<Double> g = new ArrayList<>();
    for (String name : List.of("weight", "visibleBias", "hiddenBias")) {
      for (float f : t.gradients().get(name).toFloats()) {
        g.add((double) -f);
      }
    }
    return g.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @ParameterizedTest
  @CsvSource({"false, 0.95", "true, 0.98"})
  void tenStepsGiveTheGradientOfTheLikelihood(boolean sampled, double least) {
    Rbm r = random(V, H, 0.1, SEED);
    Rng rng = Rng.of(3);
    double[] weights = IntStream.range(0, 1 << V).mapToDouble(s -> 1 + 8 * (rng.nextInt(4) == 0 ? 1 : 0)).toArray();
    double total = java.util.Arrays.stream(weights).sum();
    double[] data = java.util.Arrays.stream(weights).map(w -> w / total).toArray();
    int repeat = 400;
    List<Integer> rows = new ArrayList<>();
    IntStream.range(0, 1 << V).forEach(s -> IntStream.range(0, (int) weights[s] * repeat).forEach(_ -> rows.add(s)));
    assertThat(rows.size()).isGreaterThan(10_000);
    Tensor x = states(V).gather(Tensor.of(Shape.of(rows.size()), rows.stream().mapToInt(Integer::intValue).toArray()));
    var cd = ContrastiveDivergence.of(r).withSteps(10).withWeightDecay(0);
    double[] exact = exactGradient(r, data);
    double[] estimated = gradient((sampled ? cd.withSampledVisible() : cd).pretraining(), x.materialize());
    assertThat(cosine(exact, estimated)).as("seed %s", SEED).isGreaterThan(least);
    double ratio = Math.sqrt(cosine(estimated, estimated)) * norm(estimated) / norm(exact);
    assertThat(ratio).isCloseTo(1, within(0.1));
  }

  private static double norm(double[] a) {
    return Math.sqrt(java.util.Arrays.stream(a).map(v -> v * v).sum());
  }

  /// Learns a distribution of six states; the likelihood is known exactly.
  @ParameterizedTest
  @CsvSource({"1, 0", "5, 0", "1, 200"})
  void trainingRaisesTheLikelihood(int steps, int chains) throws Exception {
    Rbm r = Rbm.of(V, 8, Rng.of(SEED));
    int[] shown = {0b000111, 0b111000, 0b000111, 0b111000, 0b101010, 0b111111};
    Array x = states(V).gather(Tensor.of(Shape.of(6), shown)).evaluate();
    double before = likelihood(r, shown);
    var falling = GradientDescent.of(Schedule.cosine(0.1, 1500)).withMomentum(0.5);
    var how = ContrastiveDivergence.of(r).withSteps(steps).withChains(chains).withOptimizer(falling).withWeightDecay(0);
    Trainer.of(how.pretraining())
        .seed(SEED)
        .fit(Dataset.of(x).batches(6), 1500);
    double after = likelihood(r, shown);
    System.out.printf("likelihood CD-%d, %d chains: %.3f -> %.3f (best %.3f)%n", steps, chains, before, after, -1.33);
    assertThat(before).isCloseTo(-V * Math.log(2), within(0.05));
    assertThat(after).as("seed %s", SEED).isGreaterThan(-1.9);
  }

  private static double likelihood(Rbm r, int... shown) {
    double[] p = marginal(r);
    return java.util.Arrays.stream(shown).mapToDouble(s -> Math.log(p[s])).average().orElseThrow();
  }

  @Test
  void aSparsityTargetDrawsHiddenUnitsToIt() throws Exception {
    Rng rng = Rng.of(SEED);
    Array x = Draws.of("data", SEED, 0).bernoulli(Tensor.fill(Shape.of(200, 20), 0.5)).evaluate();
    Rbm plain = Rbm.of(20, 30, rng);
    Rbm sparse = Rbm.of(20, 30, rng);
    var cd = ContrastiveDivergence.of(sparse).withSparsity(new ContrastiveDivergence.Sparsity(0.05, 0.9, 0.5));
    for (Step s : List.of(ContrastiveDivergence.of(plain).pretraining(), cd.pretraining())) {
      Trainer.of(s).fit(Dataset.of(x).batches(50), 40);
    }
    assertThat(plain.hiddenMean(Tensor.of(x)).mean().toFloat()).isGreaterThan(0.3f);
    assertThat(sparse.hiddenMean(Tensor.of(x)).mean().toFloat()).isBetween(0.02f, 0.1f);
  }

  /// The mean is the slope of the cumulant, or near it where units are many in one.
  @ParameterizedTest
  @EnumSource(Units.class)
  void cumulantsAreThoseOfTheUnits(Units units) {
    double[] at = {-30, -5, -1.5, -0.1, 0, 0.1, 1.5, 5, 30};
    Tensor x = Tensor.input("x", Shape.of(at.length), DType.F32);
    Map<Tensor, Values> here = new HashMap<>(Map.of(x, Values.of(x.shape(), at)));
    Tensor f = units.cumulant(x);
    double[] value = Interpreter.evaluate(List.of(f), here).get(0).reals();
    double[] slope = Interpreter.evaluate(List.of(Gradient.of(f.sum(), x)), here).get(0).reals();
    for (int i = 0; i < at.length; i++) {
      double t = at[i];
      double sum = 0;
      for (int k = 1; k < 200; k++) {
        sum += Math.log1p(Math.exp(t - k + 0.5));
      }
      switch (units) {
        case BINARY -> assertThat(value[i]).isCloseTo(Math.log1p(Math.exp(t)), within(1e-9));
        case GAUSSIAN -> assertThat(value[i]).isCloseTo(t * t / 2, within(1e-9));
        case RECTIFIED -> {
          // Euler and Maclaurin: the sum over midpoints differs from the integral by f'/24 at the end, at most 1/24.
          assertThat(value[i]).isCloseTo(sum, within(0.05));
          assertThat(slope[i]).isCloseTo(Math.log1p(Math.exp(t)), within(1e-5));
        }
      }
    }
  }

  @Test
  void samplesHaveTheMomentsOfTheirKind() {
    Shape many = Shape.of(40_000);
    for (double x : new double[] {-1, 0.5, 3}) {
      Tensor input = Tensor.fill(many, x);
      double p = 1 / (1 + Math.exp(-x));
      assertThat((double) Units.BINARY.sample(input, Draws.of("b", SEED, 0)).mean().toFloat()).isCloseTo(p, within(0.01));
      Tensor g = Units.GAUSSIAN.sample(input, Draws.of("g", SEED, 0));
      assertThat((double) g.mean().toFloat()).isCloseTo(x, within(0.02));
      assertThat((double) g.sub(x).square().mean().toFloat()).isCloseTo(1, within(0.03));
    }
    // E max(0, N(x, s²)) = x Phi(x / s) + s phi(x / s); at x = 0, s² = 1/2.
    Tensor r = Units.RECTIFIED.sample(Tensor.fill(many, 0), Draws.of("r", SEED, 0));
    assertThat((double) r.mean().toFloat()).isCloseTo(Math.sqrt(0.5 / (2 * Math.PI)), within(0.01));
    float[] c =
        Draws.of("c", SEED, 0).categorical(Tensor.of(Shape.of(3), 0f, (float) Math.log(2), (float) Math.log(5)).expand(Shape.of(40_000, 3)))
            .mean(0)
            .toFloats();
    assertThat(c[0]).isCloseTo(0.125f, within(0.01f));
    assertThat(c[1]).isCloseTo(0.25f, within(0.01f));
    assertThat(c[2]).isCloseTo(0.625f, within(0.01f));
  }

  @ParameterizedTest
  @CsvSource({"GAUSSIAN, BINARY", "GAUSSIAN, RECTIFIED", "BINARY, GAUSSIAN", "BINARY, RECTIFIED"})
  void otherUnitsLearnToReconstruct(Units visible, Units hidden) throws Exception {
    // Two causes, each of which moves half of twelve numbers.
    Random random = new Random(SEED);
    float[] x = new float[400 * 12];
    for (int k = 0; k < 400; k++) {
      float a = random.nextBoolean() ? 1 : -1;
      float b = random.nextBoolean() ? 1 : -1;
      for (int i = 0; i < 12; i++) {
        float v = (i < 6 ? a : b) + 0.3f * (float) random.nextGaussian();
        x[k * 12 + i] = visible == Units.GAUSSIAN ? v : v > 0 ? 1 : 0;
      }
    }
    Rbm r = Rbm.of(12, visible, 6, hidden, Rng.of(SEED));
    Dataset data = Dataset.of(Array.wrap(Shape.of(400, 12), x));
    double before = error(r, data);
    Trainer.of(ContrastiveDivergence.of(r).withRate(0.01, 0.5).pretraining()).seed(1).fit(data.batches(20), 60);
    double after = error(r, data);
    System.out.printf("%s %s: %.3f -> %.3f%n", visible, hidden, before, after);
    assertThat(after).as("seed %s", SEED).isLessThan(before * 0.5);
  }

  private static double error(Rbm r, Dataset data) {
    Tensor v = Tensor.of(data.x());
    return r.reconstruct(v).sub(v).square().sum(-1).mean().toFloat();
  }

  @Test
  void isSavedAndReadAgain(@TempDir Path folder) throws Exception {
    Rbm r = Rbm.of(V, Units.GAUSSIAN, H, Units.RECTIFIED, Rng.of(SEED)).startAt(states(V).evaluate());
    ModelFile.save(r, folder.resolve("rbm.safetensors"));
    Rbm again = (Rbm) ModelFile.load(folder.resolve("rbm.safetensors"), Zoo.layers()).layer();
    assertThat(LayerRegistry.describe(again)).isEqualTo(LayerRegistry.describe(r));
    assertThat(again.visibleBias().value().floats()).containsOnly(0.5f);
    assertThat(again.hiddenMean(states(V)).toFloats()).isEqualTo(r.hiddenMean(states(V)).toFloats());
    assertThat(Parameters.of(r).byName().keySet()).containsExactly("weight", "visibleBias", "hiddenBias");
  }

  @Test
  void aWrongInputOrKindIsRefused() {
    Rbm r = Rbm.of(V, H, Rng.of(1));
    Tensor x = Tensor.input("x", Shape.of(3, 5), DType.F32);
    assertThatThrownBy(() -> Pass.inference(r).apply(r, x)).hasMessageContaining("Rbm: expected x[batch, visible=6], got [3, 5]");
    assertThatThrownBy(() -> Rbm.of(2, Units.GAUSSIAN, 2, Units.GAUSSIAN, Rng.of(1))).hasMessageContaining("got GAUSSIAN and GAUSSIAN");
  }

  @Test
  void chainsGoOnFromStepToStepAndBelongIntoCheckpoints() {
    Step step = ContrastiveDivergence.of(Rbm.of(V, H, Rng.of(1))).withChains(5).pretraining();
    assertThat(step.memory().keySet()).contains("chains", "momentum/weight");
    assertThat(step.memory().get("chains").shape()).isEqualTo(Shape.of(5, V));
    Trace t = step.train(Map.of("x", Tensor.fill(Shape.of(3, V), 1)), Tensor.scalar(0, DType.I32), 1);
    assertThat(t.assignments().stream().map(a -> a.variable().name())).contains("chains");
  }
}
