package profundo.app.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import profundo.Rng;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.data.TrainTest;

/// A folder of pictures with a folder per class: `DIR/CLASS/*.png`, or, already divided, `DIR/train/CLASS/*.png` and
/// `DIR/test/CLASS/*.png`. Classes and files are taken in the order of their names; names that begin with a dot, and
/// files that are not named like pictures, are passed over.
public final class ImageFolder {
  /// Most classes.
  public static final int MAX_CLASSES = 256;

  /// Share of the pictures that are held out for the test where the folder is not divided; as in MNIST.
  static final double TEST_SHARE = 1.0 / 7;

  private ImageFolder() {}

  /// Reads all pictures; see [ImageFile] for what becomes of colours.
  ///
  /// @param sample shape that the model takes, `[height, width, 1 or 3]`
  /// @throws DataException when there are no classes, a class without pictures, or a picture cannot be used
  static TrainTest load(Path folder, Shape sample) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    if (Files.isDirectory(train) && Files.isDirectory(test)) {
      List<String> classes = classes(train);
      List<String> tested = classes(test);
      if (!classes.containsAll(tested)) {
        var strangers = new ArrayList<>(tested);
        strangers.removeAll(classes);
        throw new DataException(test + ": expected the classes of " + train + ", got also " + strangers);
      }
      return new TrainTest(read(train, pictures(train, classes), sample), read(test, pictures(test, classes), sample));
    }
    List<String> classes = classes(folder);
    Dataset all = read(folder, pictures(folder, classes), sample);
    if (all.size() < 2) {
      throw new DataException(folder + ": expected at least 2 pictures, to learn from and to test on, got " + all.size());
    }
    // A function of the folder alone: whoever evaluates must find the same test part as who trained.
    Dataset.Split split = divide(all, Rng.of(0).stream("images.test"));
    return new TrainTest(split.train(), split.validation());
  }

  /// Every class has its share in the test part; where the classes are too small for that, samples are drawn from all.
  private static Dataset.Split divide(Dataset all, Rng rng) {
    for (int count : all.classCounts()) {
      if (Math.round(count * TEST_SHARE) == 0) {
        return all.split(TEST_SHARE, rng);
      }
    }
    return all.splitStratified(TEST_SHARE, rng);
  }

  /// A class and its pictures.
  private record Labelled(String name, List<Path> files) {}

  private static List<String> classes(Path folder) {
    List<String> names =
        list(folder).stream().filter(Files::isDirectory).map(ImageFolder::legible).map(p -> p.getFileName().toString()).toList();
    if (names.isEmpty() || names.size() > MAX_CLASSES) {
      throw new DataException(
          folder + ": expected a folder of pictures for each of 1 to " + MAX_CLASSES + " classes, got " + names.size()
              + " folders");
    }
    return names;
  }

  private static List<Labelled> pictures(Path folder, List<String> classes) {
    var all = new ArrayList<Labelled>();
    for (String name : classes) {
      Path of = folder.resolve(name);
      List<Path> files =
          Files.isDirectory(of) ? list(of).stream().filter(ImageFile::isNamedLikeOne).map(ImageFolder::legible).toList() : List.of();
      if (files.isEmpty()) {
        throw new DataException(of + ": expected pictures (png, jpg, gif, bmp) of this class, got none");
      }
      all.add(new Labelled(name, files));
    }
    return all;
  }

  /// Names are bytes to the system. Those that are no text can neither be shown nor be told from each other; Java replaces
  /// what it cannot read, so that the name as text is that of another file.
  ///
  /// @return the same path
  private static Path legible(Path path) {
    boolean same;
    try {
      same = path.equals(Path.of(path.toString()));
    } catch (InvalidPathException e) {
      same = false;
    }
    if (!same) {
      throw new DataException(
          path + ": expected a name in " + System.getProperty("sun.jnu.encoding", "UTF-8")
              + ", got bytes that are none; rename it, for example with letters a to z");
    }
    return path;
  }

  private static Dataset read(Path folder, List<Labelled> classes, Shape sample) {
    int count = classes.stream().mapToInt(c -> c.files().size()).sum();
    long bytes = (long) count * sample.count();
    if (bytes > Integer.MAX_VALUE - 64) {
      throw new DataException(
          folder + ": expected at most 2^31 bytes of pictures, got " + count + " pictures of " + sample.count());
    }
    byte[] pixels = new byte[(int) bytes];
    int[] labels =
        IntStream.range(0, classes.size()).flatMap(c -> classes.get(c).files().stream().mapToInt(_ -> c)).toArray();
    List<Path> files = classes.stream().flatMap(c -> c.files().stream()).toList();
    IntStream.range(0, count).parallel().forEach(i -> ImageFile.read(files.get(i), sample, pixels, i * sample.count()));
    return Dataset.ofBytes(sample, pixels, labels).withClasses(classes.stream().map(Labelled::name).toList());
  }

  private static List<Path> list(Path folder) {
    var entries = new ArrayList<Path>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(folder, p -> !p.getFileName().toString().startsWith("."))) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      throw new DataException(folder + " cannot be read: " + e, e);
    }
    entries.sort(Comparator.comparing(p -> p.getFileName().toString()));
    return entries;
  }
}
