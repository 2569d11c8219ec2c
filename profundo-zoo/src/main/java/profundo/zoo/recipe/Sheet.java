package profundo.zoo.recipe;

import java.util.Optional;
import profundo.Array;
import profundo.Shape;

/// Pictures in rows, to look at.
///
/// @param name for a file: small letters, digits and `-`, such as `filters-1`
/// @param title one line
/// @param caption what is to be seen, in a sentence or two
/// @param pictures `[n, height, width, channels]` with 1 or 3 channels; values from `low` to `high`
/// @param columns pictures in a row
/// @param low the value that is drawn black
/// @param high the value that is drawn white
public record Sheet(String name, String title, String caption, Array pictures, int columns, float low, float high) {
  /// Checks the shape.
  public Sheet {
    var s = pictures.shape();
    if (s.rank() != 4 || s.size(3) != 1 && s.size(3) != 3 || columns < 1 || !(high > low)) {
      throw new IllegalArgumentException(
          "Sheet " + name + ": expected pictures [n, height, width, 1 or 3], a column or more, and low < high, got " + s + ", "
              + columns + ", " + low + " to " + high);
    }
  }

  /// Height, width and channels of a sample where it is a picture: `[height, width]` or `[height, width, 1 or 3]`.
  public static Optional<Shape> picture(Shape sample) {
    if (sample.rank() == 2) {
      return Optional.of(sample.insert(2, 1));
    }
    boolean fits = sample.rank() == 3 && (sample.size(2) == 1 || sample.size(2) == 3);
    return fits ? Optional.of(sample) : Optional.empty();
  }

  /// Of values in [0, 1].
  public static Sheet of(String name, String title, String caption, Array pictures, int columns) {
    return new Sheet(name, title, caption, pictures, columns, 0, 1);
  }
}
