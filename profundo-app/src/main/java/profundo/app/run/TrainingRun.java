package profundo.app.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import profundo.Evaluator;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.app.data.DataOptions;
import profundo.app.data.Samples;
import profundo.app.data.TextCode;
import profundo.app.experiment.Experiment;
import profundo.app.models.Training;
import profundo.app.report.FeatureMaps;
import profundo.app.report.FirstLayer;
import profundo.app.report.Predictions;
import profundo.app.report.ReportListener;
import profundo.app.saved.Classifier;
import profundo.app.saved.Evaluation;
import profundo.app.terminal.Console;
import profundo.app.terminal.Interruption;
import profundo.app.terminal.Result;
import profundo.app.terminal.RunFailed;
import profundo.compile.Engine;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.io.Json;
import profundo.io.ModelFile;
import profundo.io.Sha256;
import profundo.nn.Accuracy;
import profundo.nn.OutputHead;
import profundo.nn.Parameters;
import profundo.nn.Sequential;
import profundo.nn.Summary;
import profundo.train.Averaged;
import profundo.train.Checkpoints;
import profundo.train.CsvLogger;
import profundo.train.EarlyStopping;
import profundo.train.History;
import profundo.train.ProgressBar;
import profundo.train.Step;
import profundo.train.TensorBoardLogger;
import profundo.train.TerminateOnNaN;
import profundo.train.Trace;
import profundo.train.Trainer;

/// Carries out an [Experiment] in its folder: trains, saves, tests, reports.
public final class TrainingRun {
  /// About so often are gradients measured in a run.
  private static final int GRADIENTS = 40;

  private static final int WORST_MISTAKES = 24;

  /// How [#trouble] begins where the weights ran away.
  private static final String DIVERGED = "the run diverged";
  private static final String WARNING = "warning";

  private static final int TEST_BATCH = 500;
  private static final Duration CHECKPOINT = Duration.ofMinutes(1);

  private final long start = System.nanoTime();
  private final Experiment experiment;
  private final RunFolder folder;
  private final RunFrame.Options options;
  private final Console console;
  private final RunFrame frame;

  /// @param experiment what to train
  /// @param folder where
  /// @param source of the data
  /// @param options what the outcome does not depend on
  /// @param console that is told how far it is
  public TrainingRun(Experiment experiment, RunFolder folder, DataOptions source, RunFrame.Options options, Console console) {
    this.experiment = experiment;
    this.folder = folder;
    this.options = options;
    this.console = console;
    this.frame = new RunFrame(experiment, folder, source, options, console);
  }

  /// Trains to the end.
  ///
  /// @throws RunFailed when the loss is not finite
  public Result execute() throws IOException {
    RunFrame.Parts data = frame.open();
    List<String> classes = data.learnt().classes();
    Sequential net = experiment.build(data.samples());
    Toolbox tools = Toolbox.of(experiment, net, data.learnt(), classes.size());
    Batches train = tools.batches();
    Step step = tools.averaging() == null ? tools.step() : Averaged.of(tools.step(), tools.averaging());
    return frame.run(
        interruption -> {
          frame.begin(Parameters.of(net).count(), data);
          warn(data.learnt(), data.test());
          if (options.explain()) {
            console.err().println(explain(step, train));
          }
          interruption.at(Checkpoints.last(folder.checkpoints()), "");
          return execute(net, step, tools, data.held(), data.samples(), interruption);
        });
  }

  /// Tells what is allowed but hardly meant.
  private void warn(Dataset learnt, Dataset test) {
    if (experiment.training().batch() > learnt.size()) {
      console.err().println(
          "warning: the batch of " + experiment.training().batch() + " is larger than the training data: an epoch is one step");
    }
    int[] known = learnt.classCounts();
    int[] asked = test.classCounts();
    long strange = IntStream.range(0, asked.length).filter(c -> asked[c] > 0 && (c >= known.length || known[c] == 0)).count();
    if (strange > 0) {
      console.err().println("warning: " + strange + " of the classes in the test data are not in the training data");
    }
    if (Arrays.stream(known).filter(count -> count > 0).count() == 1) {
      console.err().println("warning: all training data are of one class: there is nothing to tell apart");
    }
  }

  private Result execute(
      Sequential net, Step step, Toolbox tools, Dataset held, Samples samples, Interruption interruption)
      throws IOException {
    Dataset test = samples.parts().test();
    List<String> classes = test.classes();
    Batches train = tools.batches();
    int epochs = experiment.training().epochs();
    var gathered = ReportListener.in(folder.path());
    var watch = Watch.since(start);
    int measureEvery = (int) Math.min(Integer.MAX_VALUE, 1 + (long) train.count() * epochs / GRADIENTS);
    var diagnosis = isDiagnosed() ? new RunDiagnosis(net, tools.learnt(), measureEvery, folder.events()) : null;
    Trainer trainer =
        Trainer.of(step)
            .measure(Accuracy.of())
            .seed(experiment.seed())
            .gradientNorms(measureEvery)
            .on(TerminateOnNaN.of(), watch);
    experiment.settings().forEach(trainer::setting);
    if (diagnosis != null) {
      trainer.on(diagnosis.monitor());
    }
    if (tools.plateau() != null) {
      trainer.on(tools.plateau());
    }
    var checkpoints = Checkpoints.in(folder.checkpoints());
    if (experiment.patience() > 0) {
      trainer.on(EarlyStopping.on("val_loss").patience(experiment.patience()).restoreBestWeights());
      // The same epoch as that of the weights in the model file.
      checkpoints.best("val_loss", 1);
    } else if (held != null) {
      checkpoints.best("val_accuracy", 1);
    }
    if (experiment.logs().csv()) {
      trainer.on(CsvLogger.to(folder.metrics()));
    }
    if (experiment.logs().tensorboard()) {
      trainer.on(TensorBoardLogger.to(folder.events()));
    }
    trainer.on(
        gathered,
        options.checkpointEvery() > 0 ? checkpoints.everySteps(options.checkpointEvery()) : checkpoints.every(CHECKPOINT),
        options.quiet() ? frame::warnings : ProgressBar.to(console.err(), console.terminal()),
        interruption);
    if (options.resumed() && folder.checkpoint().isPresent()) {
      trainer.resume(folder.checkpoint().get());
    } else if (options.resumed()) {
      RunFolder.removeEvents(folder.events());
    }
    History history =
        held == null ? trainer.fit(train, epochs) : trainer.fit(train, Batches.of(held, TEST_BATCH), epochs);
    var report =
        frame.report().history(gathered.history())
            .summary(Summary.of(net, Parameters.of(net), experiment.input(), samples.sample().dtype()));
    if (diagnosis != null) {
      report.diagnosis(diagnosis.judge());
    }
    if (watch.diverged()) {
      if (diagnosis != null) {
        diagnosis.lines().forEach(console.err()::println);
      }
      frame.write(report.notice("failed: " + history.stopped()));
      folder.writeFailure(history.stopped());
      throw new RunFailed(
          history.stopped() + "; try " + experiment.training().remedy() + "; no model was written, the run is in " + folder.path());
    }
    interruption.endTraining();
    if (step instanceof Averaged averaged) {
      averaged.useAverage();
    }
    save(net, classes, samples);
    frame.tell("testing on " + test.size() + " samples ...");
    Predictions predictions = Predictions.of(net, test, TEST_BATCH);
    var tested = Evaluation.of(predictions);
    var result = result(history, watch, tested, Parameters.of(net).count());
    if (diagnosis != null) {
      result = result.with("diagnosis", diagnosis.json());
    }
    double learnt = history.last().getOrDefault("accuracy", 0.0);
    String trouble = trouble(learnt, tested.loss(), tested.accuracy(), test.classCounts(), experiment.training());
    if (!trouble.isEmpty()) {
      console.err().println("warning: " + trouble);
    }
    frame.write(
        report
            .notice(history.stopped().isEmpty() ? trouble : history.stopped())
            .result(RunFrame.figures(result.json()))
            .predictions(predictions, WORST_MISTAKES)
            .filters(FirstLayer.filters(net, experiment.seen()))
            .featureMaps(FeatureMaps.of(net, test.sample(0), classes)));
    if (!trouble.isEmpty()) {
      result = result.with(WARNING, trouble);
    }
    result.write(folder.result());
    return result;
  }

  /// Whether a run went wrong without a loss that is not finite: its accuracy is no better than that of always naming the
  /// most frequent class, and its loss far above that of one who knows nothing and gives each class the same probability,
  /// or its weights were pulled to zero. What is answered right on the training data and guessed on the test data has not
  /// diverged.
  ///
  /// @param learnt accuracy on the training data
  /// @param loss of the test data: that of training has the penalty of --weight-decay in it, which says nothing of the answers
  /// @param counts of the classes in the test data
  /// @return one line for the user; empty when all is well
  public static String trouble(double learnt, double loss, double accuracy, int[] counts, Training training) {
    double guess = Math.log(counts.length);
    double chance = Arrays.stream(counts).max().orElse(0) / (double) Math.max(1, Arrays.stream(counts).sum());
    if (counts.length < 2 || accuracy > 1.5 * chance) {
      return "";
    }
    if (learnt - chance > 0.5 * (1 - chance)) {
      return String.format(
          Locale.ROOT, "the accuracy on the test data is that of guessing, though it is %.3g on the training data: the model has learnt"
              + " them by heart; check that the labels belong to the inputs, and that both come from the same source", learnt);
    }
    if (loss <= 2 * guess) {
      return training.decaysMore() ? "the accuracy is that of guessing; try a lower --weight-decay" : "";
    }
    return String.format(
        Locale.ROOT, DIVERGED + ": its loss on the test data is %.3g, where guessing has %.3g, and its accuracy is that of"
            + " guessing; try %s", loss, guess, training.remedy());
  }

  /// Why the figures of a result are not worth comparing: the run diverged without a loss that is not finite.
  ///
  /// @return one line; empty where it did not
  public static String diverged(Json.Obj result) {
    return result.find(WARNING).map(Json::asText).filter(w -> w.startsWith(DIVERGED)).orElse("");
  }

  private void save(Sequential net, List<String> classes, Samples samples) throws IOException {
    ModelFile file =
        ModelFile.of(net)
            .withInput(experiment.input())
            .withClasses(classes)
            .withHead(OutputHead.DISCRETE)
            .withNote("model", experiment.model())
            .withNote(Classifier.DATA, experiment.data().replaceFirst(":.*", ""))
            .withNote("seed", Long.toString(experiment.seed()));
    file =
        samples.kind() == Samples.Kind.IMAGE
            ? file.withNote("pixels", "0 is black, 1 is white")
            : file.withNote(Classifier.KIND, samples.kind().name().toLowerCase(Locale.ROOT));
    for (var note : samples.code().map(TextCode::notes).orElse(Map.of()).entrySet()) {
      file = file.withNote(note.getKey(), note.getValue());
    }
    file.save(folder.model());
  }

  private TrainResult result(History history, Watch watch, Evaluation tested, long parameters) throws IOException {
    var all = new LinkedHashMap<String, Object>();
    all.put("test_accuracy", tested.accuracy());
    all.put("test_loss", tested.loss());
    all.put("test_samples", tested.samples());
    all.putAll(history.last());
    all.put("epochs", history.epochs().size());
    all.put("steps", history.steps());
    if (!history.stopped().isEmpty()) {
      all.put("stopped", history.stopped());
    }
    all.put("seconds", watch.seconds());
    all.put("samples_per_second", watch.samplesPerSecond());
    all.put("first_step_seconds", watch.firstStep());
    all.put("threads", options.threads());
    all.put("model", experiment.model());
    all.put("data", experiment.data());
    all.put("seed", experiment.seed());
    all.put("parameters", parameters);
    all.put("model_sha256", Sha256.of(folder.model()));
    all.put("run", folder.path().toString());
    return new TrainResult(folder.path(), Json.orNull(all).asObject());
  }

  private static String explain(Step step, Batches train) {
    var batch = new LinkedHashMap<String, Tensor>();
    for (String part : train.dataset().parts()) {
      Shape shape = train.sampleShape(part).insert(0, train.size());
      batch.put(part, Tensor.input(part, shape, train.dataset().dtype(part)));
    }
    Trace trace = step.train(batch, Variable.counter("step"), 0);
    return ((Engine) Evaluator.current())
        .compile(List.copyOf(batch.values()), List.of(trace.loss()), trace.assignments())
        .explain(step.parameters()::name);
  }

  private boolean isDiagnosed() {
    return options.diagnose() || experiment.logs().diagnose();
  }
}
