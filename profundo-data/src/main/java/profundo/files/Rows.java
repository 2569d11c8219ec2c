package profundo.files;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import profundo.Rng;
import profundo.data.DataException;

/// A table as it stands in a file: named columns, rows of text (RFC 4180). [TableEncoding] makes numbers of it.
///
/// @param source the file
/// @param names of the columns; `c0`, `c1` ... where the file has no header
/// @param rows each as long as `names`, without white space at the ends
public record Rows(String source, List<String> names, List<Row> rows) {
  /// Most columns.
  public static final int MAX_COLUMNS = 100_000;

  private static final long MAX_FIELDS = 100_000_000;

  /// One row.
  ///
  /// @param line where it begins in the file, from 1
  /// @param fields one for each column
  public record Row(long line, List<String> fields) {}

  /// How a file writes its table.
  ///
  /// @param header whether the first row names the columns
  /// @param separator between the fields
  /// @param charset of the file
  public record Format(boolean header, char separator, Charset charset) {
    /// Commas, UTF-8, names in the first row.
    public static Format withHeader() {
      return new Format(true, ',', StandardCharsets.UTF_8);
    }

    /// Commas, UTF-8, no names.
    public static Format withoutHeader() {
      return new Format(false, ',', StandardCharsets.UTF_8);
    }

    /// The same with another separator, such as `;` or a tabulator.
    public Format separatedBy(char other) {
      return new Format(header, other, charset);
    }
  }

  /// A table divided in two.
  ///
  /// @param train to learn from, and to fit the encoding on
  /// @param test the rest
  public record Split(Rows train, Rows test) {}

  /// Copies the lists.
  public Rows {
    names = List.copyOf(names);
    rows = List.copyOf(rows);
  }

  /// Reads a file; empty lines are passed over.
  ///
  /// @throws DataException when it is missing, too large, no table, a row has more or fewer fields than the first one, or
  ///     two columns have one name
  public static Rows read(Path file, Format format) {
    String text = FileBytes.text(file, format.charset());
    var rows = new ArrayList<Row>();
    List<String> names = null;
    long fields = 0;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(format.separator())
            .skipEmptyLines(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      for (CsvRecord row : reader) {
        List<String> stripped = row.getFields().stream().map(String::strip).toList();
        if (names == null) {
          names = format.header() ? named(file, stripped) : numbered(file, stripped.size());
          if (format.header()) {
            continue;
          }
        }
        if (stripped.size() != names.size()) {
          throw new DataException(
              file + ", line " + row.getStartingLineNumber() + ": expected " + names.size()
                  + " fields as in the first row, got " + stripped.size());
        }
        fields += names.size();
        if (fields > MAX_FIELDS) {
          throw new DataException(file + ": expected at most " + MAX_FIELDS + " fields, got more; divide the file");
        }
        rows.add(new Row(row.getStartingLineNumber(), stripped));
      }
    } catch (CsvParseException e) {
      throw new DataException(file + " is no table: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw FileBytes.failed(file, e.getCause());
    } catch (IOException e) {
      throw FileBytes.failed(file, e);
    }
    if (rows.isEmpty()) {
      throw new DataException(file + ": expected at least one row" + (names == null ? "" : " after the header") + ", got none");
    }
    return new Rows(file.toString(), names, rows);
  }

  private static List<String> named(Path file, List<String> names) {
    checkColumns(file, names.size());
    var seen = new HashSet<String>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new DataException(file + ", line 1: two columns are named " + FileBytes.shown(name) + "; rename one");
      }
    }
    return names;
  }

  private static List<String> numbered(Path file, int count) {
    checkColumns(file, count);
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      names.add("c" + i);
    }
    return names;
  }

  private static void checkColumns(Path file, int count) {
    if (count > MAX_COLUMNS) {
      throw new DataException(file + ", line 1: expected at most " + MAX_COLUMNS + " columns, got " + count);
    }
  }

  /// Number of rows.
  public int size() {
    return rows.size();
  }

  /// Position of a column.
  ///
  /// @throws IllegalArgumentException when there is none of this name
  public int column(String name) {
    int at = names.indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException(source + ": there is no column '" + name + "'; expected one of " + names);
    }
    return at;
  }

  /// File and line of a row, for messages.
  public String where(int row) {
    return source + ", line " + rows.get(row).line();
  }

  /// The rows of these positions, in this order.
  public Rows subset(int... positions) {
    var chosen = new ArrayList<Row>();
    for (int p : positions) {
      chosen.add(rows.get(p));
    }
    return new Rows(source, names, chosen);
  }

  /// Holds out a random part, at least one row and not all.
  ///
  /// @param fraction share of the test part, between 0 and 1
  public Split split(double fraction, Rng rng) {
    if (!(fraction > 0 && fraction < 1) || size() < 2) {
      throw new IllegalArgumentException(
          "Rows: expected a fraction between 0 and 1 of at least 2 rows, got " + fraction + " of " + size());
    }
    int[] order = rng.permutation(size());
    int held = Math.clamp(Math.round(fraction * size()), 1, size() - 1);
    return new Split(
        subset(Arrays.copyOfRange(order, held, order.length)), subset(Arrays.copyOf(order, held)));
  }
}
