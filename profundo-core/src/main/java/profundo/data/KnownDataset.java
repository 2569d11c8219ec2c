package profundo.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// A data set that Profundo knows by name; see [DatasetCatalog].
///
/// @param name what it is called on the command line, and the folder it is looked for in
/// @param description what it shows and how much of it
/// @param licence terms of use, as commonly stated by those who offer it; empty where it is made on the spot
/// @param home where to read about it
/// @param origin how one comes by it
/// @param classes names of the classes in the order of their labels
/// @param mirrors addresses that hold the files, tried in this order; each ends in `/`
/// @param files what belongs to it; empty where it is not downloaded
public record KnownDataset(
    String name,
    String description,
    String licence,
    String home,
    Origin origin,
    List<String> classes,
    List<URI> mirrors,
    List<RemoteFile> files) {

  /// How one comes by a data set.
  public enum Origin {
    /// Made on the spot.
    GENERATED,
    /// Downloaded when asked for.
    DOWNLOADED,
    /// Put into its folder by hand: nobody has checked a copy whose sum could be written down here.
    BY_HAND
  }

  /// One file of a data set.
  ///
  /// @param name the same at every mirror and in the folder
  /// @param bytes its size
  /// @param sha256 its SHA-256 in lower-case hexadecimal
  public record RemoteFile(String name, long bytes, String sha256) {}

  /// Copies the lists.
  public KnownDataset {
    classes = List.copyOf(classes);
    mirrors = List.copyOf(mirrors);
    files = List.copyOf(files);
  }

  /// Size of all files together.
  public long bytes() {
    return files.stream().mapToLong(RemoteFile::bytes).sum();
  }

  /// Whether a folder holds this data set: all its files are there.
  public boolean isIn(Path folder) {
    return origin != Origin.GENERATED && Mnist.isIn(folder);
  }

  /// Reads this data set from its folder and names its classes.
  ///
  /// @throws DataException when it is not there, broken, or has other classes
  public TrainTest load(Path folder) {
    TrainTest data = Mnist.load(folder);
    int found = data.train().classes().size();
    if (found != classes.size()) {
      throw new DataException(
          name + ": expected labels of " + classes.size() + " classes, got " + found + " in " + folder
              + "; use --data idx:" + folder + " for another set");
    }
    return new TrainTest(data.train().withClasses(classes), data.test().withClasses(classes));
  }
}
