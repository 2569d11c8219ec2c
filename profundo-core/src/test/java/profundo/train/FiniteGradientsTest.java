package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.Tensor;
import profundo.data.Batches;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Clip;

/// A loss that is always finite, and whose gradient never is: the slope of a square root at 0 is infinite.
class FiniteGradientsTest {
  private static final Loss FLAT = (prediction, _) -> prediction.mul(0).sqrt().mean().add(1);

  private static Sequential net() {
    return Sequential.of(Linear.of(2, 3, Rng.of(1)), Linear.of(3, 1, Rng.of(2)));
  }

  private static Supervised step(Sequential net) {
    return Step.supervised(net, FLAT, Adam.of(0.1));
  }

  private static History fit(Step step, int batch, Listener... listeners) throws IOException {
    return Trainer.of(step).on(listeners).fit(Batches.of(Problems.line(40, 1), batch), 3);
  }

  @Test
  void aBatchChangesNothingWhereTheNormOfClippingIsNotFinite() throws IOException {
    for (int accumulated : new int[] {1, 3}) {
      for (Clip clip : List.of(Clip.globalNorm(1), Clip.value(5).then(Clip.globalNorm(1)), Clip.globalNorm(1).then(Clip.value(5)))) {
        Sequential net = net();
        List<Integer> before = TrainerTest.bits(net);
        Supervised step = step(net).withClip(clip).withAccumulation(accumulated);
        History history = fit(step, 10);
        assertThat(TrainerTest.bits(net)).as("accumulated %d", accumulated).isEqualTo(before);
        assertThat(history.last().get("loss")).as("whoever looks at the loss sees it").isNaN();
        assertThat(Diagnosis.ofVariables(step)).as("the optimizer's memory is sound").isNull();
      }
    }
  }

  @Test
  void clippingThatIsFiniteIsNotTold() throws IOException {
    Sequential net = net();
    List<Integer> before = TrainerTest.bits(net);
    Supervised step = Step.supervised(net, Loss::squaredError, Adam.of(0.1)).withClip(Clip.globalNorm(1));
    assertThat(fit(step, 10, TerminateOnNaN.of()).stopped()).isEmpty();
    assertThat(TrainerTest.bits(net)).isNotEqualTo(before);
  }

  @Test
  void theGradientOfAClippedStepIsNamed() throws IOException {
    History history = fit(step(net()).withClip(Clip.globalNorm(1)), 10, TerminateOnNaN.of());
    assertThat(history.stopped()).contains("at step 1").contains("gradient of ");
    assertThat(history.steps()).isEqualTo(1);
  }

  @Test
  void withoutClippingTheGradientIsNamedAndTheWeightsAreGivenBack() throws IOException {
    // With one batch in an epoch no other loss tells of it; with four the loss of the second does.
    for (int batch : new int[] {40, 10}) {
      Sequential net = net();
      List<Integer> before = TrainerTest.bits(net);
      Supervised step = step(net);
      History history = fit(step, batch, TerminateOnNaN.of());
      assertThat(history.stopped()).contains("gradient of ").endsWith(", at step 1");
      assertThat(history.steps()).isEqualTo(batch == 40 ? 1 : 2);
      assertThat(TrainerTest.bits(net)).as("those from before step 1").isEqualTo(before);
      assertThat(Diagnosis.ofVariables(step)).isNull();
    }
  }

  @Test
  void aNormThatIsNotFiniteIsKnownFromEveryClipByNorm() {
    List<Tensor> g = List.of(Tensor.scalar(3), Tensor.scalar(4));
    assertThat(Clip.none().clipped(g).norm()).isNull();
    assertThat(Clip.value(1).then(Clip.value(2)).clipped(g).norm()).isNull();
    assertThat(Clip.value(1).then(Clip.globalNorm(2)).clipped(g).norm()).isNotNull();
    assertThat(Clip.globalNorm(2).then(Clip.value(1)).clipped(g).norm()).isNotNull();
  }
}
