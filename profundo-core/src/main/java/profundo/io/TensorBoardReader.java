package profundo.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Reads event files: what [TensorBoardWriter] writes, and from other writers scalars, histograms, pictures and
/// texts.
public final class TensorBoardReader {
  static final String VERSION = "brain.Event:2";
  static final int DT_FLOAT = 1;
  static final int DT_STRING = 7;

  private TensorBoardReader() {}

  /// One record of the file.
  ///
  /// @param wallTime seconds since 1970
  /// @param step of the run
  /// @param version of the format in the first event, else empty
  /// @param values what it reports
  public record Event(double wallTime, long step, String version, List<Value> values) {
    public Event {
      values = List.copyOf(values);
    }
  }

  /// What an event reports under a tag.
  public sealed interface Value {
    /// The name of the curve, picture or text.
    String tag();
  }

  /// A point of a curve.
  public record Scalar(String tag, float value) implements Value {}

  /// A distribution.
  public record Distribution(String tag, Histogram histogram) implements Value {}

  /// A picture.
  ///
  /// @param png the file, not decoded
  public record Image(String tag, int width, int height, int channels, byte[] png) implements Value {}

  /// Texts.
  public record Text(String tag, List<String> texts) implements Value {
    public Text {
      texts = List.copyOf(texts);
    }
  }

  /// Something this reader does not know.
  public record Other(String tag) implements Value {}

  /// A whole file.
  ///
  /// @param events in order
  /// @param end where the last whole event ends, in bytes
  /// @param truncated whether a part of an event follows, as when its writer was killed
  public record Log(List<Event> events, long end, boolean truncated) {
    public Log {
      events = List.copyOf(events);
    }
  }

  /// Reads a file; an event cut off at its end is not an error.
  ///
  /// @throws FormatException when the file is damaged or of another format
  /// @throws IOException when it cannot be read
  public static Log read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(new Content.OfFile(channel, file.toString()));
    } catch (IOException e) {
      throw IoFailure.of("read", file, e);
    }
  }

  static Log read(Content content) throws IOException {
    var events = new ArrayList<Event>();
    long size = content.size();
    long at = 0;
    while (size - at >= EventRecord.OVERHEAD) {
      String where = content.name() + ": event " + events.size() + " at byte " + at;
      int length = length(content, at, where);
      if (length > size - at - EventRecord.OVERHEAD) {
        break;
      }
      var data = ByteBuffer.allocate(length);
      content.fill(data, at + EventRecord.HEAD);
      var crc = ByteBuffer.allocate(4);
      content.fill(crc, at + EventRecord.HEAD + length);
      if (Integer.reverseBytes(crc.getInt(0)) != EventRecord.maskedCrc(data.array(), 0, length)) {
        throw new FormatException(where + ": its checksum is wrong; the file is corrupt: get a whole copy");
      }
      try {
        events.add(event(new ProtoReader(data.flip())));
      } catch (FormatException e) {
        throw e.in(where);
      }
      if (events.size() == 1 && !events.getFirst().version().startsWith("brain.Event:")) {
        throw new FormatException(where + ": expected the version " + VERSION + "; it is no event file");
      }
      at += EventRecord.OVERHEAD + length;
    }
    return new Log(events, at, at < size);
  }

  /// Checks that an event ends at `position`.
  static void checkBoundary(Content content, long position) throws IOException {
    long at = 0;
    long size = content.size();
    while (at < position && size - at >= EventRecord.OVERHEAD) {
      long next = at + EventRecord.OVERHEAD + length(content, at, content.name() + ": event at byte " + at);
      if (next > size) {
        break;
      }
      at = next;
    }
    if (at != position) {
      throw new FormatException(
          content.name() + ": expected an event to end at byte " + position + ", got one at " + at + " in " + size
              + " bytes; it is not the file that the checkpoint belongs to");
    }
  }

  private static int length(Content content, long at, String where) throws IOException {
    var head = ByteBuffer.allocate(EventRecord.HEAD);
    content.fill(head, at);
    return EventRecord.length(head.array(), where);
  }

  private static Event event(ProtoReader in) {
    double wallTime = 0;
    long step = 0;
    String version = "";
    var values = new ArrayList<Value>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> wallTime = in.takeDouble();
        case 2 -> step = in.takeVarint();
        case 3 -> version = in.takeText();
        case 5 -> {
          ProtoReader summary = in.takeMessage();
          for (int f = summary.next(); f != 0; f = summary.next()) {
            if (f == 1) {
              values.add(value(summary.takeMessage()));
            } else {
              summary.skip();
            }
          }
        }
        default -> in.skip();
      }
    }
    return new Event(wallTime, step, version, values);
  }

  private static Value value(ProtoReader in) {
    String tag = "";
    Value value = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> tag = in.takeText();
        case 2 -> value = new Scalar("", in.takeFloat());
        case 4 -> value = image(in.takeMessage());
        case 5 -> value = new Distribution("", histogram(in.takeMessage()));
        case 8 -> value = tensor(in.takeMessage());
        default -> in.skip();
      }
    }
    return switch (value) {
      case Scalar s -> new Scalar(tag, s.value());
      case Distribution d -> new Distribution(tag, d.histogram());
      case Image i -> new Image(tag, i.width(), i.height(), i.channels(), i.png());
      case Text t -> new Text(tag, t.texts());
      case Other _ -> new Other(tag);
      case null -> new Other(tag);
    };
  }

  private static Image image(ProtoReader in) {
    int height = 0;
    int width = 0;
    int channels = 0;
    byte[] png = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> height = (int) in.takeVarint();
        case 2 -> width = (int) in.takeVarint();
        case 3 -> channels = (int) in.takeVarint();
        case 4 -> {
          ByteBuffer bytes = in.take();
          png = new byte[bytes.remaining()];
          bytes.get(png);
        }
        default -> in.skip();
      }
    }
    return new Image("", width, height, channels, png);
  }

  private static Histogram histogram(ProtoReader in) {
    double[] numbers = new double[5];
    double[] limits = {};
    double[] counts = {};
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1, 2, 3, 4, 5 -> numbers[field - 1] = in.takeDouble();
        case 6 -> limits = in.takeDoubles(limits);
        case 7 -> counts = in.takeDoubles(counts);
        default -> in.skip();
      }
    }
    if (limits.length != counts.length) {
      throw new FormatException("a histogram has " + limits.length + " limits but " + counts.length + " counts");
    }
    return new Histogram(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], limits, counts);
  }

  /// Newer writers put scalars and texts into tensors.
  private static Value tensor(ProtoReader in) {
    long type = 0;
    Float number = null;
    var texts = new ArrayList<String>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> type = in.takeVarint();
        case 4 -> number = firstFloat(in.take(), number);
        case 5 -> number = firstFloat(in.take(), number);
        case 8 -> texts.add(in.takeText());
        default -> in.skip();
      }
    }
    if (type == DT_STRING) {
      return new Text("", texts);
    }
    return type == DT_FLOAT && number != null ? new Scalar("", number) : new Other("");
  }

  /// The value of `tensor_content` or packed `float_val` that holds a single float.
  private static Float firstFloat(ByteBuffer floats, Float otherwise) {
    return floats.remaining() == 4 ? Float.valueOf(floats.getFloat()) : otherwise;
  }
}
