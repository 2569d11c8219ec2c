package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.nn.Dropout;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Penalty;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.GradientDescent;
import profundo.optim.Schedule;

class MinimizationTest {
  private final Dataset data = Dataset.of(Array.of(Shape.of(2, 1), 1f, 3f));

  @Test
  void takesTheStepThatTheGradientOfTheObjectiveAndThePenaltySays() throws Exception {
    Linear w = Linear.of(1, 1, Rng.of(1)).withoutBias();
    w.weight().set(Array.of(Shape.of(1, 1), 2f));
    Minimization step =
        Step.minimizing(
                w,
                (batch, pass) -> {
                  Tensor y = pass.apply(w, batch.get("x"));
                  return Trace.of(y.square().mean()).reporting("size", y.abs().mean());
                },
                GradientDescent.of(0.1))
            .withPenalty(Penalty.l2(0.5));
    History history = Trainer.of(step).fit(data.batches(2), data.batches(2), 1);
    // mean((w x)²) = 5 w², penalty w² / 4: at 2 it is 21 with the slope 21, so that w becomes 2 - 2.1
    assertThat(w.weight().value().floats()[0]).isCloseTo(-0.1f, within(1e-6f));
    assertThat(history.last().get("loss")).isEqualTo(21.0);
    assertThat(history.last().get("size")).isEqualTo(4.0);
    assertThat(history.last().get("val_loss")).isCloseTo(0.0525, within(1e-6));
    assertThat(history.last().get("val_size")).isCloseTo(0.2, within(1e-6));
  }

  @Test
  void isWhatSupervisedLearningIsMadeOf() throws Exception {
    Sequential one = net();
    Sequential other = net();
    Dataset sides = Problems.sides(64, 1);
    Adam adam = Adam.of(Schedule.constant(0.01));
    Trainer.of(Step.supervised(one, Loss::softmaxCrossEntropy, adam)).seed(5).fit(sides.batches(16), 2);
    Minimization step =
        Step.minimizing(
            other, (b, pass) -> Trace.of(Loss.softmaxCrossEntropy(pass.apply(other, b.get("x")), b.get("y"))), adam);
    Trainer.of(step).seed(5).fit(sides.batches(16), 2);
    for (int i : new int[] {0, 3}) {
      assertThat(((Linear) one.layers().get(i)).weight().value().sameBits(((Linear) other.layers().get(i)).weight().value()))
          .as("layer %s", i)
          .isTrue();
    }
  }

  private static Sequential net() {
    Rng rng = Rng.of(2);
    return Sequential.of(Linear.of(2, 8, rng), Relu.of(), Dropout.of(0.5), Linear.of(8, 2, rng));
  }

  @Test
  void refusesAModelWithNothingToTrain() {
    assertThatThrownBy(() -> Step.minimizing(Relu.of(), (b, _) -> Trace.of(b.get("x").mean()), Adam.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no weights to train: it holds no variables");
  }
}
