package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.nn.Accuracy;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.optim.GradientDescent;
import profundo.train.Course;
import profundo.train.Evaluation;
import profundo.train.Phase;
import profundo.train.Step;
import profundo.train.Trace;
import profundo.train.Trainer;
import profundo.zoo.stack.LayerwisePretraining;

class DeepBeliefNetTest {
  private static final long SEED = 5;

  @Test
  void greedyLearningClassifiesUpDownGoesOnAndTheNetGeneratesWhatItIsAskedFor() throws Exception {
    TrainTest data = Strokes.load(SEED, 1500, 500);
    DeepBeliefNet net = DeepBeliefNet.of(784, List.of(100, 150), 10, Rng.of(SEED));
    var stack = net.pretraining(GradientDescent.of(0.1).withMomentum(0.5), 0.0002);
    Course.of(stack.phases("rbm", data.train(), null, 20, 6, SEED)).fit();
    double greedy = accuracy(net, data.test());
    Trainer.of(net.upDown(3, GradientDescent.of(0.03))).seed(SEED).fit(data.train().batches(20).shuffled(SEED), 5);
    double after = accuracy(net, data.test());
    int[] labels = new int[100];
    for (int i = 0; i < 100; i++) {
      labels[i] = i / 10;
    }
    Array pictures = net.generate(data.train().take(100).x(), labels, 200, SEED);
    // Who judges the pictures must not be the one who made them.
    double judged = accuracy(net.unroll(), Dataset.of(pictures, Array.of(Shape.of(100), labels)));
    double nearest = nearest(pictures, labels, data.train());
    System.out.printf("greedy %.3f, up-down %.3f, generated: own judgement %.2f, nearest neighbour %.2f%n", greedy, after, judged, nearest);
    assertThat(greedy).as("seed %s", SEED).isGreaterThan(0.55);
    assertThat(after).as("seed %s", SEED).isGreaterThan(0.55);
    assertThat(nearest).as("seed %s", SEED).isGreaterThan(0.35);
  }

  private static double accuracy(profundo.nn.Layer net, Dataset data) {
    return Evaluation.of(net, data, Loss::softmaxCrossEntropy, Accuracy.of()).metrics().get("accuracy");
  }

  private static double nearest(Array pictures, int[] labels, Dataset data) {
    float[] a = pictures.floats();
    float[] b = data.x().floats();
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      double best = Double.MAX_VALUE;
      int label = -1;
      for (int k = 0; k < data.size(); k++) {
        double d = 0;
        for (int p = 0; p < 784; p++) {
          d += (a[i * 784 + p] - b[k * 784 + p]) * (a[i * 784 + p] - b[k * 784 + p]);
        }
        if (d < best) {
          best = d;
          label = data.label(k);
        }
      }
      right += label == labels[i] ? 1 : 0;
    }
    return right / (double) labels.length;
  }

  @Test
  void theWayUpUnrolledSharesItsWeights() {
    DeepBeliefNet net = DeepBeliefNet.of(6, List.of(5, 4), 3, Rng.of(1));
    var unrolled = net.unroll();
    assertThat(Parameters.of(unrolled).byName().sequencedKeySet())
        .containsExactly(
            "layer1.0.weight", "layer1.0.bias", "layer2.0.weight", "layer2.0.bias", "output.weight", "output.bias");
    assertThat(Parameters.of(unrolled).get("layer1.0.weight")).isSameAs(net.below().get(0).weight());
    assertThat(Parameters.of(unrolled).get("layer2.0.bias")).isSameAs(net.top().rbm().hiddenBias());
    assertThat(Parameters.of(unrolled).get("output.weight").toFloats())
        .isEqualTo(net.top().labelWeight().transpose().toFloats());
  }

  /// With the generative weights set so that what comes down is sure, wake-sleep has expectations that a pencil gives.
  @Test
  void theUpdatesAreTheDeltaRulesOfWakeAndSleep() {
    DeepBeliefNet net = DeepBeliefNet.of(2, List.of(1, 1), 2, Rng.of(1));
    var p = Parameters.of(net);
    p.all().forEach(v -> v.variable().set(Array.zeros(v.variable().shape(), DType.F32)));
    p.get("below.0.hiddenBias").set(Array.of(Shape.of(1), 40f)); // awake, h1 is on
    p.get("top.rbm.visibleBias").set(Array.of(Shape.of(1), -40f)); // asleep, h1 is off
    p.get("below.0.visibleBias").set(Array.of(Shape.of(2), 0f, 40f));
    Tensor x = Tensor.of(Shape.of(1, 2), 1f, 0f);
    Step step = net.upDown(1, GradientDescent.of(1));
    Trace t = step.train(Map.of("x", x, "y", Tensor.of(Shape.of(1), 1)), Tensor.scalar(0, DType.I32), SEED);
    // Awake: v is (1, 0), guessed as (1/2, 1); the gradient is guess less state, times h1 = 1.
    assertThat(t.gradients().get("generative.0").toFloats()).containsExactly(-0.5f, 1f);
    assertThat(t.gradients().get("below.0.visibleBias").toFloats()).containsExactly(-0.5f, 1f);
    // Asleep: v is (1/2, 1) from h1 = 0, which recognition takes for 1.
    assertThat(t.gradients().get("below.0.weight").toFloats()).containsExactly(0.5f, 1f);
    assertThat(t.gradients().get("below.0.hiddenBias").toFloats()).containsExactly(1f);
    // On top: h1 = 1 in the data, 0 in the model.
    assertThat(t.gradients().get("top.rbm.visibleBias").toFloats()[0]).isCloseTo(-1f, within(1e-6f));
    assertThat(t.gradients().get("top.labelBias").toFloats()).containsExactly(0.5f, -0.5f);
  }

  /// A net that is but the machine on top is judged by what comes back through it.
  @Test
  void oneLayerIsJudgedThroughItsHiddenUnits() {
    DeepBeliefNet net = DeepBeliefNet.of(3, List.of(1), 2, Rng.of(1));
    var p = Parameters.of(net);
    p.all().forEach(v -> v.variable().set(Array.zeros(v.variable().shape(), DType.F32)));
    p.get("top.labelWeight").set(Array.of(Shape.of(2, 1), -40f, 40f)); // the second label turns the hidden unit on
    p.get("top.rbm.weight").set(Array.of(Shape.of(3, 1), 0f, 40f, 0f)); // and that the second pixel
    Tensor x = Tensor.of(Shape.of(1, 3), 1f, 1f, 1f);
    Step step = net.upDown(1, GradientDescent.of(1));
    // Means of 1/2, 1 and 1/2 against 1, 1 and 1.
    assertThat(step.evaluate(Map.of("x", x, "y", Tensor.of(Shape.of(1), 1))).loss().toFloat()).isCloseTo(0.5f, within(1e-6f));
  }

  @Test
  void classesThatDoNotExistAreRefused() {
    DeepBeliefNet net = DeepBeliefNet.of(6, List.of(5), 3, Rng.of(1));
    Array two = Array.zeros(Shape.of(2, 6), DType.F32);
    assertThatThrownBy(() -> net.generate(two, new int[] {1, 3}, 1, 1))
        .hasMessageContaining("expected classes from 0 to 2 to generate, got 3");
    assertThatThrownBy(() -> net.generate(two, new int[] {1}, 1, 1))
        .hasMessageContaining("expected visible units to begin at for each of 1 labels, got [2, 6]");
    assertThat(net.generate(two, new int[] {0, 2}, 3, 1).shape()).isEqualTo(Shape.of(2, 6));
  }

  @Test
  void aStackLearnsOnTheCodesBelowAndUnrolls() throws Exception {
    Rng rng = Rng.of(SEED);
    Array x = Draws.of("data", SEED, 0).bernoulli(Tensor.fill(Shape.of(40, 3, 2, 1), 0.3)).evaluate();
    Dataset data = Dataset.of(x);
    Rbm first = Rbm.of(6, 5, rng);
    Rbm second = Rbm.of(5, 4, rng);
    var stack = LayerwisePretraining.of(ContrastiveDivergence.of(first), ContrastiveDivergence.of(second));
    List<Phase> phases = stack.phases("rbm", data, data, 10, 2, SEED);
    assertThat(phases.stream().map(Phase::name)).containsExactly("rbm-1", "rbm-2");
    assertThat(phases.stream().map(Phase::sizes)).containsExactly("6-5", "5-4");
    float[] before = second.weight().toFloats();
    Course.of(phases.subList(0, 1)).fit();
    assertThat(second.weight().toFloats()).isEqualTo(before);
    assertThat(phases.get(1).train().get().dataset().x().floats())
        .isEqualTo(first.hiddenMean(Tensor.of(x.reshape(Shape.of(40, 6)))).toFloats());
    Course.of(phases.subList(1, 2)).fit();
    assertThat(second.weight().toFloats()).isNotEqualTo(before);
    var auto = stack.autoencoder();
    assertThat(Parameters.of(auto).byName().sequencedKeySet())
        .containsExactly(
            "layer1.0.weight", "layer1.0.bias", "layer2.0.weight", "layer2.0.bias", "back2.0.weight", "back2.0.bias",
            "back1.0.weight", "back1.0.bias");
    assertThat(Parameters.of(auto).get("back1.0.weight").toFloats()).isEqualTo(first.weight().transpose().toFloats());
    assertThat(Parameters.of(auto).shared()).isFalse();
  }
}
