package profundo.io;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// One message in the encoding of protocol buffers, field by field.
final class ProtoWriter {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    return out.toByteArray();
  }

  ProtoWriter varint(int field, long value) {
    tag(field, VARINT);
    raw(value);
    return this;
  }

  ProtoWriter number(int field, double value) {
    tag(field, FIXED64);
    fixed(Double.doubleToRawLongBits(value), 8);
    return this;
  }

  ProtoWriter number(int field, float value) {
    tag(field, FIXED32);
    fixed(Float.floatToRawIntBits(value), 4);
    return this;
  }

  ProtoWriter packed(int field, double[] values) {
    tag(field, BYTES);
    raw(8L * values.length);
    for (double value : values) {
      fixed(Double.doubleToRawLongBits(value), 8);
    }
    return this;
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytes(int field, byte[] value) {
    tag(field, BYTES);
    raw(value.length);
    out.writeBytes(value);
    return this;
  }

  ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.toBytes());
  }

  private void tag(int field, int wire) {
    raw((long) field << 3 | wire);
  }

  private void raw(long value) {
    while ((value & ~0x7fL) != 0) {
      out.write((int) (value & 0x7f | 0x80));
      value >>>= 7;
    }
    out.write((int) value);
  }

  private void fixed(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> 8 * i));
    }
  }
}
