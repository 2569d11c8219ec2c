package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Pass;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Adam;
import profundo.reference.Interpreter;
import profundo.train.Predictor;
import profundo.train.Trainer;

class SparseTest {
  private static Tensor sparse(KSparse layer, Tensor x) {
    return layer.apply(x, Pass.training(layer, 0, Tensor.scalar(0, DType.I32)));
  }

  @Test
  void exactlyTheKLargestStayAlsoAmongTies() {
    long seed = 77;
    var random = new Random(seed);
    for (int n : new int[] {1, 2, 3, 7, 16, 100, 1000}) {
      for (int k : new int[] {1, 2, 5, 25, n}) {
        if (k > n) {
          continue;
        }
        // Few values, so that there are many ties; none is zero.
        Shape shape = Shape.of(4, n);
        float[] x = new float[shape.count()];
        for (int i = 0; i < x.length; i++) {
          x[i] = i < x.length / 2 ? (float) random.nextGaussian() : random.nextInt(-3, 3) + 0.5f;
        }
        float[] y = sparse(KSparse.of(k), Tensor.of(shape, x)).toFloats();
        double[] specified = Interpreter.value(sparse(KSparse.of(k), Tensor.of(shape, x))).reals();
        for (int r = 0; r < 4; r++) {
          float[] row = Arrays.copyOfRange(x, r * n, r * n + n);
          float[] sorted = row.clone();
          Arrays.sort(sorted);
          int kept = 0;
          for (int i = 0; i < n; i++) {
            float v = y[r * n + i];
            assertThat(v).as("seed %s, n %s, k %s", seed, n, k).isEqualTo((float) specified[r * n + i]).isIn(0f, row[i]);
            kept += v != 0 ? 1 : 0;
            if (row[i] > sorted[n - k]) {
              assertThat(v).as("seed %s, n %s, k %s: a larger one stays", seed, n, k).isEqualTo(row[i]);
            }
            if (row[i] < sorted[n - k]) {
              assertThat(v).as("seed %s, n %s, k %s: a smaller one goes", seed, n, k).isZero();
            }
          }
          assertThat(kept).as("seed %s, n %s, k %s", seed, n, k).isEqualTo(k);
        }
      }
    }
  }

  @Test
  void ofEqualOnesTheLeftmostStay() {
    assertThat(sparse(KSparse.of(2), Tensor.of(Shape.of(1, 5), 1f, 2f, 2f, 2f, 0f)).toFloats()).containsExactly(0, 2, 2, 0, 0);
    assertThat(sparse(KSparse.of(3), Tensor.of(Shape.of(1, 4), Float.NaN, -1f, Float.NEGATIVE_INFINITY, 5f)).toFloats())
        .containsExactly(Float.NaN, -1f, 0f, 5f);
  }

  @Test
  void theGradientGoesThroughThoseThatStay() {
    Tensor x = Tensor.of(Shape.of(2, 3), 3f, 1f, 2f, -5f, -4f, -3f);
    Tensor y = sparse(KSparse.of(2), x).mul(Tensor.of(Shape.of(3), 10f, 20f, 30f)).sum();
    assertThat(Gradient.of(y, x).toFloats()).containsExactly(10, 0, 30, 0, 20, 30);
  }

  @Test
  void inUseMoreMayStay() {
    KSparse layer = KSparse.of(1).inUse(2);
    Tensor x = Tensor.of(Shape.of(1, 3), 3f, 1f, 2f);
    assertThat(layer.apply(x, Pass.inference(layer)).toFloats()).containsExactly(3, 0, 2);
    assertThat(sparse(layer, x).toFloats()).containsExactly(3, 0, 0);
    assertThatThrownBy(() -> KSparse.of(0)).hasMessageContaining("at least 1 element, got 0 in training");
  }

  @Test
  void thePenaltiesAreWhatTheirFormulasSay() {
    Tensor x = Tensor.of(Shape.of(2, 1), 0f, 0f);
    Tensor code = Tensor.of(Shape.of(2, 2), 0.1f, 0.8f, 0.3f, 0.6f);
    Pass pass = Pass.inference(Relu.of());
    assertThat((double) CodePenalty.l1(0.5).of(Relu.of(), x, code, pass).toFloat()).isCloseTo(0.5 * 1.8 / 2, within(1e-6));
    double kl = 0;
    for (double rho : new double[] {0.2, 0.7}) {
      kl += 0.05 * Math.log(0.05 / rho) + 0.95 * Math.log(0.95 / (1 - rho));
    }
    assertThat((double) CodePenalty.kl(3, 0.05).of(Relu.of(), x, code, pass).toFloat()).isCloseTo(3 * kl, within(1e-5));
    assertThat((double) CodePenalty.kl(3, 0.05).and(CodePenalty.l1(0.5)).of(Relu.of(), x, code, pass).toFloat())
        .isCloseTo(3 * kl + 0.45, within(1e-5));
    Tensor dead = Tensor.of(Shape.of(2, 1), 0f, 0f);
    assertThat(Gradient.of(CodePenalty.kl(1, 0.05).of(Relu.of(), x, dead, pass), dead).toFloats()[0]).isFinite();
    assertThatThrownBy(() -> CodePenalty.kl(1, 1)).hasMessageContaining("expected an activity between 0 and 1, got 1.0");
    assertThatThrownBy(() -> CodePenalty.l1(-1)).hasMessageContaining("expected a finite strength of at least 0, got -1.0");
  }

  @Test
  void klBringsTheMeanActivityToItsTarget() throws Exception {
    Dataset data = Dataset.of(Rng.of(5).uniform(Shape.of(512, 8), 0, 1));
    assertThat(activity(data, CodePenalty.none())).isGreaterThan(0.2);
    assertThat(activity(data, CodePenalty.kl(3, 0.1))).isBetween(0.07, 0.14);
  }

  private static double activity(Dataset data, CodePenalty penalty) throws Exception {
    Rng rng = Rng.of(6);
    Sequential encoder = Sequential.of(Linear.of(8, 12, rng), Sigmoid.of());
    Autoencoder a = Autoencoder.of(encoder, Linear.of(12, 8, rng));
    Trainer.of(a.reconstructing(Autoencoder.perSample(Loss::squaredError), penalty, Adam.of(0.02))).fit(data.batches(64).shuffled(1), 40);
    double sum = 0;
    Array codes = Predictor.of(encoder).predict(data);
    for (float h : codes.floats()) {
      sum += h / codes.floats().length;
    }
    return sum;
  }

  @Test
  void l1MakesCodesZero() throws Exception {
    Dataset data = Dataset.of(Rng.of(5).uniform(Shape.of(512, 8), 0, 1));
    assertThat(active(data, CodePenalty.l1(0.3))).isLessThan(0.8 * active(data, CodePenalty.none()));
  }

  private static double active(Dataset data, CodePenalty penalty) throws Exception {
    Rng rng = Rng.of(6);
    Sequential encoder = Sequential.of(Linear.of(8, 12, Initializer.heUniform(), rng), Relu.of());
    Autoencoder a = Autoencoder.of(encoder, Linear.of(12, 8, rng));
    Trainer.of(a.reconstructing(Autoencoder.perSample(Loss::squaredError), penalty, Adam.of(0.01))).fit(data.batches(64).shuffled(1), 40);
    int active = 0;
    for (float h : Predictor.of(encoder).predict(data).floats()) {
      active += h > 1e-3 ? 1 : 0;
    }
    return active;
  }
}
