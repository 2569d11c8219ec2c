package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.optim.GradientDescent;

class TerminateOnNaNTest {
  private static History train(Layer net, Dataset data, double rate) throws IOException {
    return Trainer.supervised(net, Loss::squaredError, GradientDescent.of(rate))
        .on(TerminateOnNaN.of())
        .fit(Batches.of(data, 10), 4);
  }

  @Test
  void namesTheLayerWhoseOutputIsNotFiniteAndKeepsTheWeightsFromBefore() throws IOException {
    // The logarithm of relu's zeros is minus infinity.
    Layer net = Sequential.of(Linear.of(2, 4, Rng.of(1)), Relu.of(), (x, pass) -> x.log(), Linear.of(4, 1, Rng.of(2)));
    List<Integer> before = TrainerTest.bits(net);
    History history = train(net, Problems.line(20, 1), 0.1);
    assertThat(history.stopped()).startsWith("the loss is ").contains("at step 1");
    assertThat(history.stopped()).contains("not finite: 2 lambda [10, 4] holds -Infinity, by its operation log");
    assertThat(history.steps()).isEqualTo(1);
    assertThat(TrainerTest.bits(net)).isEqualTo(before);
  }

  @Test
  void namesTheGradientThatSpoiltAWeightInAnEarlierStep() throws IOException {
    // sqrt is finite at relu's zeros, its derivative is not: the loss is finite when the weights are spoilt.
    Layer net = Sequential.of(Linear.of(2, 4, Rng.of(1)), Relu.of(), (x, pass) -> x.sqrt(), Linear.of(4, 1, Rng.of(2)));
    History history = train(net, Problems.line(40, 1), 0.1);
    assertThat(history.stopped()).contains("the loss is NaN at step 2").contains("gradient of 0.weight");
    assertThat(history.stopped()).endsWith(", at step 1");
  }

  @Test
  void namesTheStepThatOverflowed() throws IOException {
    Layer net = Sequential.of(Linear.of(2, 4, Rng.of(1)), Linear.of(4, 1, Rng.of(2)));
    History history = train(net, Problems.line(40, 1), 1e12);
    assertThat(history.stopped()).contains("the first tensor that is not finite: ").contains("holds ");
    assertThat(history.steps()).isLessThan(12);
  }

  @Test
  void namesABatchThatIsNotFinite() throws IOException {
    Dataset line = Problems.line(20, 1);
    float[] x = line.x().floats().clone();
    x[31] = Float.NaN;
    Dataset broken = Dataset.of(Array.of(Shape.of(20, 2), x), line.y());
    History history = train(Linear.of(2, 1, Rng.of(1)), broken, 0.01);
    assertThat(history.stopped()).contains("at step 2").contains("'x' of the batch itself [10, 2] holds NaN");
  }

  @Test
  void aValidationThatIsNotFiniteStopsAsWell() throws IOException {
    Dataset line = Problems.line(20, 1);
    float[] x = line.x().floats().clone();
    Arrays.fill(x, Float.POSITIVE_INFINITY);
    Dataset broken = Dataset.of(Array.of(Shape.of(20, 2), x), line.y());
    History history =
        Trainer.supervised(Linear.of(2, 1, Rng.of(1)), Loss::squaredError, GradientDescent.of(0.01))
            .on(TerminateOnNaN.of())
            .fit(Batches.of(line, 10), Batches.of(broken, 20), 3);
    assertThat(history.stopped()).startsWith("val_loss is ").contains("after epoch 1");
    assertThat(history.epochs()).hasSize(1);
  }

  @Test
  void finiteLossesAreLeftAlone() throws IOException {
    assertThat(train(Linear.of(2, 1, Rng.of(1)), Problems.line(20, 1), 0.01).stopped()).isEmpty();
  }
}
