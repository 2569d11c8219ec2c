package profundo.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Array;
import profundo.DType;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.data.Dataset;
import profundo.io.TensorBoardWriter;
import profundo.nn.Layer;

/// Watches the inside of a model while it is trained: how far each weight moves, what its layers give out, which relus are
/// dead and which sigmoids saturated. [TrainingDiagnosis#of] says what that means.
///
///     var monitor = TrainingMonitor.of(net, train).every(100);
///     trainer.gradientNorms(100).on(monitor).fit(...);
///     TrainingDiagnosis.of(monitor.observations(), DataCondition.of(train)).verdicts().forEach(IO::println);
///
/// It measures on the first step and on every so many after it, the layers on the same 256 samples each time, and costs nothing
/// in between. Sizes of gradients come from [Trainer#gradientNorms], at the same distance. It changes nothing: the weights of a
/// run that is watched are those of a run that is not.
public final class TrainingMonitor implements Listener {
  private final Layer model;
  private final Dataset data;
  private final Engine engine = Engines.current();
  private final List<Map<String, Double>> epochs = new ArrayList<>();
  private final List<Observations.Point> gradients = new ArrayList<>();
  private final List<Observations.Point> updates = new ArrayList<>();
  private final List<Observations.Point> dead = new ArrayList<>();
  private final List<Observations.Point> saturated = new ArrayList<>();
  private List<Observations.Activation> spread = List.of();
  private Map<String, float[]> before;
  private Activations activations;
  private double firstLoss = Double.NaN;
  private long trouble;
  private long measured = -1;
  private int every = 100;
  private Path folder;
  private TensorBoardWriter events;
  private Saved resumed;

  private TrainingMonitor(Layer model, Dataset data) {
    this.model = model;
    this.data = data;
  }

  /// Watches a model.
  ///
  /// @param model the layer that is trained
  /// @param data from which the samples are taken that its layers are shown: the training data
  public static TrainingMonitor of(Layer model, Dataset data) {
    return new TrainingMonitor(model, data);
  }

  /// Measures on the first step and every so many steps after it; 100 if never called.
  public TrainingMonitor every(int steps) {
    every = Monitor.atLeast("TrainingMonitor", "every", steps, 1);
    return this;
  }

  /// Writes what layers give out as histograms for TensorBoard, and the other figures as curves.
  ///
  /// @param run folder of TensorBoard's run, such as `events/diagnosis`
  public TrainingMonitor histogramsTo(Path run) {
    folder = run;
    return this;
  }

  /// What it has seen so far.
  public Observations observations() {
    return new Observations(firstLoss, trouble, epochs, gradients, updates, dead, saturated, spread);
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.RunStarted e -> start(e, run);
      case TrainEvent.BatchEnded e -> {
        if (e.step() == 1) {
          firstLoss = e.loss();
        }
        if (!Double.isFinite(e.loss()) && trouble == 0) {
          trouble = e.step();
        }
        if ((e.step() - 1) % every == 0) {
          measure(e.step(), run);
        }
        if (e.step() % every == 0) {
          before = copy(run);
        }
      }
      case TrainEvent.GradientsMeasured e -> gradients.add(new Observations.Point(e.step(), e.norms()));
      case TrainEvent.EpochEnded e -> epochs.add(e.metrics());
      case TrainEvent.RunEnded e -> {
        if (e.outcome() != TrainEvent.Outcome.FAILED && e.step() != measured) {
          layers(e.step(), run);
        }
        close(run);
      }
      default -> {}
    }
  }

  private void start(TrainEvent.RunStarted e, Run run) {
    if (e.start() == 0) {
      resumed = null;
      List.of(epochs, gradients, updates, dead, saturated).forEach(List::clear);
      firstLoss = Double.NaN;
      trouble = 0;
    }
    measured = -1;
    activations = new Activations(model, data, engine);
    before = e.start() % every == 0 ? copy(run) : null;
    if (folder != null) {
      try {
        events = open();
      } catch (IOException x) {
        complain(x, run);
      }
    }
  }

  private TensorBoardWriter open() throws IOException {
    if (resumed != null && resumed.values().containsKey("file")) {
      // A name only: a checkpoint from elsewhere must not point at other files.
      Path file = folder.resolve(Path.of(resumed.text("file")).getFileName().toString());
      if (Files.exists(file)) {
        return TensorBoardWriter.resume(file, resumed.whole("bytes"));
      }
    }
    return TensorBoardWriter.create(folder);
  }

  /// What a step has changed, and what the layers give out after it.
  private void measure(long step, Run run) {
    if (before != null) {
      Map<String, Double> ratios = new LinkedHashMap<>();
      weights(run)
          .forEach(
              (name, value) -> {
                float[] old = before.get(name);
                double moved = 0;
                double size = 0;
                for (int i = 0; i < old.length; i++) {
                  moved += Math.pow((double) value[i] - old[i], 2);
                  size += (double) old[i] * old[i];
                }
                if (size > 0) {
                  ratios.put(name, Math.sqrt(moved / size));
                }
              });
      updates.add(new Observations.Point(step, ratios));
      before = null;
    }
    layers(step, run);
  }

  private void layers(long step, Run run) {
    activations.run();
    dead.add(new Observations.Point(step, activations.dead()));
    saturated.add(new Observations.Point(step, activations.saturated()));
    spread = activations.spread();
    measured = step;
    if (events != null) {
      try {
        for (Map.Entry<String, float[]> e : activations.values().entrySet()) {
          events.histogram("activation/" + e.getKey(), step, e.getValue());
        }
        scalars("dead/", dead.getLast());
        scalars("saturated/", saturated.getLast());
        if (!updates.isEmpty() && updates.getLast().step() == step) {
          scalars("update_ratio/", updates.getLast());
        }
        events.flush();
      } catch (IOException x) {
        complain(x, run);
      }
    }
  }

  private void scalars(String prefix, Observations.Point point) throws IOException {
    for (Map.Entry<String, Double> v : point.values().entrySet()) {
      events.scalar(prefix + v.getKey(), point.step(), v.getValue());
    }
  }

  /// Weights, not biases: these begin at zero, and no step is short beside that.
  private static Map<String, float[]> weights(Run run) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (Map.Entry<String, Variable> v : run.model().entrySet()) {
      Array value = v.getValue().value();
      if (value.dtype() == DType.F32 && value.shape().rank() >= 2) {
        weights.put(v.getKey(), value.floats());
      }
    }
    return weights;
  }

  private static Map<String, float[]> copy(Run run) {
    Map<String, float[]> copies = weights(run);
    copies.replaceAll((_, values) -> values.clone());
    return copies;
  }

  private void close(Run run) {
    try {
      if (events != null) {
        events.close();
      }
    } catch (IOException x) {
      complain(x, run);
    }
    events = null;
  }

  /// Once: the diagnosis does not need the file.
  private void complain(IOException x, Run run) {
    events = null;
    run.warn("histograms are not written: " + x.getMessage());
  }

  @Override
  public String key() {
    return "TrainingMonitor";
  }

  @Override
  public Saved save() {
    Saved saved = Saved.NOTHING.with("observations", Observed.write(observations()));
    if (events == null) {
      return saved;
    }
    try {
      return saved.with("file", events.file().getFileName()).with("bytes", events.checkpoint());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void restore(Saved saved) {
    resumed = saved;
    Observations o = Observed.read(saved.text("observations"));
    firstLoss = o.firstLoss();
    trouble = o.trouble();
    epochs.addAll(o.epochs());
    gradients.addAll(o.gradients());
    updates.addAll(o.updates());
    dead.addAll(o.dead());
    saturated.addAll(o.saturated());
    spread = o.activations();
  }
}
