package profundo.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import profundo.io.FormatException;

/// Keeps the state of a run on disk, so that it can go on bit for bit after it was killed at any time:
/// `last.safetensors` after each epoch and, if wanted, in between; and the checkpoints of the best epochs,
/// `best-0003.safetensors`.
///
///     Checkpoints.in(folder).best("val_loss", 3).every(Duration.ofMinutes(5))
///
/// Files are written under another name, forced to the disk and renamed. When the disk is full the run goes on with a
/// warning, and the checkpoint before stays.
public final class Checkpoints implements Listener {
  /// An epoch that is among the best.
  private record Best(int epoch, double value) {}

  private final Path folder;
  private Monitor monitor;
  private int keep;
  private int steps;
  private long nanos = Long.MAX_VALUE;
  private long written = System.nanoTime();
  private final List<Best> best = new ArrayList<>();
  private final Set<Path> obsolete = new HashSet<>();
  private boolean resumed;

  private Checkpoints(Path folder) {
    this.folder = folder;
  }

  /// Into a folder, which is created when missing: `last.safetensors` after each epoch.
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder);
  }

  /// Keeps the best epochs by a metric, such as `val_loss`, as well.
  ///
  /// @param count how many
  public Checkpoints best(String metric, int count) {
    monitor = new Monitor("Checkpoints", metric);
    keep = Monitor.atLeast("Checkpoints", "best", count, 1);
    return this;
  }

  /// Whether larger is better; worked out from the metric if never called.
  public Checkpoints mode(Mode mode) {
    if (monitor == null) {
      throw new IllegalStateException("Checkpoints: expected best(metric, count) before mode");
    }
    monitor.mode(mode);
    return this;
  }

  /// Writes `last` also in the middle of an epoch when this time has passed.
  public Checkpoints every(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("Checkpoints: expected a time of at least 0, got " + time);
    }
    nanos = time.toNanos();
    return this;
  }

  /// Writes `last` also in the middle of an epoch, every so many steps.
  public Checkpoints everySteps(int steps) {
    this.steps = Monitor.atLeast("Checkpoints", "everySteps", steps, 1);
    return this;
  }

  /// The file to resume from.
  public static Path last(Path folder) {
    return folder.resolve("last.safetensors");
  }

  private Path file(int epoch) {
    return folder.resolve(String.format(Locale.ROOT, "best-%04d.safetensors", epoch));
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.RunStarted _ -> open();
      case TrainEvent.BatchEnded b when b.batch() < b.of() && due(b.step()) && Double.isFinite(b.loss()) -> write(run);
      // What is written after a loss that is not finite may be beyond repair: the checkpoint before is worth more.
      case TrainEvent.EpochEnded e when Double.isFinite(e.metrics().getOrDefault("loss", 0.0)) -> {
        if (monitor != null) {
          rank(e, run);
        }
        write(run);
      }
      case TrainEvent.Checkpointed c when c.file().equals(last(folder)) -> sweep(run);
      default -> {}
    }
  }

  private boolean due(long step) {
    return steps > 0 && step % steps == 0 || System.nanoTime() - written >= nanos;
  }

  private void write(Run run) {
    written = System.nanoTime();
    run.checkpoint(last(folder));
  }

  private void rank(TrainEvent.EpochEnded e, Run run) {
    double value = monitor.value(e, run);
    int place = 0;
    while (place < best.size() && !monitor.better(value, best.get(place).value)) {
      place++;
    }
    if (place >= keep) {
      return;
    }
    Best entering = new Best(e.epoch(), value);
    best.add(place, entering);
    Best leaving = best.size() > keep ? best.removeLast() : null;
    run.checkpoint(
        file(e.epoch()),
        written -> {
          // The worse checkpoint stays among the best as long as the better one is not on the disk.
          if (!written) {
            best.remove(entering);
          }
          if (leaving != null && written) {
            obsolete.add(file(leaving.epoch));
          } else if (leaving != null) {
            best.add(leaving);
          }
        });
  }

  /// Removes what is no longer among the best, after `last`, which knows the new order, is safe on the disk.
  private void sweep(Run run) {
    for (Path file : Set.copyOf(obsolete)) {
      try {
        Files.deleteIfExists(file);
        obsolete.remove(file);
      } catch (IOException e) {
        run.warn("an old checkpoint cannot be deleted: " + file);
      }
    }
  }

  /// Makes the folder. When the run is resumed, marks the best of epochs that it does not know of, because they were
  /// reached after the checkpoint and will be reached again.
  private void open() {
    try {
      Files.createDirectories(folder);
      if (!resumed) {
        return;
      }
      Set<Path> known = new HashSet<>();
      best.forEach(b -> known.add(file(b.epoch)));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "best-*.safetensors")) {
        for (Path file : files) {
          if (!known.contains(file)) {
            obsolete.add(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoints cannot be written into " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String key() {
    return "Checkpoints";
  }

  @Override
  public Saved save() {
    Saved saved = Saved.NOTHING.with("count", best.size());
    for (int i = 0; i < best.size(); i++) {
      saved = saved.with("epoch " + i, best.get(i).epoch).with("value " + i, best.get(i).value);
    }
    return saved;
  }

  @Override
  public void restore(Saved saved) {
    long count = saved.whole("count");
    if (count > saved.values().size()) {
      throw new FormatException("Checkpoints: expected up to " + saved.values().size() + " best epochs, got " + count);
    }
    resumed = true;
    best.clear();
    for (int i = 0; i < count; i++) {
      best.add(new Best(Math.toIntExact(saved.whole("epoch " + i)), saved.number("value " + i)));
    }
  }
}
