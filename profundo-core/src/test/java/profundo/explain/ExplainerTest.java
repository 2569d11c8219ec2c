package profundo.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.AvgPool2d;
import profundo.nn.Conv2d;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.MaxPool2d;
import profundo.nn.Pass;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Tanh;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

class ExplainerTest {
  private static final Shape IMAGE = Shape.of(6, 6, 2);

  private static Sequential smooth(long seed) {
    Rng rng = Rng.of(seed);
    return Sequential.of()
        .then("conv", Conv2d.of(2, 3, 3, rng))
        .then("tanh", Tanh.of())
        .then("flatten", Flatten.of())
        .then("output", Linear.of(48, 4, rng));
  }

  private static Array image(long seed) {
    return Rng.of(seed).uniform(IMAGE, 0, 1);
  }

  private static double score(Sequential net, int target, double[] x) {
    Tensor in = Tensor.input("x", IMAGE.insert(0, 1), DType.F32);
    Tensor y = Score.of(net, in, target, Pass.inference(net));
    return Interpreter.evaluate(List.of(y), Map.of(in, Values.of(in.shape(), x))).getFirst().reals()[0];
  }

  private static double[] doubles(Array a) {
    return Values.of(a).reals();
  }

  @Test
  void saliencyIsTheGradientThatDifferencesGive() {
    long seed = new Random().nextLong();
    Sequential net = smooth(seed);
    Array x = image(seed + 1);
    float[] found = Saliency.of().explain(net, x, 2).floats();
    for (int i = 0; i < found.length; i++) {
      double[] up = doubles(x);
      double[] down = doubles(x);
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double numeric = (score(net, 2, up) - score(net, 2, down)) / 2e-5;
      assertThat((double) found[i]).as("number " + i + ", seed " + seed).isCloseTo(numeric, offset(1e-4 * (1 + Math.abs(numeric))));
    }
  }

  @Test
  void withoutNoiseSmoothGradIsSaliencyAndWithNoiseItIsTheMeanOverTheNoise() {
    Sequential net = smooth(3);
    Array x = image(4);
    float[] plain = Saliency.of().explain(net, x, 1).floats();
    float[] still = new SmoothGrad(20, 0, 9).explain(net, x, 1).floats();
    for (int i = 0; i < plain.length; i++) {
      assertThat(still[i]).isCloseTo(plain[i], offset(1e-5f));
    }
    float[] first = new SmoothGrad(400, 0.3, 1).explain(net, x, 1).floats();
    float[] second = new SmoothGrad(400, 0.3, 2).explain(net, x, 1).floats();
    assertThat(first).isEqualTo(new SmoothGrad(400, 0.3, 1).explain(net, x, 1).floats());
    assertThat(distance(first, second)).isLessThan(0.5 * distance(first, plain));
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow(a[i] - b[i], 2);
    }
    return Math.sqrt(sum);
  }

  @Test
  void integratedGradientsAreComplete() {
    long seed = new Random().nextLong();
    Sequential net = smooth(seed);
    Array x = image(seed + 1);
    Array base = image(seed + 2);
    for (int target = 0; target < 4; target++) {
      double gap = score(net, target, doubles(x)) - score(net, target, doubles(base));
      // The middle rule errs with the square of the step: a quarter at twice the steps.
      double coarse = sum(net, x, base, target, 16) - gap;
      double fine = sum(net, x, base, target, 128) - gap;
      assertThat(Math.abs(fine)).as("class " + target + ", seed " + seed).isLessThan(1e-3);
      assertThat(Math.abs(fine)).as("class " + target + ", seed " + seed).isLessThan(Math.abs(coarse) / 16 + 1e-6);
      double single = 0;
      for (float f : IntegratedGradients.of().withSteps(128).from(base).explain(net, x, target).floats()) {
        single += f;
      }
      assertThat(single).isCloseTo(gap, offset(2e-3));
    }
  }

  private static double sum(Sequential net, Array x, Array base, int target, int steps) {
    var method = IntegratedGradients.of().withSteps(steps).from(base);
    Tensor all = method.expression(net, Tensor.wrap(Score.batch(x)), target).sum();
    return Interpreter.value(all).reals()[0];
  }

  @Test
  void onALinearModelIntegratedGradientsAndOcclusionAreWeightTimesInput() {
    Linear linear = Linear.of(9, 2, Rng.of(1));
    Sequential net = Sequential.of(Flatten.of(), linear);
    Array x = Rng.of(2).uniform(Shape.of(3, 3, 1), -1, 1);
    float[] ig = IntegratedGradients.of().explain(net, x, 1).floats();
    Array occluded = Occlusion.of(1).explain(net, x, 1);
    assertThat(occluded.shape()).isEqualTo(Shape.of(3, 3));
    for (int i = 0; i < 9; i++) {
      float expected = linear.weight().value().floats()[i * 2 + 1] * x.floats()[i];
      assertThat(ig[i]).isCloseTo(expected, offset(1e-5f));
      assertThat(occluded.floats()[i]).isCloseTo(expected, offset(1e-5f));
    }
  }

  @Test
  void occlusionCoversEveryPlaceAlsoWhereTheSquareDoesNotFit() {
    // The score is the sum: a square of n pixels of 1 costs n, wherever it lies.
    Sequential net = Sequential.of(Flatten.of(), (x, pass) -> Tensor.concat(1, x.sumKeep(1), x.sumKeep(1)));
    Array ones = Tensor.fill(Shape.of(5, 7, 1), 1).evaluate();
    assertThat(new Occlusion(3, 2, 0).explain(net, ones, 0).floats()).containsOnly(9f);
    assertThat(new Occlusion(20, 3, 0).explain(net, ones, 0).floats()).containsOnly(35f);
    assertThat(new Occlusion(2, 2, 1).explain(net, ones, 0).floats()).containsOnly(0f);
  }

  @Test
  void gradCamOfANetworkWorkedByHand() {
    // Two 1x1 maps, A1 = x and A2 = -2 x + 1; the score is 4 (mean over places) A1's sum / 4 ... : y = w . global mean.
    Variable weight = Variable.of("weight", Array.of(Shape.of(1, 1, 1, 2), 1f, -2f));
    Variable bias = Variable.of("bias", Array.of(Shape.of(2), 0f, 1f));
    var conv = new Conv2d(weight, java.util.Optional.of(bias), profundo.Window.of(1, 1), false, 1);
    Linear head = Linear.of(2, 2, Rng.of(1));
    head.weight().set(Array.of(Shape.of(2, 2), 3f, 0f, 1f, 5f));
    Sequential net =
        Sequential.of().then("conv", conv).then("pool", AvgPool2d.of(2)).then("flatten", Flatten.of()).then("head", head);
    Array x = Array.of(Shape.of(2, 2, 1), 1f, 2f, -1f, 0f);
    // y0 = 3 mean(A1) + 1 mean(A2): the gradient is 3/4 and 1/4 at each of four places, and so are its means.
    // Map = relu(3/4 x + 1/4 (1 - 2x)) = relu(x / 4 + 1/4).
    float[] zero = GradCam.of().expression(net, Tensor.wrap(Score.batch(x)), 0).toFloats();
    assertThat(zero).containsExactly(0.5f, 0.75f, 0f, 0.25f);
    // y1 = 5 mean(A2): relu(5/4 (1 - 2x)).
    assertThat(GradCam.at("conv").expression(net, Tensor.wrap(Score.batch(x)), 1).toFloats())
        .containsExactly(0f, 0f, 3.75f, 1.25f);
    // As large as the input already.
    assertThat(GradCam.of().explain(net, x, 0).floats()).containsExactly(0.5f, 0.75f, 0f, 0.25f);
  }

  @Test
  void gradCamTakesTheLastConvolutionWithItsActivation() {
    Rng rng = Rng.of(5);
    Sequential net =
        Sequential.of()
            .then("conv1", Conv2d.of(2, 4, 3, rng))
            .then("relu1", Relu.of())
            .then("pool", MaxPool2d.of(2))
            .then("flatten", Flatten.of())
            .then("output", Linear.of(16, 4, rng));
    Array x = image(6);
    assertThat(GradCam.layers(net, IMAGE)).containsExactly("conv1", "relu1", "pool");
    assertThat(GradCam.of().explain(net, x, 1).floats()).isEqualTo(GradCam.at("relu1").explain(net, x, 1).floats());
    assertThatThrownBy(() -> GradCam.at("conv9").explain(net, x, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of conv1, relu1, pool")
        .hasMessageContaining("'conv9'");
    Sequential flat = Sequential.of(Flatten.of(), Linear.of(72, 4, rng));
    assertThatThrownBy(() -> GradCam.of().explain(flat, x, 1)).hasMessageContaining("a model with a convolution");
  }

  @Test
  void enlargingInterpolatesBetweenTheMiddles() {
    Array coarse = Array.of(Shape.of(1, 2), 0f, 1f);
    assertThat(GradCam.enlarge(coarse, 1, 4).floats()).containsExactly(0f, 0.25f, 0.75f, 1f);
    assertThat(GradCam.enlarge(coarse, 3, 2).floats()).containsExactly(0f, 1f, 0f, 1f, 0f, 1f);
  }

  @Test
  void maximizationFindsWhatAScoreLikes() {
    // Class 0 likes the upper half and dislikes the lower one.
    Linear linear = Linear.of(16, 2, Rng.of(1));
    float[] w = new float[32];
    for (int i = 0; i < 16; i++) {
      w[2 * i] = i < 8 ? 1 : -1;
    }
    linear.weight().set(Array.of(Shape.of(16, 2), w));
    Sequential net = Sequential.of().then("flatten", Flatten.of()).then("linear", linear);
    Array found = new ActivationMaximization(60, 0.05, 0, 0, 1).maximize(net, Shape.of(4, 4, 1), 0);
    for (int i = 0; i < 16; i++) {
      assertThat(found.floats()[i]).isEqualTo(i < 8 ? 1f : 0f);
    }
    assertThat(new ActivationMaximization(60, 0.05, 0, 0, 1).maximize(net, Shape.of(4, 4, 1), "linear", 0).floats())
        .isEqualTo(found.floats());
    assertThatThrownBy(() -> ActivationMaximization.of().maximize(net, Shape.of(4, 4, 1), "linear", 2))
        .hasMessageContaining("from 0 to 1, got 2");
    assertThatThrownBy(() -> ActivationMaximization.of().maximize(net, Shape.of(4, 4, 1), "conv", 0))
        .hasMessageContaining("one of flatten, linear");
  }

  @Test
  void maximizationRaisesTheScoreOfANetwork() {
    long seed = new Random().nextLong();
    Sequential net = smooth(seed);
    Array found = ActivationMaximization.of().maximize(net, IMAGE, 3);
    double best = score(net, 3, doubles(found));
    for (int i = 0; i < 20; i++) {
      assertThat(best).as("seed " + seed).isGreaterThan(score(net, 3, doubles(image(seed + i))));
    }
  }

  @Test
  void heatIsTheLargestSizeOverTheChannels() {
    Array heat = Explainer.heat(Array.of(Shape.of(1, 2, 3), 1f, -4f, 2f, 0f, 0f, -1f));
    assertThat(heat.shape()).isEqualTo(Shape.of(1, 2));
    assertThat(heat.floats()).containsExactly(4f, 1f);
  }

  @Test
  void wrongClassesAndModelsAreNamed() {
    Sequential net = smooth(1);
    assertThatThrownBy(() -> Saliency.of().explain(net, image(1), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("explain: expected a class from 0 to 3, got 4");
    assertThatThrownBy(() -> Saliency.of().explain((x, _) -> x, image(1), 0))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("scores [batch, classes], got F32 [1, 6, 6, 2]");
    assertThatThrownBy(() -> IntegratedGradients.of().from(image(1).reshape(Shape.of(72))).explain(net, image(1), 0))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("a baseline shaped like the input, [6, 6, 2], got [72]");
  }
}
