package profundo.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import profundo.Shape;

/// Folders shaped like the MNIST database (LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to
/// document recognition", <https://doi.org/10.1109/5.726791>): four idx files of 28x28 grey images and their labels, up
/// to 256 classes. Fashion-MNIST, Kuzushiji-MNIST and the EMNIST sets have this form too.
public final class Mnist {
  /// Height and width of an image.
  public static final int SIDE = 28;

  private static final String SWAPPED = "are the files of images and labels swapped?";

  private Mnist() {}

  /// Reads `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`,
  /// each also as `...-images.idx3-ubyte` and with `.gz`. The images become `x` F32 `[n, 28, 28, 1]` in [0, 1], the
  /// labels `y` I32 `[n]`; the classes are named by their numbers.
  ///
  /// @throws DataException when a file is missing or broken, images are not 28x28, or labels and images do not match
  public static TrainTest load(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException("idx: expected a folder with four idx files, got " + folder + "; check the path");
    }
    Dataset train = load(folder, "train");
    Dataset test = load(folder, "t10k");
    int classes = Math.max(train.classCounts().length, test.classCounts().length);
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new TrainTest(train.withClasses(names), test.withClasses(names));
  }

  private static Dataset load(Path folder, String part) {
    Path imageFile = find(folder, part, "images", "idx3");
    Path labelFile = find(folder, part, "labels", "idx1");
    Idx images = Idx.read(imageFile);
    Shape shape = images.shape();
    if (images.type() != Idx.Type.UBYTE || shape.rank() != 3 || shape.size(1) != SIDE || shape.size(2) != SIDE) {
      throw new DataException(
          "idx: " + imageFile + ": expected images UBYTE [n, 28, 28], got " + images.type() + " " + shape + "; "
              + remedy(images));
    }
    Idx labels = Idx.read(labelFile);
    if (labels.type() != Idx.Type.UBYTE || labels.shape().rank() != 1) {
      throw new DataException(
          "idx: " + labelFile + ": expected labels UBYTE [n], got " + labels.type() + " " + labels.shape() + "; "
              + (labels.shape().rank() == 3 ? SWAPPED : "labels are numbers from 0 to 255, one byte each"));
    }
    if (labels.shape().size(0) != shape.size(0)) {
      throw new DataException(
          "idx: expected as many labels as images, got " + labels.shape().size(0) + " labels in " + labelFile
              + " and " + shape.size(0) + " images in " + imageFile + "; the files do not belong together");
    }
    return Dataset.ofBytes(Shape.of(SIDE, SIDE, 1), images.bytes(), labels.toArray().ints());
  }

  private static String remedy(Idx images) {
    if (images.shape().rank() == 1) {
      return SWAPPED;
    }
    return images.type() == Idx.Type.UBYTE ? "scale the images to 28x28" : "write the images with one byte for each pixel";
  }

  /// Whether a folder has the four files.
  public static boolean isIn(Path folder) {
    for (String part : List.of("train", "t10k")) {
      if (candidates(folder, part, "images", "idx3").stream().noneMatch(Files::isRegularFile)
          || candidates(folder, part, "labels", "idx1").stream().noneMatch(Files::isRegularFile)) {
        return false;
      }
    }
    return true;
  }

  private static Path find(Path folder, String part, String what, String axes) {
    List<Path> all = candidates(folder, part, what, axes);
    return all.stream().filter(Files::isRegularFile).findFirst().orElseThrow(() ->
        new DataException(
            "idx: expected " + all.get(0).getFileName() + " in " + folder + " (or " + all.get(2).getFileName()
                + ", each also with .gz), got "
                + (all.stream().anyMatch(Files::exists) ? "something of this name that is no file" : "no such file")
                + "; put the four files of images and labels there"));
  }

  private static List<Path> candidates(Path folder, String part, String what, String axes) {
    var all = new ArrayList<Path>();
    for (String name : List.of(part + "-" + what + "-" + axes + "-ubyte", part + "-" + what + "." + axes + "-ubyte")) {
      all.add(folder.resolve(name));
      all.add(folder.resolve(name + ".gz"));
    }
    return all;
  }
}
