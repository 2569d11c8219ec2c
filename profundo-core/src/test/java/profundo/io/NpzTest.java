package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import profundo.Array;
import profundo.DType;
import profundo.Shape;

class NpzTest {
  @TempDir Path folder;

  private static Map<String, Array> example() {
    var arrays = new LinkedHashMap<String, Array>();
    arrays.put("z", Array.of(Shape.of(2, 2), 1f, 2f, 3f, 4f));
    arrays.put("a/größe", Array.zeros(Shape.of(100, 100), DType.I32));
    return arrays;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void roundTripsInOrderWithEqualBytes(boolean compressed) throws IOException {
    Path file = folder.resolve("a.npz");
    Path again = folder.resolve("b.npz");
    for (Path p : new Path[] {file, again}) {
      if (compressed) {
        Npz.writeCompressed(p, example());
      } else {
        Npz.write(p, example());
      }
    }
    assertThat(Files.mismatch(file, again)).isEqualTo(-1);
    assertThat(Files.size(file) < 10_000).isEqualTo(compressed);
    var read = Npz.read(file);
    assertThat(read.keySet()).containsExactly("z", "a/größe");
    read.forEach((name, a) -> assertThat(a.sameBits(example().get(name))).as(name).isTrue());
    assertThat(Npz.names(file)).containsExactly("z", "a/größe");
    assertThat(Npz.read(file, "z"::equals, Npz.Limits.DEFAULT).keySet()).containsExactly("z");
    try (var zip = new ZipFile(file.toFile())) {
      ZipEntry z = zip.getEntry("z.npy");
      assertThat(z.getMethod()).isEqualTo(compressed ? ZipEntry.DEFLATED : ZipEntry.STORED);
      assertThat(z.getTimeLocal()).hasToString("1980-01-01T00:00");
    }
  }

  @Test
  void keepsToItsLimits() throws IOException {
    Path file = folder.resolve("a.npz");
    Npz.writeCompressed(file, example());
    assertThatThrownBy(() -> Npz.read(file, _ -> true, new Npz.Limits(1, 1 << 20))).isInstanceOf(FormatException.class)
        .hasMessageContaining("at most 1 arrays, got 2");
    assertThatThrownBy(() -> Npz.read(file, _ -> true, new Npz.Limits(2, 20_000))).isInstanceOf(FormatException.class)
        .hasMessageContaining("at most 20000 bytes unpacked");
    assertThat(Npz.read(file, "z"::equals, new Npz.Limits(2, 20_000))).hasSize(1);
  }

  private Path archive(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var e : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey()));
        zip.write(e.getValue());
        zip.closeEntry();
      }
    }
    return Files.write(folder.resolve("made.npz"), bytes.toByteArray());
  }

  private static byte[] npy() throws IOException {
    var out = new ByteArrayOutputStream();
    Npy.write(out, Array.of(Shape.of(50), new int[50]));
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.npy", "a/../b.npy", "/a.npy", "a\\b.npy", "a\n.npy", "a.txt", ".npy", "folder/", "a.npy/"})
  void refusesOddNames(String name) throws IOException {
    Path file = archive(Map.of(name, npy()));
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class)
        .hasMessageContaining("made.npz: entry \"").hasMessageContaining("expected a ");
  }

  @Test
  void refusesToWriteOddNames() {
    Path file = folder.resolve("a.npz");
    assertThatThrownBy(() -> Npz.write(file, Map.of("../a", Array.of(Shape.SCALAR, 1)))).isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void refusesAnEntryThatIsNoArray() throws IOException {
    Path file = archive(Map.of("a.npy", "hello".getBytes(StandardCharsets.US_ASCII)));
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class).hasMessageContaining("array \"a\": ends too early");
  }

  /// The central directory's uncompressed size lies 24 bytes after its signature PK 1 2, its checksum at 16.
  private static byte[] patch(byte[] zip, int offset, int value) {
    var b = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < zip.length - 4; i++) {
      if (b.getInt(i) == 0x02014b50) {
        b.putInt(i + offset, value);
        return zip;
      }
    }
    throw new AssertionError("no central directory");
  }

  @Test
  void refusesABombsClaimBeforeUnpacking() throws IOException {
    Path file = archive(Map.of("a.npy", npy()));
    Files.write(file, patch(Files.readAllBytes(file), 24, 2_000_000_000));
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class)
        .hasMessageContaining("to 2000000000, more than deflate can");
  }

  @Test
  void refusesMoreBytesThanClaimed() throws IOException {
    byte[] longer = Arrays.copyOf(npy(), npy().length + 1);
    Path file = archive(Map.of("a.npy", longer));
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class).hasMessageContaining("corrupt");
    Files.write(file, patch(Files.readAllBytes(file), 24, npy().length));
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class).hasMessageContaining("corrupt");
  }

  @Test
  void refusesAWrongChecksum() throws IOException {
    Path file = archive(Map.of("a.npy", npy()));
    Files.write(file, patch(Files.readAllBytes(file), 16, 1));
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class).hasMessageContaining("checksum is wrong");
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    Path file = Files.writeString(folder.resolve("a.npz"), "hello");
    assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class).hasMessageContaining("no sound zip archive");
    assertThatThrownBy(() -> Npz.read(folder.resolve("none.npz"))).isInstanceOf(IOException.class)
        .hasMessageContaining("there is no such file");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void survivesDamage(boolean compressed) throws Exception {
    Path file = folder.resolve("a.npz");
    var arrays = new LinkedHashMap<String, Array>();
    arrays.put("z", Array.of(Shape.of(2, 2), 1f, 2f, 3f, 4f));
    arrays.put("a", Array.zeros(Shape.of(10), DType.I32));
    if (compressed) {
      Npz.writeCompressed(file, arrays);
    } else {
      Npz.write(file, arrays);
    }
    int refused = Fuzz.run(Files.readAllBytes(file), 600, 8 << 20, bytes -> {
      Files.write(file, bytes);
      Npz.read(file);
    });
    assertThat(refused).isPositive();
  }

  @Test
  void readsARealDataSet() throws IOException {
    Path file = SharedData.find("adrenal3d/adrenalmnist3d.npz");
    assertThat(Npz.names(file)).containsExactly("train_images", "train_labels", "val_images", "val_labels");
    var val = Npz.read(file, name -> name.startsWith("val_"), Npz.Limits.DEFAULT);
    assertThat(val.get("val_images").shape()).isEqualTo(Shape.of(98, 28, 28, 28));
    assertThat(val.get("val_labels").shape()).isEqualTo(Shape.of(98, 1));
    assertThat(val.get("val_labels").ints()).containsOnly(0, 1);
  }
}
