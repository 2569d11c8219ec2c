package profundo.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import profundo.Array;
import profundo.Shape;

/// NumPy's `.npy`: one array in a file (NEP 1, `numpy.lib.format`).
///
/// Written is version 1.0, `<f4` or `<i4`, row-major. Read are versions 1.0, 2.0 and 3.0, either byte order,
/// row-major or Fortran order, of `f2`, `f4`, `f8` (as F32) and `i1`, `i2`, `i4`, `i8`, `u1`, `u2`, `u4`, `u8`,
/// `b1` (as I32, where every value must fit).
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private Npy() {}

  /// Reads a file.
  ///
  /// @throws FormatException when it is no sound `.npy` file, or a value does not fit F32 or I32
  /// @throws IOException when it cannot be read
  public static Array read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), ElementType.CHUNK)) {
      return read(in, Files.size(file), file.toString());
    } catch (IOException e) {
      throw IoFailure.of("read", file, e);
    }
  }

  /// Writes a file atomically (see [AtomicFile]).
  ///
  /// @throws IOException when it cannot be written; what was there before is kept
  public static void write(Path file, Array array) throws IOException {
    AtomicFile.write(file, out -> write(out, array));
  }

  /// Reads an array that takes exactly `size` bytes of a stream.
  static Array read(InputStream in, long size, String where) throws IOException {
    byte[] start = take(in, 8, where);
    if (!Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw new FormatException(where + ": expected a .npy file to begin with \\x93NUMPY; it is of another format");
    }
    int version = start[6] & 0xff;
    if (version < 1 || version > 3 || start[7] != 0) {
      throw new FormatException(
          where + ": expected .npy version 1.0, 2.0 or 3.0, got " + version + "." + (start[7] & 0xff));
    }
    int lengthBytes = version == 1 ? 2 : 4;
    long length = 0;
    byte[] encoded = take(in, lengthBytes, where);
    for (int i = lengthBytes - 1; i >= 0; i--) {
      length = length << 8 | encoded[i] & 0xff;
    }
    if (length > NpyHeader.MAX_LENGTH) {
      throw new FormatException(
          where + ": expected a header of at most " + NpyHeader.MAX_LENGTH + " bytes, the file claims " + length);
    }
    byte[] text = take(in, (int) length, where);
    var header = NpyHeader.parse(
        new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1), where);
    long data = size - 8 - lengthBytes - length;
    long count = ElementType.count(header.sizes(), where);
    if (count > Long.MAX_VALUE / 8 || count * header.type().bytes != data) {
      throw new FormatException(
          where + ": expected " + count + " elements of " + header.type().bytes + " bytes for shape "
              + ElementType.text(header.sizes()) + ", got " + data + " bytes; the file is "
              + (data < count * (double) header.type().bytes ? "truncated: get a whole copy" : "corrupt"));
    }
    Shape shape = ElementType.shape(header.sizes(), where);
    if (header.fortran()) {
      return reversed(header.type().read(reverse(shape), header.order(), chunk -> fill(in, chunk, where), where));
    }
    return header.type().read(shape, header.order(), chunk -> fill(in, chunk, where), where);
  }

  private static byte[] take(InputStream in, int length, String where) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    fill(in, bytes, where);
    return bytes.array();
  }

  private static void fill(InputStream in, ByteBuffer chunk, String where) throws IOException {
    int wanted = chunk.remaining();
    int got;
    try {
      got = in.readNBytes(chunk.array(), chunk.position(), wanted);
    } catch (EOFException cutOffWhileInflating) {
      got = 0;
    }
    if (got < wanted) {
      throw new FormatException(where + ": ends too early; it is truncated: get a whole copy");
    }
    chunk.position(chunk.position() + got);
  }

  private static Shape reverse(Shape shape) {
    int[] sizes = shape.sizes();
    for (int i = 0; i < sizes.length / 2; i++) {
      int size = sizes[i];
      sizes[i] = sizes[sizes.length - 1 - i];
      sizes[sizes.length - 1 - i] = size;
    }
    return Shape.of(sizes);
  }

  /// The array with its axes in the opposite order: Fortran order is row-major order of the transpose.
  private static Array reversed(Array a) {
    if (a.shape().rank() < 2) {
      return a;
    }
    Shape shape = reverse(a.shape());
    Array out = Array.zeros(shape, a.dtype());
    int rank = shape.rank();
    int[] sizes = shape.sizes();
    int[] strides = new int[rank];
    int[] from = a.shape().strides();
    for (int i = 0; i < rank; i++) {
      strides[i] = from[rank - 1 - i];
    }
    int[] index = new int[rank];
    int source = 0;
    for (int i = 0; i < shape.count(); i++) {
      switch (a.dtype()) {
        case F32 -> out.floats()[i] = a.floats()[source];
        case I32 -> out.ints()[i] = a.ints()[source];
      }
      for (int axis = rank - 1; axis >= 0; axis--) {
        source += strides[axis];
        if (++index[axis] < sizes[axis]) {
          break;
        }
        source -= strides[axis] * sizes[axis];
        index[axis] = 0;
      }
    }
    return out;
  }

  /// Bytes that [#write(OutputStream, Array)] will write.
  static long size(Array array) {
    return header(array).length + 4L * array.shape().count();
  }

  static void write(OutputStream out, Array array) throws IOException {
    out.write(header(array));
    ElementType.write(array, (chunk, length) -> out.write(chunk, 0, length));
  }

  /// Magic, version, length and dictionary, padded so that the data starts at a multiple of 64.
  private static byte[] header(Array array) {
    int[] sizes = array.shape().sizes();
    String shape = Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String descr = switch (array.dtype()) {
      case F32 -> "<f4";
      case I32 -> "<i4";
    };
    String dictionary =
        "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + (sizes.length == 1 ? ",), }" : "), }");
    int total = (10 + dictionary.length() + 1 + 63) / 64 * 64;
    var header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - 10));
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }
}
