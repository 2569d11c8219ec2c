package profundo.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.data.TrainTest;
import profundo.io.FormatException;
import profundo.io.Npz;

/// Volumes and pictures of MedMNIST (Yang and others 2023, <https://doi.org/10.1038/s41597-022-01721-8>): an `.npz` with
/// `train_images`, `train_labels`, `val_images`, `val_labels`, of bytes.
public final class Volumes {
  private static final Set<String> NAMES = Set.of("train_images", "train_labels", "val_images", "val_labels");
  private static final Npz.Limits LIMITS = new Npz.Limits(100, 1L << 31);

  private Volumes() {}

  /// Reads the training and the validation part: `x` F32 `[n, depth, height, width, 1]` in [0, 1], kept as bytes; `y` I32
  /// `[n]`.
  ///
  /// @throws DataException when the file is missing, broken, too large, or parts do not fit together
  public static TrainTest load(Path file) {
    FileBytes.requireFile(file);
    Map<String, Array> arrays;
    try {
      arrays = Npz.read(file, NAMES::contains, LIMITS);
    } catch (FormatException | IOException e) {
      throw new DataException(file + " cannot be used: " + e.getMessage() + "; get it again", e);
    }
    for (String name : NAMES) {
      if (!arrays.containsKey(name)) {
        throw new DataException(file + ": expected the arrays " + NAMES + ", got " + arrays.keySet());
      }
    }
    Dataset train = part(file, arrays, "train");
    Dataset validation = part(file, arrays, "val");
    if (!train.sampleShape().equals(validation.sampleShape())) {
      throw new DataException(
          file + ": expected volumes " + train.sampleShape() + " in both parts, got " + validation.sampleShape()
              + " in val_images");
    }
    int classes = Math.max(train.classCounts().length, validation.classCounts().length);
    var names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new TrainTest(train.withClasses(names), validation.withClasses(names));
  }

  private static Dataset part(Path file, Map<String, Array> arrays, String part) {
    Array images = arrays.get(part + "_images");
    Array labels = arrays.get(part + "_labels");
    Shape shape = images.shape();
    if (images.dtype() != DType.I32 || shape.rank() < 3 || shape.rank() > 5 || shape.size(0) < 1) {
      throw new DataException(
          file + ", " + part + "_images: expected bytes [n, depth, height, width], got " + images.dtype() + " " + shape);
    }
    int n = shape.size(0);
    if (labels.dtype() != DType.I32 || labels.shape().count() != n) {
      throw new DataException(
          file + ", " + part + "_labels: expected whole numbers [" + n + ", 1], got " + labels.dtype() + " " + labels.shape());
    }
    int[] values = images.ints();
    byte[] x = new byte[values.length];
    for (int i = 0; i < x.length; i++) {
      if (values[i] < 0 || values[i] > 255) {
        throw new DataException(file + ", " + part + "_images: expected values from 0 to 255, got " + values[i]);
      }
      x[i] = (byte) values[i];
    }
    for (int label : labels.ints()) {
      if (label < 0 || label > 255) {
        throw new DataException(file + ", " + part + "_labels: expected labels from 0 to 255, got " + label);
      }
    }
    Shape sample = shape.range(1, shape.rank());
    return Dataset.ofBytes(shape.rank() == 5 ? sample : sample.insert(sample.rank(), 1), x, labels.ints().clone());
  }
}
