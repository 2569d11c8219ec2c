package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Pass;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.train.History;
import profundo.train.Predictor;
import profundo.train.Trainer;

class VariationalTest {
  private static VariationalAutoencoder fixed(float mu, float logVariance) {
    Linear mean = Linear.of(1, 1, Initializer.zeros(), Rng.of(0));
    mean.bias().orElseThrow().set(Array.of(Shape.of(1), mu));
    Linear variance = Linear.of(1, 1, Initializer.zeros(), Rng.of(0));
    variance.bias().orElseThrow().set(Array.of(Shape.of(1), logVariance));
    return new VariationalAutoencoder(Sequential.of(), mean, variance, Linear.of(1, 1, Rng.of(0)), 1);
  }

  @Test
  void theDivergenceIsThatOfTwoNormalDistributions() {
    // KL(N(1.5, 0.25) || N(0, 1)) = (2.25 + 0.25 - 1 - log 0.25) / 2
    VariationalAutoencoder v = fixed(1.5f, (float) Math.log(0.25));
    Tensor x = Tensor.of(Shape.of(2, 1), 0f, 0f);
    float[] kl = v.encode(x, Pass.inference(v)).divergence().toFloats();
    double expected = (1.5 - Math.log(0.25)) / 2;
    assertThat((double) kl[0]).isCloseTo(expected, within(1e-6));
    assertThat((double) kl[1]).isCloseTo(expected, within(1e-6));
    assertThat(fixed(0, 0).encode(x, Pass.inference(v)).divergence().toFloats()).containsExactly(0f, 0f);
  }

  @Test
  void codesAreDrawnFromTheirDistributionAndAreTheMeanInUse() {
    VariationalAutoencoder v = fixed(2, (float) Math.log(9));
    Tensor x = Tensor.fill(Shape.of(20_000, 1), 0);
    float[] z = v.encode(x, Pass.training(v, 6, Tensor.scalar(1, DType.I32))).z().toFloats();
    double mean = 0;
    double square = 0;
    for (float f : z) {
      mean += f / (double) z.length;
      square += f * (double) f / z.length;
    }
    assertThat(mean).isCloseTo(2, within(0.08));
    assertThat(Math.sqrt(square - mean * mean)).isCloseTo(3, within(0.08));
    assertThat(v.encode(x, Pass.inference(v)).z().toFloats()).containsOnly(2f);
    assertThatThrownBy(() -> fixed(0, 0).withBeta(-1)).hasMessageContaining("a finite beta of at least 0");
  }

  @Test
  void itLearnsDigitsAndDrawsNewOnes() throws Exception {
    Dataset data = Strokes.load(3, 2000, 10).train();
    VariationalAutoencoder v = VariationalAutoencoder.of(data.sampleShape(), List.of(64), 4, Relu::of, Rng.of(1));
    History history =
        Trainer.of(v.learning(Adam.of(3e-3))).seed(2).fit(data.batches(50).shuffled(3), data.take(500).batches(100), 6);
    assertThat(history.last().get("loss")).isLessThan(0.7 * history.epochs().getFirst().get("loss"));
    assertThat(history.last().get("loss")).isCloseTo(history.last().get("reconstruction") + history.last().get("kl"), within(0.1));
    assertThat(history.last().get("kl")).isGreaterThan(2);
    Array drawn = Predictor.of(v.generator()).predict(Rng.of(5).normal(Shape.of(20, 4), 0, 1));
    assertThat(drawn.shape()).isEqualTo(Shape.of(20, 28, 28, 1));
    double ink = 0;
    double given = 0;
    for (float f : drawn.floats()) {
      assertThat(f).isBetween(0f, 1f);
      ink += f / drawn.floats().length;
    }
    float[] all = data.x().floats();
    for (float f : all) {
      given += f / all.length;
    }
    assertThat(ink).isBetween(0.5 * given, 2 * given);
  }
}
