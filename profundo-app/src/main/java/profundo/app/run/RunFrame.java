package profundo.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.Rng;
import profundo.app.data.DataOptions;
import profundo.app.data.Samples;
import profundo.app.experiment.Experiment;
import profundo.app.experiment.Plan;
import profundo.app.experiment.StudyPlan;
import profundo.app.report.Report;
import profundo.app.report.ReportData;
import profundo.app.terminal.Console;
import profundo.app.terminal.Interruption;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.Version;
import profundo.data.Dataset;
import profundo.io.Json;
import profundo.kernel.Provider;
import profundo.train.TrainEvent;

/// What is alike in every run, whatever it trains: its data, its folder with the lock on it, signals, what is told on the
/// way, and the report.
public final class RunFrame {
  /// What the outcome does not depend on.
  ///
  /// @param resumed whether to go on from the folder's checkpoint
  /// @param checkpointEvery batches; 0 for after each epoch and every minute
  /// @param explain whether to show the compiled step
  /// @param diagnose whether to watch the run and say what is wrong
  /// @param quiet whether to show no progress
  /// @param threads that compute
  /// @param again the command that goes on with it; empty for `train --resume`
  public record Options(
      boolean resumed, int checkpointEvery, boolean explain, boolean diagnose, boolean quiet, int threads, String again) {}

  /// What a run does in its folder.
  @FunctionalInterface
  interface Body {
    Result run(Interruption interruption) throws IOException;
  }

  /// @param learnt to train on
  /// @param held to validate on; null for none
  /// @param samples all of them, with what the run does not see
  record Parts(Dataset learnt, Dataset held, Samples samples) {
    Dataset test() {
      return samples.parts().test();
    }
  }

  private final Plan plan;
  private final RunFolder folder;
  private final DataOptions source;
  private final Options options;
  private final Console console;

  RunFrame(Plan plan, RunFolder folder, DataOptions source, Options options, Console console) {
    this.plan = plan;
    this.folder = folder;
    this.source = source;
    this.options = options;
    this.console = console;
  }

  /// Carries a plan out in its folder.
  public static Result execute(Plan plan, RunFolder folder, DataOptions source, Options options, Console console) throws IOException {
    return switch (plan) {
      case Experiment e -> new TrainingRun(e, folder, source, options, console).execute();
      case StudyPlan s -> new StudyRun(s, folder, source, options, console).execute();
    };
  }

  /// Opens the data, and holds a part out to validate on.
  Parts open() throws IOException {
    if (options.resumed()) {
      Plan.dataFolder(folder.experiment()).ifPresent(source::lookIn);
    }
    Samples samples = source.open(plan.data(), plan.input());
    if (plan.validationFraction() == 0) {
      return new Parts(samples.parts().train(), null, samples);
    }
    Dataset.Split split = split(samples.parts().train());
    return new Parts(split.train(), split.validation(), samples);
  }

  /// Every class has its share of the validation part, where the classes are large enough for that.
  private Dataset.Split split(Dataset data) {
    double fraction = plan.validationFraction();
    if (data.size() < 2) {
      throw new InvalidInput(
          plan.data() + ": expected at least 2 samples to train and to validate on, got " + data.size()
              + "; give --validation-fraction 0 to validate on none");
    }
    Rng rng = Rng.of(plan.seed()).stream("validation");
    boolean large = Arrays.stream(data.classCounts()).allMatch(count -> Math.round(fraction * count) > 0);
    return large ? data.splitStratified(fraction, rng) : data.split(fraction, rng);
  }

  /// Does the work as the only process in the folder. Signals end it in good order, and a file that cannot be written is told
  /// with the command that goes on.
  Result run(Body body) throws IOException {
    if (options.resumed()) {
      compareEnvironment();
    }
    FileLock lock = options.resumed() ? folder.lock() : folder.create(plan, environment());
    try (var interruption = Interruption.of(resumption(), console)) {
      return body.run(interruption);
    } catch (UncheckedIOException e) {
      throw withRemedy(e.getCause(), resumption());
    } catch (IOException e) {
      throw withRemedy(e, resumption());
    } finally {
      lock.acquiredBy().close();
    }
  }

  /// The command that goes on with this run.
  private String resumption() {
    return !options.again().isEmpty() ? options.again() : "./profundo train --resume " + Plan.quoted(folder.path().toString());
  }

  /// What was trained is not lost when a file of the run could not be written: says how to go on once it can.
  static IOException withRemedy(IOException failure, String resumption) {
    String message = String.valueOf(failure.getMessage());
    return message.startsWith("cannot write ") || message.startsWith("cannot replace ")
        ? new IOException(message + "; then go on with: " + resumption, failure)
        : failure;
  }

  /// What is trained on what, where and how.
  void begin(long parameters, Parts data) {
    tell(
        String.format(
            Locale.ROOT, "%s (%,d parameters) on %s: %,d samples to train, %,d to validate, %,d to test; seed %d; %d %s; %s",
            plan.model(), parameters, plan.data() + source.place(plan.data()).map(at -> " in " + at).orElse(""),
            data.learnt().size(), data.held() == null ? 0 : data.held().size(), data.test().size(), plan.seed(), options.threads(),
            options.threads() == 1 ? "thread" : "threads", folder.path()));
  }

  /// A report with what every run has.
  ReportData.Builder report() {
    var texts = new LinkedHashMap<String, String>();
    plan.settings().forEach((name, value) -> texts.put(name, value.toString()));
    return ReportData.of(plan.model(), plan.data(), plan.seed(), plan.command()).settings(texts);
  }

  /// A run is worth more than its report.
  void write(ReportData.Builder report) {
    try {
      Report.write(report.build(), folder.report());
    } catch (IOException e) {
      console.err().println("warning: no report: " + e.getMessage());
    }
  }

  /// What is read in a report rather than in a file.
  static Map<String, Object> figures(Json.Obj result) {
    var figures = new LinkedHashMap<String, Object>();
    result
        .members()
        .forEach(
            (name, value) -> {
              switch (value) {
                case Json.Num n -> figures.put(name, n.asDouble());
                case Json.Str(var text) when !name.equals("model") && !name.equals("data") -> figures.put(name, text);
                default -> {}
              }
            });
    figures.remove("seed");
    figures.remove("first_step_seconds");
    return figures;
  }

  private Json.Obj environment() {
    Provider provider = Provider.best();
    return Json.Obj.EMPTY
        .with("version", Version.current())
        .with("java", Runtime.version().toString())
        .with("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .with("kernels", provider.name())
        .with("lanes", provider.lanes())
        .with("threads", options.threads())
        .with(Plan.DATA_FOLDER, source.place(plan.data()).map(Path::toString).orElse(null))
        .with("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /// The same bits come from the same version and vector width only.
  private void compareEnvironment() throws IOException {
    Json.Obj then = Plan.environment(folder.experiment());
    Json.Obj now = environment();
    for (String name : List.of("version", "kernels", "lanes")) {
      if (!then.find(name).equals(now.find(name))) {
        console.err().println(
            "warning: the run was started with another " + name + " (" + then.find(name).map(Json::compact).orElse("unknown")
                + ", now " + now.get(name).compact() + "): its end may differ in the last digits");
      }
    }
  }

  /// Tells something on the way, unless nobody wants to hear it.
  void tell(String line) {
    if (!options.quiet()) {
      console.err().println(line);
    }
  }

  /// A listener that shows nothing but warnings.
  void warnings(TrainEvent event, profundo.train.Run run) {
    if (event instanceof TrainEvent.Warned w) {
      console.err().println("warning: " + w.message());
    }
  }
}
