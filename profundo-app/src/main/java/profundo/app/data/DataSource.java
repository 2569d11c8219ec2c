package profundo.app.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.data.DatasetCatalog;
import profundo.data.KnownDataset;
import profundo.data.KnownDataset.Origin;
import profundo.data.Mnist;
import profundo.data.Strokes;
import profundo.data.TrainTest;

/// Turns what stands after `--data` into data: a name of the catalogue, `strokes:SEED`, `idx:DIR` or `images:DIR`.
///
/// The same words always give the same samples in the same two parts, whatever the seed of a run: otherwise a model could
/// be judged on what it has learnt from.
public final class DataSource {
  private static final String IDX = "idx:";
  private static final String IMAGES = "images:";
  private static final String STROKES = "strokes:";

  private DataSource() {}

  /// Opens a data set. Nothing is ever downloaded here.
  ///
  /// @param spec a name of the catalogue, `strokes:SEED`, `idx:DIR` or `images:DIR`
  /// @param folders where data sets of the catalogue are looked for
  /// @param sample shape that the model takes, `[height, width, channels]`
  /// @throws InvalidInput when the name is unknown, the data set is not here, or its samples have another shape
  /// @throws profundo.data.DataException when its files are missing or broken
  public static TrainTest open(String spec, DataFolders folders, Shape sample) {
    TrainTest data = read(spec, folders, sample);
    Shape got = data.train().sampleShape();
    if (!got.equals(sample)) {
      throw new InvalidInput(spec + ": expected samples " + sample + ", which the model takes, got " + got);
    }
    return data;
  }

  private static TrainTest read(String spec, DataFolders folders, Shape sample) {
    if (spec.startsWith(IDX)) {
      return Mnist.load(folder(spec, IDX));
    }
    if (spec.startsWith(IMAGES)) {
      return ImageFolder.load(folder(spec, IMAGES), sample);
    }
    if (spec.startsWith(STROKES)) {
      return Strokes.load(seed(spec));
    }
    KnownDataset known = DatasetCatalog.find(spec).orElseThrow(() -> unknown(spec));
    if (known.origin() == Origin.GENERATED) {
      return Strokes.load();
    }
    return known.load(find(known, folders).orElseThrow(() -> new InvalidInput(
        spec + ": not found in " + String.join(", ", folders.places(spec).stream().map(Path::toString).toList())
            + "; " + remedy(known, folders))));
  }

  /// The folder that holds a known data set with all its files.
  public static Optional<Path> find(KnownDataset known, DataFolders folders) {
    return folders.places(known.name()).stream().filter(known::isIn).findFirst();
  }

  /// How to get a data set that is not here.
  public static String remedy(KnownDataset known, DataFolders folders) {
    return known.origin() == Origin.DOWNLOADED
        ? String.format(
            Locale.ROOT, "get it with: profundo datasets get %s (%.1f MB from %s)",
            known.name(), known.bytes() / 1e6, known.mirrors().getFirst().getHost())
        : "get its four idx files from " + known.home() + " and put them into " + folders.cache().resolve(known.name());
  }

  private static Path folder(String spec, String prefix) {
    String text = spec.substring(prefix.length());
    Path folder = Path.of(text);
    if (text.isBlank() || !Files.isDirectory(folder)) {
      throw new InvalidInput(
          "--data: expected " + prefix + "DIR with a folder that exists, got '" + spec + "'; check the path");
    }
    return folder;
  }

  private static long seed(String spec) {
    String text = spec.substring(STROKES.length());
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new InvalidInput("--data " + spec + ": expected strokes:SEED with a whole number, got '" + text + "'", e);
    }
  }

  private static InvalidInput unknown(String spec) {
    List<String> known = new ArrayList<>(DatasetCatalog.names());
    known.addAll(FileSet.names());
    String hint = Nearest.hint(spec, known);
    if (hint.isEmpty() && Files.isDirectory(Path.of(spec))) {
      hint = "; for a folder say " + IDX + spec + " or " + IMAGES + spec;
    }
    return new InvalidInput(
        "unknown data set '" + spec + "'" + hint
            + " (known: " + String.join(", ", known) + ", " + STROKES + "SEED, " + IDX + "DIR, " + IMAGES + "DIR, "
            + FileSet.TEXT + "FILE, " + FileSet.SERIES + "FILE)");
  }
}
