package profundo.app.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.io.CsvLog;
import profundo.io.FormatException;
import profundo.train.Listener;
import profundo.train.Run;
import profundo.train.Saved;
import profundo.train.TrainEvent;

/// Gathers the [RunHistory] of a run while it goes on.
///
///     var gathered = ReportListener.in(runFolder);
///     trainer.on(gathered);
///     ...
///     ReportData.of(...).history(gathered.history())
///
/// What lies within epochs it also writes to `steps.csv` in the folder of the run. A resumed run begins with what that
/// file and `metrics.csv` hold up to the step where it goes on, and with the batches since the last sample, which the checkpoint
/// holds, so that the file ends as that of an undisturbed run. Trouble with the files is a warning, never the end of a
/// run.
public final class ReportListener implements Listener {
  /// About so many samples are kept of a run, however long it is.
  private static final int SAMPLES = 1_000;

  private final Path folder;
  private final List<Map<String, Double>> epochs = new ArrayList<>();
  private final List<RunHistory.StepLoss> steps = new ArrayList<>();
  private final List<RunHistory.Gradients> gradients = new ArrayList<>();
  private CsvLog log;
  private long every = 1;
  private long lastGradients;
  private double sum;
  private int summed;
  private boolean restored;

  private ReportListener(Path folder) {
    this.folder = folder;
  }

  /// A listener that keeps its file in a folder, which must be there when the run starts.
  public static ReportListener in(Path runFolder) {
    return new ReportListener(runFolder);
  }

  Path folder() {
    return folder;
  }

  /// What happened so far.
  public RunHistory history() {
    return new RunHistory(epochs, steps, gradients);
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.RunStarted e -> start(e, run);
      case TrainEvent.BatchEnded e -> batch(e, run);
      case TrainEvent.GradientsMeasured e -> gradients(e, run);
      case TrainEvent.EpochEnded e -> epochs.add(row(e));
      case TrainEvent.EpochStarted _,
          TrainEvent.Checkpointed _,
          TrainEvent.Warned _,
          TrainEvent.Stopped _,
          TrainEvent.RunEnded _ -> {}
    }
  }

  private void start(TrainEvent.RunStarted e, Run run) {
    every = Math.max(1, Math.ceilDiv((long) e.epochs() * e.steps(), SAMPLES));
    epochs.clear();
    steps.clear();
    gradients.clear();
    if (!restored) {
      sum = 0;
      summed = 0;
    }
    restored = false;
    lastGradients = -every;
    Path file = folder.resolve(RunHistory.STEPS_FILE);
    try {
      if (e.start() == 0) {
        log = CsvLog.create(file);
        return;
      }
      log = CsvLog.resume(file, RunHistory.STEP, e.start());
      RunHistory before = RunHistory.read(folder, e.start());
      epochs.addAll(before.epochs());
      steps.addAll(before.steps());
      gradients.addAll(before.gradients());
      if (!gradients.isEmpty()) {
        lastGradients = gradients.getLast().step();
      }
    } catch (IOException | FormatException x) {
      complain(x, run);
    }
  }

  private void batch(TrainEvent.BatchEnded e, Run run) {
    sum += e.loss();
    summed++;
    if (e.step() % every != 0) {
      return;
    }
    var sample = new RunHistory.StepLoss(e.step(), sum / summed, e.learningRate());
    sum = 0;
    summed = 0;
    steps.add(sample);
    var row = new LinkedHashMap<String, Object>();
    row.put(RunHistory.STEP, sample.step());
    row.put(RunHistory.LOSS, sample.loss());
    row.put(RunHistory.LEARNING_RATE, Double.isNaN(sample.learningRate()) ? null : sample.learningRate());
    append(row, run);
  }

  private void gradients(TrainEvent.GradientsMeasured e, Run run) {
    if (e.step() - lastGradients < every) {
      return;
    }
    lastGradients = e.step();
    gradients.add(new RunHistory.Gradients(e.step(), e.norms()));
    var row = new LinkedHashMap<String, Object>();
    row.put(RunHistory.STEP, e.step());
    // Empty, so that the columns have the same order whichever row comes first.
    row.put(RunHistory.LOSS, null);
    row.put(RunHistory.LEARNING_RATE, null);
    e.norms().forEach((name, norm) -> row.put(RunHistory.GRADIENT_PREFIX + name, norm));
    append(row, run);
  }

  @Override
  public String key() {
    return "Report";
  }

  @Override
  public Saved save() {
    return Saved.NOTHING.with("sum", sum).with("summed", summed);
  }

  @Override
  public void restore(Saved saved) {
    sum = saved.number("sum");
    summed = Math.toIntExact(saved.whole("summed"));
    restored = true;
  }

  private static Map<String, Double> row(TrainEvent.EpochEnded e) {
    var row = new LinkedHashMap<String, Double>();
    row.put(RunHistory.EPOCH, (double) e.epoch());
    row.put(RunHistory.STEP, (double) e.step());
    row.putAll(e.metrics());
    row.put(RunHistory.LEARNING_RATE, e.learningRate());
    row.put("seconds", e.seconds());
    row.put("samples_per_second", e.samplesPerSecond());
    return row;
  }

  private void append(Map<String, ?> row, Run run) {
    if (log == null) {
      return;
    }
    try {
      log.append(row);
    } catch (IOException | FormatException x) {
      complain(x, run);
    }
  }

  /// Once: without its file the report still shows what this process saw.
  private void complain(Exception x, Run run) {
    log = null;
    run.warn("report: " + RunHistory.STEPS_FILE + " is not kept: " + x.getMessage());
  }
}
