package profundo.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import profundo.Shape;
import profundo.data.DatasetCatalog;
import profundo.data.KnownDataset.Origin;
import profundo.data.TrainTest;

/// The options that name a data set.
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "SET",
      description =
          "strokes (generated), another name from 'profundo datasets',"
            + " idx:DIR (four idx files as in MNIST), or images:DIR (a folder for each class).")
  private String data;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data sets here first.")
  private Path dataDir;

  private Path remembered;

  /// For a data set that is named elsewhere.
  ///
  /// @param dataDir where to look first, or null
  static DataOptions in(Path dataDir) {
    var options = new DataOptions();
    options.dataDir = dataDir;
    return options;
  }

  /// What was asked for, or null.
  String given() {
    return data;
  }

  /// What was asked for.
  ///
  /// @param otherwise where nothing was asked for; null if there must be something
  String spec(String otherwise) {
    String spec = data == null ? otherwise : data;
    if (spec == null) {
      throw new InvalidInput("--data is missing: name a data set (see 'profundo datasets')");
    }
    return spec;
  }

  /// The same data set, however the current folder changes.
  static String absolute(String spec) {
    int colon = spec.indexOf(':');
    boolean folder = spec.startsWith("idx:") || spec.startsWith("images:");
    String path = spec.substring(colon + 1);
    return folder && !path.isBlank()
        ? spec.substring(0, colon + 1) + Path.of(path).toAbsolutePath().normalize()
        : spec;
  }

  /// Looks in this folder first where no other is given.
  ///
  /// @param folder as [#place] said of the same data set earlier
  void lookIn(Path folder) {
    remembered = folder.getParent();
  }

  /// Opens a data set.
  ///
  /// @param sample shape that the model takes
  TrainTest open(String spec, Shape sample) {
    return DataSource.open(spec, folders(), sample);
  }

  /// The folder in which a data set that goes by its name was found.
  Optional<Path> place(String spec) {
    return DatasetCatalog.find(spec)
        .filter(known -> known.origin() != Origin.GENERATED)
        .flatMap(known -> DataSource.find(known, folders()));
  }

  private DataFolders folders() {
    requireFolder(dataDir);
    return DataFolders.ofProcess(dataDir == null ? remembered : dataDir);
  }

  /// @param dataDir the value of `--data-dir`, or null
  /// @throws InvalidInput when something is there that is no folder, or nothing
  static void requireFolder(Path dataDir) {
    if (dataDir != null && !Files.isDirectory(dataDir)) {
      throw new InvalidInput(
          "--data-dir " + dataDir + ": expected a folder, got " + (Files.exists(dataDir) ? "a file" : "no such folder")
              + "; check the path");
    }
  }
}
