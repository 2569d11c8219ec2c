package profundo.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import profundo.Array;

/// NumPy's `.npz`: a zip archive of [Npy] arrays, stored or deflated, as `numpy.savez` and `numpy.savez_compressed`
/// write them.
///
/// Equal arguments give equal bytes: entries keep the order of the map and carry the same date, 1 January 1980.
public final class Npz {
  private static final String SUFFIX = ".npy";

  /// Deflate expands at most 1,032 times; an archive that claims more is a lie.
  private static final long MAX_EXPANSION = 1_032;

  private static final LocalDateTime NO_DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /// How much an archive may hold.
  ///
  /// @param entries arrays
  /// @param bytes all arrays together, unpacked
  public record Limits(int entries, long bytes) {
    /// 10,000 arrays and 16 GiB, and in any case no more than the memory of the JVM.
    public static final Limits DEFAULT = new Limits(10_000, 1L << 34);
  }

  /// Reads every array of an archive, in its order.
  ///
  /// @throws FormatException when the archive or an array is not sound or too large
  /// @throws IOException when it cannot be read
  public static Map<String, Array> read(Path file) throws IOException {
    return read(file, _ -> true, Limits.DEFAULT);
  }

  /// Reads the arrays whose names (without `.npy`) are wanted; only they count towards the limit of bytes.
  ///
  /// @throws FormatException when the archive or an array is not sound or too large
  /// @throws IOException when it cannot be read
  public static Map<String, Array> read(Path file, Predicate<String> wanted, Limits limits) throws IOException {
    return open(
        file,
        zip -> {
          var arrays = new LinkedHashMap<String, Array>();
          for (ZipEntry entry : entries(zip, file, limits, wanted)) {
            String name = name(entry);
            if (wanted.test(name)) {
              arrays.put(name, array(zip, entry, file + ": array " + JsonWriter.quote(JsonReader.shorten(name))));
            }
          }
          return arrays;
        });
  }

  /// The names of the arrays (without `.npy`) in the order of the archive.
  ///
  /// @throws FormatException when the archive is not sound
  /// @throws IOException when it cannot be read
  public static List<String> names(Path file) throws IOException {
    return open(file, zip -> entries(zip, file, Limits.DEFAULT, _ -> false).stream().map(Npz::name).toList());
  }

  private interface Use<T> {
    T of(ZipFile zip) throws IOException;
  }

  private static <T> T open(Path file, Use<T> use) throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      return use.of(zip);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new FormatException(file + ": it is no sound zip archive: " + e.getMessage() + "; get a whole copy", e);
    } catch (IOException e) {
      throw IoFailure.of("read", file, e);
    }
  }

  private static List<ZipEntry> entries(ZipFile zip, Path file, Limits limits, Predicate<String> wanted) {
    if (zip.size() > limits.entries()) {
      throw new FormatException(file + ": expected at most " + limits.entries() + " arrays, got " + zip.size());
    }
    var entries = new ArrayList<ZipEntry>();
    var names = new HashSet<String>();
    long bytes = 0;
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String where = file + ": entry " + JsonWriter.quote(JsonReader.shorten(entry.getName()));
      checkName(entry.getName(), where);
      if (!names.add(entry.getName())) {
        throw new FormatException(where + " is there twice; the archive is corrupt");
      }
      long size = entry.getSize();
      long packed = entry.getCompressedSize();
      if (size < 0 || packed < 0 || size / MAX_EXPANSION > packed) {
        throw new FormatException(
            where + ": claims to unpack " + packed + " bytes to " + size + ", more than deflate can; the archive is corrupt");
      }
      if (wanted.test(name(entry))) {
        bytes += size;
      }
      if (bytes < 0 || bytes > limits.bytes()) {
        throw new FormatException(
            file + ": expected at most " + limits.bytes() + " bytes unpacked, got more; read the arrays one by one");
      }
      entries.add(entry);
    }
    ElementType.requireHeap(bytes, file.toString());
    return entries;
  }

  /// Nothing is ever unpacked to disk under these names, but callers may build paths of them.
  private static void checkName(String name, String where) {
    boolean odd = name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == 0x7f);
    if (odd || name.startsWith("/") || List.of(name.split("/", -1)).contains("..") || name.length() > 1_000) {
      throw new FormatException(where + ": expected a plain name, without '..', backslash or control characters");
    }
    if (!name.endsWith(SUFFIX) || name.length() == SUFFIX.length()) {
      throw new FormatException(where + ": expected a name ending in " + SUFFIX + "; it is no .npz archive");
    }
  }

  private static String name(ZipEntry entry) {
    return entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
  }

  private static Array array(ZipFile zip, ZipEntry entry, String where) throws IOException {
    try (InputStream raw = zip.getInputStream(entry)) {
      if (raw == null) {
        throw new FormatException(where + ": its data is missing; get a whole copy");
      }
      var in = new CheckedInputStream(raw, new CRC32());
      Array array = Npy.read(in, entry.getSize(), where);
      if (in.read() >= 0) {
        throw new FormatException(where + ": holds more bytes than it claims; the archive is corrupt");
      }
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw new FormatException(where + ": its checksum is wrong; the archive is corrupt: get a whole copy");
      }
      return array;
    } catch (ZipException | EOFException e) {
      throw new FormatException(where + ": cannot be unpacked: " + e.getMessage() + "; get a whole copy", e);
    }
  }

  /// Writes an archive of stored arrays atomically (see [AtomicFile]).
  ///
  /// @param arrays by name without `.npy`, in this order
  /// @throws IOException when it cannot be written; what was there before is kept
  public static void write(Path file, Map<String, Array> arrays) throws IOException {
    write(file, arrays, ZipEntry.STORED);
  }

  /// Writes an archive of deflated arrays atomically (see [AtomicFile]).
  ///
  /// @param arrays by name without `.npy`, in this order
  /// @throws IOException when it cannot be written; what was there before is kept
  public static void writeCompressed(Path file, Map<String, Array> arrays) throws IOException {
    write(file, arrays, ZipEntry.DEFLATED);
  }

  private static void write(Path file, Map<String, Array> arrays, int method) throws IOException {
    for (String name : arrays.keySet()) {
      try {
        checkName(name + SUFFIX, "Npz.write: array " + JsonWriter.quote(JsonReader.shorten(name)));
      } catch (FormatException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    AtomicFile.write(
        file,
        out -> {
          var zip = new ZipOutputStream(out);
          for (var array : arrays.entrySet()) {
            zip.putNextEntry(entry(array.getKey() + SUFFIX, array.getValue(), method));
            Npy.write(zip, array.getValue());
            zip.closeEntry();
          }
          zip.finish();
        });
  }

  private static ZipEntry entry(String name, Array array, int method) throws IOException {
    var entry = new ZipEntry(name);
    entry.setMethod(method);
    entry.setTimeLocal(NO_DATE);
    if (method == ZipEntry.STORED) {
      var crc = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
      Npy.write(crc, array);
      entry.setCrc(crc.getChecksum().getValue());
      entry.setSize(Npy.size(array));
      entry.setCompressedSize(Npy.size(array));
    }
    return entry;
  }
}
