package profundo.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.train.Saved;
import profundo.train.TrainEvent;

class WatchTest {
  private static TrainEvent epoch(double loss, double samplesPerSecond) {
    return new TrainEvent.EpochEnded(1, 2, 10, Map.of("loss", loss), 0.1, 3, samplesPerSecond);
  }

  @Test
  void aSittingGoesOnFromTheOneBefore() {
    var first = Watch.since(System.nanoTime());
    first.on(epoch(1, 100), null);
    Saved saved = first.save();
    assertThat(saved.number("seconds")).isNotNegative();

    var second = Watch.since(System.nanoTime());
    second.restore(saved.with("seconds", 7200));
    second.on(epoch(1, 300), null);

    assertThat(second.seconds()).isGreaterThanOrEqualTo(7200);
    assertThat(second.samplesPerSecond()).isCloseTo(150, within(1e-9));
    assertThat(second.diverged()).isFalse();
  }

  @Test
  void theFirstStepCountsFromTheLaunchOfTheProcess() {
    var watch = Watch.since(System.nanoTime());
    assertThat(watch.firstStep()).isNaN();
    watch.on(new TrainEvent.BatchEnded(1, 1, 10, 1, 0.5, 0.1, Map.of(), 100), null);
    double first = watch.firstStep();
    assertThat(first).isPositive();
    watch.on(new TrainEvent.BatchEnded(1, 2, 10, 2, 0.5, 0.1, Map.of(), 100), null);
    assertThat(watch.firstStep()).isEqualTo(first);
  }

  @Test
  void anEpochWithoutSamplesOfThisSittingHasNoSpeed() {
    var watch = Watch.since(System.nanoTime());
    watch.on(epoch(1, 0), null);
    assertThat(watch.samplesPerSecond()).isNaN();
    watch.on(epoch(Double.NaN, 100), null);
    assertThat(watch.samplesPerSecond()).isCloseTo(100, within(1e-9));
    assertThat(watch.diverged()).isTrue();
  }
}
