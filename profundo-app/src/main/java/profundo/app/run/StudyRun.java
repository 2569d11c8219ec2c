package profundo.app.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.DType;
import profundo.Tensor;
import profundo.app.data.DataOptions;
import profundo.app.data.Samples;
import profundo.app.experiment.StudyPlan;
import profundo.app.report.Predictions;
import profundo.app.report.ReportData;
import profundo.app.report.ReportListener;
import profundo.app.report.SheetImage;
import profundo.app.saved.Classifier;
import profundo.app.saved.SavedModel;
import profundo.app.terminal.Console;
import profundo.app.terminal.Interruption;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.RunFailed;
import profundo.data.Dataset;
import profundo.io.Json;
import profundo.io.ModelFile;
import profundo.io.Sha256;
import profundo.nn.OutputHead;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Summary;
import profundo.train.Course;
import profundo.train.CsvLogger;
import profundo.train.EarlyStopping;
import profundo.train.History;
import profundo.train.Listener;
import profundo.train.Phase;
import profundo.train.ProgressBar;
import profundo.train.TensorBoardLogger;
import profundo.train.TerminateOnNaN;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;

/// Carries out a [StudyPlan] in its folder: trains phase after phase, saves, judges, reports.
final class StudyRun {
  private static final int WORST_MISTAKES = 24;
  private static final int TEST_BATCH = 500;

  /// What watches a phase.
  private record Watched(Watch watch, ReportListener gathered, PhaseClock clock) {}

  private final StudyPlan plan;
  private final RunFolder folder;
  private final RunFrame.Options options;
  private final Console console;
  private final RunFrame frame;
  private final SequencedMap<String, Watched> watched = new LinkedHashMap<>();
  private final Map<String, String> sizes = new LinkedHashMap<>();

  StudyRun(StudyPlan plan, RunFolder folder, DataOptions source, RunFrame.Options options, Console console) {
    this.plan = plan;
    this.folder = folder;
    this.options = options;
    this.console = console;
    this.frame = new RunFrame(plan, folder, source, options, console);
  }

  /// Trains to the end.
  ///
  /// @throws RunFailed when a loss is not finite
  Result execute() throws IOException {
    RunFrame.Parts data = frame.open();
    if (data.samples().kind() == Samples.Kind.TEXT) {
      throw new InvalidInput(plan.model() + ": expected images or series, got texts; use model text-cnn or text-lstm");
    }
    Study study = plan.recipe().study(data.learnt(), data.held(), plan.choice(), plan.seed());
    Course course = Course.of(study.phases());
    return frame.run(
        interruption -> {
          frame.begin(Parameters.of(study.model()).count(), data);
          return execute(study, course, data.test(), interruption);
        });
  }

  private Result execute(Study study, Course course, Dataset test, Interruption interruption) throws IOException {
    if (options.checkpointEvery() > 0) {
      course.everySteps(options.checkpointEvery());
    }
    SequencedMap<String, History> histories =
        course
            .in(folder.checkpoints())
            .on(phase -> listeners(course, phase, interruption))
            .until(() -> interruption.asked() || watched.lastEntry().getValue().watch.diverged())
            .fit();
    var report = frame.report().phases(phases()).summary(Summary.of(study.model(), plan.input()));
    if (watched.lastEntry().getValue().watch.diverged()) {
      String phase = histories.lastEntry().getKey();
      String reason = RunFolder.failureOf(phase) + histories.lastEntry().getValue().stopped();
      frame.write(report.notice("failed: " + reason));
      folder.writeFailure(reason);
      throw new RunFailed(reason + "; try " + plan.remedy(phase) + "; no model was written, the run is in " + folder.path());
    }
    interruption.endTraining();
    long judged = System.nanoTime();
    save(study);
    frame.tell("judging on " + test.size() + " samples ...");
    SequencedMap<String, Double> figures = study.figures(test);
    List<Sheet> sheets = study.sheets(test);
    write(sheets);
    double trained = watched.values().stream().mapToDouble(w -> w.clock.seconds()).sum();
    StudyResult result = result(study, histories, figures, test, trained + (System.nanoTime() - judged) * 1e-9);
    if (!study.classes().isEmpty()) {
      report.predictions(Predictions.of(study.model(), test, TEST_BATCH), WORST_MISTAKES);
    }
    frame.write(report.result(RunFrame.figures(result.json())).sheets(sheets));
    result.write(folder.result());
    return result;
  }

  private List<Listener> listeners(Course course, Phase phase, Interruption interruption) {
    int index = course.phases().indexOf(phase);
    String name = index + 1 + "-" + phase.name();
    Path place = folder.phases().resolve(name);
    Path events = folder.events().resolve(name);
    Path checkpoint = course.checkpoint(folder.checkpoints(), index);
    try {
      Files.createDirectories(place);
      if (!Files.isRegularFile(checkpoint)) {
        RunFolder.removeEvents(events);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot write " + place + ": " + e.getMessage(), e);
    }
    var watch = Watch.since(System.nanoTime());
    var clock = new PhaseClock(watch);
    var one = new Watched(watch, ReportListener.in(place), clock);
    watched.put(phase.name(), one);
    String of = "phase " + (index + 1) + "/" + course.phases().size() + " " + phase.name();
    var all = new ArrayList<Listener>(List.of(TerminateOnNaN.of(), watch, clock));
    if (plan.patience() > 0) {
      all.add(EarlyStopping.on("val_loss").patience(plan.patience()).restoreBestWeights());
    }
    all.addAll(List.of(
        CsvLogger.to(place.resolve("metrics.csv")),
        TensorBoardLogger.to(events),
        one.gathered,
        new PhaseAnnouncement(of, phase.sizes(), s -> sizes.put(phase.name(), s), frame::tell),
        options.quiet() ? frame::warnings : ProgressBar.to(console.err(), console.terminal()),
        interruption.at(checkpoint, " of " + of)));
    return all;
  }

  private List<ReportData.PhaseHistory> phases() {
    var all = new ArrayList<ReportData.PhaseHistory>();
    watched.forEach((name, w) -> all.add(new ReportData.PhaseHistory(name, w.gathered.history())));
    return all;
  }

  private void save(Study study) throws IOException {
    var file =
        ModelFile.of(study.model())
            .withInput(plan.input())
            .withClasses(study.classes())
            .withNote("model", plan.model())
            .withNote(Classifier.DATA, plan.data().replaceFirst(":.*", ""))
            .withNote("seed", Long.toString(plan.seed()))
            .withNote(SavedModel.OUTPUTS, outputs(study).note());
    (study.classes().isEmpty() ? file : file.withHead(OutputHead.DISCRETE)).save(folder.model());
  }

  /// What the outputs of the model stand for: an autoencoder is one that gives what it takes.
  private SavedModel.Outputs outputs(Study study) {
    if (!study.classes().isEmpty()) {
      return SavedModel.Outputs.CLASSES;
    }
    Tensor x = Tensor.input("x", plan.input().insert(0, 1), DType.F32);
    boolean same = Pass.inference(study.model()).apply(study.model(), x).shape().equals(x.shape());
    return same && plan.recipe().family().equals(Recipe.AUTOENCODERS)
        ? SavedModel.Outputs.RECONSTRUCTION
        : SavedModel.Outputs.CODE;
  }

  /// A run is worth more than its pictures.
  private void write(List<Sheet> sheets) {
    for (Sheet sheet : sheets) {
      try {
        SheetImage.write(sheet, folder.sheets().resolve(sheet.name() + ".png"));
      } catch (IOException e) {
        console.err().println("warning: no picture " + sheet.name() + ": " + e.getMessage());
      }
    }
  }

  private StudyResult result(
      Study study, SequencedMap<String, History> histories, Map<String, Double> figures, Dataset test, double seconds)
      throws IOException {
    var all = new LinkedHashMap<String, Object>(figures);
    var phases = new ArrayList<Object>();
    histories.forEach(
        (name, history) -> {
          var one = new LinkedHashMap<String, Object>();
          one.put("name", name);
          if (!sizes.get(name).isEmpty()) {
            one.put("sizes", sizes.get(name));
          }
          one.put("epochs", history.epochs().size());
          one.put("steps", history.steps());
          one.put("seconds", watched.get(name).clock.seconds());
          if (!history.stopped().isEmpty()) {
            one.put("stopped", history.stopped());
          }
          one.putAll(history.last());
          phases.add(one);
        });
    all.put(StudyResult.FIGURES, List.copyOf(figures.keySet()));
    all.put("test_samples", test.size());
    all.put("phases", phases);
    all.put("seconds", seconds);
    all.put("threads", options.threads());
    all.put("model", plan.model());
    all.put("data", plan.data());
    all.put("seed", plan.seed());
    all.put("parameters", Parameters.of(study.model()).count());
    all.put("model_sha256", Sha256.of(folder.model()));
    all.put("run", folder.path().toString());
    return new StudyResult(folder.path(), Json.orNull(all).asObject());
  }
}
