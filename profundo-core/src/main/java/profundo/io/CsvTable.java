package profundo.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The content of a CSV file with a header (RFC 4180; lines may also end in a line feed alone). Empty fields are
/// empty texts.
///
/// @param columns names, each once
/// @param rows as many fields as there are columns
public record CsvTable(List<String> columns, List<List<String>> rows) {
  private static final int MAX_CELLS = 10_000_000;

  public CsvTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /// The fields of a column from the first row on.
  ///
  /// @throws FormatException when there is no such column
  public List<String> column(String name) {
    int at = columns.indexOf(name);
    if (at < 0) {
      throw new FormatException(
          "column " + JsonWriter.quote(name) + " is missing; present: " + JsonReader.shorten(columns.toString()));
    }
    return rows.stream().map(row -> row.get(at)).toList();
  }

  /// @throws FormatException with the line
  static CsvTable parse(byte[] utf8, String where) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(where + ": expected UTF-8, got other bytes; save the file as UTF-8", e);
    }
    return new Parser(text, where).table();
  }

  private static final class Parser {
    private final String text;
    private final String where;
    private int at;
    private int line = 1;
    private int cells;

    Parser(String text, String where) {
      this.text = text;
      this.where = where;
    }

    CsvTable table() {
      if (text.isEmpty()) {
        return new CsvTable(List.of(), List.of());
      }
      List<String> columns = row();
      var names = new HashSet<String>();
      for (String column : columns) {
        if (!names.add(column)) {
          throw fail("column " + JsonWriter.quote(JsonReader.shorten(column)) + " is there twice", 1);
        }
      }
      var rows = new ArrayList<List<String>>();
      while (at < text.length()) {
        int start = line;
        List<String> row = row();
        if (row.size() != columns.size()) {
          throw fail("expected " + columns.size() + " fields as in the header, got " + row.size(), start);
        }
        rows.add(row);
      }
      return new CsvTable(columns, rows);
    }

    private List<String> row() {
      var row = new ArrayList<String>();
      while (true) {
        row.add(field());
        if (++cells > MAX_CELLS) {
          throw fail("expected at most " + MAX_CELLS + " fields, got more", line);
        }
        if (at == text.length()) {
          return row;
        }
        char c = text.charAt(at++);
        if (c == ',') {
          continue;
        }
        if (c == '\r' && at < text.length() && text.charAt(at) == '\n') {
          at++;
        } else if (c != '\n') {
          throw fail("expected a comma or the end of the line after a field", line);
        }
        line++;
        return row;
      }
    }

    private String field() {
      if (at == text.length() || text.charAt(at) != '"') {
        int start = at;
        while (at < text.length() && ",\n\r".indexOf(text.charAt(at)) < 0) {
          if (text.charAt(at) == '"') {
            throw fail("expected a field with a quote in it to be in quotes itself", line);
          }
          at++;
        }
        return text.substring(start, at);
      }
      int start = line;
      var field = new StringBuilder();
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          if (at == text.length() || text.charAt(at) != '"') {
            return field.toString();
          }
          at++;
        } else if (c == '\n') {
          line++;
        }
        field.append(c);
      }
      throw fail("a quote is opened and never closed", start);
    }

    private FormatException fail(String message, int atLine) {
      return new FormatException(where + ", line " + atLine + ": " + message);
    }
  }
}
