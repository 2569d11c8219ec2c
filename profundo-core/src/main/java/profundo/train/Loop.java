package profundo.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import profundo.Variable;
import profundo.data.Batch;
import profundo.data.Batches;
import profundo.data.Epoch;
import profundo.nn.Metric;

/// One run of a [Trainer].
final class Loop implements Run {
  private final Trainer trainer;
  private final Programs programs;
  private final Batches train;
  private final Batches validation;
  private final int epochs;
  private final Meter meter;
  private final long began = System.nanoTime();
  private final ArrayDeque<Runnable> after = new ArrayDeque<>();
  private Map<String, Object> data;
  private Batch batch;
  private final Retrace retrace;
  /// Why the last checkpoint was not written; empty when it was.
  private String refused = "";

  /// Where it stands: all of this is in a checkpoint.
  private final Position at = new Position();

  /// The cursor and what has happened so far.
  static final class Position {
    /// Epochs that runs before this one have trained; gives each epoch of all runs an order of its own.
    int before;
    /// The epoch that is being trained, from 1.
    int epoch = 1;
    /// Batches of it that are done.
    int batch;
    double rate = Double.NaN;
    String stopped = "";
    final List<Map<String, Double>> history = new ArrayList<>();
  }

  Loop(Trainer trainer, Batches train, Batches validation, int epochs) {
    this.trainer = trainer;
    this.programs = trainer.programs();
    this.train = train;
    this.validation = validation;
    this.epochs = epochs;
    this.meter = new Meter(trainer.metrics());
    this.retrace = new Retrace(trainer, train);
    meter.reset();
    at.before = trainer.trained();
  }

  Trainer trainer() {
    return trainer;
  }

  Position at() {
    return at;
  }

  Meter meter() {
    return meter;
  }

  Batches train() {
    return train;
  }

  /// What must be the same for the cursor to mean the same samples.
  Map<String, Object> data() {
    if (data == null) {
      data = Checkpoint.data(train);
    }
    return data;
  }

  int trainedInAll() {
    return at.before + Math.min(at.epoch, epochs);
  }

  History run() {
    TrainEvent.Outcome outcome = TrainEvent.Outcome.FAILED;
    try {
      tell(
          new TrainEvent.RunStarted(
              trainer.step().name(),
              trainer.step().parameters().count(),
              trainer.step().parameters().trainableCount(),
              trainer.seed(),
              epochs,
              train.count(),
              steps(),
              trainer.settings()));
      while (at.epoch <= epochs && at.stopped.isEmpty()) {
        epoch();
      }
      outcome = at.stopped.isEmpty() ? TrainEvent.Outcome.COMPLETED : TrainEvent.Outcome.STOPPED;
      if (!at.stopped.isEmpty()) {
        tell(new TrainEvent.Stopped(at.stopped));
      }
    } catch (RuntimeException | Error e) {
      try {
        end(outcome);
      } catch (RuntimeException | Error second) {
        e.addSuppressed(second);
      }
      throw e;
    }
    return end(outcome);
  }

  private History end(TrainEvent.Outcome outcome) {
    double seconds = seconds(began);
    History history = new History(at.history, steps(), at.stopped, seconds);
    tell(new TrainEvent.RunEnded(outcome, Math.min(at.epoch, epochs), steps(), history.last(), seconds));
    return history;
  }

  private void epoch() {
    int of = train.count();
    long start = System.nanoTime();
    tell(new TrainEvent.EpochStarted(at.epoch, epochs, of));
    long samples = 0;
    try (Epoch batches = train.epoch(at.before + at.epoch - 1, at.batch)) {
      while (at.stopped.isEmpty() && batches.hasNext()) {
        batch = batches.next();
        Map<String, Double> norms = norms();
        Compiled program = programs.of(Programs.Mode.TRAIN, batch);
        program.run(batch);
        meter.add(program, batch.size());
        samples += batch.size();
        at.batch++;
        at.rate = program.rate();
        if (!trainer.listeners().isEmpty()) {
          Map<String, Double> means = new LinkedHashMap<>();
          meter.report("", means);
          announce(
              new TrainEvent.BatchEnded(
                  at.epoch, at.batch, of, steps(), program.mean(0), at.rate, means, samples / seconds(start)));
          if (norms != null) {
            announce(new TrainEvent.GradientsMeasured(at.epoch, steps(), norms));
          }
          // A checkpoint of this step must not be on disk before its gradients were told: a resumed run does not tell them.
          settle();
        }
      }
    }
    batch = null;
    if (at.batch < of) {
      return;
    }
    double perSecond = samples / seconds(start);
    Map<String, Double> metrics = new LinkedHashMap<>();
    meter.report("", metrics);
    meter.reset();
    if (validation != null) {
      validate(metrics);
    }
    at.history.add(metrics);
    int ended = at.epoch++;
    at.batch = 0;
    tell(new TrainEvent.EpochEnded(ended, epochs, steps(), metrics, at.rate, seconds(start), perSecond));
  }

  /// The norms of the gradients on the batch to come, or null when they are not wanted now.
  private Map<String, Double> norms() {
    if (trainer.norms() == 0 || trainer.listeners().isEmpty() || steps() % trainer.norms() != 0) {
      return null;
    }
    Compiled program = programs.of(Programs.Mode.NORMS, batch);
    program.run(batch);
    Map<String, Double> norms = new LinkedHashMap<>();
    for (int i = 0; i < program.means().size(); i++) {
      norms.put(program.means().get(i), (double) program.mean(i));
    }
    return norms;
  }

  private void validate(Map<String, Double> metrics) {
    try (Epoch batches = validation.epoch(0)) {
      while (batches.hasNext()) {
        Batch b = batches.next();
        Compiled program = programs.of(Programs.Mode.EVALUATE, b);
        program.run(b);
        meter.add(program, b.size());
      }
    }
    meter.report("val_", metrics);
    meter.reset();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) * 1e-9;
  }

  private long steps() {
    return trainer.counter().value().ints()[0];
  }

  /// Tells every listener, then does what they have asked for, then tells what came of that.
  private void tell(TrainEvent event) {
    announce(event);
    settle();
  }

  private void announce(TrainEvent event) {
    for (Listener l : trainer.listeners()) {
      l.on(event, this);
    }
  }

  private void settle() {
    while (!after.isEmpty()) {
      after.poll().run();
    }
  }

  @Override
  public SequencedMap<String, Variable> model() {
    return trainer.step().parameters().byName();
  }

  @Override
  public SequencedMap<String, Variable> judged() {
    return trainer.step().judged();
  }

  @Override
  public boolean higherIsBetter(String metric) {
    String plain = metric.startsWith("val_") ? metric.substring(4) : metric;
    for (Metric m : trainer.metrics()) {
      if (m.name().equals(plain)) {
        return m.higherIsBetter();
      }
    }
    return false;
  }

  @Override
  public void stop(String reason) {
    if (at.stopped.isEmpty()) {
      at.stopped = reason.isEmpty() ? "stopped" : reason;
    }
  }

  @Override
  public void warn(String message) {
    after.add(() -> tell(new TrainEvent.Warned(message)));
  }

  @Override
  public void checkpoint(Path file, Consumer<Boolean> then) {
    // The epoch of the last batch: when an epoch has just ended the cursor is at the start of the next.
    int epoch = at.batch == 0 && at.epoch > 1 ? at.epoch - 1 : at.epoch;
    after.add(
        () -> {
          try {
            Checkpoint.write(file, this);
            refused = "";
            then.accept(true);
            tell(new TrainEvent.Checkpointed(file, epoch, steps()));
          } catch (IOException e) {
            then.accept(false);
            refused(e);
          } catch (UncheckedIOException e) {
            then.accept(false);
            refused(e.getCause());
          }
        });
  }

  /// Warns of a checkpoint that could not be written, but not again of each one that fails for the same reason.
  private void refused(IOException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // Without the name of the file, which is another one each time.
    String reason = root.getClass() + ": " + (root instanceof FileSystemException f ? f.getReason() : root.getMessage());
    if (!reason.equals(refused)) {
      refused = reason;
      tell(new TrainEvent.Warned("checkpoint not written: " + failure.getMessage() + "; the run goes on without"));
    }
  }

  @Override
  public void remember() {
    retrace.remember(at);
  }

  @Override
  public String diagnose() {
    return retrace.diagnose(at, batch);
  }
}
