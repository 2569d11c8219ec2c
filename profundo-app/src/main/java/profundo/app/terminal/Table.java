package profundo.app.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of text in aligned columns, two blanks apart; cells of numbers are set to the right.
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  private Table() {}

  /// A table whose first row is a heading.
  public static Table of(String... headings) {
    return new Table().row((Object[]) headings);
  }

  /// A table without heading.
  public static Table plain() {
    return new Table();
  }

  /// Adds a row; null is an empty cell.
  public Table row(Object... cells) {
    var row = new ArrayList<String>(cells.length);
    for (Object cell : cells) {
      row.add(cell == null ? "" : cell.toString());
    }
    rows.add(row);
    return this;
  }

  /// Prints it as wide as it is.
  public void print(PrintWriter out) {
    print(out, Integer.MAX_VALUE);
  }

  /// Prints it; where it is wider than `most`, the words of the last column go on in lines below.
  public void print(PrintWriter out, int most) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    boolean[] right = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      right[c] = isNumeric(c);
    }
    int before = Arrays.stream(widths).limit(Math.max(0, columns - 1)).map(w -> w + 2).sum();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int c = 0; c < row.size() && c < columns - 1; c++) {
        String blanks = " ".repeat(widths[c] - row.get(c).length());
        line.append(right[c] ? blanks + row.get(c) : row.get(c) + blanks).append("  ");
      }
      if (row.size() == columns) {
        String last = row.getLast();
        String blanks = right[columns - 1] ? " ".repeat(widths[columns - 1] - last.length()) : "";
        line.append(blanks).append(wrapped(last, Math.max(20, most - before), "\n" + " ".repeat(before)));
      }
      line.toString().lines().map(String::stripTrailing).forEach(out::println);
      if (line.isEmpty()) {
        out.println();
      }
    }
  }

  /// Breaks at blanks, as late as `most` allows; a longer word stays whole.
  private static String wrapped(String text, int most, String between) {
    if (text.length() <= most) {
      return text;
    }
    var lines = new StringBuilder();
    int length = 0;
    for (String word : text.split(" ")) {
      if (length > 0 && length + 1 + word.length() > most) {
        lines.append(between);
        length = 0;
      } else if (length > 0) {
        lines.append(' ');
        length++;
      }
      lines.append(word);
      length += word.length();
    }
    return lines.toString();
  }

  /// All cells below the first row are numbers, and there are some.
  private boolean isNumeric(int column) {
    var cells = rows.stream().skip(1).filter(r -> r.size() > column).map(r -> r.get(column)).toList();
    return cells.stream().anyMatch(cell -> !cell.isEmpty())
        && cells.stream().allMatch(cell -> cell.isEmpty() || cell.matches("[-+<>]?[0-9][0-9,.]*( ?%)?"));
  }
}
