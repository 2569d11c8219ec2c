package profundo.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import profundo.Array;
import profundo.DType;
import profundo.Shape;

/// A block of numbers in the idx format of the MNIST database (LeCun, Cortes, Burges,
/// <http://yann.lecun.com/exdb/mnist/>): two zero bytes, one byte for the type, one for the number of axes, the sizes as
/// big-endian 32-bit integers, then the values, big-endian and row-major.
///
/// Kept as the bytes of the file, so that images stay one byte a pixel. Files may be gzipped: what counts is their
/// content, not their name.
public final class Idx {
  /// The types of the format, with their code and size.
  public enum Type {
    /// Bytes from 0 to 255.
    UBYTE(0x08, 1),
    /// Bytes from -128 to 127.
    BYTE(0x09, 1),
    /// 16-bit integers.
    SHORT(0x0B, 2),
    /// 32-bit integers.
    INT(0x0C, 4),
    /// 32-bit floats.
    FLOAT(0x0D, 4),
    /// 64-bit floats.
    DOUBLE(0x0E, 8);

    private final int code;
    private final int bytes;

    Type(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    /// The byte that stands for it in the header.
    public int code() {
      return code;
    }

    /// Bytes of one value.
    public int bytes() {
      return bytes;
    }
  }

  private final Type type;
  private final Shape shape;
  private final byte[] bytes;

  private Idx(Type type, Shape shape, byte[] bytes) {
    if ((long) shape.count() * type.bytes != bytes.length) {
      throw new IllegalArgumentException(
          "Idx: expected " + (long) shape.count() * type.bytes + " bytes for " + type + " " + shape
              + ", got " + bytes.length);
    }
    this.type = type;
    this.shape = shape;
    this.bytes = bytes;
  }

  /// Values as the format stores them: big-endian, row-major; borrows the bytes.
  public static Idx of(Type type, Shape shape, byte[] bytes) {
    return new Idx(type, shape, bytes);
  }

  /// F32 as `FLOAT`, I32 as `INT`.
  public static Idx of(Array values) {
    return of(values.dtype() == DType.F32 ? Type.FLOAT : Type.INT, values);
  }

  /// Values converted to a type of the format.
  ///
  /// @throws IllegalArgumentException when a value does not fit the type
  public static Idx of(Type type, Array values) {
    int n = values.shape().count();
    ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(n, type.bytes));
    for (int i = 0; i < n; i++) {
      double v = values.dtype() == DType.F32 ? values.floats()[i] : values.ints()[i];
      switch (type) {
        case UBYTE -> out.put((byte) whole(type, v, 0, 255));
        case BYTE -> out.put((byte) whole(type, v, Byte.MIN_VALUE, Byte.MAX_VALUE));
        case SHORT -> out.putShort((short) whole(type, v, Short.MIN_VALUE, Short.MAX_VALUE));
        case INT -> out.putInt(whole(type, v, Integer.MIN_VALUE, Integer.MAX_VALUE));
        case FLOAT -> out.putFloat((float) v);
        case DOUBLE -> out.putDouble(v);
      }
    }
    return new Idx(type, values.shape(), out.array());
  }

  private static int whole(Type type, double v, int min, int max) {
    if (v != Math.rint(v) || v < min || v > max) {
      throw new IllegalArgumentException(
          "Idx: expected whole numbers from " + min + " to " + max + " for " + type + ", got " + v);
    }
    return (int) v;
  }

  /// Reads a file, plain or gzipped.
  ///
  /// @throws DataException when the file is missing, no idx file, truncated, corrupt, or larger than an array
  public static Idx read(Path file) {
    return IdxFile.read(file, IdxFile.MAX_BYTES);
  }

  /// Writes a file, gzipped when its name ends in `.gz`: first under a temporary name, then renamed, so that a failure
  /// leaves nothing half-written.
  ///
  /// @throws DataException when it cannot be written
  public void write(Path file) {
    IdxFile.write(this, file);
  }

  /// Type of the values.
  public Type type() {
    return type;
  }

  /// Sizes of the axes.
  public Shape shape() {
    return shape;
  }

  /// The values as in the file, not a copy: big-endian, row-major.
  public byte[] bytes() {
    return bytes;
  }

  /// The values as I32 (all integer types) or F32 (`FLOAT`, and `DOUBLE` rounded).
  public Array toArray() {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
    int n = shape.count();
    if (type == Type.FLOAT || type == Type.DOUBLE) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = type == Type.FLOAT ? in.getFloat() : (float) in.getDouble();
      }
      return Array.wrap(shape, values);
    }
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (type) {
            case UBYTE -> in.get() & 0xFF;
            case BYTE -> in.get();
            case SHORT -> in.getShort();
            default -> in.getInt();
          };
    }
    return Array.wrap(shape, values);
  }

  /// As in `Idx UBYTE [60000, 28, 28]`.
  @Override
  public String toString() {
    return "Idx " + type + " " + shape;
  }
}
