package profundo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import profundo.data.Batches;

/// A training in several phases, one after the other, such as layer-wise pre-training and fine-tuning.
///
///     Course.of(phases).in(folder).on(phase -> List.of(ProgressBar.stderr())).fit();
///
/// With a folder every phase keeps its checkpoints in one of its own there, and the same course goes on after it was
/// killed, bit for bit: a phase that had come to its end takes up its weights and trains no more.
public final class Course {
  private static final Duration CHECKPOINT = Duration.ofMinutes(1);

  private final List<Phase> phases;
  private Path folder;
  private Function<Phase, List<Listener>> listeners = phase -> List.of();

  private Course(List<Phase> phases) {
    this.phases = List.copyOf(phases);
    if (phases.isEmpty() || phases.stream().map(Phase::name).distinct().count() != phases.size()) {
      throw new IllegalArgumentException(
          "Course: expected at least one phase, each with a name of its own, got " + phases.stream().map(Phase::name).toList());
    }
  }

  /// The phases in their order.
  public static Course of(List<Phase> phases) {
    return new Course(phases);
  }

  /// The phases in their order.
  public static Course of(Phase... phases) {
    return of(List.of(phases));
  }

  /// Keeps checkpoints in a folder for each phase, `1-rbm-1`, `2-rbm-2`, ..., and goes on from those that are there.
  public Course in(Path folder) {
    this.folder = folder;
    return this;
  }

  /// Listeners of each phase, asked for when it begins.
  public Course on(Function<Phase, List<Listener>> each) {
    listeners = each;
    return this;
  }

  /// The phases.
  public List<Phase> phases() {
    return phases;
  }

  /// Trains all phases to their end.
  ///
  /// @return what came out of each, by its name; shorter when a listener stopped the run in one
  /// @throws IOException when there is a checkpoint that cannot be read
  /// @throws profundo.io.FormatException when a checkpoint is damaged or that of another course
  public SequencedMap<String, History> fit() throws IOException {
    var all = new LinkedHashMap<String, History>();
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      Trainer trainer = phase.trainer().get().on(listeners.apply(phase).toArray(Listener[]::new));
      if (folder != null) {
        Path place = folder.resolve(i + 1 + "-" + phase.name());
        trainer.on(Checkpoints.in(place).every(CHECKPOINT));
        if (Files.isRegularFile(Checkpoints.last(place))) {
          trainer.resume(Checkpoints.last(place));
        }
      }
      Batches validation = phase.validation().get();
      all.put(phase.name(), trainer.fit(phase.train().get(), validation, phase.epochs()));
    }
    return all;
  }
}
