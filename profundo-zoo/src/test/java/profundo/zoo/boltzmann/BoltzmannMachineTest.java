package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.optim.GradientDescent;
import profundo.train.Trace;
import profundo.train.Trainer;

class BoltzmannMachineTest {
  private static final long SEED = 13;

  private static BoltzmannMachine random(int visible, int hidden, double deviation) {
    Rng rng = Rng.of(SEED);
    BoltzmannMachine m = BoltzmannMachine.of(visible, hidden, rng);
    m.weight().set(rng.normal(m.weight().shape(), 0, (float) deviation));
    m.bias().set(rng.normal(m.bias().shape(), 0, (float) deviation));
    return m;
  }

  /// -sum over i < j of w_ij s_i s_j - sum of b_i s_i.
  private static double energy(BoltzmannMachine m, int s) {
    int n = m.units();
    float[] w = m.weight().value().floats();
    double e = 0;
    for (int i = 0; i < n; i++) {
      e -= (s >> i & 1) * m.bias().value().floats()[i];
      for (int j = 0; j < i; j++) {
        e -= (s >> i & 1) * (s >> j & 1) * (w[i * n + j] + w[j * n + i]) / 2.0;
      }
    }
    return e;
  }

  private static double[] distribution(BoltzmannMachine m, double temperature) {
    double[] p = IntStream.range(0, 1 << m.units()).mapToDouble(s -> Math.exp(-energy(m, s) / temperature)).toArray();
    double z = java.util.Arrays.stream(p).sum();
    return java.util.Arrays.stream(p).map(x -> x / z).toArray();
  }

  @Test
  void itsEnergyCountsEveryPairOnce() {
    BoltzmannMachine m = random(0, 5, 1);
    float[] e = m.energy(RbmTest.states(5)).toFloats();
    for (int s = 0; s < 32; s++) {
      assertThat(e[s]).isCloseTo((float) energy(m, s), within(1e-4f));
    }
  }

  @Test
  void sweepsGiveTheDistributionAtTheirTemperature() {
    BoltzmannMachine m = random(0, 4, 1);
    int runs = 20_000;
    double[] steady = IntStream.range(0, 30).mapToDouble(_ -> 1.7).toArray();
    float[] bits = m.anneal(runs, steady, SEED).floats();
    int[] counts = new int[16];
    for (int k = 0; k < runs; k++) {
      int s = 0;
      for (int i = 0; i < 4; i++) {
        s |= (int) bits[k * 4 + i] << i;
      }
      counts[s]++;
    }
    double[] p = distribution(m, 1.7);
    double chi = IntStream.range(0, 16).mapToDouble(s -> Math.pow(counts[s] - runs * p[s], 2) / (runs * p[s])).sum();
    // 15 degrees of freedom: 37.7 is passed once in a thousand.
    assertThat(chi).as("seed %s", SEED).isLessThan(37.7);
  }

  @Test
  void annealingPutsEightQueensOnABoard() {
    BoltzmannMachine m = Constraints.queens(8);
    int[] s = m.settle(100, BoltzmannMachine.cooling(2, 0.15, 150), SEED);
    int[] columns = IntStream.range(0, 64).filter(i -> s[i] == 1).map(i -> i % 8).toArray();
    int[] rows = IntStream.range(0, 64).filter(i -> s[i] == 1).map(i -> i / 8).toArray();
    assertThat(rows).as("seed %s", SEED).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    for (int a = 0; a < 8; a++) {
      for (int b = 0; b < a; b++) {
        assertThat(columns[a]).isNotEqualTo(columns[b]);
        assertThat(Math.abs(columns[a] - columns[b])).isNotEqualTo(a - b);
      }
    }
    assertThat(m.energy(Tensor.of(Shape.of(1, 64), toFloats(s))).toFloat()).isEqualTo(-8);
  }

  private static float[] toFloats(int... s) {
    float[] f = new float[s.length];
    for (int i = 0; i < s.length; i++) {
      f[i] = s[i];
    }
    return f;
  }

  @Test
  void annealingColoursAMapWithThreeColours() {
    // Australia: WA, NT, SA, Q, NSW, V, T.
    int[][] borders = {{0, 1}, {0, 2}, {1, 2}, {1, 3}, {2, 3}, {2, 4}, {2, 5}, {3, 4}, {4, 5}};
    int[] s = Constraints.colouring(7, 3, borders).settle(50, BoltzmannMachine.cooling(2, 0.15, 80), SEED);
    int[] colour = new int[7];
    for (int node = 0; node < 7; node++) {
      int at = node * 3;
      assertThat(s[at] + s[at + 1] + s[at + 2]).as("colours of node %s, seed %s", node, SEED).isEqualTo(1);
      colour[node] = s[at] == 1 ? 0 : s[at + 1] == 1 ? 1 : 2;
    }
    for (int[] border : borders) {
      assertThat(colour[border[0]]).isNotEqualTo(colour[border[1]]);
    }
  }

  @Test
  void learningFollowsTheGradientOfTheLikelihood() {
    BoltzmannMachine m = random(3, 2, 0.1);
    double[] model = distribution(m, 1);
    double[] data = {0.3, 0, 0.1, 0, 0, 0.1, 0, 0.5};
    double[] marginal = new double[8];
    for (int s = 0; s < 32; s++) {
      marginal[s & 7] += model[s];
    }
    double[] exact = new double[25];
    for (int s = 0; s < 32; s++) {
      double d = model[s] / marginal[s & 7] * data[s & 7] - model[s];
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          exact[i * 5 + j] += i == j ? 0 : d * (s >> i & 1) * (s >> j & 1);
        }
      }
    }
    int[] rows = IntStream.range(0, 8).flatMap(v -> IntStream.range(0, (int) Math.round(data[v] * 20_000)).map(_ -> v)).toArray();
    Tensor x = RbmTest.states(3).gather(Tensor.of(Shape.of(rows.length), rows)).materialize();
    Trace t = m.learning(10, 20_000, GradientDescent.of(0.1)).train(Map.of("x", x), Tensor.scalar(0, DType.I32), SEED);
    float[] g = t.gradients().get("weight").toFloats();
    double[] estimated = IntStream.range(0, 25).mapToDouble(i -> -g[i]).toArray();
    assertThat(RbmTest.cosine(exact, estimated)).as("seed %s", SEED).isGreaterThan(0.95);
  }

  /// What a pair of visible units has in common only through the hidden one: exclusive or of three bits.
  @Test
  void hiddenUnitsLearnWhatNoPairOfVisibleUnitsShows() throws Exception {
    int[] even = {0b000, 0b011, 0b101, 0b110};
    int[] rows = IntStream.range(0, 200).map(i -> even[i % 4]).toArray();
    Array x = RbmTest.states(3).gather(Tensor.of(Shape.of(200), rows)).evaluate();
    BoltzmannMachine m = random(3, 4, 1);
    Trainer.of(m.learning(3, 200, GradientDescent.of(0.2).withMomentum(0.5))).seed(SEED).fit(Dataset.of(x).batches(200), 4000);
    double[] p = distribution(m, 1);
    double share = IntStream.range(0, p.length).filter(s -> Integer.bitCount(s & 7) % 2 == 0).mapToDouble(s -> p[s]).sum();
    System.out.printf("probability of even parity: %.3f%n", share);
    assertThat(share).as("seed %s", SEED).isGreaterThan(0.8);
  }

  @Test
  void tooManyUnitsAreRefused() {
    assertThatThrownBy(() -> BoltzmannMachine.of(784, 100, Rng.of(1))).hasMessageContaining("expected 1 to 512 units, got 884");
  }
}
