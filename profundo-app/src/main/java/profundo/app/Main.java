package profundo.app;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import profundo.app.terminal.Console;
import profundo.app.terminal.Failure;
import profundo.app.terminal.Nearest;
import profundo.app.terminal.Result;
import profundo.app.terminal.ResultWriter;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Values;
import profundo.app.terminal.Version;
import profundo.kernel.Provider;
import profundo.kernel.WarmUp;

/// The `profundo` command: finds the subcommand, runs it, prints its result, turns failures into one line and an exit
/// code (0 done, 1 the run failed, 2 bad usage or bad input).
@Command(
    name = "profundo",
    description = "Deep learning for the JVM in plain Java.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "To begin with:",
      "",
      "    profundo doctor                 is everything there, and what is missing",
      "    profundo train lenet5           LeNet-5 on generated digits, in about a minute; says where its run is",
      "    profundo evaluate runs/ID       how good it is, class by class",
      "    profundo predict runs/ID x.png  what it sees in a picture of 28x28 pixels",
      "",
      "'profundo COMMAND --help' shows the options of a command; docs/getting-started.md goes on from here.",
      "'profundo bench' measures how fast this machine trains, alone or beside PyTorch's engine."
    })
public final class Main {
  /// Every command under its name, in the order of the help. A new one is one file and one line here.
  private static final SequencedMap<String, Supplier<Subcommand>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("train", Train::new);
    COMMANDS.put("run", RunFile::new);
    COMMANDS.put("search", Search::new);
    COMMANDS.put("evaluate", Evaluate::new);
    COMMANDS.put("predict", Predict::new);
    COMMANDS.put("explain", Explain::new);
    COMMANDS.put("summary", Summarize::new);
    COMMANDS.put("models", ListModels::new);
    COMMANDS.put("reproduce", Reproduce::new);
    COMMANDS.put("augment", Augment::new);
    COMMANDS.put("paths", Paths::new);
    COMMANDS.put("datasets", Datasets::new);
    COMMANDS.put("convolve", Convolve::new);
    COMMANDS.put("compress", Compress::new);
    COMMANDS.put("decompress", Decompress::new);
    COMMANDS.put("songs", Songs::new);
    COMMANDS.put("recommend", Recommend::new);
    COMMANDS.put("anneal", Anneal::new);
    COMMANDS.put("doctor", Doctor::new);
  }

  /// How picocli begins what a converter says about an option, or about a parameter with its place and name.
  private static final Pattern VALUE =
      Pattern.compile("^Invalid value for (?:option '([^']*)'[^:]*|positional parameter at index [^(]*\\(([^)]*)\\)): (?=expected)");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as JSON.")
  private boolean json;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace when something fails.")
  private boolean debug;

  private Main() {}

  /// Runs the command line and ends the JVM with its exit code.
  public static void main(String[] args) {
    List<String> words = List.of(args);
    if (args.length > 0 && (args[0].equals("train") || args[0].equals("run")) && !words.contains("--help") && !words.contains("-h")) {
      WarmUp.begin(Provider::best); // while the command line and the data are read
    }
    System.exit(run(Console.ofProcess(), commands(args), args));
  }

  /// The command that `args` begin with, new; where there is none, every command. Reading what all of them say about
  /// themselves would take a quarter of a second.
  static List<Subcommand> commands(String... args) {
    Supplier<Subcommand> named = args.length == 0 ? null : COMMANDS.get(args[0]);
    return named == null ? COMMANDS.values().stream().map(Supplier::get).toList() : List.of(named.get());
  }

  /// Runs `args` against `commands` and gives the exit code.
  static int run(Console console, List<Subcommand> commands, String... args) {
    var main = new Main();
    var line = new CommandLine(main);
    commands.forEach(line::addSubcommand);
    Values.register(line);
    line.setOut(console.out());
    line.setErr(console.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setExecutionStrategy(parsed -> main.execute(console, parsed));
    line.setParameterExceptionHandler((e, given) -> complain(console, e, List.of(given).contains("--debug")));
    line.setExecutionExceptionHandler((e, at, _) -> main.fail(console, at, e));
    try {
      return line.execute(args);
    } catch (Error e) { // picocli hands only exceptions to its handler
      return main.fail(console, line, e);
    }
  }

  private int execute(Console console, ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine at = last.commandSpec().commandLine();
    if (helped != null) {
      return helped == 0 ? written(console, at) : helped;
    }
    if (!(last.commandSpec().userObject() instanceof Subcommand command)) {
      at.usage(console.out());
      return written(console, at);
    }
    Result result;
    try {
      result = command.run(console);
    } catch (ParameterException e) {
      throw e;
    } catch (Exception e) {
      return fail(console, at, e);
    }
    if (json) {
      console.out().println(result.json().pretty());
    } else {
      result.print(console.out());
    }
    return written(console, at);
  }

  /// The end of a command that has done its work: whether what it found has arrived.
  private int written(Console console, CommandLine at) {
    Optional<IOException> failure = console.failure();
    if (failure.isEmpty()) {
      return 0;
    }
    if (ResultWriter.isBrokenPipe(failure.get())) {
      return Failure.BROKEN_PIPE;
    }
    String why = failure.get().getMessage();
    return fail(console, at, new IOException("the result could not be written to standard output: " + why, failure.get()));
  }

  private int fail(Console console, CommandLine at, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    console.err().println(at.getCommandSpec().qualifiedName() + ": " + failure.message());
    if (debug) {
      thrown.printStackTrace(console.err());
    }
    return failure.code();
  }

  /// Says in one line what is wrong with the arguments, and what may have been meant.
  private static int complain(Console console, ParameterException e, boolean debug) {
    CommandLine at = e.getCommandLine();
    String name = at.getCommandSpec().qualifiedName();
    String message = VALUE.matcher(e.getMessage()).replaceFirst(m -> (m.group(1) == null ? m.group(2) : m.group(1)) + ": ");
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        String option = word.replaceFirst("=.*", "");
        message = "unknown option '" + option + "'" + Nearest.hint(option, at.getCommandSpec().optionsMap().keySet());
      } else if (!at.getSubcommands().isEmpty()) {
        message = "unknown command '" + word + "'" + Nearest.hint(word, names(at));
      } else {
        message = "unexpected argument '" + word + "'";
      }
    }
    console.err().println(name + ": " + message + " (see '" + name + " --help')");
    if (debug) {
      e.printStackTrace(console.err());
    }
    return Failure.BAD_INPUT;
  }

  private static Set<String> names(CommandLine at) {
    return new TreeSet<>(at.getSubcommands().keySet());
  }
}
