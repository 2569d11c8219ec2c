package profundo.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.app.data.DataFolders;
import profundo.app.data.DataOptions;
import profundo.app.experiment.Plan;
import profundo.app.reproduce.Lab;
import profundo.app.reproduce.Machine;
import profundo.app.reproduce.Outcome;
import profundo.app.reproduce.OutcomeTable;
import profundo.app.reproduce.Protocol;
import profundo.app.reproduce.Reproduction;
import profundo.app.reproduce.Reproductions;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.app.terminal.NewFolder;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.app.terminal.Threads;
import profundo.io.Json;

/// `profundo reproduce NAME`: runs a published result again and writes its row into docs/reproductions.md.
@Command(
    name = "reproduce",
    description = {
      "Run a published result again: prints the published figure, the one demanded and the one measured.",
      "Within a checkout it also writes the row of docs/reproductions.md. What is finished is kept in the folder of"
          + " --out, so that the same command goes on after Ctrl-C or a kill."
    })
final class Reproduce implements Subcommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "A name from --list.")
  private String name;

  @Option(names = "--list", description = "Show what can be reproduced; with a NAME all about that one.")
  private boolean list;

  @Option(names = "--reduced", description = "Run the reduced twin, as tests do: seconds; writes no row.")
  private boolean reduced;

  @Option(names = "--fresh", description = "Begin anew: forget the parts that are finished.")
  private boolean fresh;

  @Option(names = "--out", paramLabel = "DIR", description = "Keep finished parts here (default: runs/reproduce).")
  private Path out = Path.of("runs", "reproduce");

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data here first.")
  private Path dataDir;

  @Option(names = "--seed", paramLabel = "N", description = "Of everything that is drawn (default: " + Plan.SEED + ").")
  private long seed = Plan.SEED;

  @Mixin private Threads threads;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Result run(Console console) throws Exception {
    if (list && name == null) {
      return new ReproductionList(Reproductions.all(), false);
    }
    if (name == null) {
      throw new InvalidInput("the name is missing: one of " + String.join(", ", Reproductions.names()));
    }
    Reproduction found =
        Reproductions.find(name)
            .orElseThrow(
                () -> new InvalidInput(
                    "unknown reproduction '" + name + "'" + Nearest.hint(name, Reproductions.names()) + " (known: "
                        + String.join(", ", Reproductions.names()) + ")"));
    if (list) {
      return new ReproductionList(List.of(found), true);
    }
    DataOptions.requireFolder(dataDir);
    new NewFolder("the folder of finished parts", out, "choose another one with --out DIR").create();
    var lab = Lab.of(DataFolders.ofProcess(dataDir).roots(), out, seed, reduced, quiet ? null : console.err(), console.terminal());
    var protocol = Protocol.of(found, out, lab, Machine.describe(threads.count()));
    if (fresh) {
      protocol.forget();
    }
    Outcome outcome = threads.with(protocol::run);
    if (!outcome.met()) {
      console.err().println("warning: " + name + " has not reached what is demanded of it");
    }
    if (!reduced) {
      var page = OutcomeTable.of(Path.of(""));
      if (page.isPresent()) {
        OutcomeTable.write(page.get(), outcome);
      }
    }
    return new Row(outcome);
  }

  private record Row(Outcome outcome) implements Result {
    @Override
    public Json.Obj json() {
      return outcome.json();
    }

    @Override
    public void print(PrintWriter out) {
      var table = Table.plain();
      String twin = outcome.reduced() ? "reduced twin, with less data and smaller models, of: " : "";
      table.row(outcome.reproduction().name(), twin + outcome.reproduction().what());
      table.row("source", outcome.reproduction().source());
      outcome.lines().forEach(line -> table.row("figure", line));
      table.row(
          "time",
          String.format(Locale.ROOT, "%.0f s", outcome.seconds())
              + (outcome.reduced() ? "" : " (budget " + Outcome.time(outcome.reproduction().budget()) + ")"));
      table.row("machine", outcome.machine());
      table.row("seed", outcome.seed());
      table.print(out);
    }
  }
}
