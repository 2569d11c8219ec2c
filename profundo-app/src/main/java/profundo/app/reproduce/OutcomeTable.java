package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import profundo.data.DataException;
import profundo.io.AtomicFile;

/// `docs/reproductions.md`: a row for each [Reproduction] that was carried out, sorted by name.
public final class OutcomeTable {
  private static final String HEAD =
      """
      # Reproductions

      Written by `./profundo reproduce NAME`, one row each; `./profundo reproduce --list` shows all there are. Seconds are those
      of all parts together, on the machine that the row names.

      """;

  private static final List<String> COLUMNS =
      List.of(
          "name", "what", "source", "figure", "published", "demanded", "measured", "budget", "seconds", "seed", "machine", "date");

  private static final Pattern ROW = Pattern.compile("\\| `([^`|]+)` \\|.*");
  private static final int LONGEST = 1_000_000;

  private OutcomeTable() {}

  /// The page of the checkout that a folder lies in.
  ///
  /// @return empty outside any checkout of Profundo
  public static Optional<Path> of(Path inside) {
    for (Path p = inside.toAbsolutePath().normalize(); p != null; p = p.getParent()) {
      if (Files.isDirectory(p.resolve("profundo-core/src")) && Files.isDirectory(p.resolve("docs"))) {
        return Optional.of(p.resolve("docs/reproductions.md"));
      }
    }
    return Optional.empty();
  }

  /// Writes the row of an outcome, a new one or in place of the old; all others stay, letter by letter. The page is written
  /// beside and renamed.
  public static void write(Path page, Outcome outcome) throws IOException {
    var rows = new TreeMap<String, String>();
    if (Files.exists(page)) {
      if (Files.size(page) > LONGEST) {
        throw new DataException(page + ": expected at most " + LONGEST + " bytes, got " + Files.size(page) + "; is this the page?");
      }
      for (String line : Files.readString(page).lines().toList()) {
        var row = ROW.matcher(line);
        if (row.matches()) {
          rows.put(row.group(1), line);
        }
      }
    }
    rows.put(outcome.reproduction().name(), row(outcome.cells().stream().map(OutcomeTable::cell).toList()));
    AtomicFile.write(
        page,
        HEAD + row(COLUMNS) + "\n" + row(COLUMNS.stream().map(_ -> "---").toList()) + "\n" + String.join("\n", rows.values()) + "\n");
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
  }
}
