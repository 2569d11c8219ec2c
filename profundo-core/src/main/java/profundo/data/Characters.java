package profundo.data;

import java.util.HashMap;
import java.util.Map;
import profundo.Array;
import profundo.Shape;

/// The characters of a text, numbered from 0 in the order of their code points: what a model of characters reads and writes.
public final class Characters {
  private final int[] points;
  private final Map<Integer, Integer> numbers = new HashMap<>();

  private Characters(int[] points) {
    this.points = points;
    for (int i = 0; i < points.length; i++) {
      numbers.put(points[i], i);
    }
  }

  /// All characters that occur in a text.
  ///
  /// @throws DataException when it is empty
  public static Characters of(String text) {
    if (text.isEmpty()) {
      throw new DataException("Characters: expected a text, got an empty one");
    }
    return new Characters(text.codePoints().distinct().sorted().toArray());
  }

  /// How many there are.
  public int size() {
    return points.length;
  }

  /// The numbers of a text's characters.
  ///
  /// @throws DataException when one of them is not known
  public int[] encode(String text) {
    return text.codePoints()
        .map(
            p -> {
              Integer n = numbers.get(p);
              if (n == null) {
                throw new DataException(
                    "Characters: expected one of " + points.length + " known characters, got '" + Character.toString(p) + "'");
              }
              return n;
            })
        .toArray();
  }

  /// The text of some numbers.
  public String decode(int... numbers) {
    var text = new StringBuilder();
    for (int n : numbers) {
      text.appendCodePoint(points[n]);
    }
    return text.toString();
  }

  /// A text as `batch` streams that are read side by side, `steps` characters at a time. Taken in order, in batches of
  /// `batch` samples, sample i of each batch goes on where sample i of the one before ended, as carried state wants it;
  /// `y` is `x` one character later. What does not fill all streams is left out at the end.
  ///
  /// @return x and y, both I32 `[n, steps]`
  /// @throws DataException when the text is too short for one batch
  public Dataset streams(String text, int batch, int steps) {
    int[] ids = encode(text);
    int chunks = (ids.length - 1) / batch / steps;
    if (chunks < 1) {
      throw new DataException(
          "Characters: expected at least " + ((long) batch * steps + 1) + " characters for " + batch + " streams of "
              + steps + " steps, got " + ids.length);
    }
    int[] x = new int[chunks * batch * steps];
    int[] y = new int[x.length];
    for (int s = 0; s < batch; s++) {
      for (int c = 0; c < chunks; c++) {
        int from = (s * chunks + c) * steps;
        int to = (c * batch + s) * steps;
        System.arraycopy(ids, from, x, to, steps);
        System.arraycopy(ids, from + 1, y, to, steps);
      }
    }
    Shape shape = Shape.of(chunks * batch, steps);
    return Dataset.of(Array.wrap(shape, x), Array.wrap(shape, y));
  }
}
