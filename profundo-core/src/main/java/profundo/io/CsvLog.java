package profundo.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// A table that grows by a row at a time: `metrics.csv`. The first row sets the columns; when a later one brings new
/// columns they are put last and the file is rewritten, atomically, with empty fields in the rows before.
///
/// Every row is in the file when [#append] returns. Numbers are printed so that reading them gives the same bits;
/// fields are quoted as RFC 4180 says, lines end in a line feed. Not for several threads at once.
public final class CsvLog {
  private static final int MAX_BYTES = 64 << 20;

  private final Path file;
  private List<String> columns;

  private CsvLog(Path file, List<String> columns) {
    this.file = file;
    this.columns = columns;
  }

  /// Starts a table without rows; replaces what the file holds.
  ///
  /// @throws IOException when it cannot be written
  public static CsvLog create(Path file) throws IOException {
    AtomicFile.write(file, "");
    return new CsvLog(file, List.of());
  }

  /// Continues a table after cutting it back to the rows whose field in column `key` (epoch or step) is at most
  /// `last`. A row that was being written when its writer was killed is dropped as well. Without a file a table is
  /// started.
  ///
  /// @throws FormatException when the file is no such table
  /// @throws IOException when it cannot be read or written
  public static CsvLog resume(Path file, String key, long last) throws IOException {
    if (!Files.exists(file)) {
      return create(file);
    }
    byte[] bytes = bytes(file);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    CsvTable table = CsvTable.parse(Arrays.copyOf(bytes, whole), file.toString());
    if (table.columns().isEmpty()) {
      return create(file);
    }
    List<String> keys;
    try {
      keys = table.column(key);
    } catch (FormatException e) {
      throw e.in(file.toString());
    }
    var out = new StringBuilder(line(table.columns()));
    for (int i = 0; i < keys.size(); i++) {
      if (number(keys.get(i), file + ", row " + (i + 1) + ", column " + JsonWriter.quote(key)) <= last) {
        out.append(line(table.rows().get(i)));
      }
    }
    byte[] kept = out.toString().getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(kept, bytes)) {
      AtomicFile.write(file, kept);
    }
    return new CsvLog(file, table.columns());
  }

  private static long number(String field, String where) {
    try {
      return Long.parseLong(field);
    } catch (NumberFormatException e) {
      throw new FormatException(
          where + ": expected a whole number, got " + JsonWriter.quote(JsonReader.shorten(field)), e);
    }
  }

  /// Reads a table.
  ///
  /// @throws FormatException when the file is none, or larger than 64 MiB
  /// @throws IOException when it cannot be read
  public static CsvTable read(Path file) throws IOException {
    return CsvTable.parse(bytes(file), file.toString());
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new FormatException(file + ": expected at most " + MAX_BYTES + " bytes, got more; move it away");
      }
      return bytes;
    } catch (IOException e) {
      throw IoFailure.of("read", file, e);
    }
  }

  /// The columns so far; none before the first row.
  public List<String> columns() {
    return columns;
  }

  /// Appends a row.
  ///
  /// @param row by column: text, numbers, truth values; null or absent leaves the field empty
  /// @throws IOException when the disk is full or the like; the rows before are kept, and one may go on
  public void append(Map<String, ?> row) throws IOException {
    if (row.isEmpty()) {
      return;
    }
    var all = new LinkedHashSet<>(columns);
    if (all.addAll(row.keySet())) {
      widen(List.copyOf(all), row);
      return;
    }
    byte[] bytes = line(fields(columns, row)).getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long end = channel.size();
      channel.position(end);
      try {
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
          channel.write(rest);
        }
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw IoFailure.of("write", file, e);
    }
  }

  private void widen(List<String> wider, Map<String, ?> row) throws IOException {
    var out = new StringBuilder(line(wider));
    if (!columns.isEmpty()) {
      List<String> none = Collections.nCopies(wider.size() - columns.size(), "");
      for (List<String> before : read(file).rows()) {
        var fields = new ArrayList<>(before);
        fields.addAll(none);
        out.append(line(fields));
      }
    }
    out.append(line(fields(wider, row)));
    AtomicFile.write(file, out.toString());
    columns = wider;
  }

  private static List<String> fields(List<String> columns, Map<String, ?> row) {
    return columns.stream().map(column -> text(row.get(column))).toList();
  }

  /// Java prints the shortest decimal that reads back to the same float or double.
  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static String line(List<String> fields) {
    var line = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      String field = fields.get(i);
      boolean quoted = field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      // A lone empty field would be an empty line, which many readers skip.
      quoted |= field.isEmpty() && fields.size() == 1;
      line.append(i == 0 ? "" : ",").append(quoted ? '"' + field.replace("\"", "\"\"") + '"' : field);
    }
    return line.append('\n').toString();
  }
}
