package profundo.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;

/// Writes what a run reports into an event file that TensorBoard shows. By custom training goes to a folder `train`,
/// validation to `validation` beside it.
///
/// Events are gathered in memory until [#flush], [#checkpoint] or 64 KiB. [#checkpoint] gives the place to which
/// [#resume] cuts the file back, so that a resumed run leaves the same curve as an undisturbed one.
///
/// Not for several threads at once.
public final class TensorBoardWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final Path file;
  private final FileChannel channel;
  private final InstantSource clock;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private long written;

  private TensorBoardWriter(Path file, FileChannel channel, InstantSource clock, long written) {
    this.file = file;
    this.channel = channel;
    this.clock = clock;
    this.written = written;
  }

  /// Starts a file `events.out.tfevents.SECONDS.HOST.PID.N` in a folder, which is created when missing.
  ///
  /// @throws IOException when the folder or file cannot be written
  public static TensorBoardWriter create(Path folder) throws IOException {
    return create(folder, InstantSource.system());
  }

  /// As [#create(Path)], with the clock that dates the events.
  ///
  /// @throws IOException when the folder or file cannot be written
  public static TensorBoardWriter create(Path folder, InstantSource clock) throws IOException {
    Path file = folder;
    try {
      Files.createDirectories(folder);
      Instant now = clock.instant();
      String name =
          String.format(
              Locale.ROOT, "events.out.tfevents.%010d.%s.%d.", now.getEpochSecond(), host(), ProcessHandle.current().pid());
      for (int n = 0; ; n++) {
        file = folder.resolve(name + n);
        try {
          var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          var writer = new TensorBoardWriter(file, channel, clock, 0);
          writer.add(new ProtoWriter().number(1, seconds(now)).text(3, TensorBoardReader.VERSION));
          writer.flush();
          return writer;
        } catch (FileAlreadyExistsException another) {
          // Several writers of one process in one second: the next number.
        }
      }
    } catch (IOException e) {
      throw IoFailure.of("write", file, e);
    }
  }

  /// Continues a file after cutting it back to what [#checkpoint] returned.
  ///
  /// @throws FormatException when the file is shorter than that, or no event ends there
  /// @throws IOException when it cannot be written
  public static TensorBoardWriter resume(Path file, long position) throws IOException {
    return resume(file, position, InstantSource.system());
  }

  /// As [#resume(Path, long)], with the clock that dates the events.
  ///
  /// @throws FormatException when the file is shorter than that, or no event ends there
  /// @throws IOException when it cannot be written
  public static TensorBoardWriter resume(Path file, long position, InstantSource clock) throws IOException {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      TensorBoardReader.checkBoundary(new Content.OfFile(channel, file.toString()), position);
      channel.truncate(position);
      channel.position(position);
      var writer = new TensorBoardWriter(file, channel, clock, position);
      channel = null;
      return writer;
    } catch (IOException e) {
      throw IoFailure.of("write", file, e);
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }

  /// The file that is written.
  public Path file() {
    return file;
  }

  /// Adds a point to a curve; NaN and infinities are shown as such.
  public void scalar(String tag, long step, double value) throws IOException {
    summary(step, new ProtoWriter().text(1, tag).number(2, (float) value));
  }

  /// Adds a histogram.
  public void histogram(String tag, long step, Histogram h) throws IOException {
    var proto =
        new ProtoWriter()
            .number(1, h.min()).number(2, h.max()).number(3, h.count()).number(4, h.sum()).number(5, h.sumSquares())
            .packed(6, h.limits()).packed(7, h.counts());
    summary(step, new ProtoWriter().text(1, tag).message(5, proto));
  }

  /// Adds a histogram of values; NaN and infinities are left out.
  public void histogram(String tag, long step, float... values) throws IOException {
    histogram(tag, step, Histogram.of(values));
  }

  /// Adds a picture.
  ///
  /// @param png the bytes of a PNG file
  /// @throws IllegalArgumentException when they are not
  public void image(String tag, long step, byte[] png) throws IOException {
    if (png.length < 33 || !Arrays.equals(png, 0, 8, PNG, 0, 8)) {
      throw new IllegalArgumentException("TensorBoardWriter: image " + tag + ": expected the bytes of a PNG file");
    }
    var header = ByteBuffer.wrap(png);
    // Channels by colour type: grey, palette, grey with alpha; else colour and colour with alpha.
    int channels = switch (png[25]) {
      case 0 -> 1;
      case 4 -> 2;
      case 6 -> 4;
      default -> 3;
    };
    var proto =
        new ProtoWriter().varint(1, header.getInt(20)).varint(2, header.getInt(16)).varint(3, channels).bytes(4, png);
    summary(step, new ProtoWriter().text(1, tag).message(4, proto));
  }

  /// Adds a text, shown as Markdown.
  public void text(String tag, long step, String markdown) throws IOException {
    var plugin = new ProtoWriter().message(1, new ProtoWriter().text(1, "text"));
    var shape = new ProtoWriter().message(2, new ProtoWriter().varint(1, 1));
    var tensor = new ProtoWriter().varint(1, TensorBoardReader.DT_STRING).message(2, shape).text(8, markdown);
    summary(step, new ProtoWriter().text(1, tag).message(8, tensor).message(9, plugin));
  }

  private void summary(long step, ProtoWriter value) throws IOException {
    add(
        new ProtoWriter()
            .number(1, seconds(clock.instant())).varint(2, step).message(5, new ProtoWriter().message(1, value)));
  }

  private void add(ProtoWriter event) throws IOException {
    byte[] data = event.toBytes();
    if (data.length > EventRecord.MAX_DATA) {
      throw new IllegalArgumentException(
          "TensorBoardWriter: expected an event of at most " + EventRecord.MAX_DATA + " bytes, got " + data.length
              + "; use a smaller picture");
    }
    pending.writeBytes(EventRecord.frame(data));
    if (pending.size() >= BUFFER) {
      flush();
    }
  }

  /// Hands all events to the operating system, so that TensorBoard sees them.
  ///
  /// @throws IOException when the disk is full or the like: the file then ends with the last whole event before, the
  ///     events that were pending are lost, and one may go on
  public void flush() throws IOException {
    byte[] bytes = pending.toByteArray();
    pending.reset();
    try {
      for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
        channel.write(rest);
      }
      written += bytes.length;
    } catch (IOException e) {
      try {
        channel.truncate(written);
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw IoFailure.of("write", file, e);
    }
  }

  /// Forces all events to the disk.
  ///
  /// @return the length of the file, for [#resume]
  /// @throws IOException as [#flush]
  public long checkpoint() throws IOException {
    flush();
    try {
      channel.force(true);
    } catch (IOException e) {
      throw IoFailure.of("write", file, e);
    }
    return written;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (channel.isOpen()) {
        flush();
      }
    }
  }

  private static double seconds(Instant t) {
    return t.getEpochSecond() + t.getNano() * 1e-9;
  }

  /// The machine's name without a look-up in the network, which can hang.
  private static String host() {
    String name = System.getenv("HOSTNAME");
    if (name == null) {
      name = System.getenv("COMPUTERNAME");
    }
    Path linux = Path.of("/etc/hostname");
    try {
      if (name == null && Files.isRegularFile(linux) && Files.size(linux) < 1_000) {
        name = Files.readString(linux).strip();
      }
    } catch (IOException unreadable) {
      // Only a name; the next line has another.
    }
    String plain = name == null ? "" : name.replaceAll("[^A-Za-z0-9_-]", "-");
    return plain.isEmpty() ? "localhost" : plain.substring(0, Math.min(plain.length(), 60));
  }
}
