package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;

class NormTest {
  private static final Offset<Double> TIGHT = within(1e-12);
  private static final Tensor STEP = Tensor.scalar(0, DType.I32);

  private static double[] reals(Tensor t) {
    return Interpreter.value(t).reals();
  }

  private static double[] next(Pass pass, Variable v) {
    Assignment a = pass.assignments().stream().filter(k -> k.variable() == v).findFirst().orElseThrow();
    return reals(a.value());
  }

  @Test
  void batchNormInTrainingIsTheBatchWorkedByHand() {
    // Channel 0: 1, 3, 5, 7: mean 4, variance 5, unbiased 20/3. Channel 1: 2, 2, 2, 6: mean 3, variance 3, unbiased 4.
    BatchNorm norm = BatchNorm.of(2).withEpsilon(0);
    norm.weight().set(Array.of(Shape.of(2), 2f, 1f));
    norm.bias().set(Array.of(Shape.of(2), 0f, 10f));
    Tensor x = Tensor.of(Shape.of(2, 2, 2), 1f, 2f, 3f, 2f, 5f, 2f, 7f, 6f);
    Pass pass = Pass.training(norm, 0, STEP);
    double a = 2 / Math.sqrt(5);
    double b = 1 / Math.sqrt(3);
    assertThat(reals(pass.apply(norm, x)))
        .containsExactly(new double[] {-3 * a, 10 - b, -a, 10 - b, a, 10 - b, 3 * a, 10 + 3 * b}, TIGHT);
    assertThat(next(pass, norm.runningMean())).containsExactly(new double[] {0.4, 0.3}, TIGHT);
    assertThat(next(pass, norm.runningVariance()))
        .containsExactly(new double[] {0.9 + 0.1 * 20 / 3, 0.9 + 0.4}, TIGHT);
  }

  @Test
  void aSecondUseInOnePassMovesTheStatisticsOn() {
    BatchNorm norm = BatchNorm.of(1).withMomentum(0.5);
    Tensor x = Tensor.of(Shape.of(2, 1), 2f, 6f);
    Pass pass = Pass.training(norm, 0, STEP);
    pass.apply(norm, x);
    pass.apply(norm, x);
    assertThat(next(pass, norm.runningMean())).containsExactly(new double[] {3}, TIGHT);
  }

  @Test
  void inUseEveryExampleIsOnItsOwn() {
    BatchNorm norm = BatchNorm.of(2).withEpsilon(0.5);
    norm.runningMean().set(Array.of(Shape.of(2), 1f, -1f));
    norm.runningVariance().set(Array.of(Shape.of(2), 3.5f, 0f));
    Pass pass = Pass.inference(norm);
    assertThat(reals(pass.apply(norm, Tensor.of(Shape.of(1, 2), 5f, 1f))))
        .containsExactly(new double[] {2, 2 / Math.sqrt(0.5)}, TIGHT);
    assertThat(pass.assignments()).isEmpty();
  }

  @Test
  void oneValueForEachChannelCannotBeNormalizedInTraining() {
    Sequential net = Sequential.of(BatchNorm.of(3));
    assertThatThrownBy(() -> Pass.training(net, 0, STEP).apply(net, Tensor.input("x", Shape.of(1, 3), DType.F32)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("0 BatchNorm: expected x[batch, ..., channels=3], got [1, 3]")
        .hasMessageContaining("more than one value for each channel in training")
        .hasMessageContaining("dropLast");
  }

  @Test
  void statisticsAreSavedAndNotTrained() {
    Parameters p = Parameters.of(BatchNorm.of(3));
    assertThat(p.trainable()).extracting(Parameter::name).containsExactly("weight", "bias");
    assertThat(p.count()).isEqualTo(12);
  }

  @Test
  void layerNormIsTheRowWorkedByHand() {
    LayerNorm norm = LayerNorm.of(4).withEpsilon(0);
    norm.weight().set(Array.of(Shape.of(4), 1f, 1f, 1f, 2f));
    norm.bias().set(Array.of(Shape.of(4), 0f, 0f, 5f, 0f));
    double s = Math.sqrt(5);
    assertThat(reals(norm.apply(Tensor.of(Shape.of(1, 4), 1f, 3f, 5f, 7f), Pass.inference(norm))))
        .containsExactly(new double[] {-3 / s, -1 / s, 5 + 1 / s, 6 / s}, TIGHT);
  }

  @Test
  void groupNormIsLayerNormOverEverythingOrInstanceNormOverOneChannel() {
    Tensor x = Tensor.of(Rng.of(3).normal(Shape.of(2, 3, 4), 1, 2));
    double[] one = reals(GroupNorm.of(1, 4).apply(x, Pass.inference(GroupNorm.of(1, 4))));
    LayerNorm all = LayerNorm.of(3, 4);
    assertThat(one).containsExactly(reals(all.apply(x, Pass.inference(all))), TIGHT);
    GroupNorm four = GroupNorm.of(4, 4);
    Tensor channels = x.permute(0, 2, 1);
    LayerNorm rows = LayerNorm.of(3);
    double[] expected = reals(rows.apply(channels, Pass.inference(rows)).permute(0, 2, 1));
    assertThat(reals(four.apply(x, Pass.inference(four)))).containsExactly(expected, TIGHT);
    assertThatThrownBy(() -> GroupNorm.of(3, 4)).hasMessageContaining("divide 4 channels, got 3");
  }

  @Test
  void normalizedFeaturesHaveMeanZeroAndVarianceOneWhateverTheScale() {
    for (double scale : List.of(1e-2, 1.0, 1e3)) {
      Tensor x = Tensor.of(Rng.of(8).normal(Shape.of(50, 3), (float) (5 * scale), (float) scale));
      BatchNorm norm = BatchNorm.of(3).withEpsilon(0);
      Tensor y = norm.apply(x, Pass.training(norm, 0, STEP));
      assertThat(reals(y.mean(0))).containsExactly(new double[3], within(1e-9));
      assertThat(reals(y.square().mean(0))).containsExactly(new double[] {1, 1, 1}, within(1e-9));
    }
  }
}
