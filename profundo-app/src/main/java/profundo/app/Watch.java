package profundo.app;

import java.time.Duration;
import profundo.train.Listener;
import profundo.train.Run;
import profundo.train.Saved;
import profundo.train.TrainEvent;

/// Sees whether the loss stays finite, how long a run takes and how fast it goes, all its sittings together: each goes
/// on from what the checkpoint before it says.
final class Watch implements Listener {
  private final long start;
  private double before;
  private boolean diverged;
  private long epochs;
  private double inverse;

  private Watch(long start) {
    this.start = start;
  }

  /// @param start of this sitting, as [System#nanoTime()] gave it
  static Watch since(long start) {
    return new Watch(start);
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.BatchEnded b when !Double.isFinite(b.loss()) -> diverged = true;
      case TrainEvent.EpochEnded e -> {
        if (Double.isFinite(e.samplesPerSecond()) && e.samplesPerSecond() > 0) {
          epochs++;
          inverse += 1 / e.samplesPerSecond();
        }
        diverged |= e.metrics().entrySet().stream().anyMatch(m -> m.getKey().endsWith("loss") && !Double.isFinite(m.getValue()));
      }
      default -> {}
    }
  }

  boolean diverged() {
    return diverged;
  }

  /// From the beginning to now, without the time between sittings, and without what was lost with a killed one.
  double seconds() {
    return before + (System.nanoTime() - start) / (double) Duration.ofSeconds(1).toNanos();
  }

  /// Over all epochs, which have the same number of samples; NaN where none was trained.
  double samplesPerSecond() {
    return epochs / inverse;
  }

  @Override
  public String key() {
    return "Watch";
  }

  @Override
  public Saved save() {
    return Saved.NOTHING.with("seconds", seconds()).with("epochs", epochs).with("inverse", inverse).with("diverged", diverged);
  }

  @Override
  public void restore(Saved saved) {
    before = saved.number("seconds");
    epochs = saved.whole("epochs");
    inverse = saved.number("inverse");
    // A checkpoint may be that of the epoch whose validation loss ended the run.
    diverged = Boolean.parseBoolean(saved.values().get("diverged"));
  }
}
