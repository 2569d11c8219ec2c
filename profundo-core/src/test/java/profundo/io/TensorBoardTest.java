package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

  /// One grey pixel.
  private static final byte[] PNG =
      Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

  @TempDir Path folder;

  private TensorBoardWriter example() throws IOException {
    var writer = TensorBoardWriter.create(folder, CLOCK);
    writer.scalar("loss", 1, 0.5);
    writer.histogram("weights", 2, 1f, 2f, -3f);
    writer.image("digit", 3, PNG);
    writer.text("notes", -4, "*größe*");
    writer.flush();
    return writer;
  }

  @Test
  void nameFollowsTheConvention() throws IOException {
    try (var first = TensorBoardWriter.create(folder.resolve("train"), CLOCK);
        var second = TensorBoardWriter.create(folder.resolve("train"), CLOCK)) {
      String start = "events\\.out\\.tfevents\\.1700000000\\.[A-Za-z0-9_-]+\\." + ProcessHandle.current().pid() + "\\.";
      assertThat(first.file().getFileName().toString()).matches(start + "0");
      assertThat(second.file().getFileName().toString()).matches(start + "1");
    }
  }

  /// Worked out by hand from event.proto and summary.proto: field number times 8 plus wire type, value. The checksums
  /// were computed with a bitwise CRC-32C outside of this project.
  @Test
  void writesTheFormatToTheByte() throws IOException {
    Path file;
    try (var writer = TensorBoardWriter.create(folder, CLOCK)) {
      writer.scalar("a", 300, 0.5);
      file = writer.file();
    }
    String version = "09" + "00000040fc54d941" + "1a0d" + "627261696e2e4576656e743a32";
    String scalar = "09" + "00000040fc54d941" + "10ac02" + "2a0a" + "0a08" + "0a0161" + "150000003f";
    String expected =
        "1800000000000000" + CRC_24 + version + CRC_VERSION + "1800000000000000" + CRC_24 + scalar + CRC_SCALAR;
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(expected);
  }

  private static final String CRC_24 = "a37f4b22";
  private static final String CRC_VERSION = "eced8f9d";
  private static final String CRC_SCALAR = "a20d8e50";

  @Test
  void whatIsWrittenIsRead() throws IOException {
    TensorBoardReader.Log log;
    try (var writer = example()) {
      log = TensorBoardReader.read(writer.file());
      assertThat(log.end()).isEqualTo(Files.size(writer.file()));
    }
    assertThat(log.truncated()).isFalse();
    var events = log.events();
    assertThat(events).hasSize(5).allSatisfy(e -> assertThat(e.wallTime()).isEqualTo(1.7e9));
    assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
    assertThat(events.get(1)).isEqualTo(
        new TensorBoardReader.Event(1.7e9, 1, "", List.of(new TensorBoardReader.Scalar("loss", 0.5f))));
    var h = ((TensorBoardReader.Distribution) events.get(2).values().getFirst()).histogram();
    var expected = Histogram.of(1f, 2f, -3f);
    assertThat(h).usingRecursiveComparison().isEqualTo(expected);
    var image = (TensorBoardReader.Image) events.get(3).values().getFirst();
    assertThat(List.of(image.width(), image.height(), image.channels())).containsExactly(1, 1, 1);
    assertThat(image.png()).isEqualTo(PNG);
    assertThat(events.get(4).step()).isEqualTo(-4);
    assertThat(events.get(4).values()).containsExactly(new TensorBoardReader.Text("notes", List.of("*größe*")));
  }

  @Test
  void aResumedFileEqualsAnUndisturbedOne() throws IOException {
    byte[] undisturbed;
    try (var writer = example()) {
      writer.scalar("loss", 5, 0.25);
      writer.flush();
      undisturbed = Files.readAllBytes(writer.file());
    }
    long position;
    Path file;
    try (var writer = example()) {
      position = writer.checkpoint();
      writer.scalar("loss", 5, 99);
      writer.scalar("loss", 6, 99);
      file = writer.file();
    }
    byte[] killed = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(killed, killed.length - 3));
    try (var writer = TensorBoardWriter.resume(file, position, CLOCK)) {
      writer.scalar("loss", 5, 0.25);
    }
    assertThat(file).hasBinaryContent(undisturbed);
  }

  @Test
  void resumesOnlyWhereAnEventEnds() throws IOException {
    Path file;
    long position;
    try (var writer = example()) {
      position = writer.checkpoint();
      file = writer.file();
    }
    byte[] before = Files.readAllBytes(file);
    for (long wrong : new long[] {position - 1, position + 1, position + 100, 5, -1}) {
      assertThatThrownBy(() -> TensorBoardWriter.resume(file, wrong)).as("at %d", wrong)
          .isInstanceOf(FormatException.class).hasMessageContaining("expected an event to end at byte " + wrong);
    }
    assertThat(file).hasBinaryContent(before);
    assertThatThrownBy(() -> TensorBoardWriter.resume(folder.resolve("none"), 0)).isInstanceOf(IOException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void aCutOffEndIsReportedNotRefused() throws IOException {
    Path file;
    try (var writer = example()) {
      file = writer.file();
    }
    var whole = TensorBoardReader.read(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int cut = 1; cut < 40; cut++) {
      byte[] rest = Arrays.copyOf(bytes, bytes.length - cut);
      var log = TensorBoardReader.read(new Content.OfBytes(rest, "cut"));
      assertThat(log.events()).as("cut %d", cut).hasSize(whole.events().size() - 1);
      assertThat(log.truncated()).isTrue();
      assertThat(log.end()).isLessThan(rest.length);
    }
  }

  @Test
  void damageIsRefused() throws IOException {
    Path file;
    try (var writer = example()) {
      file = writer.file();
    }
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      assertThatThrownBy(() -> TensorBoardReader.read(new Content.OfBytes(damaged, "m"))).as("byte %d", at)
          .isInstanceOf(FormatException.class).hasMessageContaining("checksum");
    }
  }

  @Test
  void refusesOtherFiles() throws IOException {
    byte[] noVersion = EventRecord.frame(new ProtoWriter().varint(2, 7).toBytes());
    assertThatThrownBy(() -> TensorBoardReader.read(new Content.OfBytes(noVersion, "m")))
        .isInstanceOf(FormatException.class).hasMessageContaining("it is no event file");
    assertThatThrownBy(() -> TensorBoardReader.read(new Content.OfBytes(new byte[100], "m")))
        .isInstanceOf(FormatException.class).hasMessageContaining("no event file");
  }

  @Test
  void refusesPicturesThatAreNotPng() throws IOException {
    try (var writer = TensorBoardWriter.create(folder, CLOCK)) {
      assertThatThrownBy(() -> writer.image("x", 1, new byte[50])).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected the bytes of a PNG file");
    }
  }

  @Test
  void namesAFolderThatCannotBeCreated() throws IOException {
    Path blocked = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> TensorBoardWriter.create(blocked.resolve("train"))).isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write " + blocked.resolve("train"));
  }

  @Test
  void readsScalarsKeptInTensors() throws IOException {
    var tensor = new ProtoWriter().varint(1, TensorBoardReader.DT_FLOAT).bytes(4, new byte[] {0, 0, (byte) 0x80, 0x3f});
    var value = new ProtoWriter().text(1, "t").message(8, tensor);
    byte[] first = EventRecord.frame(new ProtoWriter().text(3, TensorBoardReader.VERSION).toBytes());
    byte[] second = EventRecord.frame(new ProtoWriter().message(5, new ProtoWriter().message(1, value)).toBytes());
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertThat(TensorBoardReader.read(new Content.OfBytes(both, "m")).events().get(1).values())
        .containsExactly(new TensorBoardReader.Scalar("t", 1f));
  }

  @Test
  void survivesDamage() throws Exception {
    Path file;
    try (var writer = example()) {
      file = writer.file();
    }
    int refused = Fuzz.run(Files.readAllBytes(file), 3_000, 1 << 20,
        bytes -> TensorBoardReader.read(new Content.OfBytes(bytes, "damaged")));
    assertThat(refused).isPositive();
  }

  @Test
  void survivesDamageUnderAValidChecksum() throws Exception {
    byte[] version = EventRecord.frame(new ProtoWriter().text(3, TensorBoardReader.VERSION).toBytes());
    List<byte[]> messages;
    try (var writer = example()) {
      byte[] all = Files.readAllBytes(writer.file());
      var boundaries = new ArrayList<byte[]>();
      for (int at = 0; at < all.length; ) {
        int length = EventRecord.length(Arrays.copyOfRange(all, at, at + 12), "m");
        boundaries.add(Arrays.copyOfRange(all, at + 12, at + 12 + length));
        at += 16 + length;
      }
      messages = boundaries;
    }
    int refused = 0;
    for (byte[] message : messages) {
      refused += Fuzz.run(message, 1_000, 1 << 20, bytes -> {
        byte[] record = EventRecord.frame(bytes);
        byte[] both = Arrays.copyOf(version, version.length + record.length);
        System.arraycopy(record, 0, both, version.length, record.length);
        TensorBoardReader.read(new Content.OfBytes(both, "damaged"));
      });
    }
    assertThat(refused).isPositive();
  }
}
