package profundo.files;

import java.nio.file.Path;
import java.util.List;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

/// CIFAR-10 in its binary form (Krizhevsky 2009, <https://www.cs.toronto.edu/~kriz/cifar.html>): records of a label and
/// 3072 bytes, the red plane of 32x32, the green, the blue; plain or gzipped.
public final class Cifar {
  /// Height and width of a picture.
  public static final int SIDE = 32;

  private static final int PIXELS = SIDE * SIDE;
  private static final int RECORD = 1 + 3 * PIXELS;
  private static final int MAX_BYTES = 100_000 * RECORD;

  /// The classes in the order of their labels.
  public static final List<String> CLASSES =
      List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar() {}

  /// Reads a file of records: `x` F32 `[n, 32, 32, 3]` in [0, 1], kept as bytes; `y` I32 `[n]`.
  ///
  /// @throws DataException when it is missing, no whole number of records, or a label is above 9
  public static Dataset read(Path file) {
    byte[] bytes = FileBytes.read(file, MAX_BYTES);
    int n = bytes.length / RECORD;
    if (n == 0 || bytes.length % RECORD != 0) {
      throw new DataException(
          file + ": expected records of " + RECORD + " bytes, a label and 3 x 32 x 32 pixels, got " + bytes.length
              + " bytes; get it again");
    }
    byte[] x = new byte[n * 3 * PIXELS];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      y[i] = bytes[i * RECORD] & 0xFF;
      if (y[i] > 9) {
        throw new DataException(file + ", record " + i + ": expected a label from 0 to 9, got " + y[i]);
      }
      for (int c = 0; c < 3; c++) {
        for (int p = 0; p < PIXELS; p++) {
          x[(i * PIXELS + p) * 3 + c] = bytes[i * RECORD + 1 + c * PIXELS + p];
        }
      }
    }
    return Dataset.ofBytes(Shape.of(SIDE, SIDE, 3), x, y).withClasses(CLASSES);
  }
}
