package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.data.Batches;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.optim.GradientDescent;

class AveragedAccumulationTest {
  /// The weights after each batch, and the average at the end as the last.
  private static List<float[]> run(Averaging averaging, int accumulated, int epochs) throws IOException {
    Linear net = Linear.of(2, 1, Rng.of(3));
    Supervised step = Step.supervised(net, Loss::squaredError, GradientDescent.of(0.1)).withAccumulation(accumulated);
    Averaged averaged = Averaged.of(step, averaging);
    List<float[]> seen = new ArrayList<>();
    Trainer.of(averaged)
        .on(
            (event, _) -> {
              if (event instanceof TrainEvent.BatchEnded) {
                seen.add(net.weight().value().floats().clone());
              }
            })
        .fit(Batches.of(Problems.line(40, 1), 10), epochs);
    averaged.useAverage();
    seen.add(net.weight().value().floats().clone());
    return seen;
  }

  @Test
  void weightsThatStandStillAreTakenOnce() throws IOException {
    // Four batches an epoch, a step with every third: after batches 3, 6, 9 and 12.
    List<float[]> seen = run(Averaging.ema(0.5), 3, 3);
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(seen.get(2)).isNotEqualTo(seen.get(1));
    double expected = seen.get(2)[0];
    for (int batch : new int[] {6, 9, 12}) {
      expected = 0.5 * expected + 0.5 * seen.get(batch - 1)[0];
    }
    assertThat((double) seen.getLast()[0]).isCloseTo(expected, within(1e-6));
  }

  @Test
  void theEndsOfEpochsAreAveraged() throws IOException {
    assertThat(Averaging.swaOfEpochs(2, 4)).isEqualTo(Averaging.swa(7, 4));
    for (int accumulated : new int[] {1, 3}) {
      List<float[]> seen = run(Averaging.swaOfEpochs(2, 4), accumulated, 3);
      double expected = (seen.get(7)[0] + (double) seen.get(11)[0]) / 2;
      assertThat((double) seen.getLast()[0]).isCloseTo(expected, within(1e-6));
    }
    assertThatThrownBy(() -> Averaging.swaOfEpochs(0, 4)).hasMessageContaining("of at least 1, got 0 and 4");
  }
}
