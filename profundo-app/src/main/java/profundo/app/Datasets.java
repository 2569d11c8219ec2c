package profundo.app;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import profundo.app.data.DataFolders;
import profundo.app.data.DataOptions;
import profundo.app.data.DataSource;
import profundo.app.data.DownloadProgress;
import profundo.app.data.Downloader;
import profundo.app.data.FileSet;
import profundo.app.terminal.Console;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.app.terminal.Result;
import profundo.app.terminal.Subcommand;
import profundo.app.terminal.Table;
import profundo.data.DatasetCatalog;
import profundo.data.KnownDataset;
import profundo.data.KnownDataset.Origin;
import profundo.data.KnownDataset.RemoteFile;
import profundo.io.Json;

/// `profundo datasets`: what is known, where it is, how to get it; `profundo datasets get NAME` downloads.
@Command(
    name = "datasets",
    description = "Show the data sets that are known, where they are, how to get them.",
    subcommands = Datasets.Get.class)
final class Datasets implements Subcommand {
  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data sets here first.")
  private Path dataDir;

  @Override
  public Result run(Console console) {
    DataOptions.requireFolder(dataDir);
    var folders = DataFolders.ofProcess(dataDir);
    return new Listing(DatasetCatalog.all().stream().map(d -> new Entry(d, DataSource.find(d, folders))).toList(), folders);
  }

  private record Entry(KnownDataset data, Optional<Path> found) {
    String state() {
      return data.origin() == Origin.GENERATED ? "built in" : found.map(Path::toString).orElse("not here");
    }

    String remedy(DataFolders folders) {
      if (data.origin() == Origin.GENERATED || found.isPresent()) {
        return "--data " + data.name();
      }
      return DataSource.remedy(data, folders);
    }
  }

  private record Listing(List<Entry> entries, DataFolders folders) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("looked_in", folders.roots().stream().map(Path::toString).toList())
          .with(
              "datasets",
              entries.stream()
                  .map(
                      e ->
                          Json.Obj.EMPTY
                              .with("name", e.data().name())
                              .with("description", e.data().description())
                              .with("origin", e.data().origin().name().toLowerCase(Locale.ROOT))
                              .with("licence", e.data().licence())
                              .with("home", e.data().home())
                              .with("classes", e.data().classes())
                              .with("bytes", e.data().bytes())
                              .with("found", e.found().map(Path::toString).orElse(null))
                              .with("how", e.remedy(folders)))
                  .toList())
          .with(
              "files",
              FileSet.ALL.stream()
                  .map(
                      s ->
                          Json.Obj.EMPTY
                              .with("name", s.name())
                              .with("description", s.description())
                              .with("kind", s.kind().name().toLowerCase(Locale.ROOT))
                              .with("found", s.in(folders).map(Path::toString).orElse(null)))
                  .toList());
    }

    @Override
    public void print(PrintWriter out) {
      for (Entry e : entries) {
        out.println(e.data().name() + ": " + e.data().description());
        var table = Table.plain();
        if (!e.data().licence().isEmpty()) {
          table.row("  terms", e.data().licence() + ", " + e.data().home());
        }
        table.row("  where", e.state());
        table.row("  how", e.remedy(folders));
        table.print(out);
      }
      for (FileSet s : FileSet.ALL) {
        Optional<Path> found = s.in(folders);
        out.println(s.name() + ": " + s.description());
        var table = Table.plain();
        table.row("  where", found.map(Path::toString).orElse("not here"));
        table.row("  how", found.isPresent() ? "--data " + s.name() : s.remedy(folders));
        table.print(out);
      }
      out.println("your own: --data idx:DIR for four idx files as in MNIST, --data images:DIR for a folder per class,"
          + " text:FILE.csv with columns text and label, series:NAME_TRAIN.ts (UCR archive)");
    }
  }

  /// `profundo datasets get NAME`.
  @Command(name = "get", description = "Download a data set, check its SHA-256, put it into the cache.")
  static final class Get implements Subcommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The data set, such as mnist.")
    private String name;

    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description = "Put it here instead of $$PROFUNDO_DATA or ~/.cache/profundo.")
    private Path dataDir;

    @Option(
        names = "--mirror",
        paramLabel = "URL",
        description = "Take the files from this address instead; they are checked all the same.")
    private URI mirror;

    @Option(names = "--offline", description = "Download nothing: only say what would be downloaded.")
    private boolean offline;

    @Option(
        names = "--patience",
        paramLabel = "SECONDS",
        defaultValue = "30",
        description = "Give a mirror up that sends nothing for so long (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Override
    public Result run(Console console) throws Exception {
      KnownDataset data =
          DatasetCatalog.find(name)
              .orElseThrow(
                  () ->
                      new InvalidInput(
                          "unknown data set '" + name + "'" + Nearest.hint(name, DatasetCatalog.names())
                              + " (known: " + String.join(", ", DatasetCatalog.names()) + ")"));
      var folders = DataFolders.ofProcess(dataDir);
      Path folder = (dataDir == null ? folders.cache() : dataDir.toAbsolutePath().normalize()).resolve(name);
      switch (data.origin()) {
        case GENERATED -> throw new InvalidInput(name + " is made on the spot: use it with --data " + name);
        case BY_HAND -> throw new InvalidInput(name + " cannot be downloaded: " + DataSource.remedy(data, folders));
        case DOWNLOADED -> {
          // Below.
        }
      }
      if (patience < 1) {
        throw new InvalidInput("--patience: expected at least 1 second, got " + patience);
      }
      List<URI> mirrors = mirror == null ? data.mirrors() : List.of(folder(mirror));
      if (offline) {
        throw new InvalidInput(
            "--offline forbids the download of " + name + ": put these files into " + folder + " yourself: "
                + String.join(", ", data.files().stream().map(f -> mirrors.getFirst().resolve(f.name()).toString()).toList()));
      }
      console.err().printf(
          Locale.ROOT,
          "%s: %d files, %.1f MB, from %s to %s (terms: %s)%n",
          name,
          data.files().size(),
          data.bytes() / 1e6,
          mirrors.getFirst(),
          folder,
          data.licence());
      var downloader = Downloader.of(Duration.ofSeconds(patience), new DownloadProgress(console));
      return new Got(data, folder, downloader.download(data, mirrors, folder));
    }

    private static URI folder(URI address) {
      String text = address.toString();
      return text.endsWith("/") ? address : URI.create(text + "/");
    }
  }

  private record Got(KnownDataset data, Path folder, List<RemoteFile> downloaded) implements Result {
    @Override
    public Json.Obj json() {
      return Json.Obj.EMPTY
          .with("name", data.name())
          .with("folder", folder.toString())
          .with("downloaded", downloaded.stream().map(RemoteFile::name).toList())
          .with("bytes", downloaded.stream().mapToLong(RemoteFile::bytes).sum());
    }

    @Override
    public void print(PrintWriter out) {
      out.println(
          downloaded.isEmpty()
              ? data.name() + " is already in " + folder + "; every SHA-256 is right"
              : data.name() + " is in " + folder + "; every SHA-256 is right. Use it with --data " + data.name());
    }
  }
}
