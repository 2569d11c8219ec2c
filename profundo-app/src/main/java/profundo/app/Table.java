package profundo.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows of text in aligned columns, two blanks apart; cells of numbers are set to the right.
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  private Table() {}

  /// A table whose first row is a heading.
  static Table of(String... headings) {
    return new Table().row((Object[]) headings);
  }

  /// A table without heading.
  static Table plain() {
    return new Table();
  }

  /// Adds a row; null is an empty cell.
  Table row(Object... cells) {
    var row = new ArrayList<String>(cells.length);
    for (Object cell : cells) {
      row.add(cell == null ? "" : cell.toString());
    }
    rows.add(row);
    return this;
  }

  void print(PrintWriter out) {
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
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String blanks = " ".repeat(widths[c] - row.get(c).length());
        line.append(right[c] ? blanks + row.get(c) : row.get(c) + blanks).append("  ");
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /// All cells below the first row are numbers, and there are some.
  private boolean isNumeric(int column) {
    var cells = rows.stream().skip(1).filter(r -> r.size() > column).map(r -> r.get(column)).toList();
    return cells.stream().anyMatch(cell -> !cell.isEmpty())
        && cells.stream().allMatch(cell -> cell.isEmpty() || cell.matches("[-+<>]?[0-9][0-9,.]*( ?%)?"));
  }
}
