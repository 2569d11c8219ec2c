package profundo.app.terminal;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Guesses what somebody meant by a misspelt name.
public final class Nearest {
  private Nearest() {}

  /// The known name closest to `name`, if one is close enough to be what was meant: at most a third of its letters
  /// added, dropped, exchanged or swapped with their neighbour, or one begins with the other.
  public static Optional<String> to(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      int d = distance(wanted, lower);
      boolean begins = wanted.length() >= 3 && lower.startsWith(wanted) || lower.length() >= 3 && wanted.startsWith(lower);
      if (d < least && (begins || d <= Math.max(1, Math.max(lower.length(), wanted.length()) / 3))) {
        least = d;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /// `; did you mean 'x'?`, or nothing when no known name is close.
  public static String hint(String name, Collection<String> known) {
    return to(name, known).map(meant -> "; did you mean '" + meant + "'?").orElse("");
  }

  /// Edit distance in which swapping two neighbours costs one (optimal string alignment).
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
