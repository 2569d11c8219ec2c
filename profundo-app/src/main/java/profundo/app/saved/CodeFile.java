package profundo.app.saved;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import profundo.Array;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.io.FormatException;

/// Codes of pictures, each number in 8 bits, as `profundo compress` writes them. All numbers big-endian:
///
/// | bytes | what |
/// | --- | --- |
/// | 4 | `PFAC` |
/// | 1 | version, 1 |
/// | 32 | SHA-256 of the model file that can read the codes |
/// | 4, 4 | how many pictures, numbers for each |
/// | 4, 4 | floats low and high: byte 0 stands for low, 255 for high |
/// | pictures x numbers | the codes, picture after picture |
/// | 4 | CRC-32 of all before |
///
/// A file is read as hostile: its length must be exactly what its counts say, before anything is made of them.
///
/// @param model SHA-256 of the model file
/// @param count pictures
/// @param units numbers for each
/// @param low what byte 0 stands for
/// @param high what byte 255 stands for
/// @param codes `count * units` bytes
public record CodeFile(byte[] model, int count, int units, float low, float high, byte[] codes) {
  /// As many fit into a file; a larger count in one is not believed.
  public static final int MOST_PICTURES = 100_000;
  static final int MOST_UNITS = 1 << 16;
  private static final int MOST_BYTES = 1 << 28;
  private static final int MAGIC = 0x50464143;
  private static final int VERSION = 1;
  private static final int HASH = 32;
  private static final int HEADER = 4 + 1 + HASH + 4 + 4 + 4 + 4;
  private static final int CHECK = 4;

  /// Rounds codes to 256 steps between their least and their greatest number.
  ///
  /// @param codes `[pictures, ...]`
  /// @throws InvalidInput when there are too many, or they are not finite
  public static CodeFile of(byte[] model, Array codes) {
    int count = codes.shape().size(0);
    int units = codes.shape().count() / count;
    if (count > MOST_PICTURES || units > MOST_UNITS || codes.shape().count() > MOST_BYTES) {
      throw new InvalidInput(
          "expected at most " + MOST_PICTURES + " pictures with codes of at most " + MOST_UNITS + " numbers, got " + count + " with "
              + units);
    }
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float c : codes.floats()) {
      if (!Float.isFinite(c)) {
        throw new InvalidInput("the model gives codes that are not finite; train it again");
      }
      low = Math.min(low, c);
      high = Math.max(high, c);
    }
    byte[] bytes = new byte[codes.shape().count()];
    double step = ((double) high - low) / 255;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (step > 0 ? Math.round((codes.floats()[i] - (double) low) / step) : 0);
    }
    return new CodeFile(model, count, units, low, high, bytes);
  }

  /// The numbers that the bytes stand for.
  ///
  /// @param code shape of one code, of as many elements as [#units]
  public Array numbers(Shape code) {
    float[] values = new float[codes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (codes[i] & 0xFF) * ((double) high - low) / 255);
    }
    return Array.wrap(code.insert(0, count), values);
  }

  /// The whole file.
  public byte[] bytes() {
    var bytes = new ByteArrayOutputStream(HEADER + codes.length + CHECK);
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.write(model);
      out.writeInt(count);
      out.writeInt(units);
      out.writeFloat(low);
      out.writeFloat(high);
      out.write(codes);
      out.writeInt((int) crc(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private static long crc(byte[] bytes, int length) {
    var crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  /// Reads a file.
  ///
  /// @throws FormatException when it is none, damaged, or of another version
  public static CodeFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(file + ": expected a file that 'profundo compress' has written, got none; check the path");
    }
    long length = Files.size(file);
    if (length < HEADER + CHECK + 1 || length > HEADER + CHECK + (long) MOST_BYTES) {
      throw bad(
          file, "expected a file of " + (HEADER + CHECK + 1) + " to " + (HEADER + CHECK + (long) MOST_BYTES) + " bytes, got " + length);
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != length) {
      throw bad(file, "the file changed while it was read");
    }
    return parse(file, bytes);
  }

  private static CodeFile parse(Path file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC) {
      throw bad(file, "expected a file that 'profundo compress' has written, got something else");
    }
    int version = in.get();
    if (version != VERSION) {
      throw bad(file, "expected version " + VERSION + ", got " + version + "; was it written by a newer version?");
    }
    byte[] model = new byte[HASH];
    in.get(model);
    int count = in.getInt();
    int units = in.getInt();
    float low = in.getFloat();
    float high = in.getFloat();
    if (count < 1 || count > MOST_PICTURES || units < 1 || units > MOST_UNITS) {
      throw bad(
          file, "expected 1 to " + MOST_PICTURES + " pictures of 1 to " + MOST_UNITS + " numbers, got " + count + " of " + units);
    }
    if (bytes.length != HEADER + CHECK + (long) count * units) {
      throw bad(
          file, "expected " + (HEADER + CHECK + (long) count * units) + " bytes for " + count + " pictures of " + units
              + " numbers, got " + bytes.length);
    }
    if (in.getInt(bytes.length - CHECK) != (int) crc(bytes, bytes.length - CHECK)) {
      throw bad(file, "its check sum is wrong: the file is damaged; get it again");
    }
    if (!(Float.isFinite(low) && Float.isFinite(high) && low <= high)) {
      throw bad(file, "expected finite numbers low and high in order, got " + low + " and " + high);
    }
    return new CodeFile(model, count, units, low, high, Arrays.copyOfRange(bytes, HEADER, bytes.length - CHECK));
  }

  private static FormatException bad(Path file, String why) {
    return new FormatException(file + ": " + why);
  }
}
