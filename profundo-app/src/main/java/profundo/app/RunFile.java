package profundo.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.app.data.DataOptions;
import profundo.app.experiment.ExperimentFile;
import profundo.app.experiment.ExperimentForm;
import profundo.app.experiment.Plan;
import profundo.app.experiment.StudyPlan;
import profundo.app.run.RunFolder;
import profundo.app.run.RunFrame;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.app.terminal.Threads;
import profundo.io.Json;

/// `profundo run experiment.yaml`: trains what an experiment file says, as `profundo train` does.
@Command(
    name = "run",
    description = {
      "Train what an experiment file says (docs/experiments.md); writes the folder of the run as 'profundo train' does.",
      "Everything that is wrong with the file is told at once, with its lines.",
      "Every run has such a file, experiment.yaml, which gives the same model again."
    })
final class RunFile implements Subcommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "The experiment, in YAML.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set what the file says otherwise, such as optimizer.lr=0.01; may be given more than once.")
  private List<String> settings = List.of();

  @Option(names = "--check", description = "Only look whether anything is wrong with the file.")
  private boolean check;

  @Option(names = "--schema", description = "Print the JSON schema of such files, for editors.")
  private boolean schema;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data sets here first.")
  private Path dataDir;

  @Mixin private Threads threads;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder of the run, a new one (default: runs/ID).")
  private Path out;

  @Option(names = "--explain", description = "Show the compiled training step and its memory plan on standard error.")
  private boolean explain;

  @Option(names = "--diagnose", description = "Watch the run from inside, and say in words what was wrong with it.")
  private boolean diagnose;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Result run(Console console) throws Exception {
    if (schema) {
      return new Schema();
    }
    if (file == null) {
      throw new InvalidInput("the file is missing: profundo run experiment.yaml");
    }
    ExperimentFile read = ExperimentFile.read(file, settings);
    Plan plan = read.plan();
    if (check) {
      return new Checked(plan);
    }
    if (plan instanceof StudyPlan && (explain || diagnose)) {
      throw new InvalidInput("--explain and --diagnose are for classifiers; leave them out for " + plan.model());
    }
    int count = threads.count();
    RunFolder folder = RunFolder.fresh(out, plan.model());
    var options = new RunFrame.Options(false, 0, explain, diagnose, quiet, count, "");
    return threads.with(() -> RunFrame.execute(plan, folder, DataOptions.in(dataDir), options, console));
  }

  private record Schema() implements Result {
    @Override
    public Json.Obj json() {
      return ExperimentForm.schema();
    }

    @Override
    public void print(PrintWriter out) {
      out.println(json().pretty());
    }
  }

  private record Checked(Plan plan) implements Result {
    @Override
    public Json.Obj json() {
      return plan.json();
    }

    @Override
    public void print(PrintWriter out) {
      var table = Table.plain();
      plan.settings().forEach(table::row);
      table.print(out);
      out.println("nothing is wrong with it");
    }
  }
}
