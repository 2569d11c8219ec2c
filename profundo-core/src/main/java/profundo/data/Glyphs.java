package profundo.data;

import java.util.List;

/// The ten digits as a pen writes them, each in several styles.
///
/// A style is a list of strokes without lifting the pen at shared ends; a stroke is the list of points that a smooth curve
/// runs through, `x0, y0, x1, y1, ...`, in a box from 0 to 100, y downwards. Corners are made where one stroke ends and
/// the next begins.
final class Glyphs {
  /// One way to write a digit.
  ///
  /// @param strokes the curves
  /// @param width width of the box for a height of 1
  record Style(float width, float[]... strokes) {}

  private static final List<List<Style>> DIGITS =
      List.of(
          List.of(
              style(.72f, "58 3 36 6 15 28 10 56 22 88 48 98 76 90 90 58 84 22 60 4 44 5"),
              style(.56f, "52 2 28 12 12 50 24 90 50 98 76 86 88 48 74 12 50 3"),
              style(.72f, "70 12 44 3 18 24 10 60 28 94 60 96 86 66 86 30 62 6 46 10")),
          List.of(
              style(.6f, "50 0 50 50 50 100"),
              style(.6f, "26 26 40 16 54 1", "54 1 53 50 52 100"),
              style(.6f, "28 24 42 14 52 2", "52 2 52 98", "22 98 80 98")),
          List.of(
              style(.68f, "12 26 26 6 52 2 78 12 82 34 64 60 38 82 10 98", "10 98 50 97 90 98"),
              style(.72f, "16 24 36 4 64 4 80 22 74 46 50 72 26 92 12 92 14 80 30 80 52 92 72 98 92 88"),
              style(.66f, "16 22 44 2 76 10 78 34 50 68 14 97", "14 97 40 90 62 97 90 92"),
              style(.78f, "12 12 44 3 80 8", "80 8 50 48 14 92", "14 92 50 97 90 94")),
          List.of(
              style(.64f, "14 12 42 1 76 10 78 30 62 45 38 48", "38 48 68 50 88 68 78 92 46 99 10 88"),
              style(.64f, "14 4 50 3 82 4", "82 4 62 22 42 42", "42 42 70 46 86 68 72 93 40 98 12 88"),
              style(.66f, "16 14 46 1 76 14 70 38 46 48 38 53 50 50 78 60 84 82 56 99 14 92")),
          List.of(
              style(.68f, "26 4 20 30 12 58", "12 58 50 57 92 56", "72 22 68 60 64 100"),
              style(.68f, "66 1 38 34 8 68", "8 68 50 68 92 67", "66 1 66 50 66 100"),
              style(.68f, "22 4 17 34 22 54 46 58 82 48", "80 4 74 50 66 100")),
          List.of(
              style(.66f, "80 4 54 5 28 4", "28 4 25 24 22 46", "22 46 48 37 76 46 86 70 70 94 40 98 12 88"),
              style(.66f, "30 6 27 24 24 44", "24 44 52 38 80 54 82 80 56 98 14 93", "30 6 58 5 88 2"),
              style(.64f, "82 4 50 5 27 14 28 36 54 47 80 62 78 88 46 99 14 92"),
              style(.86f, "94 2 66 6 42 10", "42 10 36 24 30 40", "30 40 54 44 66 64 54 90 30 98 6 88")),
          List.of(
              style(.66f, "70 3 40 20 18 54 20 84 46 99 76 90 84 68 66 52 38 56 19 78"),
              style(.58f, "60 0 30 38 14 72 32 97 64 97 84 76 68 57 38 60 16 82"),
              style(.66f, "80 13 62 3 36 14 17 48 18 82 42 99 72 94 86 72 70 54 42 54 21 72")),
          List.of(
              style(.66f, "12 6 50 6 88 5", "88 5 62 46 40 98"),
              style(.66f, "12 6 50 6 88 5", "88 5 62 46 42 98", "34 50 56 50 82 49"),
              style(.66f, "10 12 40 6 88 6", "88 6 60 42 46 72 42 100"),
              style(.66f, "14 22 14 14 13 4", "13 4 50 6 86 4", "86 4 64 46 48 99")),
          List.of(
              style(.64f, "78 16 58 3 30 6 20 26 42 45 70 58 86 77 72 95 46 99 18 90 18 69 46 52 74 34 78 16"),
              style(.6f, "50 2 24 10 24 36 50 47 76 36 76 10 50 2", "50 47 18 58 14 86 50 99 86 86 82 58 50 47"),
              style(.7f, "82 10 54 3 28 10 28 28 52 46 72 64 66 90 42 99 22 86 34 62 62 42 90 14"),
              style(.66f, "72 8 48 2 24 18 36 40 66 56 84 78 64 97 34 97 16 80 36 57 66 40 82 18 70 6")),
          List.of(
              style(.64f, "80 18 58 3 26 10 14 34 34 53 62 46 80 18", "80 18 77 60 72 100"),
              style(.64f, "82 26 62 4 28 7 14 32 34 53 66 44 81 22 83 52 70 82 44 99 18 91"),
              style(.5f, "76 20 50 3 20 18 24 44 52 44 76 18", "76 18 64 60 44 100"),
              style(.62f, "78 14 48 2 18 18 18 44 48 54 76 34", "80 3 73 50 64 100")));

  private Glyphs() {}

  /// The styles of a digit from 0 to 9.
  static List<Style> of(int digit) {
    return DIGITS.get(digit);
  }

  private static Style style(float width, String... strokes) {
    float[][] parsed = new float[strokes.length][];
    for (int s = 0; s < strokes.length; s++) {
      String[] words = strokes[s].split(" ");
      parsed[s] = new float[words.length];
      for (int i = 0; i < words.length; i++) {
        parsed[s][i] = Integer.parseInt(words[i]) / 100f;
      }
    }
    return new Style(width, parsed);
  }
}
