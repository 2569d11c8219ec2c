package profundo.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `profundo bench`: how fast this machine trains, alone or beside libtorch.
@Command(
    name = "profundo bench",
    description = "Measure how fast this machine trains, alone or in turn with libtorch (PyTorch's engine).",
    footer = {
      "",
      "    profundo bench               the machine's limits, then every workload",
      "    profundo bench a b c         MLP, LeNet-5 and CNN training only",
      "    profundo bench --peers a b   the same, in turn with libtorch, which Maven fetches",
      "    profundo bench --kernels Gemm   JMH on single kernels"
    })
public final class Main implements Callable<Integer> {
  private static final int BAD_INPUT = 2;

  /// Settings of the JVM that hold it to vectors of 256 bits or fewer.
  private static final Set<String> NARROW = Set.of("-XX:UseAVX=2", "-XX:UseAVX=1");

  @Parameters(
      arity = "0..*",
      paramLabel = "WORKLOAD",
      description = "What to run: a letter for a family, such as g, or a name, such as g.64 (default: all).")
  private final List<String> names = new ArrayList<>();

  @Option(names = "--peers", description = "Run libtorch on the same work in turn.")
  private boolean peers;

  @Option(names = "--kernels", paramLabel = "REGEX", description = "Run the JMH benchmarks whose names match, instead.")
  private String kernels;

  @Option(names = "--rounds", paramLabel = "N", description = "Times that each is measured (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--seconds", paramLabel = "S", description = "How long each time (default: ${DEFAULT-VALUE}).")
  private double seconds = 1;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that compute (default: one for each processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print the rows as JSON.")
  private boolean json;

  @Option(
      names = "--busy",
      paramLabel = "N",
      description = "Keep N processors busy with something else meanwhile, as on a shared machine.")
  private int busy;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
  private boolean help;

  @Spec private CommandSpec spec;

  private final PrintWriter out = new PrintWriter(System.out, true);
  private final PrintWriter err = new PrintWriter(System.err, true);

  private Main() {}

  /// Runs the command line and ends the JVM with its exit code.
  ///
  /// @param args as the launcher got them: the first is the name of the command
  public static void main(String[] args) {
    boolean named = args.length > 0 && args[0].equals("bench");
    int code;
    try {
      code = commandLine().execute(named ? Arrays.copyOfRange(args, 1, args.length) : args);
    } catch (Error e) { // picocli hands only exceptions to its handler
      System.err.println("profundo bench: " + e);
      code = 1;
    }
    System.exit(code);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler(
        (e, _) -> {
          line.getErr().println("profundo bench: " + e.getMessage() + " (see 'profundo bench --help')");
          return BAD_INPUT;
        });
    line.setExecutionExceptionHandler(
        (e, _, _) -> {
          line.getErr().println("profundo bench: " + e.getMessage());
          return 1;
        });
    return line;
  }

  @Override
  public Integer call() throws Exception {
    check(rounds >= 1 && rounds <= 1000, "--rounds: expected 1 to 1000, got " + rounds);
    check(seconds >= 0.01 && seconds <= 600, "--seconds: expected 0.01 to 600, got " + seconds);
    check(busy >= 0 && busy <= 1024, "--busy: expected 0 to 1024, got " + busy);
    check(threads >= 1 && threads <= 1024, "--threads: expected 1 to 1024, got " + threads);
    if (kernels != null) {
      return kernels();
    }
    List<Workload> workloads = chosen(names);
    Libtorch libtorch = null;
    if (peers) {
      libtorch = Libtorch.in(root(), settings().stream().anyMatch(NARROW::contains));
      if (!libtorch.ready(root())) {
        libtorch.fetch(root(), err);
        return again();
      }
      String advice = Libtorch.advice();
      if (advice != null) {
        err.println(advice);
      }
    }
    Machine machine = Machine.measure(threads);
    for (int i = 0; i < busy; i++) {
      Thread.ofPlatform().daemon().name("busy-" + i).start(Main::turn);
    }
    Report report = new Report(out, machine, peers);
    if (!json) {
      report.head();
    }
    List<Race> races = new ArrayList<>();
    for (Workload w : workloads) {
      err.println("[" + (races.size() + 1) + "/" + workloads.size() + "] " + w.id() + " " + w.title() + " ...");
      Race race =
          Race.run(w, ours(), libtorch == null ? List.of() : libtorch.starts(w, threads), rounds, seconds);
      races.add(race);
      if (!json) {
        report.row(race);
      }
    }
    if (json) {
      out.println(report.json(races).pretty());
    } else {
      report.foot();
    }
    if (out.checkError()) {
      throw new IOException("the result could not be written to standard output");
    }
    return 0;
  }

  private int kernels() throws Exception {
    check(names.isEmpty() && !json && !peers && busy == 0, "--kernels: expected no workloads, --json, --peers or --busy beside it");
    try {
      Pattern.compile(kernels);
    } catch (PatternSyntaxException e) {
      check(false, "--kernels: expected a regular expression, got '" + kernels + "': " + e.getDescription());
    }
    try {
      new Runner(new OptionsBuilder().include(kernels).build()).run();
    } catch (NoBenchmarksException e) {
      check(false, "--kernels: no benchmark matches '" + kernels + "'; try Gemm or Convolution");
    }
    return 0;
  }

  /// Runs the same command in a new process, from the jars as they are now.
  private int again() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(spec.commandLine().getParseResult().originalArgs());
    Process process = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process.waitFor();
  }

  /// The workloads of these names or families; all of them if none are given.
  static List<Workload> chosen(List<String> names) {
    if (names.isEmpty()) {
      return Workload.all();
    }
    Set<Workload> chosen = new LinkedHashSet<>();
    for (String name : List.copyOf(names).stream().flatMap(n -> List.of(n.split(",")).stream()).toList()) {
      List<Workload> found =
          Workload.all().stream().filter(w -> w.id().equals(name) || w.id().startsWith(name + ".")).toList();
      check(
          !found.isEmpty(),
          "unknown workload '" + name + "' (known: " + String.join(", ", Workload.all().stream().map(Workload::id).toList()) + ")");
      chosen.addAll(found);
    }
    check(!chosen.isEmpty(), "expected names of workloads, got '" + String.join(" ", names) + "'");
    return List.copyOf(chosen);
  }

  private Lane.Start ours() {
    List<String> options = new ArrayList<>(List.of("--add-modules", "jdk.incubator.vector", "-Xmx2g"));
    options.addAll(settings()); // what PROFUNDO_OPTS says of the heap comes last, and holds
    return new Lane.Start(
        "Profundo", ProfundoContender.class.getName(), "", threads, System.getProperty("java.class.path"), options, Map.of());
  }

  /// Settings of this JVM.
  private static List<String> settings() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> a.startsWith("-X")).toList();
  }

  private static void turn() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static Path root() throws IOException {
    String root = System.getProperty("profundo.root");
    if (root == null) {
      throw new IOException("--peers: start it as ./profundo bench --peers, which says where the project lies");
    }
    return Path.of(root);
  }

  private static void check(boolean fits, String complaint) {
    if (!fits) {
      throw new ParameterException(commandLine(), complaint);
    }
  }
}
