package profundo.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.app.data.DataOptions;
import profundo.app.experiment.Experiment;
import profundo.app.experiment.ExperimentFile;
import profundo.app.experiment.Plan;
import profundo.app.experiment.Problems;
import profundo.app.experiment.SearchPlan;
import profundo.app.experiment.Yaml.Node;
import profundo.app.run.RunFolder;
import profundo.app.run.RunFrame;
import profundo.app.run.TrainResult;
import profundo.app.run.TrainingRun;
import profundo.app.terminal.BadFile;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.NewFolder;
import profundo.app.terminal.Result;
import profundo.app.terminal.RunFailed;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.app.terminal.Threads;
import profundo.io.FormatException;
import profundo.io.Json;

/// `profundo search experiment.yaml`: looks for good hyper-parameters in the space that the file declares.
@Command(
    name = "search",
    description = {
      "Try the settings that the section 'search' of an experiment file declares (docs/experiments.md): a grid, random"
          + " points, successive halving, or Hyperband.",
      "Each trial is a run with a folder of its own. The same command goes on after Ctrl-C or a kill: trials that have"
          + " ended are not trained again, and one that has begun goes on from its checkpoint.",
      "Writes results.csv, search.html (parallel coordinates) and best.yaml, which 'profundo run' takes."
    })
final class Search implements Subcommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment with its search, in YAML.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Set what the file says otherwise, such as epochs=3, search.trials=8 or search.space.data.batch=[32,64];"
            + " may be given more than once.")
  private List<String> settings = List.of();

  @Option(names = "--plan", description = "Only show what would be tried.")
  private boolean planOnly;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data sets here first.")
  private Path dataDir;

  @Mixin private Threads threads;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder of the search (default: runs/search-NAME, after the file).")
  private Path out;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  private ExperimentFile base;
  private SearchPlan plan;
  private Console console;
  /// By settings and epochs: what is drawn twice is trained once.
  private final Map<String, SearchTrial> done = new LinkedHashMap<>();

  @Override
  public Result run(Console given) throws Exception {
    console = given;
    ExperimentFile read = ExperimentFile.read(file, settings);
    plan = read.search();
    base = read.withoutSearch();
    if (planOnly) {
      return new Planned(plan);
    }
    Path folder = out == null ? Path.of("runs", "search-" + file.getFileName().toString().replaceFirst("\\.ya?ml$", "")) : out;
    new NewFolder("the folder of the search", folder, "choose another one with --out DIR").create();
    return threads.with(() -> search(folder));
  }

  /// Trials that are there already must be of this search: found out of all of the first rung before anything is trained.
  private void requireSame(Path folder) throws IOException {
    SearchPlan.Bracket first = plan.brackets().getFirst();
    int epochs = first.epochs().getFirst();
    var seen = new HashSet<String>();
    for (SequencedMap<String, Object> point : first.points()) {
      if (!seen.add(key(point, epochs))) {
        continue;
      }
      Path place = place(folder, seen.size());
      Path stored = new RunFolder(place).experiment();
      if (Files.isRegularFile(stored)) {
        Experiment expected;
        try {
          expected = experiment(point, epochs);
        } catch (BadFile e) {
          continue; // told as the trouble of its trial
        }
        requireSame(place, Experiment.read(stored), expected);
      }
    }
  }

  private static void requireSame(Path place, Experiment stored, Experiment expected) {
    if (!stored.equals(expected)) {
      Map<String, Object> there = stored.settings();
      Map<String, Object> here = expected.settings();
      String others =
          Stream.concat(there.keySet().stream(), here.keySet().stream()).distinct()
              .filter(name -> !Objects.equals(there.get(name), here.get(name)))
              .map(name -> name + " " + there.get(name) + " there, " + here.get(name) + " here")
              .collect(Collectors.joining("; "));
      throw new InvalidInput(place + " holds a trial of another search (" + others + "); take another folder with --out DIR");
    }
  }

  private static String key(SequencedMap<String, Object> point, int epochs) {
    return Json.of(point).compact() + " " + epochs;
  }

  private static Path place(Path folder, int number) {
    return folder.resolve(String.format(Locale.ROOT, "trial-%04d", number));
  }

  private SearchResult search(Path folder) throws IOException {
    requireSame(folder);
    for (int b = 0; b < plan.brackets().size(); b++) {
      SearchPlan.Bracket bracket = plan.brackets().get(b);
      List<Integer> counts = bracket.counts(plan.eta());
      List<SequencedMap<String, Object>> points = bracket.points();
      for (int rung = 0; rung < counts.size(); rung++) {
        var tried = new ArrayList<SearchTrial>();
        for (SequencedMap<String, Object> point : points.subList(0, Math.min(counts.get(rung), points.size()))) {
          tried.add(trial(folder, b, point, bracket.epochs().get(rung)));
        }
        // Ties keep their order; those without a figure come last.
        tried.sort(order());
        points = tried.stream().filter(SearchTrial::isGood).map(SearchTrial::settings).toList();
      }
    }
    var trials = List.copyOf(done.values());
    var result = new SearchResult(folder, plan, trials, best(trials));
    result.write();
    return result;
  }

  /// The best first.
  private Comparator<SearchTrial> order() {
    return Comparator.comparingDouble(t -> t.isGood() ? (plan.larger() ? -t.metric() : t.metric()) : Double.POSITIVE_INFINITY);
  }

  /// Among those that were trained longest.
  private SearchTrial best(List<SearchTrial> trials) {
    int most = trials.stream().filter(SearchTrial::isGood).mapToInt(SearchTrial::epochs).max().orElseThrow(
        () -> new RunFailed("no trial came to an end with a figure: " + trials.getFirst().trouble()));
    return trials.stream().filter(t -> t.isGood() && t.epochs() == most).min(order()).orElseThrow();
  }

  private SearchTrial trial(Path folder, int bracket, SequencedMap<String, Object> point, int epochs) throws IOException {
    String key = key(point, epochs);
    SearchTrial known = done.get(key);
    if (known != null) {
      return known;
    }
    int number = done.size() + 1;
    Path place = place(folder, number);
    Map<String, Double> figures = Map.of();
    String trouble = "";
    try {
      Json.Obj result = train(place, experiment(point, epochs));
      figures = figures(result);
      trouble = TrainingRun.diverged(result);
    } catch (BadFile | RunFailed e) {
      trouble = e.getMessage();
    }
    double metric = trouble.isEmpty() ? figures.getOrDefault(plan.metric(), Double.NaN) : Double.NaN;
    var trial =
        new SearchTrial(
            number, bracket, epochs, point, metric, figures.getOrDefault("test_accuracy", Double.NaN),
            figures.getOrDefault("seconds", Double.NaN), trouble, place);
    done.put(key, trial);
    if (!quiet) {
      console.err().println(String.format(
          Locale.ROOT, "trial %d (%d epochs) %s: %s", number, epochs, SearchTrial.text(point),
          trial.isGood() ? String.format(Locale.ROOT, "%s %.4f", plan.metric(), metric) : trouble));
    }
    return trial;
  }

  /// The experiment of a point.
  ///
  /// @throws BadFile when its settings do not go together
  private Experiment experiment(SequencedMap<String, Object> point, int epochs) {
    var problems = Problems.of("trial");
    ExperimentFile trial = base;
    for (Map.Entry<String, Object> e : point.entrySet()) {
      trial = trial.with(e.getKey(), SearchTrial.node(e.getKey(), e.getValue()), problems);
    }
    if (!point.containsKey("epochs")) {
      trial = trial.with("epochs", new Node("epochs", (long) epochs), problems);
    }
    problems.require();
    return trial.experiment();
  }

  private Json.Obj train(Path place, Experiment experiment) throws IOException {
    var folder = new RunFolder(place);
    boolean begun = Files.isRegularFile(folder.experiment());
    if (begun) {
      Experiment stored = Experiment.read(folder.experiment());
      requireSame(place, stored, experiment);
      if (folder.isComplete() && Files.isRegularFile(folder.model())) {
        return TrainResult.read(folder).json();
      }
      folder.failed().ifPresent(
          reason -> {
            throw new RunFailed(reason);
          });
    }
    String again = "./profundo search " + Plan.quoted(file.toString())
            + settings.stream().map(s -> " --set " + Plan.quoted(s)).collect(Collectors.joining())
            + (out == null ? "" : " --out " + Plan.quoted(out.toString()));
    var options = new RunFrame.Options(begun, 0, false, false, true, threads.count(), again);
    var silent = new Console(new PrintWriter(new StringWriter()), quiet ? new PrintWriter(new StringWriter()) : console.err(), false);
    return new TrainingRun(experiment, folder, DataOptions.in(dataDir), options, silent).execute().json();
  }

  private static Map<String, Double> figures(Json.Obj result) {
    var figures = new LinkedHashMap<String, Double>();
    result.members().forEach(
        (name, value) -> {
          if (value instanceof Json.Num n) {
            try {
              figures.put(name, n.asDouble());
            } catch (FormatException e) {
              figures.put(name, Double.NaN);
            }
          }
        });
    return figures;
  }

  private record Planned(SearchPlan plan) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("method", plan.method())
          .with("metric", plan.metric())
          .with("epochs", plan.epochs())
          .with(
              "brackets",
              plan.brackets().stream()
                  .map(
                      b ->
                          Json.Obj.EMPTY
                              .with("epochs", b.epochs())
                              .with("trials", b.counts(plan.eta()))
                              .with("points", b.points()))
                  .toList());
    }

    @Override
    public void print(PrintWriter out) {
      var table = Table.of("bracket", "trials", "epochs each");
      for (int i = 0; i < plan.brackets().size(); i++) {
        SearchPlan.Bracket b = plan.brackets().get(i);
        List<Integer> counts = b.counts(plan.eta());
        for (int r = 0; r < counts.size(); r++) {
          table.row(i + 1, counts.get(r), b.epochs().get(r));
        }
      }
      table.print(out);
      out.println(plan.epochs() + " epochs altogether");
    }
  }
}
