package profundo.app.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.data.DatasetCatalog;
import profundo.data.KnownDataset.Origin;

/// The options that name a data set.
public final class DataOptions {
  /// What stands before a path.
  private static final List<String> PATHS = List.of("idx:", "images:", FileSet.TEXT, FileSet.SERIES);

  @Option(
      names = "--data",
      paramLabel = "SET",
      description =
          "strokes (generated), another name from 'profundo datasets',"
              + " idx:DIR (four idx files as in MNIST), images:DIR (a folder for each class), text:FILE.csv (columns text and"
              + " label; a tenth is held out), or series:NAME_TRAIN.ts (UCR archive, with NAME_TEST.ts beside it).")
  private String data;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Look for data sets here first.")
  private Path dataDir;

  private Path remembered;

  /// For a data set that is named elsewhere.
  ///
  /// @param dataDir where to look first, or null
  public static DataOptions in(Path dataDir) {
    var options = new DataOptions();
    options.dataDir = dataDir;
    return options;
  }

  /// What was asked for, or null.
  public String given() {
    return data == null ? null : FileSet.named(data);
  }

  /// What was asked for.
  ///
  /// @param otherwise where nothing was asked for; null if there must be something
  public String spec(String otherwise) {
    String spec = data == null ? otherwise : FileSet.named(data);
    if (spec == null) {
      throw new InvalidInput("--data is missing: name a data set (see 'profundo datasets')");
    }
    return spec;
  }

  /// The same data set, however the current folder changes.
  public static String absolute(String spec) {
    int colon = spec.indexOf(':');
    boolean folder = PATHS.stream().anyMatch(spec::startsWith);
    String path = spec.substring(colon + 1);
    return folder && !path.isBlank()
        ? spec.substring(0, colon + 1) + Path.of(path).toAbsolutePath().normalize()
        : spec;
  }

  /// Looks in this folder first where no other is given.
  ///
  /// @param folder as [#place] said of the same data set earlier
  public void lookIn(Path folder) {
    remembered = folder.getParent();
  }

  /// Opens a data set.
  ///
  /// @param sample shape that the model takes
  public Samples open(String spec, Shape sample) {
    return open(spec, sample, Optional.empty());
  }

  /// Opens a data set for a model that is there.
  ///
  /// @param sample shape that the model takes
  /// @param code how it reads texts; empty for a model of images or series
  public Samples open(String spec, Shape sample, Optional<TextCode> code) {
    return FileSet.is(spec)
        ? FileSet.open(spec, folders(), sample, code.orElse(null))
        : Samples.images(DataSource.open(spec, folders(), sample));
  }

  /// The shape of the samples of a data set where nothing else is asked for: that of texts and series is known by reading them.
  public Shape usualShape(String spec) {
    return FileSet.is(spec) ? FileSet.open(spec, folders(), null, null).sample().shape() : ImageSize.DIGIT;
  }

  /// The folder in which a data set that goes by its name was found.
  public Optional<Path> place(String spec) {
    Optional<FileSet> files = FileSet.find(spec);
    if (files.isPresent()) {
      return files.get().in(folders());
    }
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
  public static void requireFolder(Path dataDir) {
    if (dataDir != null && !Files.isDirectory(dataDir)) {
      throw new InvalidInput(
          "--data-dir " + dataDir + ": expected a folder, got " + (Files.exists(dataDir) ? "a file" : "no such folder")
              + "; check the path");
    }
  }
}
