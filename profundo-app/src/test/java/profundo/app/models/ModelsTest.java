package profundo.app.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.nn.LayerRegistry;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Sequential;

class ModelsTest {
  private static final Shape DIGIT = Shape.of(28, 28, 1);

  /// Counts worked out by hand: weights and biases of every layer.
  @ParameterizedTest
  @CsvSource({"linear, 7850", "mlp, 669706", "lenet5, 61706", "cnn, 1676266"})
  void hasAsManyParametersAsThePaperOrTheHandSays(String name, long parameters) {
    Sequential net = Models.find(name).orElseThrow().build(DIGIT, 10, Rng.of(1));
    assertThat(Parameters.of(net).count()).isEqualTo(parameters);
  }

  @Test
  void everyModelTakesOtherImagesAndClasses() {
    for (Model m : Models.all()) {
      if (m.usual().isText()) {
        Sequential net = m.build(Sample.text(9, 50), 7, Rng.of(1));
        Tensor y = Pass.inference(net).apply(net, Tensor.input("x", Shape.of(5, 9), DType.I32));
        assertThat(y.shape()).as(m.name()).isEqualTo(Shape.of(5, 7));
        assertThatThrownBy(() -> m.build(Sample.of(DIGIT), 7, Rng.of(1))).hasMessageContaining("expected texts, got samples [28, 28, 1]");
        continue;
      }
      assertThatThrownBy(() -> m.build(Sample.text(9, 50), 7, Rng.of(1))).hasMessageContaining("expected images or series, got texts");
      Sequential net = m.build(Shape.of(33, 40, 3), 7, Rng.of(1));
      Tensor y = Pass.inference(net).apply(net, Tensor.input("x", Shape.of(5, 33, 40, 3), DType.F32));
      assertThat(y.shape()).as(m.name()).isEqualTo(Shape.of(5, 7));
    }
  }

  @Test
  void everyModelCanBeSavedAndTellsItsSource() {
    for (Model m : Models.all()) {
      var description = LayerRegistry.describe(m.build(m.usual(), 10, Rng.of(1)));
      assertThat(LayerRegistry.describe(LayerRegistry.standard().build(description, 10_000_000)))
          .as(m.name())
          .isEqualTo(description);
      assertThat(m.paper()).containsPattern("[A-Z][a-z]+ .*(19|20)\\d\\d");
      assertThat(m.description()).hasSizeLessThan(90);
    }
  }

  @Test
  void theSameSeedDrawsTheSameWeights() {
    var one = Parameters.of(new LeNet5().build(DIGIT, 10, Rng.of(7))).byName();
    var two = Parameters.of(new LeNet5().build(DIGIT, 10, Rng.of(7))).byName();
    one.forEach((name, v) -> assertThat(v.value().floats()).as(name).isEqualTo(two.get(name).value().floats()));
  }

  @Test
  void imagesThatAreTooSmallAreNamedWithTheRemedy() {
    assertThatThrownBy(() -> new LeNet5().build(Shape.of(8, 8, 1), 10, Rng.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lenet5 cannot take samples [8, 8, 1]")
        .hasMessageContaining("conv2")
        .hasMessageContaining("use larger images");
  }
}
