package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.reference.Interpreter;

class ClassWeightsTest {
  private final Tensor logits = Tensor.of(Shape.of(3, 3), 1f, 2, 0.5f, -1, 0, 3, 0.2f, 0.1f, -0.4f);
  private final Tensor labels = Tensor.of(Shape.of(3), 0, 2, 1);

  private double loss(ClassWeights weights) {
    return Interpreter.value(weights.softmaxCrossEntropy().of(logits, labels)).reals()[0];
  }

  private static double nll(double right, double... all) {
    double sum = 0;
    for (double a : all) {
      sum += Math.exp(a);
    }
    return Math.log(sum) - right;
  }

  @Test
  void theMeanIsWeightedByTheClassOfEachSample() {
    double a = nll(1, 1, 2, 0.5f);
    double b = nll(3, -1, 0, 3);
    double c = nll(0.1f, 0.2f, 0.1f, -0.4f);
    assertThat(loss(ClassWeights.of(2, 1, 0.5))).isCloseTo((2 * a + 0.5 * b + c) / 3.5, within(1e-12));
    assertThat(loss(ClassWeights.of(1, 1, 1)))
        .isCloseTo(Interpreter.value(Loss.softmaxCrossEntropy(logits, labels)).reals()[0], within(1e-12));
    assertThat(loss(ClassWeights.of(0, 5, 0))).isCloseTo(c, within(1e-12));
    Tensor none = ClassWeights.of(1, 0, 0).softmaxCrossEntropy().of(logits, Tensor.of(Shape.of(3), 1, 2, 1));
    assertThat(none.toFloat()).isZero();
  }

  @Test
  void balancedWeightsAreScikitLearns() {
    // n / (classes * count): 10 / (3 * 5), 10 / (3 * 4), 10 / (3 * 1).
    assertThat(ClassWeights.balanced(5, 4, 0, 1).weights())
        .containsExactly(new double[] {10.0 / 15, 10.0 / 12, 0, 10.0 / 3}, within(1e-12));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> loss(ClassWeights.of(1, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("logits [..., classes=2] and I32 labels [...], got [3, 3]");
    assertThatThrownBy(() -> ClassWeights.of(0, 0)).hasMessageContaining("a weight above 0");
    assertThatThrownBy(() -> ClassWeights.of(1, -1, 3)).hasMessageContaining("at least 0, got -1.0");
  }
}
