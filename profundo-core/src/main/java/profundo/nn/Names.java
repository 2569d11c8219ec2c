package profundo.nn;

import java.util.Collection;

/// How layers are called in messages.
final class Names {
  private Names() {}

  /// `Linear`; `lambda` for a layer without a class name of its own.
  static String type(Object layer) {
    Class<?> c = layer.getClass();
    String simple = c.getSimpleName();
    if (c.isHidden() || c.isSynthetic()) {
      return "lambda";
    }
    return simple.isEmpty() ? "anonymous " + Layer.class.getSimpleName() : simple;
  }

  /// `features.0 Linear`.
  static String title(String path, Object layer) {
    return path.isEmpty() ? type(layer) : path + " " + type(layer);
  }

  /// The candidate that takes the fewest insertions, deletions and replacements to become `name`, or null.
  static String nearest(String name, Collection<String> candidates) {
    String best = null;
    int least = Math.max(2, name.length() / 2) + 1;
    for (String c : candidates) {
      int d = name.length() > 200 ? Integer.MAX_VALUE : distance(name, c);
      if (d < least) {
        least = d;
        best = c;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1;
        int next = Math.min(diagonal + same, 1 + Math.min(row[j], row[j - 1]));
        diagonal = row[j];
        row[j] = next;
      }
    }
    return row[b.length()];
  }
}
