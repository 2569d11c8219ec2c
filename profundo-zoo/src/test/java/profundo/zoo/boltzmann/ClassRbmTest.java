package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Accuracy;
import profundo.nn.Loss;
import profundo.optim.GradientDescent;
import profundo.train.Evaluation;
import profundo.train.Trace;
import profundo.train.Trainer;

class ClassRbmTest {
  private static final int V = 5;
  private static final int C = 3;
  private static final int H = 4;
  private static final long SEED = 9;

  static ClassRbm random(double deviation) {
    Rng rng = Rng.of(SEED);
    ClassRbm m = ClassRbm.of(V, C, H, rng);
    for (Variable v : List.of(
        m.rbm().weight(), m.rbm().visibleBias(), m.rbm().hiddenBias(), m.labelWeight(), m.labelBias())) {
      v.set(rng.normal(v.shape(), 0, (float) deviation));
    }
    return m;
  }

  /// p(v, y) up to Z, by going through the hidden states in double precision.
  private static double[][] joint(ClassRbm m) {
    float[] w = m.rbm().weight().value().floats();
    float[] u = m.labelWeight().value().floats();
    double[][] p = new double[1 << V][C];
    double z = 0;
    for (int v = 0; v < 1 << V; v++) {
      for (int y = 0; y < C; y++) {
        for (int h = 0; h < 1 << H; h++) {
          double minus = m.labelBias().value().floats()[y];
          for (int i = 0; i < V; i++) {
            minus += (v >> i & 1) * m.rbm().visibleBias().value().floats()[i];
          }
          for (int j = 0; j < H; j++) {
            double input = m.rbm().hiddenBias().value().floats()[j] + u[y * H + j];
            for (int i = 0; i < V; i++) {
              input += (v >> i & 1) * w[i * H + j];
            }
            minus += (h >> j & 1) * input;
          }
          p[v][y] += Math.exp(minus);
        }
        z += p[v][y];
      }
    }
    for (double[] row : p) {
      for (int y = 0; y < C; y++) {
        row[y] /= z;
      }
    }
    return p;
  }

  @Test
  void itsLogitsAreThoseOfTheJointDistribution() {
    ClassRbm m = random(1);
    double[][] p = joint(m);
    float[] q = m.logits(RbmTest.states(V)).softmax().toFloats();
    float[] f = m.freeEnergy(RbmTest.states(V), Tensor.of(Shape.of(C), 0f, 1f, 0f).expand(Shape.of(1 << V, C))).toFloats();
    for (int v = 0; v < 1 << V; v++) {
      double all = p[v][0] + p[v][1] + p[v][2];
      for (int y = 0; y < C; y++) {
        assertThat(q[v * C + y]).isCloseTo((float) (p[v][y] / all), within(1e-5f));
      }
      assertThat((double) f[v] - f[0]).isCloseTo(Math.log(p[0][1] / p[v][1]), within(1e-4));
    }
  }

  @Test
  void contrastiveDivergenceFollowsTheGradientOfTheJointLikelihood() {
    ClassRbm m = random(0.1);
    double[][] model = joint(m);
    // The label is how many of the first two units are on.
    int repeat = 400;
    int n = (1 << V) * repeat;
    int[] rows = IntStream.range(0, n).map(i -> i / repeat).toArray();
    int[] labels = IntStream.of(rows).map(s -> Integer.bitCount(s & 3)).toArray();
    Tensor x = RbmTest.states(V).gather(Tensor.of(Shape.of(n), rows)).materialize();
    Trace t =
        m.generative(10, GradientDescent.of(0.1), 0)
            .train(Map.of("x", x, "y", Tensor.of(Shape.of(n), labels)), Tensor.scalar(1, DType.I32), SEED);
    double[] exact = new double[V * H + C * H];
    float[][] h = new float[C][];
    for (int y = 0; y < C; y++) {
      float[] one = new float[C];
      one[y] = 1;
      h[y] = m.hiddenInput(RbmTest.states(V), Tensor.of(Shape.of(C), one).expand(Shape.of(1 << V, C))).sigmoid().toFloats();
    }
    for (int v = 0; v < 1 << V; v++) {
      for (int y = 0; y < C; y++) {
        double d = (Integer.bitCount(v & 3) == y ? 1.0 / (1 << V) : 0) - model[v][y];
        for (int j = 0; j < H; j++) {
          for (int i = 0; i < V; i++) {
            exact[i * H + j] += d * (v >> i & 1) * h[y][v * H + j];
          }
          exact[V * H + y * H + j] += d * h[y][v * H + j];
        }
      }
    }
    float[] w = t.gradients().get("rbm.weight").toFloats();
    float[] u = t.gradients().get("labelWeight").toFloats();
    double[] estimated = IntStream.range(0, exact.length).mapToDouble(i -> -(i < w.length ? w[i] : u[i - w.length])).toArray();
    assertThat(RbmTest.cosine(exact, estimated)).as("seed %s", SEED).isGreaterThan(0.95);
  }

  @Test
  void learnsToClassifyByLikelihoodAlone() throws Exception {
    // Three patterns of twelve units, a tenth of the units flipped.
    int n = 600;
    Rng rng = Rng.of(SEED);
    float[] x = new float[n * 12];
    int[] labels = new int[n];
    for (int k = 0; k < n; k++) {
      labels[k] = rng.nextInt(3);
      for (int i = 0; i < 12; i++) {
        boolean on = i / 4 == labels[k];
        x[k * 12 + i] = on != (rng.nextFloat() < 0.1f) ? 1 : 0;
      }
    }
    Dataset data = Dataset.of(Array.wrap(Shape.of(n, 12), x), Array.of(Shape.of(n), labels));
    ClassRbm m = ClassRbm.of(12, 3, 10, rng);
    var step = m.generative(1, GradientDescent.of(0.1).withMomentum(0.5), 0);
    Trainer.of(step).seed(SEED).fit(data.range(0, 400).batches(20).shuffled(1), 30);
    double accuracy =
        Evaluation.of(m, data.range(400, n), Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy");
    System.out.printf("accuracy by free energy: %.3f%n", accuracy);
    assertThat(accuracy).as("seed %s", SEED).isGreaterThan(0.93);
  }
}
