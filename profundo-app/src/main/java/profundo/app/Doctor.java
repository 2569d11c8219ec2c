package profundo.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import profundo.app.data.DataFolders;
import profundo.app.data.DataSource;
import profundo.app.terminal.Console;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.app.terminal.Version;
import profundo.data.DatasetCatalog;
import profundo.data.KnownDataset;
import profundo.io.Json;
import profundo.kernel.Provider;

/// `profundo doctor`: what this machine is, how fast it computes, what is missing and how to get it.
@Command(
    name = "doctor",
    description = "Show JVM, vector width, cores, speed reached, data found, what is missing and how to get it.")
final class Doctor implements Subcommand {
  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data sets here first.")
  private Path dataDir;

  @Override
  public Result run(Console console) {
    Provider provider = Provider.best();
    var folders = DataFolders.ofProcess(dataDir);
    var data =
        DatasetCatalog.all().stream()
            .filter(d -> d.origin() == KnownDataset.Origin.DOWNLOADED)
            .map(d -> new Data(d.name(), DataSource.find(d, folders), folders.places(d.name())))
            .toList();
    console.err().println("measuring matrix multiplication ...");
    int cores = Runtime.getRuntime().availableProcessors();
    var speeds = new ArrayList<Speed>();
    speeds.add(Speed.measure(provider, 1));
    if (cores > 1) {
      speeds.add(Speed.measure(provider, cores));
    }
    return new Findings(
        Version.current(),
        Runtime.version().toString(),
        System.getProperty("java.vendor"),
        System.getProperty("java.home"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        cores,
        Runtime.getRuntime().maxMemory(),
        provider.name(),
        provider.lanes(),
        speeds,
        data,
        missing(provider, data));
  }

  private static List<Missing> missing(Provider provider, List<Data> data) {
    var all = new ArrayList<Missing>();
    if (provider.lanes() == 1) {
      all.add(
          Boolean.getBoolean("profundo.scalar")
              ? new Missing("vector kernels", "they were switched off: leave out -Dprofundo.scalar=true")
              : new Missing("vector kernels", "start with ./profundo, or java --add-modules jdk.incubator.vector"));
    }
    for (Data d : data) {
      if (d.found().isEmpty()) {
        all.add(
            new Missing(
                "data set " + d.name(), "profundo datasets get " + d.name() + ", or --data-dir, or $PROFUNDO_DATA"));
      }
    }
    return all;
  }

  /// A data set, the folder that has it, and where it was looked for.
  private record Data(String name, Optional<Path> found, List<Path> lookedIn) {}

  /// Something that is not there, and how to get it.
  private record Missing(String what, String remedy) {}

  private record Findings(
      String version,
      String java,
      String vendor,
      String home,
      String system,
      int cores,
      long heap,
      String kernels,
      int lanes,
      List<Speed> speeds,
      List<Data> data,
      List<Missing> missing)
      implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("version", version)
          .with("java", Json.Obj.EMPTY.with("version", java).with("vendor", vendor).with("home", home))
          .with("system", system)
          .with("cores", cores)
          .with("heap_max_bytes", heap)
          .with("kernels", Json.Obj.EMPTY.with("name", kernels).with("lanes", lanes))
          .with(
              "gemm",
              speeds.stream()
                  .map(s -> Json.Obj.EMPTY.with("size", Speed.SIZE).with("threads", s.threads()).with("gflops", s.gflops()))
                  .toList())
          .with(
              "data",
              data.stream()
                  .map(
                      d ->
                          Json.Obj.EMPTY
                              .with("name", d.name())
                              .with("found", d.found().map(Path::toString).orElse(null))
                              .with("looked_in", d.lookedIn().stream().map(Path::toString).toList()))
                  .toList())
          .with(
              "missing",
              missing.stream().map(m -> Json.Obj.EMPTY.with("what", m.what()).with("remedy", m.remedy())).toList());
    }

    @Override
    public void print(PrintWriter out) {
      var table = Table.plain();
      table.row("Profundo", version);
      table.row("Java", java + " (" + vendor + "), " + home);
      table.row("System", system + ", " + cores + (cores == 1 ? " core" : " cores"));
      table.row("Heap", String.format(Locale.ROOT, "at most %.1f GiB (PROFUNDO_OPTS=-Xmx8g sets it)", heap / 0x1p30));
      table.row("Kernels", kernels + (lanes == 1 ? "" : ", " + lanes + " floats at once"));
      for (Speed s : speeds) {
        table.row(
            "Speed",
            String.format(
                Locale.ROOT,
                "%.0f GFLOP/s in matrix products of %d, %d %s",
                s.gflops(), Speed.SIZE, s.threads(), s.threads() == 1 ? "thread" : "threads"));
      }
      for (Data d : data) {
        String places = String.join(", ", d.lookedIn().stream().map(Path::toString).toList());
        table.row("Data", d.name() + ": " + d.found().map(Path::toString).orElse("not found in " + places));
      }
      for (Missing m : missing) {
        table.row("Missing", m.what() + ": " + m.remedy());
      }
      if (missing.isEmpty()) {
        table.row("Missing", "nothing");
      }
      table.print(out);
    }
  }
}
