package profundo.nn;

import java.util.List;
import java.util.regex.Pattern;

/// A pattern of parameter names: `*` stands for any text within one part of a path, `**` for any text, `?` for one
/// character. What fits the path of a layer stands for everything below it.
///
///     Glob.of("features").fits("features.0.weight")     // true, and so for
///     Glob.of("features.*.weight"), Glob.of("feat*"), Glob.of("**.weight")
public final class Glob {
  private static final int LONGEST = 1000;

  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  /// Reads a pattern.
  ///
  /// @throws IllegalArgumentException when it is empty or longer than 1000 characters
  public static Glob of(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "Glob: expected a pattern of 1 to " + LONGEST + " characters, got " + text.length());
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*') {
        boolean any = false;
        // A run of stars is one: it means the same, and takes no time that grows with its length.
        for (; i + 1 < text.length() && text.charAt(i + 1) == '*'; i++) {
          any = true;
        }
        regex.append(any ? ".*" : "[^.]*");
      } else if (c == '?') {
        regex.append("[^.]");
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new Glob(Pattern.compile(regex + "(\\..*)?", Pattern.DOTALL));
  }

  /// Whether a full name fits.
  public boolean fits(String name) {
    return pattern.matcher(name).matches();
  }

  /// Some names for a message.
  public static String listed(List<String> names) {
    return String.join(", ", names.stream().limit(20).toList()) + (names.size() > 20 ? ", ..." : "");
  }
}
