package profundo.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.data.Batches;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Metric;
import profundo.nn.OutputHead;
import profundo.optim.Optimizer;

/// Runs a [Step] over the batches of a data set, epoch after epoch, and tells its [Listener]s what happens. It owns the
/// loop and nothing else.
///
///     var trainer = Trainer.supervised(net, Loss::softmaxCrossEntropy, Adam.of(1e-3)).measure(Accuracy.of()).seed(42);
///     trainer.on(ProgressBar.stderr(), EarlyStopping.on("val_loss").patience(3));
///     trainer.fit(train.batches(128).shuffled(42), test.batches(512), 10);
///
/// The same seed, model and data give the same weights, bit for bit, on any number of threads, and also when the run was
/// killed in between and went on from a checkpoint. Not for several threads at once.
public final class Trainer {
  private final Step step;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Metric> metrics = new ArrayList<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Variable counter = Variable.counter("step");
  private Engine engine = Engines.current();
  private Programs programs;
  private Path resume;
  private long seed;
  private int norms;
  private int trained;

  private Trainer(Step step) {
    this.step = step;
  }

  /// Trains any step.
  public static Trainer of(Step step) {
    return new Trainer(step);
  }

  /// Trains a layer on examples; [Step#supervised] has more to choose.
  public static Trainer supervised(Layer layer, Loss loss, Optimizer optimizer) {
    return of(Step.supervised(layer, loss, optimizer));
  }

  /// Trains a layer that ends in an output head: with its loss, and measured by its metrics.
  public static Trainer supervised(Layer layer, OutputHead head, Optimizer optimizer) {
    return supervised(layer, head.loss(), optimizer).measure(head.metrics().toArray(Metric[]::new));
  }

  /// Adds listeners; they see events in this order.
  public Trainer on(Listener... more) {
    listeners.addAll(List.of(more));
    return this;
  }

  /// Adds metrics of the predictions, in training and in validation.
  public Trainer measure(Metric... more) {
    metrics.addAll(List.of(more));
    return this;
  }

  /// The seed of what the step draws, such as dropout; 0 if never called.
  public Trainer seed(long seed) {
    this.seed = seed;
    programs = null;
    return this;
  }

  /// The engine to compute on. If never called, the one in force where the trainer was made, or the shared one.
  public Trainer engine(Engine engine) {
    this.engine = engine;
    programs = null;
    return this;
  }

  /// Measures the size of each variable's gradient every so many steps, beginning with the first: see
  /// [TrainEvent.GradientsMeasured]. It costs a little more than an evaluation of the batch each time.
  public Trainer gradientNorms(int every) {
    if (every < 1) {
      throw new IllegalArgumentException("Trainer: expected gradient norms every 1 step or more, got " + every);
    }
    norms = every;
    return this;
  }

  /// Something worth keeping with the run, told in [TrainEvent.RunStarted].
  public Trainer setting(String name, Object value) {
    settings.put(name, String.valueOf(value));
    return this;
  }

  /// Lets the next [#fit] go on from a checkpoint that a run of the same model, data, seed and metrics has written.
  /// Listeners that remember something take it up again.
  public Trainer resume(Path checkpoint) {
    resume = checkpoint;
    return this;
  }

  /// Trains without validation.
  ///
  /// @param epochs how many there will be in the end, those before a checkpoint included
  /// @throws IOException when there is a checkpoint to go on from that cannot be read
  public History fit(Batches train, int epochs) throws IOException {
    return fit(train, null, epochs);
  }

  /// Trains, and validates after each epoch.
  ///
  /// @param validation may be null
  /// @param epochs how many there will be in the end, those before a checkpoint included
  /// @throws IOException when there is a checkpoint to go on from that cannot be read
  /// @throws profundo.io.FormatException when the checkpoint is damaged or that of another run
  /// @throws IllegalArgumentException when the model does not fit the data, or uses variables that it does not hold
  public History fit(Batches train, Batches validation, int epochs) throws IOException {
    if (epochs < 1) {
      throw new IllegalArgumentException("Trainer: expected at least 1 epoch, got " + epochs);
    }
    if (train.count() == 0) {
      throw new IllegalArgumentException(
          "Trainer: expected at least one training batch, got " + train.samples() + " samples in batches of "
              + train.size() + " of which the last is dropped");
    }
    Loop loop = new Loop(this, train, validation, epochs);
    if (resume != null) {
      Checkpoint.read(resume, loop);
      resume = null;
    }
    History history = loop.run();
    trained = loop.trainedInAll();
    return history;
  }

  /// What is trained.
  public Step step() {
    return step;
  }

  /// The seed of what the step draws.
  public long seed() {
    return seed;
  }

  Engine engine() {
    return engine;
  }

  Programs programs() {
    if (programs == null) {
      programs = new Programs(step, engine, seed, counter);
    }
    return programs;
  }

  Variable counter() {
    return counter;
  }

  List<Listener> listeners() {
    return listeners;
  }

  List<Metric> metrics() {
    return metrics;
  }

  Map<String, String> settings() {
    return settings;
  }

  int norms() {
    return norms;
  }

  /// Epochs trained by runs before this one.
  int trained() {
    return trained;
  }
}
