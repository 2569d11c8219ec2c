package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
import profundo.nn.Described;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;
import profundo.train.Predictor;
import profundo.zoo.Zoo;

/// What every layer owes, for machines: shape, names, gradient, description, and a message that names it.
class BoltzmannLayersTest {
  /// @param still variables that the layer as a layer does not depend on
  record Case(Described layer, int out, List<String> names, List<String> still, String message) {
    @Override
    public String toString() {
      return layer.type();
    }
  }

  static Stream<Case> cases() {
    Rng rng = Rng.of(3);
    return Stream.of(
        new Case(Rbm.of(6, 4, rng), 4, List.of("weight", "visibleBias", "hiddenBias"), List.of("visibleBias"),
            "Rbm: expected x[batch, visible=6], got [3, 5]"),
        new Case(Rbm.of(6, Units.GAUSSIAN, 4, Units.RECTIFIED, rng), 4, List.of("weight", "visibleBias", "hiddenBias"),
            List.of("visibleBias"), "Rbm: expected x[batch, visible=6], got [3, 5]"),
        new Case(ClassRbm.of(6, 3, 4, rng), 3,
            List.of("rbm.weight", "rbm.visibleBias", "rbm.hiddenBias", "labelWeight", "labelBias"), List.of("rbm.visibleBias"),
            "ClassRbm: expected x[batch, visible=6], got [3, 5]"),
        new Case(DeepBeliefNet.of(6, List.of(5, 4), 3, rng), 3,
            List.of("below.0.weight", "below.0.visibleBias", "below.0.hiddenBias", "generative.0", "top.rbm.weight",
                "top.rbm.visibleBias", "top.rbm.hiddenBias", "top.labelWeight", "top.labelBias"),
            List.of("below.0.visibleBias", "generative.0", "top.rbm.visibleBias"),
            "DeepBeliefNet: expected F32 x[batch, visible=6], got [3, 5]"),
        new Case(DeepBoltzmannMachine.of(6, List.of(5, 4), rng), 4,
            List.of("weights.0", "weights.1", "biases.0", "biases.1", "biases.2"), List.of("biases.0"),
            "DeepBoltzmannMachine: expected F32 x[batch, visible=6], got [3, 5]"),
        classifier(rng),
        new Case(BoltzmannMachine.of(6, 4, rng), 4, List.of("weight", "bias"), List.of(),
            "BoltzmannMachine: expected F32 x[batch, visible=6], got [3, 5]"));
  }

  private static Case classifier(Rng rng) {
    var machine = DeepBoltzmannMachine.of(6, List.of(5, 4), rng);
    List<String> state = List.of("machine.weights.0", "machine.weights.1", "machine.biases.0", "machine.biases.1", "machine.biases.2");
    List<String> names = new ArrayList<>(state);
    for (String layer : List.of("layer1.0", "layer2.0", "output")) {
      names.addAll(List.of("network." + layer + ".weight", "network." + layer + ".bias"));
    }
    return new Case(new DbmClassifier(machine, machine.network(3, rng)), 3, names, state,
        "DbmClassifier: expected F32 x[batch, visible=6], got [3, 5]");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keepsTheContractOfLayers(Case c) {
    Layer layer = c.layer;
    Shape in = Shape.of(3, 6);
    Tensor x = Tensor.input("x", in, DType.F32);
    Tensor y = Pass.inference(layer).apply(layer, x);
    assertThat(y.shape()).isEqualTo(Shape.of(3, c.out));
    Parameters parameters = Parameters.of(layer);
    assertThat(parameters.byName().sequencedKeySet()).containsExactlyElementsOf(c.names);
    assertThatThrownBy(() -> Pass.inference(layer).apply(layer, Tensor.input("x", Shape.of(3, 5), DType.F32)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining(c.message);
    Map<String, Object> description = LayerRegistry.describe(layer);
    Layer again = Zoo.layers().build(description, parameters.count());
    assertThat(LayerRegistry.describe(again)).isEqualTo(description);
    Parameters loaded = Parameters.of(again);
    parameters.byName().forEach((name, v) -> loaded.get(name).set(v.value()));
    Array some = Rng.of(4).uniform(in, 0, 1);
    assertThat(Predictor.of(again).predict(some).sameBits(Predictor.of(layer).predict(some))).isTrue();
    gradient(c, x, y);
  }

  private static void gradient(Case c, Tensor x, Tensor y) {
    long seed = 17;
    Random random = new Random(seed);
    List<Tensor> at = new ArrayList<>(List.of(x));
    Parameters.of(c.layer).byName().forEach((name, v) -> {
      if (!c.still.contains(name)) {
        at.add(v);
      }
    });
    Map<Tensor, Values> here = new HashMap<>();
    at.forEach(t -> here.put(t, Values.of(t.shape(), random.doubles(t.shape().count(), -1, 1).toArray())));
    float[] weights = new float[y.shape().count()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(1, 9) / 4f - 1.1f;
    }
    Tensor loss = y.mul(Tensor.of(y.shape(), weights)).sum();
    List<Values> gradients = Interpreter.evaluate(Gradient.of(loss, at), here);
    for (int k = 0; k < at.size(); k++) {
      double[] direction = random.doubles(at.get(k).shape().count(), -1, 1).toArray();
      double expected = 0;
      double size = 0;
      double[] up = here.get(at.get(k)).reals().clone();
      double[] down = up.clone();
      for (int i = 0; i < direction.length; i++) {
        expected += direction[i] * gradients.get(k).reals()[i];
        size += Math.abs(direction[i] * gradients.get(k).reals()[i]);
        up[i] += 1e-5 * direction[i];
        down[i] -= 1e-5 * direction[i];
      }
      double numeric = (value(loss, here, at.get(k), up) - value(loss, here, at.get(k), down)) / 2e-5;
      assertThat(size).as("operand %s", k).isGreaterThan(0);
      assertThat(Math.abs(numeric - expected)).as("operand %s, seed %s", k, seed).isLessThan(1e-6 * size + 1e-7);
    }
  }

  private static double value(Tensor loss, Map<Tensor, Values> here, Tensor moved, double[] to) {
    Map<Tensor, Values> given = new HashMap<>(here);
    given.put(moved, Values.of(moved.shape(), to));
    return Interpreter.evaluate(List.of(loss), given).get(0).reals()[0];
  }
}
