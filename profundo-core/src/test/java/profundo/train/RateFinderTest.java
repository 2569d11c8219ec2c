package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.data.Batches;
import profundo.data.Folds;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Sequential;
import profundo.optim.GradientDescent;
import profundo.train.RateFinder.Found;

class RateFinderTest {
  @Test
  void aLinearModelBlowsUpWhereTheoryHasIt() {
    // y = 3 a - 2 b + 1 on standard normal inputs: the Hessian of the mean square is about 2 times the identity, so that
    // gradient descent diverges above a rate of about 1.
    Layer net = Sequential.of(Linear.of(2, 1, Rng.of(1)));
    List<Integer> before = TrainerTest.bits(net);
    Supervised step = Step.supervised(net, Loss::squaredError, GradientDescent.of(0.1));
    Found found = RateFinder.of(step).between(1e-4, 100).in(120).find(Batches.of(Problems.line(200, 3), 50).shuffled(1), 0);
    assertThat(TrainerTest.bits(net)).as("weights are as before").isEqualTo(before);
    assertThat(found.rates().getFirst()).isCloseTo(1e-4, within(1e-9));
    for (int i = 1; i < found.rates().size(); i++) {
      assertThat(found.rates().get(i) / found.rates().get(i - 1)).isCloseTo(Math.pow(1e6, 1.0 / 119), within(1e-3));
    }
    assertThat(found.suggestion()).as("%s", found).isBetween(5e-3, 1.0);
    assertThat(found.atLowest()).isGreaterThan(found.suggestion()).isLessThan(4);
    assertThat(found.rates().getLast()).as("it ends when the loss blows up").isLessThan(50);
  }

  @Test
  void smoothingIsThatOfARunningMeanCorrectedForItsStart() {
    Layer net = Problems.mlp(3);
    Supervised step = Step.supervised(net, Loss::softmaxCrossEntropy, GradientDescent.of(0.1));
    Found found = RateFinder.of(step).between(1e-6, 1e-4).in(30).find(Batches.of(Problems.sides(40, 1), 10), 0);
    assertThat(found.losses()).hasSize(30);
    double mean = 0;
    for (int i = 0; i < 30; i++) {
      mean = 0.9 * mean + 0.1 * found.losses().get(i);
      assertThat(found.smoothed().get(i)).isCloseTo(mean / (1 - Math.pow(0.9, i + 1)), within(1e-9));
    }
    assertThatThrownBy(() -> RateFinder.of(step).between(1, 0.1)).hasMessageContaining("0 < from < to");
    assertThatThrownBy(() -> RateFinder.of(step).in(3)).hasMessageContaining("at least 10 steps, got 3");
  }

  @Test
  void crossValidationJudgesEachFold() throws IOException {
    CrossValidation result =
        CrossValidation.of(
            Folds.stratified(Problems.sides(60, 2), 3, Rng.of(1)),
            fold -> fold.validation().size());
    assertThat(result.scores()).containsExactly(20.0, 20.0, 20.0);
    CrossValidation three = new CrossValidation(List.of(1.0, 2.0, 6.0));
    assertThat(three.mean()).isEqualTo(3);
    assertThat(three.deviation()).isCloseTo(Math.sqrt(7), within(1e-12));
    assertThatThrownBy(() -> new CrossValidation(List.of())).hasMessageContaining("at least one fold");
  }
}
