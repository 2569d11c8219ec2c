package profundo.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import profundo.Shape;

/// Idx files on disk, read as if an enemy had written them: no length from a header is believed before the file has
/// shown that it can hold it.
final class IdxFile {
  /// Longest block of values read: what one array holds.
  static final long MAX_BYTES = Integer.MAX_VALUE - 64;

  /// Deflate cannot shrink below one part in 1032 (<https://zlib.net/zlib_tech.html>).
  private static final long MAX_RATIO = 1032;

  /// Memory given on the word of a gzipped file's header; more only as values arrive.
  private static final int FIRST_GRANT = 1 << 26;

  private IdxFile() {}

  static Idx read(Path file, long maxBytes) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          Files.exists(file)
              ? "idx: expected a file, got " + file + ", which is a folder or a device"
              : "idx: there is no file " + file + "; check the path");
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      long length = Files.size(file);
      raw.mark(2);
      boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
      raw.reset();
      if (!gzip) {
        return read(file, raw, length, false, maxBytes);
      }
      try (var in = new Unpacked(new Counted(raw))) {
        Idx idx = read(file, in, length, true, maxBytes);
        if (in.end() != length) {
          throw new DataException(
              "idx: " + file + ": the gzip stream ends after " + in.end() + " of " + length
                  + " bytes, but more follows; get it again");
        }
        return idx;
      }
    } catch (EOFException e) {
      throw new DataException("idx: " + file + " is truncated; get it again", e);
    } catch (NoSuchFileException e) {
      throw new DataException("idx: there is no file " + file + "; check the path", e);
    } catch (IOException e) {
      // Also java.util.zip.ZipException: bad block, bad check sum.
      throw new DataException("idx: " + file + " cannot be read: " + e.getMessage() + "; get it again", e);
    }
  }

  /// How many bytes were taken from a stream.
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      count += Math.max(0, n);
      return n;
    }
  }

  /// A gzip stream that knows where it ended. The class of the platform takes no notice of what follows a stream and is
  /// no gzip stream itself, and does not say how much of the file it has looked at.
  private static final class Unpacked extends GZIPInputStream {
    private static final int TRAILER = 8;

    private final Counted packed;
    private long given;

    Unpacked(Counted packed) throws IOException {
      super(packed, 1 << 16);
      this.packed = packed;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      given = packed.count;
    }

    /// Bytes from the start of the file to the end of the stream; to be asked when it has been read to its end.
    long end() {
      return given - inf.getRemaining() + TRAILER;
    }
  }

  private static Idx read(Path file, InputStream in, long length, boolean gzip, long maxBytes) throws IOException {
    var header = new DataInputStream(in);
    int magic = header.readInt();
    Idx.Type type = type(file, magic);
    int rank = magic & 0xFF;
    if (rank < 1 || rank > Shape.MAX_RANK) {
      throw new DataException(
          "idx: " + file + ": expected 1 to " + Shape.MAX_RANK + " axes, got " + rank + "; is this an idx file?");
    }
    long[] sizes = new long[rank];
    long bytes = type.bytes();
    for (int i = 0; i < rank; i++) {
      sizes[i] = Integer.toUnsignedLong(header.readInt());
      if (sizes[i] == 0) {
        throw new DataException("idx: " + file + ": expected every axis to have at least one element, got 0 for axis " + i);
      }
      bytes *= sizes[i];
      if (bytes > maxBytes) {
        throw new DataException(
            "idx: " + file + ": the header claims " + type + " " + Arrays.toString(Arrays.copyOf(sizes, i + 1))
                + (i + 1 < rank ? "..." : "") + ", more than the " + maxBytes + " bytes that are read; is it corrupt?");
      }
    }
    long before = 4 + 4L * rank;
    String claim = type + " " + Arrays.toString(sizes) + ", that is " + (before + bytes) + " bytes";
    if (gzip ? before + bytes > length * MAX_RATIO : before + bytes != length) {
      throw new DataException(
          "idx: " + file + ": the header claims " + claim + ", but the file has " + length
              + (gzip ? ", which can unpack to at most " + length * MAX_RATIO : "") + "; "
              + blame(before, bytes, length, type) + "; get it again");
    }
    byte[] values = readExactly(file, in, (int) bytes, claim);
    // Reading on to the end also makes a gzip stream verify its check sum.
    if (in.read() >= 0) {
      throw new DataException(
          "idx: " + file + ": the header claims " + claim + ", but more follows; get it again");
    }
    return Idx.of(type, Shape.of(Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray()), values);
  }

  private static String blame(long before, long bytes, long length, Idx.Type type) {
    if (before + bytes < length) {
      return "something follows the values";
    }
    boolean fitsBytes = before + bytes / type.bytes() == length;
    return fitsBytes && type.bytes() > 1 ? "it would fit UBYTE, so the type in the header is wrong" : "it is truncated";
  }

  private static Idx.Type type(Path file, int magic) {
    for (Idx.Type t : Idx.Type.values()) {
      if (magic >>> 8 == t.code()) {
        return t;
      }
    }
    throw new DataException(
        "idx: %s: expected a header of two zero bytes, a type (08 09 0b 0c 0d 0e) and the number of axes, got %08x; is this an idx file?"
            .formatted(file, magic));
  }

  private static byte[] readExactly(Path file, InputStream in, int count, String claim) throws IOException {
    byte[] values = new byte[Math.min(count, FIRST_GRANT)];
    int read = 0;
    while (true) {
      read += in.readNBytes(values, read, values.length - read);
      if (read == count) {
        return values;
      }
      if (read < values.length) {
        throw new DataException(
            "idx: " + file + ": the header claims " + claim + ", but only " + read
                + " bytes of values are there; it is truncated; get it again");
      }
      values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length));
    }
  }

  static void write(Idx idx, Path file) {
    Path temporary = null;
    try {
      Path folder = file.toAbsolutePath().getParent();
      temporary = Files.createTempFile(folder, "." + file.getFileName(), ".part");
      try (OutputStream raw = Files.newOutputStream(temporary);
          OutputStream packed = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw, 1 << 16) : raw;
          var out = new DataOutputStream(packed)) {
        out.writeInt(idx.type().code() << 8 | idx.shape().rank());
        for (int size : idx.shape().sizes()) {
          out.writeInt(size);
        }
        out.write(idx.bytes());
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      if (temporary != null) {
        try {
          Files.deleteIfExists(temporary);
        } catch (IOException suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw new DataException("idx: " + file + " cannot be written: " + e + "; check the folder and the space left", e);
    }
  }
}
