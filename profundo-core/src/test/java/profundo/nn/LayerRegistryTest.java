package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

class LayerRegistryTest {
  private final LayerRegistry registry = LayerRegistry.standard();

  private static Map<String, Object> layer(String type, Map<String, ?> config) {
    return Map.of("type", type, "config", config);
  }

  private static Map<String, Object> conv(String key, Object value) {
    Map<String, Object> c =
        new HashMap<>(
            Map.of(
                "in", 4, "out", 2, "kernel", List.of(3, 3), "stride", List.of(1, 1), "padding", "same",
                "dilation", List.of(1, 1), "groups", 1, "bias", true));
    c.put(key, value);
    return layer("Conv2d", c);
  }

  @Test
  void numbersMayComeInAnyWidth() {
    Layer l = registry.build(layer("Linear", Map.of("in", 3L, "out", 2.0, "bias", false)), 6);
    assertThat(LayerRegistry.describe(l).get("config")).isEqualTo(Map.of("in", 3, "out", 2, "bias", false));
    assertThat(registry.build(layer("Elu", Map.of("alpha", 1)), 0)).isEqualTo(Elu.of(1));
  }

  @Test
  void anUnknownTypeListsTheKnownAndTheNearest() {
    assertThatThrownBy(() -> registry.build(layer("Liner", Map.of()), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model: unknown layer type 'Liner'; did you mean Linear?")
        .hasMessageContaining("AvgPool2d, ").hasMessageContaining("Conv2d, ");
    String evil = "java.lang.Runtime".repeat(10_000);
    assertThatThrownBy(() -> registry.build(layer(evil, Map.of()), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2_000));
  }

  static Stream<Arguments> hostile() {
    Map<String, Object> missing = new HashMap<>(Map.of("in", 3, "out", 2));
    return Stream.of(
        Arguments.of(layer("Linear", missing), "model.config has no 'bias'"),
        Arguments.of(layer("Linear", Map.of("in", -3, "out", 2, "bias", true)), "'in' to be a whole number"),
        Arguments.of(layer("Linear", Map.of("in", 3.5, "out", 2, "bias", true)), "got 3.5"),
        Arguments.of(layer("Linear", Map.of("in", 1L << 40, "out", 2, "bias", true)), "got 1099511627776"),
        Arguments.of(
            layer("Linear", Map.of("in", 2_000_000_000, "out", 2_000_000_000, "bias", true)), "elements are left"),
        Arguments.of(layer("Dropout", Map.of("rate", Double.NaN)), "'rate' to be a finite number, got NaN"),
        Arguments.of(layer("Dropout", Map.of("rate", 2)), "model (Dropout): Dropout: expected a rate"),
        Arguments.of(layer("Dropout", Map.of("rate", "0.5")), "'rate' to be a finite number, got 0.5"),
        Arguments.of(conv("groups", 3), "divides 4 input channels, got 3"),
        Arguments.of(conv("kernel", List.of(3)), "'kernel' to be two numbers"),
        Arguments.of(conv("kernel", List.of(60_000, 60_000)), "elements are left"),
        Arguments.of(conv("padding", "some"), "'padding' to be"),
        Arguments.of(conv("padding", List.of(1, 1)), "'padding' to be a list"),
        Arguments.of(conv("stride", List.of(0, 1)), "at least 1, got 0"),
        Arguments.of(layer("Sequential", Map.of("layers", "none")), "'layers' to be a list"),
        Arguments.of(layer("Sequential", Map.of("layers", List.of(3))), "model.config.layers[0] to be a map"),
        Arguments.of(
            layer("Sequential", Map.of("layers", List.of(Map.of("name", "0", "type", "Nothing", "config", Map.of())))),
            "model.config.layers[0]: unknown layer type 'Nothing'"),
        Arguments.of(Map.of("type", "Relu"), "model has no 'config'"),
        Arguments.of(Map.of("type", "Relu", "config", Map.of(), "extra", 1), "unknown setting 'extra'"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("hostile")
  void saysWhatIsWrongAndWhere(Map<String, Object> description, String message) {
    assertThatThrownBy(() -> registry.build(description, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("architecture: ")
        .hasMessageContaining(message);
  }

  @Test
  void nestingIsBounded() {
    Map<String, Object> inner = layer("Relu", Map.of());
    for (int i = 0; i < 10_000; i++) {
      Map<String, Object> entry = new HashMap<>(inner);
      entry.put("name", "0");
      inner = layer("Sequential", Map.of("layers", List.of(entry)));
    }
    Map<String, Object> deep = inner;
    assertThatThrownBy(() -> registry.build(deep, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested deeper than");
  }

  record Scale(Variable factor) implements Described {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.mul(factor);
    }

    @Override
    public SequencedMap<String, Object> config() {
      return Configs.of("size", factor.shape().count());
    }
  }

  @Test
  void typesOfOnesOwnCanBeAdded() {
    LayerRegistry mine = registry.with("Scale", c -> new Scale(c.variable("factor", c.integer("size", 1))));
    Sequential net = Sequential.of(new Scale(Variable.zeros("factor", Shape.of(3))), Relu.of());
    Layer again = mine.build(LayerRegistry.describe(net), 3);
    assertThat(Parameters.of(again).byName().sequencedKeySet()).containsExactly("0.factor");
    assertThatThrownBy(() -> registry.build(LayerRegistry.describe(net), 3))
        .hasMessageContaining("unknown layer type 'Scale'");
    assertThatThrownBy(() -> registry.with("Relu", _ -> Relu.of())).hasMessageContaining("'Relu' already");
  }

  private enum Side {
    LEFT,
    RIGHT;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Test
  void aWordIsOneOfAnEnum() {
    var read = new java.util.ArrayList<Side>();
    LayerRegistry own = registry.with("Sided", c -> {
      read.add(c.word("side", Side.class));
      return Relu.of();
    });
    own.build(layer("Sided", Map.of("side", "right")), 0);
    assertThat(read).containsExactly(Side.RIGHT);
    for (Object wrong : List.of("RIGHT", "up")) {
      assertThatThrownBy(() -> own.build(layer("Sided", Map.of("side", wrong)), 0))
          .hasMessage("architecture: model.config: expected 'side' to be one of [left, right], got " + wrong);
    }
    assertThatThrownBy(() -> own.build(layer("Sided", Map.of("side", 1)), 0)).hasMessageContaining("'side' to be a text, got 1");
  }

  @Test
  void whatCannotBeDescribedIsSaidBeforeAnythingIsWritten() {
    assertThatThrownBy(() -> LayerRegistry.describe(Sequential.of((x, _) -> x)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lambda does not describe itself");
    Linear twice = Linear.of(2, 2, Rng.of(1));
    assertThatThrownBy(() -> LayerRegistry.describe(Sequential.of(twice, twice)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one variable in two places");
  }

  @Test
  void aPartMayBeBuiltFromAnotherThatIsKnownToTheLayerAroundThemAlone() {
    LayerRegistry pairs =
        registry.with(
            "Pair",
            c -> {
              Linear first = (Linear) c.layer("first");
              return Sequential.of(first, c.layer("second", "Again", _ -> first));
            });
    Map<String, Object> again = layer("Again", Map.of());
    Map<String, Object> linear = layer("Linear", Map.of("in", 2, "out", 2, "bias", false));
    Map<String, Object> nested = layer("Sequential", Map.of("layers", List.of(named("a", layer("Relu", Map.of())), named("b", again))));
    Sequential pair = (Sequential) pairs.build(layer("Pair", Map.of("first", linear, "second", nested)), 4);
    Sequential second = (Sequential) pair.layers().get(1);
    assertThat(second.layers().get(1)).isSameAs(pair.layers().get(0));
    assertThatThrownBy(() -> pairs.build(layer("Pair", Map.of("first", again, "second", again)), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown layer type 'Again'");
  }

  private static Map<String, Object> named(String name, Map<String, Object> layer) {
    Map<String, Object> entry = new HashMap<>(layer);
    entry.put("name", name);
    return entry;
  }
}
