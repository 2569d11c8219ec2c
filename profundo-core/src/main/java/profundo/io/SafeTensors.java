package profundo.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import profundo.Array;

/// Named arrays and string metadata in one file, in the safetensors format: the length of the header (8 bytes, little
/// endian), the header (JSON, padded with spaces), the data. Python's `safetensors` reads what is written here, and
/// its files are read here.
///
/// Written are F32 and I32. Read are also F64, F16, BF16 (as F32) and I64, U64, U32, I16, U16, I8, U8, BOOL (as I32,
/// where every value must fit).
///
/// What is written here has the SHA-256 of its data in the metadata, under [#SHA256], and reading compares: a disk or a copy
/// that changed a bit is found out. Files of others have none. It belongs to the file, not to its content, so it is in no
/// map of metadata here; a program that changes tensors and keeps the metadata must take it out.
///
/// Equal arguments give equal bytes: tensors and metadata are written in the order of their maps, so give a
/// [LinkedHashMap] or a sorted map, not `Map.of`, whose order changes from run to run.
///
/// @param tensors in the order of the header
/// @param metadata in the order of the header; empty when there is none
public record SafeTensors(Map<String, Array> tensors, Map<String, String> metadata) {
  /// The key of the metadata that holds the SHA-256 of all bytes after the header, in lower-case hexadecimal.
  static final String SHA256 = "profundo_sha256";

  private static final int PIECE = 1 << 16;

  public SafeTensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /// One tensor as the header describes it.
  ///
  /// @param name unique in the file
  /// @param dtype as in the file: `F32`, `BF16`, ...
  /// @param shape as in the file; unlike in a [profundo.Shape] a size may be 0
  /// @param begin first byte, counted from the start of the data
  /// @param end byte after the last
  public record Entry(String name, String dtype, List<Long> shape, long begin, long end) {
    public Entry {
      shape = List.copyOf(shape);
    }
  }

  /// What a file holds, without the data.
  ///
  /// @param entries by name, in the order of the header
  /// @param metadata in the order of the header; empty when there is none
  /// @param sha256 that the data had when it was written, in lower-case hexadecimal; empty in files of others
  /// @param dataStart where in the file the data begins, in bytes
  public record Header(Map<String, Entry> entries, Map<String, String> metadata, Optional<String> sha256, long dataStart) {
    public Header {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
  }

  /// Reads the header only, and checks that it fits the size of the file.
  ///
  /// @throws FormatException when the file is not a sound safetensors file
  /// @throws IOException when it cannot be read
  public static Header inspect(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return SafeTensorsHeader.read(new Content.OfFile(channel, file.toString()));
    } catch (IOException e) {
      throw IoFailure.of("read", file, e);
    }
  }

  /// Reads a whole file.
  ///
  /// @throws FormatException when the file is not sound, or a value does not fit F32 or I32
  /// @throws IOException when it cannot be read
  public static SafeTensors read(Path file) throws IOException {
    return read(file, _ -> true);
  }

  /// Reads the tensors whose names are wanted, and the metadata.
  ///
  /// @throws FormatException when the file is not sound, or a value does not fit F32 or I32
  /// @throws IOException when it cannot be read
  public static SafeTensors read(Path file, Predicate<String> wanted) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(new Content.OfFile(channel, file.toString()), wanted);
    } catch (IOException e) {
      throw IoFailure.of("read", file, e);
    }
  }

  /// Reads the bytes of a file.
  ///
  /// @param name what messages call it
  /// @throws FormatException when it is not sound, or a value does not fit F32 or I32
  public static SafeTensors parse(byte[] bytes, String name) {
    try {
      return read(new Content.OfBytes(bytes, name), _ -> true);
    } catch (IOException e) {
      throw new AssertionError("reading from memory does no input", e);
    }
  }

  private static SafeTensors read(Content content, Predicate<String> wanted) throws IOException {
    Header header = SafeTensorsHeader.read(content);
    long needed = 0;
    for (Entry entry : header.entries().values()) {
      if (wanted.test(entry.name())) {
        needed += (entry.end() - entry.begin()) / ElementType.valueOf(entry.dtype()).bytes * 4;
      }
    }
    ElementType.requireHeap(needed, content.name());
    MessageDigest digest = header.sha256().isPresent() ? Sha256.start() : null;
    var tensors = new LinkedHashMap<String, Array>();
    // Keeps the order of the header, whatever order the data has.
    header.entries().keySet().stream().filter(wanted).forEach(name -> tensors.put(name, null));
    for (Entry entry : header.entries().values().stream().sorted(Comparator.comparingLong(Entry::begin)).toList()) {
      if (tensors.containsKey(entry.name())) {
        tensors.put(entry.name(), load(content, header, entry, digest));
      } else if (digest != null) {
        skim(content, header, entry, digest);
      }
    }
    if (digest != null) {
      requireSame(header.sha256().get(), Sha256.end(digest), content.name());
    }
    return new SafeTensors(tensors, header.metadata());
  }

  private static void requireSame(String expected, String got, String file) {
    if (!got.equals(expected)) {
      throw new FormatException(
          file + ": expected SHA-256 " + JsonReader.shorten(expected) + ", the data has " + got
              + "; the file is damaged; use another checkpoint or copy it again");
    }
  }

  /// Takes the data of a tensor that is not wanted into the digest.
  private static void skim(Content content, Header header, Entry entry, MessageDigest digest) throws IOException {
    var piece = ByteBuffer.allocate(PIECE);
    for (long at = entry.begin(); at < entry.end(); at += piece.capacity()) {
      piece.clear().limit((int) Math.min(piece.capacity(), entry.end() - at));
      content.fill(piece, header.dataStart() + at);
      digest.update(piece.flip());
    }
  }

  private static Array load(Content content, Header header, Entry entry, MessageDigest digest) throws IOException {
    String where = SafeTensorsHeader.where(content.name(), entry.name());
    long[] sizes = entry.shape().stream().mapToLong(Long::longValue).toArray();
    var shape = ElementType.shape(sizes, where);
    var position = new long[] {header.dataStart() + entry.begin()};
    return ElementType.valueOf(entry.dtype())
        .read(
            shape,
            ByteOrder.LITTLE_ENDIAN,
            chunk -> {
              int length = chunk.remaining();
              content.fill(chunk, position[0]);
              position[0] += length;
              if (digest != null) {
                digest.update(chunk.duplicate().flip());
              }
            },
            where);
  }

  /// Writes a file atomically (see [AtomicFile]).
  ///
  /// @param tensors in this order; no name may be `__metadata__`
  /// @param metadata in this order; may be empty
  /// @throws IOException when it cannot be written; what was there before is kept
  public static void write(Path file, Map<String, Array> tensors, Map<String, String> metadata) throws IOException {
    byte[] header = SafeTensorsHeader.encode(tensors, withSha256(tensors, metadata));
    AtomicFile.write(file, out -> write(out, header, tensors));
  }

  /// The bytes that [#write] puts into a file.
  public static byte[] bytes(Map<String, Array> tensors, Map<String, String> metadata) {
    byte[] header = SafeTensorsHeader.encode(tensors, withSha256(tensors, metadata));
    long size = 8L + header.length;
    for (Array array : tensors.values()) {
      size += 4L * array.shape().count();
    }
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "SafeTensors.bytes: expected at most 2^31 bytes, got " + size + "; write a file instead");
    }
    var out = new ByteArrayOutputStream((int) size);
    try {
      write(out, header, tensors);
    } catch (IOException e) {
      throw new AssertionError("writing to memory does no output", e);
    }
    return out.toByteArray();
  }

  /// The header comes before the data, so the data is gone through once more before.
  private static Map<String, String> withSha256(Map<String, Array> tensors, Map<String, String> metadata) {
    if (tensors.isEmpty()) {
      return metadata;
    }
    MessageDigest digest = Sha256.start();
    try {
      for (Array array : tensors.values()) {
        ElementType.write(array, (chunk, length) -> digest.update(chunk, 0, length));
      }
    } catch (IOException e) {
      throw new AssertionError("a digest does no output", e);
    }
    var all = new LinkedHashMap<>(metadata);
    all.remove(SHA256);
    all.put(SHA256, Sha256.end(digest));
    return all;
  }

  private static void write(OutputStream out, byte[] header, Map<String, Array> tensors) throws IOException {
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    for (Array array : tensors.values()) {
      ElementType.write(array, (chunk, length) -> out.write(chunk, 0, length));
    }
  }
}
