package profundo.files;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import profundo.data.DataException;

/// Whole files, no longer than they may be.
final class FileBytes {
  /// Longest text: fits an array with room to spare.
  static final int MAX_TEXT = 1 << 28;

  private FileBytes() {}

  /// The bytes of a file; unpacked where it is gzipped, whatever its name.
  ///
  /// @param max most bytes, packed and unpacked
  static byte[] read(Path file, int max) {
    requireFile(file);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
      raw.reset();
      if (!gzip) {
        return read(file, raw, max);
      }
      try (InputStream in = new GZIPInputStream(raw, 1 << 16)) {
        return read(file, in, max);
      }
    } catch (EOFException | ZipException e) {
      throw new DataException(file + " is no sound gzip file: " + e.getMessage() + "; get it again", e);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static byte[] read(Path file, InputStream in, int max) throws IOException {
    byte[] bytes = in.readNBytes(max + 1);
    if (bytes.length > max) {
      throw new DataException(file + ": expected at most " + max + " bytes, got more; divide the file");
    }
    return bytes;
  }

  /// The text of a file.
  ///
  /// @throws DataException when it is missing, too long, or not text in this charset, with the line
  static String text(Path file, Charset charset) {
    byte[] bytes = read(file, MAX_TEXT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(in)
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new DataException(
          file + ", line " + line + ": expected text in " + charset + ", got bytes that are none; name another charset", e);
    }
  }

  /// The lines of a text file without their ends.
  static List<String> lines(Path file, Charset charset) {
    return text(file, charset).lines().toList();
  }

  /// @throws DataException when there is no file of this name
  static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          Files.exists(file)
              ? file + ": expected a file, got a folder or a device"
              : file + ": expected a file, got no file of this name; check the path");
    }
  }

  static DataException failed(Path file, IOException e) {
    return new DataException(
        e instanceof AccessDeniedException
            ? file + " cannot be read: permission denied; make it readable"
            : file + " cannot be read: " + (e.getMessage() == null ? e : e.getMessage()),
        e);
  }

  /// At most 40 characters of what stood in a file, for a message.
  static String shown(String field) {
    return "'" + (field.length() > 40 ? field.substring(0, 40) + "..." : field) + "'";
  }

  /// A number from a file.
  ///
  /// @param where file and line
  /// @throws DataException when it is none, or not finite
  static float number(String field, String where) {
    float v;
    try {
      v = Float.parseFloat(field.strip());
    } catch (NumberFormatException e) {
      throw new DataException(where + ": expected a number, got " + shown(field), e);
    }
    if (!Float.isFinite(v)) {
      throw new DataException(where + ": expected a finite number, got " + shown(field));
    }
    return v;
  }
}
