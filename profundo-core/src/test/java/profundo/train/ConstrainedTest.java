package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.nn.BatchNorm;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.OutputHead;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.Adam;
import profundo.optim.Constraint;

/// Constraints, running statistics and heads in a whole run.
class ConstrainedTest {
  private static double longest(Linear l) {
    int out = l.weight().shape().size(1);
    float[] w = l.weight().value().floats();
    double longest = 0;
    for (int j = 0; j < out; j++) {
      double sum = 0;
      for (int i = j; i < w.length; i += out) {
        sum += w[i] * (double) w[i];
      }
      longest = Math.max(longest, Math.sqrt(sum));
    }
    return longest;
  }

  private static double trained(Constraint constraint) throws Exception {
    Linear net = Linear.of(2, 2, Rng.of(3));
    Step step =
        Step.supervised(net, Loss::softmaxCrossEntropy, Adam.of(0.1)).withConstraint(constraint);
    Trainer.of(step).fit(Problems.sides(64, 1).batches(16), 20);
    return longest(net);
  }

  @Test
  void weightsStayWithinMaxNormAndWouldNotWithoutIt() throws Exception {
    assertThat(trained(Constraint.none())).isGreaterThan(1.5);
    assertThat(trained(Constraint.maxNorm(1))).isBetween(0.9, 1.0 + 1e-6);
  }

  @Test
  void runningStatisticsFollowTheDataAndTheHeadMeasures() throws Exception {
    Rng rng = Rng.of(4);
    BatchNorm norm = BatchNorm.of(8);
    Sequential net = Sequential.of(Linear.of(2, 8, rng), norm, Relu.of(), OutputHead.DISCRETE.layer(8, 2, rng));
    History history =
        Trainer.supervised(net, OutputHead.DISCRETE, Adam.of(0.02))
            .fit(Problems.sides(256, 2).batches(32).shuffled(1), Problems.sides(128, 3).batches(64), 8);
    assertThat(norm.runningMean().value().floats()).doesNotContain(0f);
    assertThat(norm.runningVariance().value().floats()).doesNotContain(1f);
    assertThat(history.last().get("val_accuracy")).isGreaterThan(0.9);
  }
}
