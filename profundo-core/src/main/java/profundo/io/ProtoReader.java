package profundo.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads one message in the encoding of protocol buffers, field by field; whatever length it claims stays inside the
/// bytes it was given.
final class ProtoReader {
  private final ByteBuffer in;
  private int wire;

  ProtoReader(ByteBuffer message) {
    this.in = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Moves to the next field, whose value must then be taken or [#skip]ped.
  ///
  /// @return its number, or 0 at the end
  int next() {
    if (!in.hasRemaining()) {
      return 0;
    }
    long tag = varint();
    wire = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field > 0x1fffffff) {
      throw new FormatException("expected a field number, got " + Long.toUnsignedString(field));
    }
    return (int) field;
  }

  void skip() {
    switch (wire) {
      case ProtoWriter.VARINT -> varint();
      case ProtoWriter.FIXED64 -> need(8).position(in.position() + 8);
      case ProtoWriter.BYTES -> slice();
      case ProtoWriter.FIXED32 -> need(4).position(in.position() + 4);
      default -> throw new FormatException("unknown wire type " + wire);
    }
  }

  long takeVarint() {
    expect(ProtoWriter.VARINT);
    return varint();
  }

  double takeDouble() {
    expect(ProtoWriter.FIXED64);
    return need(8).getDouble();
  }

  float takeFloat() {
    expect(ProtoWriter.FIXED32);
    return need(4).getFloat();
  }

  /// A list of doubles, packed or one of several fields.
  ///
  /// @param before what earlier fields of this number held
  double[] takeDoubles(double[] before) {
    if (wire == ProtoWriter.FIXED64) {
      // One by one was the default of the first version of the encoding; no writer of event files uses it.
      throw new FormatException("expected a packed list of doubles");
    }
    ByteBuffer list = take();
    if (list.remaining() % 8 != 0 || before.length > 0) {
      throw new FormatException("expected one packed list of doubles, got " + list.remaining() + " bytes");
    }
    double[] values = new double[list.remaining() / 8];
    list.asDoubleBuffer().get(values);
    return values;
  }

  String takeText() {
    return StandardCharsets.UTF_8.decode(take()).toString();
  }

  ProtoReader takeMessage() {
    return new ProtoReader(take());
  }

  ByteBuffer take() {
    expect(ProtoWriter.BYTES);
    return slice();
  }

  private ByteBuffer slice() {
    long length = varint();
    if (length < 0 || length > in.remaining()) {
      throw new FormatException(
          "a field claims " + Long.toUnsignedString(length) + " bytes, " + in.remaining() + " are left");
    }
    ByteBuffer slice = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return slice;
  }

  private void expect(int expected) {
    if (wire != expected) {
      throw new FormatException("expected wire type " + expected + ", got " + wire);
    }
  }

  private ByteBuffer need(int bytes) {
    if (in.remaining() < bytes) {
      throw new FormatException("a field needs " + bytes + " bytes, " + in.remaining() + " are left");
    }
    return in;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte b = need(1).get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new FormatException("a varint has more than 10 bytes");
  }
}
