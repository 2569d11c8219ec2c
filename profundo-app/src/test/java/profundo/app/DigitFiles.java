package profundo.app;

import java.nio.file.Path;
import java.util.Arrays;
import profundo.Array;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.data.Idx;

/// Digits in the files of MNIST.
public final class DigitFiles {
  private DigitFiles() {}

  /// @param part `train` or `t10k`
  /// @param labels how many labels are written
  public static void write(Path folder, String part, Dataset digits, int labels) {
    float[] pixels = digits.x().floats();
    int[] bytes = new int[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Math.round(pixels[i] * 255);
    }
    Idx.of(Idx.Type.UBYTE, Array.of(Shape.of(digits.size(), 28, 28), bytes))
        .write(folder.resolve(part + "-images-idx3-ubyte"));
    Idx.of(Idx.Type.UBYTE, Array.of(Shape.of(labels), Arrays.copyOf(digits.y().ints(), labels)))
        .write(folder.resolve(part + "-labels-idx1-ubyte"));
  }
}
