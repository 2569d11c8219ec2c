package profundo.zoo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Model files that nobody wrote in good faith: what was expected, what came, where.
class HostileDescriptionsTest {
  private static Map<String, Object> layer(String type, Map<String, ?> config) {
    return Map.of("type", type, "config", config);
  }

  private static Map<String, Object> rbm(Object visible, Object hidden, Object visibleUnits, Object hiddenUnits) {
    return layer(
        "Rbm", Map.of("visible", visible, "hidden", hidden, "visible_units", visibleUnits, "hidden_units", hiddenUnits));
  }

  static Stream<Arguments> hostile() {
    Map<String, Object> relu = layer("Relu", Map.of());
    return Stream.of(
        Arguments.of(
            rbm(3, 2, "FOO", "BINARY"), "model.config: expected 'visible_units' to be one of [BINARY, GAUSSIAN, RECTIFIED], got FOO"),
        Arguments.of(rbm(3, 2, "BINARY", "binary"), "'hidden_units' to be one of [BINARY, GAUSSIAN, RECTIFIED], got binary"),
        Arguments.of(rbm(3, 2, "BINARY", 1), "'hidden_units' to be a text, got 1"),
        Arguments.of(rbm(3, 2, "RECTIFIED", "BINARY"), "model (Rbm): Rbm: expected binary visible units"),
        Arguments.of(rbm(-3, 2, "BINARY", "BINARY"), "'visible' to be a whole number of at least 1, got -3"),
        Arguments.of(rbm(2_000_000_000, 2_000_000_000, "BINARY", "BINARY"), "elements are left"),
        Arguments.of(layer("Corruption", Map.of("kind", "loud", "level", 0.1)),
            "'kind' to be one of [masking, gaussian, salt-and-pepper], got loud"),
        Arguments.of(
            layer("Corruption", Map.of("kind", "masking", "level", -0.1)), "expected a level of at least 0 and at most 1, got -0.1"),
        Arguments.of(layer("KSparse", Map.of("k", 0, "in_use", 1)), "'k' to be a whole number of at least 1, got 0"),
        Arguments.of(layer("ClassRbm", Map.of("visible", 3, "hidden", 2, "classes", 0)), "'classes' to be a whole number of at least 1"),
        Arguments.of(layer("Standardize", Map.of("features", 0)), "'features' to be a whole number of at least 1"),
        Arguments.of(layer("DeepBeliefNet", Map.of("visible", 3, "classes", 2, "layers", List.of())), "expected a layer or more, got none"),
        Arguments.of(layer("DeepBeliefNet", Map.of("visible", 3, "classes", 2, "layers", List.of(2, -1))), "at least 1, got -1"),
        Arguments.of(layer("DeepBoltzmannMachine", Map.of("sizes", List.of(3))), "expected two layers of hidden units or more"),
        Arguments.of(layer("BoltzmannMachine", Map.of("units", 4, "visible", 5)), "as many visible ones at most, got 4 and 5"),
        Arguments.of(layer("BoltzmannMachine", Map.of("units", 600, "visible", 5)), "elements are left"),
        Arguments.of(layer("DbmClassifier", Map.of("machine", relu, "network", relu)),
            "expected a DeepBoltzmannMachine as 'machine' and a Sequential as 'network', got Relu and Relu"),
        Arguments.of(layer("Autoencoder", Map.of("encoder", relu, "decoder", layer("TiedLinear", Map.of("of", "w", "bias", true)))),
            "TiedLinear"),
        Arguments.of(layer("TiedLinear", Map.of("of", "w", "bias", true)), "unknown layer type 'TiedLinear'"),
        Arguments.of(
            layer("VariationalAutoencoder",
                Map.of("body", relu, "mean", relu, "log_variance", relu, "decoder", relu, "beta", 1)),
            "expected Linear as 'mean' and 'log_variance', got Relu and Relu"),
        Arguments.of(
            layer("VariationalAutoencoder",
                Map.of("body", relu, "mean", linear(), "log_variance", linear(), "decoder", relu, "beta", -1)),
            "a finite beta of at least 0, got"));
  }

  private static Map<String, Object> linear() {
    return layer("Linear", Map.of("in", 2, "out", 2, "bias", false));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("hostile")
  void saysWhatIsWrongAndWhere(Map<String, Object> description, String message) {
    assertThatThrownBy(() -> Zoo.layers().build(description, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("architecture: model")
        .hasMessageContaining(message);
  }
}
