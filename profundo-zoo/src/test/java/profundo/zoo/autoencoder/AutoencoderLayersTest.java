package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.io.ModelFile;
import profundo.nn.Described;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Recurrent;
import profundo.nn.Reshape;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.nn.Tanh;
import profundo.optim.Adam;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;
import profundo.train.History;
import profundo.train.Predictor;
import profundo.train.Trainer;
import profundo.zoo.Zoo;

/// What every layer owes: shape, names, gradient, a way through a file, mode, and a message that names it.
class AutoencoderLayersTest {
  @TempDir Path folder;

  /// @param random whether it draws in training
  /// @param wrong a shape that it refuses, or null where I32 is refused
  record Case(String name, Described layer, Shape in, Shape out, List<String> names, Shape wrong, String expects, boolean random) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Rng rng = Rng.of(3);
    Shape flat = Shape.of(3, 6);
    Shape picture = Shape.of(2, 4, 4, 1);
    return Stream.of(
        new Case("KSparse", KSparse.of(2), flat, flat, List.of(), Shape.of(3, 1), "expected x[..., units>=2], got [3, 1]", false),
        corruption(Corruption.masking(0.4)),
        corruption(Corruption.gaussian(0.4)),
        corruption(Corruption.saltAndPepper(0.4)),
        new Case(
            "Autoencoder", Autoencoder.linear(6, 2, rng), flat, flat,
            List.of("encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"), Shape.of(3, 5),
            "encoder Linear: expected x[..., in=6], got [3, 5]", false),
        new Case(
            "Autoencoder tied, of pictures",
            Autoencoder.symmetric(
                    picture.range(1, 4), List.of(5, 3), Tanh::of, Optional.of(KSparse.of(2)), true, Initializer.glorotUniform(), rng)
                .withOutput(Sigmoid.of()),
            picture, picture,
            List.of(
                "encoder.linear1.weight", "encoder.linear1.bias", "encoder.linear2.weight", "encoder.linear2.bias",
                "decoder.linear2.bias", "decoder.linear1.bias"),
            Shape.of(2, 4, 3, 1), "encoder.linear1 Linear: expected x[..., in=16], got [2, 12]", false),
        new Case(
            "VariationalAutoencoder", VariationalAutoencoder.of(Shape.of(6), List.of(5), 2, Tanh::of, rng), flat, flat,
            List.of(
                "body.linear1.weight", "body.linear1.bias", "mean.weight", "mean.bias", "logVariance.weight", "logVariance.bias",
                "decoder.linear2.weight", "decoder.linear2.bias", "decoder.linear1.weight", "decoder.linear1.bias"),
            Shape.of(3, 5), "body.linear1 Linear: expected x[..., in=6], got [3, 5]", true),
        convolutional(ConvolutionalAutoencoder.Growth.TRANSPOSED),
        convolutional(ConvolutionalAutoencoder.Growth.UPSAMPLED));
  }

  private static Case corruption(Corruption c) {
    return new Case("Corruption " + c.kind(), c, Shape.of(5, 7), Shape.of(5, 7), List.of(), null, "expected F32 x, got I32 [5, 7]", true);
  }

  private static Case convolutional(ConvolutionalAutoencoder.Growth growth) {
    Shape picture = Shape.of(2, 4, 8, 1);
    return new Case(
        "ConvolutionalAutoencoder " + growth, ConvolutionalAutoencoder.of(picture.range(1, 4), List.of(2, 3), 2, growth, Rng.of(9)),
        picture, picture,
        Stream.of("encoder.conv1", "encoder.conv2", "encoder.code", "decoder.linear", "decoder.conv2", "decoder.conv1")
            .flatMap(n -> Stream.of(n + ".weight", n + ".bias"))
            .toList(),
        Shape.of(2, 4, 8, 2), "encoder.conv1 Conv2d: expected x[batch, height>=2, width>=2, in=1], got [2, 4, 8, 2]", false);
  }

  private static Pass training(Layer layer) {
    return Pass.training(layer, 5, Tensor.scalar(3, DType.I32));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheShapeThatItsDocumentationSaysAndNamesItsVariables(Case c) {
    Tensor x = Tensor.input("x", c.in, DType.F32);
    assertThat(Pass.inference(c.layer).apply(c.layer, x).shape()).isEqualTo(c.out);
    assertThat(training(c.layer).apply(c.layer, x).shape()).isEqualTo(c.out);
    assertThat(Parameters.of(c.layer).byName().sequencedKeySet()).containsExactlyElementsOf(c.names);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheGradientThatDifferencesGive(Case c) {
    long seed = 23;
    Random random = new Random(seed);
    Tensor x = Tensor.input("x", c.in, DType.F32);
    var at = new ArrayList<Tensor>(List.of(x));
    Parameters.of(c.layer).trainable().forEach(p -> at.add(p.variable()));
    Map<Tensor, Values> here = new HashMap<>();
    for (Tensor t : at) {
      here.put(t, Values.of(t.shape(), random.doubles(t.shape().count(), -1, 1).toArray()));
    }
    float[] weights = new float[c.out.count()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(1, 9) / 4f - 1.1f;
    }
    Tensor loss = training(c.layer).apply(c.layer, x).mul(Tensor.of(c.out, weights)).sum();
    List<Values> gradients = Interpreter.evaluate(Gradient.of(loss, at), here);
    double step = 1e-6;
    for (int k = 0; k < at.size(); k++) {
      double[] direction = random.doubles(at.get(k).shape().count(), -1, 1).toArray();
      double expected = 0;
      double size = 0;
      double[] up = here.get(at.get(k)).reals().clone();
      double[] down = up.clone();
      for (int i = 0; i < direction.length; i++) {
        expected += direction[i] * gradients.get(k).reals()[i];
        size += Math.abs(direction[i] * gradients.get(k).reals()[i]);
        up[i] += step * direction[i];
        down[i] -= step * direction[i];
      }
      double numeric = (value(loss, here, at.get(k), up) - value(loss, here, at.get(k), down)) / (2 * step);
      assertThat(size).as("operand %s has a gradient", k).isGreaterThan(0);
      assertThat(Math.abs(numeric - expected))
          .as("%s, operand %s, seed %s: differences give %s, the rule %s", c, k, seed, numeric, expected)
          .isLessThanOrEqualTo(1e-6 * size + 1e-7);
    }
  }

  private static double value(Tensor loss, Map<Tensor, Values> here, Tensor moved, double[] to) {
    Map<Tensor, Values> given = new HashMap<>(here);
    given.put(moved, Values.of(moved.shape(), to));
    return Interpreter.evaluate(List.of(loss), given).getFirst().reals()[0];
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesBackFromItsFile(Case c) throws Exception {
    Parameters.of(c.layer).byName().forEach((name, v) -> v.set(Rng.of(name.hashCode()).normal(v.shape(), 0, 1)));
    Path file = folder.resolve("model.safetensors");
    ModelFile.save(c.layer, file);
    Layer again = ModelFile.load(file, Zoo.layers()).layer();
    assertThat(LayerRegistry.describe(again)).isEqualTo(LayerRegistry.describe(c.layer));
    assertThat(Parameters.of(again).byName().sequencedKeySet()).containsExactlyElementsOf(c.names);
    Array x = Rng.of(4).normal(c.in, 0, 1);
    assertThat(Predictor.of(again).predict(x).sameBits(Predictor.of(c.layer).predict(x))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRandomOnlyInTraining(Case c) {
    Tensor x = Tensor.of(Rng.of(4).normal(c.in, 0, 1));
    double[] use = Interpreter.value(c.layer.apply(x, Pass.inference(c.layer))).reals();
    double[] train = train(c.layer, x, 0);
    assertThat(train).containsExactly(train(c.layer, x, 0));
    if (c.random) {
      assertThat(train).isNotEqualTo(use).isNotEqualTo(train(c.layer, x, 1));
    } else {
      assertThat(train).containsExactly(use);
    }
  }

  private static double[] train(Layer layer, Tensor x, int step) {
    return Interpreter.value(layer.apply(x, Pass.training(layer, 7, Tensor.scalar(step, DType.I32)))).reals();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesItselfAndWhatItExpectsWhereTheInputIsWrong(Case c) {
    Tensor wrong = c.wrong == null ? Tensor.input("x", c.in, DType.I32) : Tensor.input("x", c.wrong, DType.F32);
    Sequential net = Sequential.of().then("features", c.layer);
    assertThatThrownBy(() -> net.apply(wrong, Pass.inference(net)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("features")
        .hasMessageEndingWith(c.expects);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theProgramComputesWhatTheInterpreterDoes(Case c) {
    Tensor x = Tensor.of(Rng.of(6).normal(c.in, 0, 1));
    var at = new ArrayList<Tensor>(List.of(x));
    Parameters.of(c.layer).trainable().forEach(p -> at.add(p.variable()));
    Tensor y = c.layer.apply(x, training(c.layer));
    var all = new ArrayList<>(Gradient.of(y.square().sum(), at));
    all.add(y);
    for (Tensor t : all) {
      double[] expected = Interpreter.value(t).reals();
      float[] got = t.toFloats();
      double most = 0;
      for (double e : expected) {
        most = Math.max(most, Math.abs(e));
      }
      for (int i = 0; i < got.length; i++) {
        assertThat((double) got[i])
            .as("%s, element %s of %s", c, i, t.shape())
            .isCloseTo(expected[i], within(1e-5 * (1 + most)));
      }
    }
  }

  @Test
  void encoderAndDecoderMayBeRecurrent() throws Exception {
    Rng rng = Rng.of(8);
    Sequential encoder = Sequential.of(Recurrent.gru(2, 16, rng).last());
    Sequential decoder = Sequential.of(Linear.of(16, 10, rng), Reshape.of(5, 2), Recurrent.gru(2, 8, rng), Linear.of(8, 2, rng));
    Autoencoder a = Autoencoder.of(encoder, decoder);
    // Waves of any phase: two numbers tell a whole one.
    float[] x = new float[200 * 10];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i % 10 + i / 10 * 0.7);
    }
    Dataset data = Dataset.of(Array.of(Shape.of(200, 5, 2), x));
    History history = Trainer.of(a.reconstructing(Loss::squaredError, Adam.of(0.01))).fit(data.batches(20).shuffled(1), 30);
    assertThat(history.last().get("loss")).isLessThan(0.1 * history.epochs().getFirst().get("loss"));
    Path file = folder.resolve("recurrent.safetensors");
    ModelFile.save(a, file);
    Layer again = ModelFile.load(file, Zoo.layers()).layer();
    assertThat(Predictor.of(again).predict(data).sameBits(Predictor.of(a).predict(data))).isTrue();
  }

  @Test
  void aTiedWeightIsCountedOnceAndGetsTheGradientOfBothUses() {
    Linear w = new Linear(Variable.of("weight", Array.of(Shape.of(1, 1), 3f)), Optional.empty());
    Autoencoder tied = Autoencoder.of(w, TiedLinear.of(w, "weight").withoutBias());
    assertThat(Parameters.of(tied).count()).isEqualTo(1);
    // r = w² x, so dr/dw = 2 w x
    Tensor r = tied.apply(Tensor.of(Shape.of(1, 1), 5f), Pass.inference(tied)).sum();
    assertThat(r.toFloat()).isEqualTo(45f);
    assertThat(Gradient.of(r, w.weight()).toFloats()).containsExactly(30f);
  }

  @Test
  void aTiedLayerIsReadOnlyBesideItsEncoder() {
    Linear w = Linear.of(3, 2, Rng.of(1));
    Map<String, Object> alone = LayerRegistry.describe(TiedLinear.of(w, "weight"));
    assertThatThrownBy(() -> Zoo.layers().build(alone, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown layer type 'TiedLinear'");
    Map<String, Object> other = LayerRegistry.describe(Autoencoder.of(w, new TiedLinear(w.weight(), Optional.empty(), "elsewhere")));
    assertThatThrownBy(() -> Zoo.layers().build(other, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elsewhere");
  }
}
