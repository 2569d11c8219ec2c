package profundo.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
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
  private BooleanSupplier ended = () -> false;
  private int every;

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

  /// Ends the course after a phase when this says so, as when it was interrupted. A phase that stops early, because it gets no
  /// better, does not end the course by itself.
  public Course until(BooleanSupplier ended) {
    this.ended = ended;
    return this;
  }

  /// Writes checkpoints also every so many batches, besides after each epoch and every minute.
  public Course everySteps(int steps) {
    every = Monitor.atLeast("Course", "everySteps", steps, 1);
    return this;
  }

  /// The checkpoint of a phase in a folder as [#in] takes it, whether or not it is there.
  ///
  /// @param phase from 0
  public Path checkpoint(Path folder, int phase) {
    return Checkpoints.last(place(folder, phase));
  }

  private Path place(Path folder, int phase) {
    return folder.resolve(phase + 1 + "-" + phases.get(phase).name());
  }

  /// The phases.
  public List<Phase> phases() {
    return phases;
  }

  /// Trains all phases to their end.
  ///
  /// @return what came out of each, by its name; shorter when [#until] ended it
  /// @throws IOException when there is a checkpoint that cannot be read
  /// @throws profundo.io.FormatException when a checkpoint is damaged or that of another course
  public SequencedMap<String, History> fit() throws IOException {
    var all = new LinkedHashMap<String, History>();
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      Trainer trainer = phase.trainer().get();
      if (folder != null) {
        // Before the listeners: one that writes a checkpoint and then stops the run has the last word.
        trainer.on(checkpoints(place(folder, i)));
      }
      trainer.on(listeners.apply(phase).toArray(Listener[]::new));
      if (folder != null && Files.isRegularFile(checkpoint(folder, i))) {
        trainer.resume(checkpoint(folder, i));
      }
      Batches validation = phase.validation().get();
      all.put(phase.name(), trainer.fit(phase.train().get(), validation, phase.epochs()));
      if (ended.getAsBoolean()) {
        break;
      }
    }
    return all;
  }

  private Checkpoints checkpoints(Path place) {
    Checkpoints kept = Checkpoints.in(place).every(CHECKPOINT);
    return every > 0 ? kept.everySteps(every) : kept;
  }
}
