package profundo.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// The frame around each event of an event file, which is that of a TFRecord: length (8 bytes, little endian), masked
/// CRC-32C of the length, data, masked CRC-32C of the data.
final class EventRecord {
  /// Bytes of a frame besides its data: 12 before and 4 after.
  static final int OVERHEAD = 16;

  static final int HEAD = 12;

  /// No event comes near; pictures are the largest.
  static final int MAX_DATA = 64 << 20;

  private EventRecord() {}

  static byte[] frame(byte[] data) {
    var out = ByteBuffer.allocate(OVERHEAD + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(data.length);
    out.putInt(maskedCrc(out.array(), 0, 8));
    out.put(data);
    return out.putInt(maskedCrc(data, 0, data.length)).array();
  }

  /// A CRC of data that holds CRCs itself is weak, hence the mask.
  static int maskedCrc(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  /// The length of the data, from the 12 bytes before it.
  ///
  /// @throws FormatException when they are damaged
  static int length(byte[] head, String where) {
    var in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    long length = in.getLong();
    if (in.getInt() != maskedCrc(head, 0, 8)) {
      throw new FormatException(where + ": the checksum of the length is wrong; the file is corrupt or no event file");
    }
    if (length < 0 || length > MAX_DATA) {
      throw new FormatException(
          where + ": expected an event of at most " + MAX_DATA + " bytes, got " + Long.toUnsignedString(length));
    }
    return (int) length;
  }
}
