package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

class SummaryTest {
  private final Rng rng = Rng.of(1);
  private final Sequential net =
      Sequential.of()
          .then("features", Sequential.of(Conv2d.of(1, 32, 3, rng), Relu.of(), MaxPool2d.of(2)))
          .then(Flatten.of())
          .then(Dropout.of(0.5))
          .then("head", Linear.of(5408, 10, rng));

  @Test
  void theTableHasAllLayersShapesAndTotals() {
    assertThat(Summary.of(net, Shape.of(28, 28, 1)).toString())
        .isEqualTo(
            """
            Layer (type)            Output Shape     Params  Field  Overlap
            ---------------------------------------------------------------
            features.0 (Conv2d)     [?, 26, 26, 32]     320    3x3      2x2
            features.1 (Relu)       [?, 26, 26, 32]       0    3x3      2x2
            features.2 (MaxPool2d)  [?, 13, 13, 32]       0    4x4      2x2
            1 (Flatten)             [?, 5408]             0    4x4      2x2
            2 (Dropout)             [?, 5408]             0    4x4      2x2
            head (Linear)           [?, 10]          54,090  28x28    28x28
            ---------------------------------------------------------------
            Total params: 54,410
            Trainable params: 54,410
            Frozen params: 0
            Depth: 6
            Filters: 32
            Size: 3x3
            Stride: 1x1
            Padding: valid
            Pooling window: 2x2
            Pooling kind: max
            Classifier layers: 1
            Neurons: 10
            """);
  }

  @Test
  void frozenParametersAreCountedApart() {
    Summary s = Summary.of(net, Parameters.of(net).freeze("features"), Shape.of(28, 28, 1), DType.F32);
    assertThat(s.total()).isEqualTo(54_410);
    assertThat(s.trainable()).isEqualTo(54_090);
    assertThat(s.frozen()).isEqualTo(320);
  }

  @Test
  void theSameIsThereAsData() {
    Map<String, Object> map = Summary.of(Linear.of(3, 2, rng), Shape.of(3)).toMap();
    assertThat(map).containsEntry("total_params", 8L).containsEntry("depth", 2);
    Map<?, ?> row = (Map<?, ?>) ((List<?>) map.get("layers")).get(0);
    assertThat(row.get("type")).isEqualTo("Linear");
    assertThat(row.get("output_shape")).isEqualTo(Arrays.asList(null, 2));
  }

  record Scaled(Linear inner, Variable scale) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return inner.apply(x, pass).mul(scale);
    }
  }

  @Test
  void aLayerWithVariablesOfItsOwnHasARowBesideThoseInside() {
    Summary s = Summary.of(new Scaled(Linear.of(3, 2, rng), Variable.zeros("s", Shape.of(2))), Shape.of(3));
    assertThat(s.rows().stream().map(Summary.Row::layer)).containsExactly("Scaled", "inner (Linear)");
    assertThat(s.rows().stream().map(Summary.Row::parameters)).containsExactly(2L, 8L);
    assertThat(s.rows().stream().map(Summary.Row::shape)).containsExactly("[?, 2]", "-");
  }

  @Test
  void aWrongExampleIsReportedByTheLayerItDoesNotFit() {
    assertThatThrownBy(() -> Summary.of(net, Shape.of(28, 28, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("features.0 Conv2d: expected x[batch, height>=3, width>=3, in=1]");
  }
}
