package profundo.app.run;

import java.time.Duration;
import java.time.Instant;
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
  private double firstStep = Double.NaN;

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
      case TrainEvent.BatchEnded b -> {
        if (Double.isNaN(firstStep)) {
          firstStep = sinceLaunch();
        }
        diverged |= !Double.isFinite(b.loss());
      }
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

  /// From the launch of this process to the end of its first step, in seconds; NaN before that.
  double firstStep() {
    return firstStep;
  }

  /// The start of the process as the system knows it, the launcher's part included; NaN where it does not say.
  private static double sinceLaunch() {
    return ProcessHandle.current().info().startInstant()
        .map(launch -> Duration.between(launch, Instant.now()).toNanos() * 1e-9)
        .orElse(Double.NaN);
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
