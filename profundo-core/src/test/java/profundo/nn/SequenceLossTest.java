package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

class SequenceLossTest {
  @Test
  void stepsWithoutALabelDoNotCount() {
    Tensor logits = Tensor.of(Shape.of(1, 3, 2), 0, 0, 5, -7, 0, (float) Math.log(3));
    Tensor loss = SequenceLoss.crossEntropy(logits, Tensor.of(Shape.of(1, 3), 0, -1, 1));
    assertThat((double) loss.toFloat()).isCloseTo((Math.log(2) + Math.log(4.0 / 3)) / 2, within(1e-6));
    assertThat(SequenceLoss.crossEntropy(logits, Tensor.of(Shape.of(1, 3), -1, -1, -1)).toFloat()).isZero();
    assertThatThrownBy(() -> SequenceLoss.crossEntropy(logits, Tensor.of(Shape.of(3), 0, 1, 0)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("got [1, 3, 2] and I32 [3]");
  }

  @Test
  void errorsBehindTheEndDoNotCount() {
    Tensor p = Tensor.of(Shape.of(2, 2, 1), 1f, 9f, 3f, 5f);
    Tensor t = Tensor.of(Shape.of(2, 2, 1), 0f, 0f, 3f, 3f);
    assertThat(SequenceLoss.squaredError(p, t, Tensor.of(Shape.of(2), 1, 2)).toFloat()).isCloseTo(5f / 3, within(1e-6f));
  }

  @Test
  void oneHotWritesAOneAtTheNumbersPlace() {
    OneHot layer = OneHot.of(3);
    Tensor y = layer.apply(Tensor.of(Shape.of(2), 2, 0), Pass.inference(layer));
    assertThat(y.toFloats()).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(LayerRegistry.standard().build(LayerRegistry.describe(layer), 0)).isEqualTo(layer);
    assertThatThrownBy(() -> layer.apply(Tensor.input("x", Shape.of(2), DType.F32), Pass.inference(layer)))
        .hasMessageContaining("OneHot: expected I32 x[...] from 0 to 2, got [2]");
  }
}
