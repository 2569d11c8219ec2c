package profundo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import profundo.Array;

/// The header of a safetensors file: reading with every claim checked against the size of the file, and writing.
final class SafeTensorsHeader {
  private static final int MAX_LENGTH = 100_000_000;
  private static final Json.Limits LIMITS = new Json.Limits(MAX_LENGTH, 4, 2_000_000);
  private static final String METADATA = "__metadata__";
  private static final Set<String> KEYS = Set.of("dtype", "shape", "data_offsets");

  private SafeTensorsHeader() {}

  static String where(String file, String tensor) {
    return file + ": tensor " + JsonWriter.quote(JsonReader.shorten(tensor));
  }

  static SafeTensors.Header read(Content content) throws IOException {
    String name = content.name();
    long size = content.size();
    if (size < 8) {
      throw new FormatException(
          name + ": expected a safetensors file of at least 8 bytes, got " + size + "; get a whole copy");
    }
    var head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    content.fill(head, 0);
    long length = head.getLong(0);
    if (length < 2 || length > MAX_LENGTH) {
      throw new FormatException(
          name + ": expected a header of 2 to " + MAX_LENGTH + " bytes, the file claims " + Long.toUnsignedString(length)
              + "; it is no safetensors file, or corrupt");
    }
    if (length > size - 8) {
      throw new FormatException(
          name + ": the header claims " + length + " bytes, the file has " + (size - 8)
              + " left; it is truncated: get a whole copy");
    }
    byte[] json = new byte[(int) length];
    content.fill(ByteBuffer.wrap(json), 8);
    if (json[0] != '{') {
      throw new FormatException(name + ": expected the header to start with '{', got byte " + (json[0] & 0xff)
          + "; it is no safetensors file, or corrupt");
    }
    try {
      return header(name, Json.parse(json, LIMITS).asObject(), 8 + length, size - 8 - length);
    } catch (FormatException e) {
      throw e.getMessage().startsWith(name) ? e : e.in(name + ": header");
    }
  }

  private static SafeTensors.Header header(String file, Json.Obj json, long start, long dataSize) {
    var metadata = new LinkedHashMap<String, String>();
    var entries = new LinkedHashMap<String, SafeTensors.Entry>();
    json.members()
        .forEach(
            (name, value) -> {
              if (!name.equals(METADATA)) {
                entries.put(name, entry(where(file, name), name, value));
                return;
              }
              try {
                value.asObject().members().forEach((k, _) -> metadata.put(k, value.asObject().text(k)));
              } catch (FormatException e) {
                throw e.in(file + ": " + METADATA);
              }
            });
    checkTiling(file, entries.values().stream().toList(), dataSize);
    Optional<String> sha256 = Optional.ofNullable(metadata.remove(SafeTensors.SHA256));
    return new SafeTensors.Header(entries, metadata, sha256, start);
  }

  private static SafeTensors.Entry entry(String where, String name, Json value) {
    try {
      Json.Obj json = value.asObject();
      if (!json.members().keySet().equals(KEYS)) {
        throw new FormatException(
            "expected the keys dtype, shape and data_offsets, got "
                + JsonReader.shorten(json.members().keySet().toString()));
      }
      ElementType type = type(json.text("dtype"));
      long[] shape = json.list("shape").stream().mapToLong(Json::asLong).toArray();
      for (long size : shape) {
        if (size < 0) {
          throw new FormatException("expected sizes of at least 0, got shape " + ElementType.text(shape));
        }
      }
      List<Json> offsets = json.list("data_offsets");
      if (offsets.size() != 2) {
        throw new FormatException("expected data_offsets [begin, end], got " + offsets.size() + " numbers");
      }
      long begin = offsets.get(0).asLong();
      long end = offsets.get(1).asLong();
      long count = ElementType.count(shape, "shape");
      if (begin < 0 || end < begin || count > Long.MAX_VALUE / 8 || end - begin != count * type.bytes) {
        throw new FormatException(
            "expected " + count + " elements of " + type.bytes + " bytes for " + type + " " + ElementType.text(shape)
                + ", got data_offsets [" + begin + ", " + end + "]; the file is corrupt");
      }
      return new SafeTensors.Entry(name, type.name(), Arrays.stream(shape).boxed().toList(), begin, end);
    } catch (FormatException e) {
      throw e.in(where);
    }
  }

  private static ElementType type(String dtype) {
    try {
      return ElementType.valueOf(dtype);
    } catch (IllegalArgumentException e) {
      throw new FormatException(
          "unknown dtype " + JsonWriter.quote(JsonReader.shorten(dtype)) + ", known are "
              + Arrays.toString(ElementType.values()) + "; convert it to F32 before saving", e);
    }
  }

  /// Ranges must follow one another from 0 to the end of the file, so that no byte is shared or hidden.
  private static void checkTiling(String file, List<SafeTensors.Entry> entries, long dataSize) {
    var sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparingLong(SafeTensors.Entry::begin).thenComparingLong(SafeTensors.Entry::end));
    long at = 0;
    for (var entry : sorted) {
      if (entry.begin() != at) {
        throw new FormatException(
            where(file, entry.name()) + ": expected its data to start at byte " + at + ", where the one before ends, got "
                + entry.begin() + "; the file is corrupt");
      }
      at = entry.end();
      if (at > dataSize) {
        throw new FormatException(
            where(file, entry.name()) + ": its data ends at byte " + at + ", the file has " + dataSize
                + "; it is truncated: get a whole copy");
      }
    }
    if (at != dataSize) {
      throw new FormatException(
          file + ": " + (dataSize - at) + " bytes follow the last tensor; the file is corrupt or was appended to");
    }
  }

  /// The header without its length, padded so that the data starts at a multiple of 8.
  static byte[] encode(Map<String, Array> tensors, Map<String, String> metadata) {
    var members = new LinkedHashMap<String, Json>();
    if (!metadata.isEmpty()) {
      members.put(METADATA, Json.of(metadata));
    }
    long at = 0;
    for (var tensor : tensors.entrySet()) {
      if (tensor.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("SafeTensors: no tensor can be named " + METADATA + "; rename it");
      }
      Array array = tensor.getValue();
      long end = at + 4L * array.shape().count();
      members.put(
          tensor.getKey(),
          Json.Obj.EMPTY
              .with("dtype", ElementType.of(array.dtype()).name())
              .with("shape", array.shape().sizes())
              .with("data_offsets", new long[] {at, end}));
      at = end;
    }
    byte[] json = new Json.Obj(members).compact().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    if (padded > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "SafeTensors: expected a header of at most " + MAX_LENGTH + " bytes, got " + padded + "; shorten the metadata");
    }
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    return header;
  }
}
