package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now;

  private ProgressBar bar(boolean terminal) {
    return ProgressBar.to(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> now);
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, Double> metrics(Object... pairs) {
    Map<String, Double> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], (Double) pairs[i + 1]);
    }
    return map;
  }

  /// An epoch of four batches of one and a half seconds each.
  private void epoch(ProgressBar bar) {
    bar.on(new TrainEvent.RunStarted("net", 1, 1, 0, 10, 4, 0, Map.of()), null);
    bar.on(new TrainEvent.EpochStarted(3, 10, 4), null);
    for (int b = 1; b <= 4; b++) {
      now += SECOND * 3 / 2;
      bar.on(new TrainEvent.BatchEnded(3, b, 4, 8 + b, 1, 0.1, metrics("loss", 0.5 / b), 12345), null);
    }
    bar.on(
        new TrainEvent.EpochEnded(
            3, 10, 12, metrics("loss", 0.125, "val_loss", 0.00012, "val_accuracy", 0.9891), 0.1, 6.4, 51870),
        null);
  }

  @Test
  void aTerminalSeesOneLineRedrawn() {
    epoch(bar(true));
    assertThat(output())
        .isEqualTo(
            "\rEpoch 3/10 [=====>              ] 1/4, 4.5 s left, 12,345/s, loss 0.5000\u001b[K"
                + "\rEpoch 3/10 [==========>         ] 2/4, 3.0 s left, 12,345/s, loss 0.2500\u001b[K"
                + "\rEpoch 3/10 [===============>    ] 3/4, 1.5 s left, 12,345/s, loss 0.1667\u001b[K"
                + "\rEpoch 3/10 [====================] 4/4, 6.4 s, 51,870/s, loss 0.1250, val_loss 1.200e-04,"
                + " val_accuracy 0.9891\u001b[K\n");
  }

  @Test
  void aFileSeesOnePlainLineForEachEpoch() {
    epoch(bar(false));
    assertThat(output().lines())
        .containsExactly("Epoch 3/10 4/4, 6.4 s, 51,870/s, loss 0.1250, val_loss 1.200e-04, val_accuracy 0.9891");
  }

  @Test
  void aLongEpochSaysSomethingInBetween() {
    ProgressBar bar = bar(false);
    bar.on(new TrainEvent.RunStarted("net", 1, 1, 0, 2, 1000, 0, Map.of()), null);
    bar.on(new TrainEvent.EpochStarted(1, 2, 1000), null);
    for (int b = 1; b <= 70; b++) {
      now += SECOND;
      bar.on(new TrainEvent.BatchEnded(1, b, 1000, b, 1, 0.1, metrics("loss", Double.NaN), 5), null);
    }
    assertThat(output().lines())
        .containsExactly(
            "Epoch 1/2 30/1000, 16:10 min left, 5/s, loss NaN", "Epoch 1/2 60/1000, 15:40 min left, 5/s, loss NaN");
  }

  @Test
  void messagesGetLinesOfTheirOwn() {
    ProgressBar bar = bar(true);
    bar.on(new TrainEvent.RunStarted("net", 1, 1, 0, 2, 10, 4, Map.of()), null);
    bar.on(new TrainEvent.EpochStarted(1, 2, 10), null);
    now += SECOND;
    bar.on(new TrainEvent.BatchEnded(1, 5, 10, 5, 1, 0.1, metrics("loss", 2.0), 5), null);
    bar.on(new TrainEvent.Warned("disk full"), null);
    bar.on(new TrainEvent.Stopped("enough"), null);
    bar.on(new TrainEvent.RunEnded(TrainEvent.Outcome.STOPPED, 1, 5, Map.of(), 1), null);
    assertThat(output().lines())
        .containsExactly(
            "going on after step 4",
            "",
            "Epoch 1/2 [==========>         ] 5/10, 5.0 s left, 5/s, loss 2.0000\u001b[K",
            "warning: disk full",
            "stopped: enough");
  }
}
