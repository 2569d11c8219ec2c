package profundo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import profundo.Array;
import profundo.DType;
import profundo.Shape;

/// Element types found in files and how each becomes F32 or I32: floats are rounded to the nearest, whole numbers
/// must fit.
enum ElementType {
  F64(8, DType.F32),
  F32(4, DType.F32),
  F16(2, DType.F32),
  BF16(2, DType.F32),
  I64(8, DType.I32),
  U64(8, DType.I32),
  I32(4, DType.I32),
  U32(4, DType.I32),
  I16(2, DType.I32),
  U16(2, DType.I32),
  I8(1, DType.I32),
  U8(1, DType.I32),
  BOOL(1, DType.I32);

  /// Bytes moved at a time, between file and array.
  static final int CHUNK = 1 << 16;

  final int bytes;
  final DType dtype;

  ElementType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  static ElementType of(DType dtype) {
    return switch (dtype) {
      case F32 -> F32;
      case I32 -> I32;
    };
  }

  /// Where elements come from.
  @FunctionalInterface
  interface Source {
    /// Fills the buffer to its limit with the next bytes.
    ///
    /// @throws FormatException when they end before
    void fill(ByteBuffer chunk) throws IOException;
  }

  /// Where elements go.
  @FunctionalInterface
  interface Sink {
    void drain(byte[] chunk, int length) throws IOException;
  }

  /// Reads an array.
  ///
  /// @param where what a complaint about a value begins with
  /// @throws FormatException when a value does not fit
  Array read(Shape shape, ByteOrder order, Source source, String where) throws IOException {
    int count = shape.count();
    requireHeap(4L * count, where);
    Array array = Array.zeros(shape, dtype);
    var chunk = ByteBuffer.allocate((int) Math.min(CHUNK, (long) count * bytes)).order(order);
    for (int at = 0; at < count; ) {
      int n = Math.min(CHUNK / bytes, count - at);
      chunk.clear().limit(n * bytes);
      source.fill(chunk);
      chunk.flip();
      if (dtype == DType.F32) {
        floats(chunk, array.floats(), at, n, where);
      } else {
        ints(chunk, array.ints(), at, n, where);
      }
      at += n;
    }
    return array;
  }

  private void floats(ByteBuffer in, float[] out, int from, int n, String where) {
    if (this == F32) {
      in.asFloatBuffer().get(out, from, n);
      return;
    }
    for (int i = from; i < from + n; i++) {
      switch (this) {
        case F16 -> out[i] = Float.float16ToFloat(in.getShort());
        case BF16 -> out[i] = Float.intBitsToFloat(in.getShort() << 16);
        default -> {
          double value = in.getDouble();
          out[i] = (float) value;
          if (Float.isInfinite(out[i]) && !Double.isInfinite(value)) {
            throw tooLarge(where, i, Double.toString(value));
          }
        }
      }
    }
  }

  private void ints(ByteBuffer in, int[] out, int from, int n, String where) {
    if (this == I32) {
      in.asIntBuffer().get(out, from, n);
      return;
    }
    for (int i = from; i < from + n; i++) {
      out[i] =
          switch (this) {
            case I16 -> in.getShort();
            case U16 -> in.getShort() & 0xffff;
            case I8 -> in.get();
            case U8 -> in.get() & 0xff;
            case U32 -> {
              int value = in.getInt();
              if (value < 0) {
                throw tooLarge(where, i, Integer.toUnsignedString(value));
              }
              yield value;
            }
            case BOOL -> {
              byte value = in.get();
              if (value != 0 && value != 1) {
                throw new FormatException(
                    where + ": element " + i + ": expected a truth value 0 or 1, got " + (value & 0xff));
              }
              yield value;
            }
            default -> {
              long value = in.getLong();
              if (value != (int) value || this == U64 && value < 0) {
                throw tooLarge(where, i, this == U64 ? Long.toUnsignedString(value) : Long.toString(value));
              }
              yield (int) value;
            }
          };
    }
  }

  private FormatException tooLarge(String where, int element, String value) {
    return new FormatException(
        where + ": element " + element + " is the " + this + " " + value + ", beyond the range of " + dtype
            + "; rescale it before saving");
  }

  /// Writes all elements as they are, little-endian.
  static void write(Array array, Sink sink) throws IOException {
    int count = array.shape().count();
    var chunk = ByteBuffer.allocate((int) Math.min(CHUNK, 4L * count)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < count; ) {
      int n = Math.min(CHUNK / 4, count - at);
      switch (array.dtype()) {
        case F32 -> chunk.asFloatBuffer().put(array.floats(), at, n);
        case I32 -> chunk.asIntBuffer().put(array.ints(), at, n);
      }
      sink.drain(chunk.array(), 4 * n);
      at += n;
    }
  }

  /// Refuses what can never fit, before trying.
  static void requireHeap(long bytes, String where) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw new FormatException(
          where + ": needs " + (bytes >> 20) + " MB of memory, the JVM may use " + (heap >> 20) + " MB; start it with -Xmx"
              + ((bytes >> 29) + 1) + "g");
    }
  }

  /// The shape of sizes read from a file.
  ///
  /// @throws FormatException when Profundo has no such shape
  static Shape shape(long[] sizes, String where) {
    int[] ints = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 0) {
        throw new FormatException(
            where + ": expected every size to be at least 1, got shape " + text(sizes)
                + " without elements; leave this array out when saving");
      }
      ints[i] = (int) Math.min(sizes[i], Integer.MAX_VALUE);
    }
    try {
      return Shape.of(ints);
    } catch (IllegalArgumentException e) {
      throw new FormatException(where + ": shape " + text(sizes) + " is too large here: " + e.getMessage(), e);
    }
  }

  /// Sizes for a message, however many there are.
  static String text(long[] sizes) {
    String text = Arrays.toString(Arrays.copyOf(sizes, Math.min(sizes.length, 20)));
    return sizes.length <= 20 ? text : text.substring(0, text.length() - 1) + ", ...]";
  }

  /// Number of elements of sizes read from a file, each at least 0.
  ///
  /// @throws FormatException when it does not fit a `long`
  static long count(long[] sizes, String where) {
    long count = 1;
    try {
      for (long size : sizes) {
        count = Math.multiplyExact(count, size);
      }
    } catch (ArithmeticException e) {
      throw new FormatException(where + ": shape " + text(sizes) + " has more than 2^63 elements; the file is corrupt", e);
    }
    return count;
  }
}
