package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.io.FormatException;
import profundo.io.ModelFile;
import profundo.reference.Interpreter;

/// The identities between heads, and the figures of the multi-label one worked by hand.
class OutputHeadTest {
  private static final Offset<Double> TIGHT = within(1e-12);

  private static double[] reals(Tensor t) {
    return Interpreter.value(t).reals();
  }

  @Test
  void aSoftmaxOfTwoClassesIsTheSigmoidOfTheirDifference() {
    Variable z = Variable.of("z", Rng.of(31).normal(Shape.of(20, 2), 0, 4));
    Tensor difference = z.slice(1, 1, 2).sub(z.slice(1, 0, 1));
    assertThat(reals(OutputHead.DISCRETE.activate(z).slice(1, 1, 2)))
        .containsExactly(reals(OutputHead.BINARY.activate(difference)), TIGHT);
    int[] labels = new int[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = i * 7 % 3 % 2;
    }
    Tensor discrete = OutputHead.DISCRETE.loss().of(z, Tensor.of(Shape.of(20), labels));
    Tensor binary = OutputHead.BINARY.loss().of(difference, Tensor.of(Shape.of(20, 1), labels));
    assertThat(reals(discrete)).containsExactly(reals(binary), TIGHT);
    assertThat(reals(Gradient.of(discrete, z))).containsExactly(reals(Gradient.of(binary, z)), TIGHT);
  }

  @Test
  void crossEntropyIsMinusTheMeanOfTheSumOfDesiredTimesLogActual() {
    // C = -1/n sum d ln y with y = 1/6, 2/6, 3/6 and 1/2, 1/4, 1/4; d picks the third, and is 0, 1/2, 1/2.
    Tensor logits =
        Tensor.of(Shape.of(2, 3), 1f, 2f, 3f, 2f, 1f, 1f).log();
    Tensor desired = Tensor.of(Shape.of(2, 3), 0f, 0f, 1f, 0f, 0.5f, 0.5f);
    double expected = -(Math.log(0.5) + 0.5 * Math.log(0.25) + 0.5 * Math.log(0.25)) / 2;
    assertThat(expected).isCloseTo(1.5 * Math.log(2), TIGHT);
    assertThat(reals(Loss.softmaxCrossEntropy(logits, desired))).containsExactly(new double[] {expected}, TIGHT);
  }

  @Test
  void smoothedLabelsAreAMixtureWithTheUniformDistribution() {
    Variable z = Variable.of("z", Rng.of(32).normal(Shape.of(4, 5), 0, 2));
    Tensor label = Tensor.of(Shape.of(4), 4, 0, 2, 2);
    Tensor mixed = label.oneHot(5).mul(0.9).add(0.02);
    Tensor smoothed = Loss.smoothedCrossEntropy(0.1).of(z, label);
    assertThat(reals(smoothed)).containsExactly(reals(Loss.softmaxCrossEntropy(z, mixed)), within(1e-7));
    assertThat(reals(Loss.smoothedCrossEntropy(0).of(z, label)))
        .containsExactly(reals(Loss.softmaxCrossEntropy(z, label)), TIGHT);
    // Smoothed with 0.2 of two classes, the best logits differ by ln 9, where the loss is the entropy of 0.9 and 0.1.
    Tensor best = Tensor.of(Shape.of(1, 2), 9f, 1f).log();
    double entropy = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
    assertThat(reals(Loss.smoothedCrossEntropy(0.2).of(best, Tensor.of(Shape.of(1), 0))))
        .containsExactly(new double[] {entropy}, TIGHT);
    assertThatThrownBy(() -> Loss.smoothedCrossEntropy(1.5)).hasMessageContaining("from 0 to 1, got 1.5");
  }

  @Test
  void multiLabelIsOneBinaryQuestionForEachLabel() {
    Tensor z = Tensor.of(Shape.of(2, 3), 1f, -1f, 0.5f, 2f, 0f, -3f);
    Tensor t = Tensor.of(Shape.of(2, 3), 1, 0, 0, 1, 1, 0);
    double expected = 0;
    for (int i = 0; i < 3; i++) {
      expected +=
          reals(OutputHead.BINARY.loss().of(z.slice(1, i, i + 1), t.slice(1, i, i + 1)))[0] / 3;
    }
    assertThat(reals(OutputHead.MULTI_LABEL.loss().of(z, t))).containsExactly(new double[] {expected}, TIGHT);
    assertThat(reals(OutputHead.MULTI_LABEL.activate(z))).containsExactly(reals(z.sigmoid()), TIGHT);
  }

  @Test
  void figuresOfSeveralLabelsWorkedByHand() {
    // Label 0: hits 2 of given 3 and true 2. Label 1: 1 of 1 and 2. Label 2: never given, never true.
    Array scores = Array.of(Shape.of(3, 3), 1f, 1f, -1f, 1f, -1f, -1f, 1f, -1f, -1f);
    Array truth = Array.of(Shape.of(3, 3), 1, 1, 0, 1, 0, 0, 0, 1, 0);
    for (Metric m : OutputHead.MULTI_LABEL.metrics()) {
      assertThat(m.result()).isNaN();
      m.update(scores, truth);
      double expected =
          switch (m.name()) {
            case "micro_f1" -> 2.0 * 3 / (4 + 4);
            case "macro_f1" -> (2.0 * 2 / 5 + 2.0 / 3 + 0) / 3;
            case "hamming_loss" -> 2 / 9.0;
            case "exact_match" -> 2 / 3.0;
            default -> throw new AssertionError(m.name());
          };
      assertThat(m.result()).as(m.name()).isCloseTo(expected, TIGHT);
      assertThat(m.higherIsBetter()).isEqualTo(!m.name().equals("hamming_loss"));
      double[] state = m.state();
      m.reset();
      assertThat(m.result()).isNaN();
      m.restore(state);
      assertThat(m.result()).isCloseTo(expected, TIGHT);
      m.update(scores, truth);
      assertThat(m.result()).isCloseTo(expected, TIGHT);
      assertThatThrownBy(() -> m.update(Array.of(Shape.of(1, 2), 1f, 1f), Array.of(Shape.of(1, 2), 1, 1)))
          .hasMessageContaining("predictions of 3 labels");
      assertThatThrownBy(() -> m.restore(new double[4])).hasMessageContaining("got 4");
    }
  }

  @Test
  void aModelFileNamesItsHead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("m.safetensors");
    Linear net = OutputHead.MULTI_LABEL.layer(3, 2, Rng.of(1));
    ModelFile.of(net).withHead(OutputHead.MULTI_LABEL).save(file);
    assertThat(ModelFile.load(file).head()).contains(OutputHead.MULTI_LABEL);
    ModelFile.of(net).save(file);
    assertThat(ModelFile.load(file).head()).isEmpty();
    ModelFile.of(net).withNote("head", "multilabel").save(file);
    assertThatThrownBy(() -> ModelFile.load(file).head())
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("got 'multilabel'; did you mean multi-label?");
    for (OutputHead h : OutputHead.values()) {
      assertThat(OutputHead.named(h.toString())).isEqualTo(h);
    }
    assertThatThrownBy(() -> OutputHead.DISCRETE.layer(3, 1, Rng.of(1))).hasMessageContaining("use BINARY");
  }

  @Test
  void elasticNetIsBothPenaltiesAndBiasesCountWhereAsked() {
    Linear net = Linear.of(2, 1, Rng.of(1));
    net.weight().set(Array.of(Shape.of(2, 1), 3f, -4f));
    net.bias().orElseThrow().set(Array.of(Shape.of(1), 10f));
    Parameters p = Parameters.of(net);
    assertThat(reals(Penalty.elasticNet(0.5, 0.25).of(p))[0])
        .isCloseTo(0.5 * (0.25 * 7 + 0.75 * 12.5), TIGHT);
    assertThat(reals(Penalty.elasticNet(0.5, 0.25, Penalty.WITH_BIASES).of(p))[0])
        .isCloseTo(0.5 * (0.25 * 17 + 0.75 * 62.5), TIGHT);
    assertThat(reals(Penalty.l1(1, Penalty.WITH_BIASES).of(p))).containsExactly(17);
    assertThatThrownBy(() -> Penalty.elasticNet(1, 2)).hasMessageContaining("a mix from 0 to 1, got 2");
  }
}
