package profundo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Bytes of known number that can be read at any place: a file or an array.
sealed interface Content {
  /// What messages call it.
  String name();

  long size() throws IOException;

  /// Fills the buffer to its limit with the bytes from `at` on.
  ///
  /// @throws FormatException when there are fewer
  void fill(ByteBuffer into, long at) throws IOException;

  /// A file, which may shrink while it is read.
  record OfFile(FileChannel channel, String name) implements Content {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void fill(ByteBuffer into, long at) throws IOException {
      while (into.hasRemaining()) {
        int n = channel.read(into, at);
        if (n < 0) {
          throw new FormatException(name + ": ends at byte " + at + " in the middle of its data; get a whole copy");
        }
        at += n;
      }
    }
  }

  /// Bytes in memory.
  record OfBytes(byte[] bytes, String name) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void fill(ByteBuffer into, long at) {
      if (at + into.remaining() > bytes.length) {
        throw new FormatException(
            name + ": ends at byte " + bytes.length + " in the middle of its data; get a whole copy");
      }
      into.put(bytes, (int) at, into.remaining());
    }
  }
}
