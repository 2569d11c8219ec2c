package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;

class LossTest {
  private static final Offset<Double> TIGHT = within(1e-12);

  private static double value(Tensor t) {
    assertThat(t.shape()).isEqualTo(Shape.SCALAR);
    return Interpreter.value(t).reals()[0];
  }

  @Test
  void squaredAndAbsoluteErrorAreMeansOverAllElements() {
    Tensor p = Tensor.of(Shape.of(2, 2), 1f, 2f, 3f, 4f);
    Tensor t = Tensor.of(Shape.of(2, 2), 1f, 0f, 4f, 1f);
    assertThat(value(Loss.squaredError(p, t))).isEqualTo((4 + 1 + 9) / 4.0);
    assertThat(value(Loss.absoluteError(p, t))).isEqualTo((2 + 1 + 3) / 4.0);
  }

  @Test
  void binaryCrossEntropyIsTheNegativeLogLikelihood() {
    double[] z = {-2, 0.5, 3};
    double[] y = {0, 1, 0.25};
    double expected = 0;
    for (int i = 0; i < 3; i++) {
      double s = 1 / (1 + Math.exp(-z[i]));
      expected -= (y[i] * Math.log(s) + (1 - y[i]) * Math.log(1 - s)) / 3;
    }
    Tensor logits = Tensor.of(Shape.of(3, 1), -2f, 0.5f, 3f);
    assertThat(value(Loss.binaryCrossEntropy(logits, Tensor.of(Shape.of(3, 1), 0f, 1f, 0.25f))))
        .isCloseTo(expected, TIGHT);
    assertThat(value(Loss.binaryCrossEntropy(logits, Tensor.of(Shape.of(3, 1), 0, 1, 0))))
        .isCloseTo(value(Loss.binaryCrossEntropy(logits, Tensor.of(Shape.of(3, 1), 0f, 1f, 0f))), TIGHT);
  }

  @Test
  void softmaxCrossEntropyIsTheNegativeLogLikelihood() {
    double[][] z = {{1, 2, 3}, {0.5, -1, 0}};
    int[] label = {2, 1};
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      double sum = Math.exp(z[i][0]) + Math.exp(z[i][1]) + Math.exp(z[i][2]);
      expected -= Math.log(Math.exp(z[i][label[i]]) / sum) / 2;
    }
    Tensor logits = Tensor.of(Shape.of(2, 3), 1f, 2f, 3f, 0.5f, -1f, 0f);
    assertThat(value(Loss.softmaxCrossEntropy(logits, Tensor.of(Shape.of(2), 2, 1)))).isCloseTo(expected, TIGHT);
    Tensor soft = Tensor.of(Shape.of(2, 3), 0f, 0f, 1f, 0f, 1f, 0f);
    assertThat(value(Loss.softmaxCrossEntropy(logits, soft))).isCloseTo(expected, TIGHT);
  }

  @Test
  void itsGradientIsSoftmaxMinusLabelOverTheBatch() {
    Variable logits = Variable.of("z", Array.of(Shape.of(2, 3), 1f, 2f, 3f, 0.5f, -1f, 0f));
    Tensor label = Tensor.of(Shape.of(2), 2, 1);
    double[] gradient =
        Interpreter.value(Gradient.of(Loss.softmaxCrossEntropy(logits, label), logits)).reals();
    double[] expected = Interpreter.value(logits.softmax().sub(label.oneHot(3)).mul(0.5)).reals();
    assertThat(gradient).containsExactly(expected, TIGHT);
  }

  @Test
  void logitsOfAnySizeGiveFiniteLossesAndGradients() {
    Variable z = Variable.of("z", Array.of(Shape.of(2, 2), 1e4f, -1e4f, -1e4f, 1e4f));
    Tensor ce = Loss.softmaxCrossEntropy(z, Tensor.of(Shape.of(2), 0, 0));
    Tensor bce = Loss.binaryCrossEntropy(z, Tensor.of(Shape.of(2, 2), 1, 1, 0, 0));
    assertThat(value(ce)).isCloseTo(1e4, TIGHT);
    assertThat(value(bce)).isCloseTo(5e3, TIGHT);
    assertThat(Interpreter.value(Gradient.of(ce, z)).reals()).containsExactly(0, 0, -0.5, 0.5);
    assertThat(Interpreter.value(Gradient.of(bce, z)).reals()).containsExactly(0, -0.25, 0, 0.25);
  }

  @Test
  void hingeTakesLabelsOfEitherKind() {
    Tensor p = Tensor.of(Shape.of(4), 2f, 0.5f, -0.25f, -3f);
    double expected = (0 + 0.5 + 0.75 + 4) / 4;
    assertThat(value(Loss.hinge(p, Tensor.of(Shape.of(4), 1f, 1f, -1f, 1f)))).isEqualTo(expected);
    assertThat(value(Loss.hinge(p, Tensor.of(Shape.of(4), 1, 1, 0, 1)))).isEqualTo(expected);
  }

  @Test
  void multiclassHingeComparesTheLabelWithEveryOtherClass() {
    // torch.nn.MultiMarginLoss documents this example: x = [0.1, 0.2, 0.4, 0.8], y = 3 gives 0.325.
    Tensor x = Tensor.of(Shape.of(1, 4), 0.1f, 0.2f, 0.4f, 0.8f);
    assertThat(value(Loss.multiclassHinge(x, Tensor.of(Shape.of(1), 3)))).isCloseTo(0.325, within(1e-7));
  }

  @Test
  void aTargetThatWouldOnlyBroadcastIsRefused() {
    Tensor p = Tensor.of(Rng.of(1).normal(Shape.of(4, 1), 0, 1));
    Tensor t = Tensor.of(Rng.of(1).normal(Shape.of(4), 0, 1));
    assertThatThrownBy(() -> Loss.squaredError(p, t))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("squaredError")
        .hasMessageContaining("[4, 1], got [4]");
    assertThatThrownBy(() -> Loss.softmaxCrossEntropy(p, Tensor.of(Shape.of(4, 1), 0, 0, 0, 0)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("I32 labels [...], got [4, 1] and I32 [4, 1]");
  }

  @Test
  void penaltiesLeaveBiasesAndFrozenWeightsOut() {
    Sequential net = Sequential.of(Linear.of(2, 1, Rng.of(1)), Linear.of(1, 1, Rng.of(1)));
    Parameters all = Parameters.of(net);
    all.get("0.weight").set(Array.of(Shape.of(2, 1), 3f, -4f));
    all.get("0.bias").set(Array.of(Shape.of(1), 10f));
    all.get("1.weight").set(Array.of(Shape.of(1, 1), 2f));
    assertThat(value(Penalty.l1(0.5).of(all))).isEqualTo(0.5 * 9);
    assertThat(value(Penalty.l2(0.5).of(all))).isEqualTo(0.25 * 29);
    assertThat(value(Penalty.l2(0.5, _ -> true).of(all))).isEqualTo(0.25 * 129);
    assertThat(value(Penalty.l1(1).and(Penalty.l2(2)).of(all.freeze("1")))).isEqualTo(7 + 25);
    double[] gradient = Interpreter.value(Gradient.of(Penalty.l2(0.1).of(all), all.get("0.weight"))).reals();
    assertThat(gradient).containsExactly(new double[] {0.3, -0.4}, TIGHT);
  }

  @Test
  void everyOutputHeadsLossIsTheLikelihoodUnderItsActivation() {
    Tensor z = Tensor.of(Shape.of(2, 2), 0.3f, -1.2f, 2f, 0.1f);
    Tensor label = Tensor.of(Shape.of(2), 1, 0);
    double[] p = Interpreter.value(OutputHead.DISCRETE.activate(z)).reals();
    assertThat(value(OutputHead.DISCRETE.loss().of(z, label)))
        .isCloseTo(-(Math.log(p[1]) + Math.log(p[2])) / 2, TIGHT);
    Tensor truth = Tensor.of(Shape.of(2, 2), 1, 0, 1, 1);
    double[] s = Interpreter.value(OutputHead.BINARY.activate(z)).reals();
    assertThat(value(OutputHead.BINARY.loss().of(z, truth)))
        .isCloseTo(-(Math.log(s[0]) + Math.log(1 - s[1]) + Math.log(s[2]) + Math.log(s[3])) / 4, TIGHT);
    assertThat(OutputHead.CONTINUOUS.activate(z)).isSameAs(z);
    assertThat(value(OutputHead.CONTINUOUS.loss().of(z, z))).isZero();
    for (OutputHead head : OutputHead.values()) {
      assertThat(head.metrics().get(0).name())
          .isEqualTo(
              switch (head) {
                case BINARY, DISCRETE -> "accuracy";
                case CONTINUOUS -> "mse";
                case MULTI_LABEL -> "micro_f1";
              });
    }
  }
}
