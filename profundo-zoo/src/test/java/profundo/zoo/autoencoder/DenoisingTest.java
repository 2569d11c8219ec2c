package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.nn.Accuracy;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.OutputHead;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.train.Course;
import profundo.train.Evaluation;
import profundo.train.Phase;
import profundo.train.Predictor;
import profundo.train.Trainer;
import profundo.zoo.stack.LayerwisePretraining;

class DenoisingTest {
  private static float[] noisy(Corruption c, float value) {
    Tensor x = Tensor.fill(Shape.of(40_000), value);
    return c.apply(x, Pass.training(c, 3, Tensor.scalar(5, DType.I32))).toFloats();
  }

  private static double share(float[] x, float value) {
    int n = 0;
    for (float f : x) {
      n += f == value ? 1 : 0;
    }
    return n / (double) x.length;
  }

  @Test
  void eachKindChangesAsMuchAsItSays() {
    float[] masked = noisy(Corruption.masking(0.25), 0.5f);
    assertThat(share(masked, 0)).isCloseTo(0.25, within(0.01));
    assertThat(share(masked, 0.5f)).isCloseTo(0.75, within(0.01));
    float[] salted = noisy(Corruption.saltAndPepper(0.3), 0.5f);
    assertThat(share(salted, 0)).isCloseTo(0.15, within(0.01));
    assertThat(share(salted, 1)).isCloseTo(0.15, within(0.01));
    assertThat(share(salted, 0.5f)).isCloseTo(0.7, within(0.01));
    double square = 0;
    double mean = 0;
    for (float f : noisy(Corruption.gaussian(0.3), 0.5f)) {
      mean += f / 40_000.0;
      square += (f - 0.5) * (f - 0.5) / 40_000.0;
    }
    assertThat(mean).isCloseTo(0.5, within(0.01));
    assertThat(Math.sqrt(square)).isCloseTo(0.3, within(0.01));
    assertThatThrownBy(() -> Corruption.masking(1.5)).hasMessageContaining("at most 1, got 1.5");
    assertThatThrownBy(() -> Corruption.Kind.named("loud")).hasMessageContaining("[masking, gaussian, salt-and-pepper], got 'loud'");
  }

  @Test
  void itIsTaughtTheCleanInput() throws Exception {
    // All samples are ones: a decoder that saw the noise as its target would learn the mean of it, 0.5.
    Dataset data = Dataset.of(Tensor.fill(Shape.of(256, 6), 1).evaluate());
    Rng rng = Rng.of(4);
    Sequential encoder = Sequential.of(Corruption.masking(0.5), Linear.of(6, 4, rng));
    Autoencoder a = Autoencoder.of(encoder, Linear.of(4, 6, rng));
    Trainer.of(a.reconstructing(Loss::squaredError, Adam.of(0.02))).seed(1).fit(data.batches(64), 60);
    Array r = Predictor.of(a).predict(data.take(1));
    for (float f : r.floats()) {
      assertThat((double) f).isCloseTo(1, within(0.25));
    }
  }

  @Test
  void aStackLearnsLayerByLayerAndIsFineTunedOverTheSameWeights() throws Exception {
    Dataset train = Strokes.load(3, 1500, 300).train();
    Dataset test = Strokes.load(3, 1500, 300).test();
    Rng rng = Rng.of(7);
    var stack =
        LayerwisePretraining.of(
            ShallowAutoencoder.denoising(784, 100, Corruption.masking(0.25), Adam.of(2e-3), rng),
            ShallowAutoencoder.denoising(100, 60, Corruption.masking(0.25), Adam.of(2e-3), rng));
    float[] before = ((ShallowAutoencoder) stack.layers().getFirst()).linear().weight().value().floats().clone();
    var phases = new ArrayList<>(stack.phases("denoising", train, null, 50, 5, 1));
    Sequential net = stack.unroll(OutputHead.DISCRETE.layer(60, 10, rng));
    phases.add(
        Phase.of(
            "fine-tuning", () -> Trainer.supervised(net, OutputHead.DISCRETE, Adam.of(2e-3)).seed(3),
            () -> train.batches(50).shuffled(4), 8));
    var histories = Course.of(phases).fit();
    assertThat(histories.sequencedKeySet()).containsExactly("denoising-1", "denoising-2", "fine-tuning");
    for (String phase : List.of("denoising-1", "denoising-2")) {
      // The cross-entropy of numbers between 0 and 1 does not go down to 0, but this does.
      var epochs = histories.get(phase).epochs();
      assertThat(epochs.getLast().get("squared_error")).as(phase).isLessThan(0.8 * epochs.getFirst().get("squared_error"));
    }
    Layer first = ((Sequential) net.layers().get(1)).layers().getFirst();
    assertThat(((Linear) first).weight().value().floats()).isNotEqualTo(before);
    double accuracy =
        Evaluation.of(net, test, OutputHead.DISCRETE.loss(), Accuracy.of()).metrics().get("accuracy");
    System.out.println("stacked denoising autoencoder on generated digits: accuracy " + accuracy);
    assertThat(accuracy).isGreaterThan(0.75);
    assertThat(stack.autoencoder().apply(Tensor.input("x", Shape.of(2, 28, 28, 1), DType.F32), Pass.inference(net)).shape())
        .isEqualTo(Shape.of(2, 784));
  }

  @Test
  void theWayBackOfAStackBeginsAsTheTransposedWeights() {
    ShallowAutoencoder a = ShallowAutoencoder.of(5, 3, Adam.of(1), Rng.of(2));
    ((TiedLinear) a.autoencoder().decoder()).bias().orElseThrow().set(Rng.of(3).normal(Shape.of(5), 0, 1));
    Array x = Rng.of(4).uniform(Shape.of(2, 5), 0, 1);
    Array there = Predictor.of(a.encoder()).predict(x);
    assertThat(Predictor.of(a.decoder()).predict(there).floats())
        .containsExactly(Predictor.of(a.autoencoder()).predict(x).floats(), within(1e-6f));
  }
}
