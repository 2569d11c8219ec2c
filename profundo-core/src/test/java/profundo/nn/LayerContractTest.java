package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// What every layer owes: shape, names, gradient, description, mode, and a message that names it.
class LayerContractTest {
  /// @param wrong an input shape it must refuse, or null for a layer that takes any: then I32 input is refused
  record Case(String name, Layer layer, Shape in, Shape out, List<String> names, Shape wrong, String expects, boolean random) {
    @Override
    public String toString() {
      return name;
    }

    /// Indices go into a layer that looks rows up.
    DType dtype() {
      return layer instanceof Embedding || layer instanceof Transformer ? DType.I32 : DType.F32;
    }

    Array some() {
      return dtype() == DType.F32 ? Rng.of(4).normal(in, 0, 1) : Array.of(in, indices(in.count()));
    }
  }

  private static Case linear(String name, Layer layer, int out, String... names) {
    return new Case(
        name, layer, Shape.of(3, 5), Shape.of(3, out), List.of(names), Shape.of(3, 4), "expected x[..., in=5], got [3, 4]", false);
  }

  private static Case conv(String name, Layer layer, Shape out, String expects, String... names) {
    return new Case(
        name, layer, Shape.of(2, 5, 6, 4), out, List.of(names), Shape.of(2, 5, 6, 3), expects + ", got [2, 5, 6, 3]", false);
  }

  private static Case pool(String name, Layer layer, Shape out, String expects) {
    return new Case(
        name, layer, Shape.of(2, 5, 6, 3), out, List.of(), Shape.of(2, 1, 6, 3), expects + ", got [2, 1, 6, 3]", false);
  }

  private static Case elementwise(String name, Layer layer) {
    Shape s = Shape.of(2, 3, 4);
    return new Case(name, layer, s, s, List.of(), null, "expected F32 x, got I32 [2, 3, 4]", false);
  }

  static Stream<Case> cases() {
    return Stream.of(stock(), ConvLayersTest.cases(), RecurrentCases.cases(), StructureCases.cases()).flatMap(c -> c);
  }

  private static Stream<Case> stock() {
    Rng rng = Rng.of(11);
    return Stream.of(
        linear("Linear", Linear.of(5, 7, rng), 7, "weight", "bias"),
        linear("Linear without bias", Linear.of(5, 1, Initializer.glorotNormal(), rng).withoutBias(), 1, "weight"),
        new Case(
            "Linear on sequences", Linear.of(5, 2, rng), Shape.of(2, 3, 5), Shape.of(2, 3, 2), List.of("weight", "bias"),
            Shape.of(5, 2, 3), "expected x[..., in=5], got [5, 2, 3]", false),
        conv("Conv2d", Conv2d.of(4, 3, 3, rng), Shape.of(2, 3, 4, 3),
            "expected x[batch, height>=3, width>=3, in=4]", "weight", "bias"),
        conv("Conv2d same", Conv2d.of(4, 2, 3, rng).withPadding("same").withDilation(2), Shape.of(2, 5, 6, 2),
            "expected x[batch, height, width, in=4]", "weight", "bias"),
        conv("Conv2d strided in groups",
            Conv2d.of(4, 6, 2, rng).withGroups(2, rng).withStride(2, 1).withPadding(1, 0).withoutBias(),
            Shape.of(2, 3, 5, 6), "expected x[batch, height, width>=2, in=4]", "weight"),
        conv("Conv2d wide", Conv2d.of(4, 1, 1, 4, rng), Shape.of(2, 5, 3, 1),
            "expected x[batch, height, width>=4, in=4]", "weight", "bias"),
        pool("MaxPool2d", MaxPool2d.of(2), Shape.of(2, 2, 3, 3), "expected x[batch, height>=2, width>=2, channels]"),
        pool("MaxPool2d overlapping", MaxPool2d.of(3).withStride(2).withPadding(0, 1), Shape.of(2, 2, 3, 3),
            "expected x[batch, height>=3, width, channels]"),
        pool("AvgPool2d", AvgPool2d.of(2), Shape.of(2, 2, 3, 3), "expected x[batch, height>=2, width>=2, channels]"),
        pool("AvgPool2d overlapping", AvgPool2d.of(3).withStride(1).withPadding(0, 1), Shape.of(2, 3, 6, 3),
            "expected x[batch, height>=3, width, channels]"),
        new Case("Flatten", Flatten.of(), Shape.of(2, 3, 4), Shape.of(2, 12), List.of(), Shape.SCALAR,
            "expected x[batch, ...], got []", false),
        new Case("Dropout", Dropout.of(0.4), Shape.of(5, 7), Shape.of(5, 7), List.of(), null,
            "expected F32 x, got I32 [5, 7]", true),
        elementwise("Relu", Relu.of()),
        elementwise("LeakyRelu", LeakyRelu.of(0.2)),
        elementwise("Sigmoid", Sigmoid.of()),
        elementwise("Tanh", Tanh.of()),
        elementwise("Softplus", Softplus.of()),
        elementwise("Elu", Elu.of(1.5)),
        elementwise("Gelu", Gelu.of()),
        new Case("Softmax", Softmax.of(), Shape.of(3, 4), Shape.of(3, 4), List.of(), Shape.SCALAR,
            "expected x[..., classes], got []", false),
        new Case("Sequential",
            Sequential.of(Linear.of(5, 4, rng), Tanh.of()).then("head", Sequential.of(Dropout.of(0.3), Linear.of(4, 2, rng))),
            Shape.of(3, 5), Shape.of(3, 2), List.of("0.weight", "0.bias", "head.1.weight", "head.1.bias"),
            Shape.of(3, 6), "0 Linear: expected x[..., in=5], got [3, 6]", true));
  }

  private static Tensor input(Case c) {
    return Tensor.input("x", c.in, c.dtype());
  }

  /// 0, 1, 2, 0, 1, 2, ...
  private static int[] indices(int n) {
    return IntStream.range(0, n).map(i -> i % 3).toArray();
  }

  private static Pass training(Layer layer) {
    return Pass.training(layer, 5, Tensor.scalar(3, DType.I32));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheShapeThatItsDocumentationSays(Case c) {
    assertThat(c.layer.apply(input(c), Pass.inference(c.layer)).shape()).isEqualTo(c.out);
    assertThat(training(c.layer).apply(c.layer, input(c)).shape()).isEqualTo(c.out);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesItsVariables(Case c) {
    assertThat(Parameters.of(c.layer).byName().sequencedKeySet()).containsExactlyElementsOf(c.names);
    assertThat(Parameters.of(Sequential.of(Relu.of(), c.layer)).byName().sequencedKeySet())
        .containsExactlyElementsOf(c.names.stream().map(n -> "1." + n).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheGradientThatDifferencesGive(Case c) {
    long seed = 17;
    Random random = new Random(seed);
    Tensor x = input(c);
    List<Tensor> at = new ArrayList<>();
    Map<Tensor, Values> here = new HashMap<>();
    if (c.dtype() == DType.F32) {
      at.add(x);
    } else {
      here.put(x, new Values(c.in, indices(c.in.count())));
    }
    Parameters.of(c.layer).trainable().forEach(p -> at.add(p.variable()));
    for (Tensor t : at) {
      here.put(t, Values.of(t.shape(), random.doubles(t.shape().count(), -2, 2).toArray()));
    }
    float[] weights = new float[c.out.count()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(1, 9) / 4f - 1.1f;
    }
    Tensor loss = training(c.layer).apply(c.layer, x).mul(Tensor.of(c.out, weights)).sum();
    List<Values> gradients = Interpreter.evaluate(Gradient.of(loss, at), here);
    double step = 1e-5;
    for (int k = 0; k < at.size(); k++) {
      Tensor t = at.get(k);
      double[] direction = random.doubles(t.shape().count(), -1, 1).toArray();
      double expected = 0;
      double size = 0;
      double[] up = here.get(t).reals().clone();
      double[] down = up.clone();
      for (int i = 0; i < direction.length; i++) {
        expected += direction[i] * gradients.get(k).reals()[i];
        size += Math.abs(direction[i] * gradients.get(k).reals()[i]);
        up[i] += step * direction[i];
        down[i] -= step * direction[i];
      }
      double numeric = (value(loss, here, t, up) - value(loss, here, t, down)) / (2 * step);
      assertThat(size).as("the gradient for operand %s is not zero", k).isGreaterThan(0);
      assertThat(Math.abs(numeric - expected))
          .as("%s, operand %s, seed %s: differences give %s, the rule %s", c, k, seed, numeric, expected)
          .isLessThanOrEqualTo(1e-6 * size + 1e-7);
    }
  }

  private static double value(Tensor loss, Map<Tensor, Values> here, Tensor moved, double[] to) {
    Map<Tensor, Values> given = new HashMap<>(here);
    given.put(moved, Values.of(moved.shape(), to));
    return Interpreter.evaluate(List.of(loss), given).get(0).reals()[0];
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isBuiltAgainFromItsDescription(Case c) {
    Map<String, Object> description = LayerRegistry.describe(c.layer);
    Parameters original = Parameters.of(c.layer);
    Layer again = LayerRegistry.standard().build(description, original.count());
    assertThat(LayerRegistry.describe(again)).isEqualTo(description);
    Parameters loaded = Parameters.of(again);
    assertThat(loaded.byName().sequencedKeySet()).containsExactlyElementsOf(c.names);
    original.byName().forEach((name, v) -> loaded.get(name).set(v.value()));
    Array x = c.some();
    assertThat(infer(again, x)).containsExactly(infer(c.layer, x));
    if (original.count() > 0) {
      assertThatThrownBy(() -> LayerRegistry.standard().build(description, original.count() - 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("elements are left");
    }
  }

  private static double[] infer(Layer layer, Array x) {
    return Interpreter.value(Pass.inference(layer).apply(layer, Tensor.of(x))).reals();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRandomOnlyInTraining(Case c) {
    Tensor x = Tensor.of(c.some());
    double[] infer = Interpreter.value(c.layer.apply(x, Pass.inference(c.layer))).reals();
    double[] train = train(c.layer, x, 0);
    assertThat(train).containsExactly(train(c.layer, x, 0));
    if (c.random) {
      assertThat(train).isNotEqualTo(infer).isNotEqualTo(train(c.layer, x, 1));
    } else if (c.layer instanceof BatchNorm) {
      assertThat(train).isNotEqualTo(infer).containsExactly(train(c.layer, x, 1));
    } else {
      assertThat(train).containsExactly(infer);
    }
  }

  private static double[] train(Layer layer, Tensor x, int step) {
    return Interpreter.value(layer.apply(x, Pass.training(layer, 7, Tensor.scalar(step, DType.I32)))).reals();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesItselfAndWhatItExpectsWhereTheInputIsWrong(Case c) {
    DType other = c.dtype() == DType.F32 ? DType.I32 : DType.F32;
    Tensor wrong = c.wrong == null ? Tensor.input("x", c.in, other) : Tensor.input("x", c.wrong, c.dtype());
    Sequential net = Sequential.of().then("features", Sequential.of(c.layer));
    assertThatThrownBy(() -> net.apply(wrong, Pass.inference(net)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("features.0")
        .hasMessageEndingWith(c.expects)
        .hasMessageContaining(c.expects.contains(": ") ? c.expects : c.layer.getClass().getSimpleName() + ": ");
    assertThatThrownBy(() -> c.layer.apply(wrong, Pass.inference(c.layer)))
        .isInstanceOf(ShapeException.class)
        .hasMessageEndingWith(c.expects);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesASettingItDoesNotKnow(Case c) {
    Map<String, Object> description = LayerRegistry.describe(c.layer);
    @SuppressWarnings("unchecked")
    Map<String, Object> config = (Map<String, Object>) description.get("config");
    config.put("colour", "blue");
    assertThatThrownBy(() -> LayerRegistry.standard().build(description, 1 << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown setting 'colour'");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void startsWithFiniteWeightsThatDependOnTheSeedAlone(Case c) {
    Case again = cases().filter(k -> k.name.equals(c.name)).findFirst().orElseThrow();
    Map<String, Variable> second = Parameters.of(again.layer).byName();
    Parameters.of(c.layer)
        .byName()
        .forEach((name, v) -> assertThat(v.value().sameBits(second.get(name).value())).as(name).isTrue());
  }
}
