package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import profundo.Array;
import profundo.Shape;

class IdxTest {
  @TempDir Path dir;

  private static byte[] file(int magic, int[] sizes, int payload) {
    ByteBuffer b = ByteBuffer.allocate(4 + 4 * sizes.length + payload).putInt(magic);
    for (int size : sizes) {
      b.putInt(size);
    }
    return b.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gz = new GZIPOutputStream(out)) {
      gz.write(bytes);
    }
    return out.toByteArray();
  }

  private Path put(String name, byte[] bytes) throws IOException {
    return Files.write(dir.resolve(name), bytes);
  }

  private void refused(byte[] bytes, String... words) throws IOException {
    Path f = put("bad.idx", bytes);
    assertThatThrownBy(() -> Idx.read(f))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("bad.idx")
        .satisfies(e -> assertThat(words).allSatisfy(word -> assertThat(e).hasMessageContaining(word)));
  }

  @ParameterizedTest
  @EnumSource(Idx.Type.class)
  void everyTypeSurvivesWritingAndReading(Idx.Type type) throws IOException {
    Array values =
        switch (type) {
          case UBYTE -> Array.of(Shape.of(2, 3), 0, 1, 127, 128, 200, 255);
          case BYTE -> Array.of(Shape.of(2, 3), -128, -1, 0, 1, 2, 127);
          case SHORT -> Array.of(Shape.of(2, 3), -32768, -1, 0, 1, 2, 32767);
          case INT -> Array.of(Shape.of(2, 3), Integer.MIN_VALUE, -1, 0, 1, 65536, Integer.MAX_VALUE);
          case FLOAT, DOUBLE -> Array.of(Shape.of(2, 3), -1.5f, 0f, 0.1f, 1e30f, -1e-30f, Float.NaN);
        };
    for (String name : new String[] {"a.idx", "a.idx.gz"}) {
      Path f = dir.resolve(name);
      Idx.of(type, values).write(f);
      Idx back = Idx.read(f);
      assertThat(back.type()).isEqualTo(type);
      assertThat(back.toArray().sameBits(values)).isTrue();
      try (var files = Files.list(dir)) {
        assertThat(files.map(p -> p.getFileName().toString())).noneMatch(n -> n.endsWith(".part")).isNotEmpty();
      }
    }
    assertThat(Files.readAllBytes(dir.resolve("a.idx"))).startsWith(0, 0, type.code(), 2, 0, 0, 0, 2, 0, 0, 0, 3);
    assertThat(Files.readAllBytes(dir.resolve("a.idx.gz"))).startsWith(0x1F, 0x8B);
  }

  @Test
  void gzipIsKnownByItsContentNotItsName() throws IOException {
    byte[] plain = file(0x801, new int[] {3}, 3);
    assertThat(Idx.read(put("plain.gz", plain)).shape()).isEqualTo(Shape.of(3));
    assertThat(Idx.read(put("packed", gzip(plain))).shape()).isEqualTo(Shape.of(3));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] plain = file(0xC02, new int[] {2, 3}, 24);
    byte[] packed = gzip(plain);
    for (byte[] whole : new byte[][] {plain, packed}) {
      for (int n = 0; n < whole.length; n++) {
        refused(Arrays.copyOf(whole, n));
      }
    }
  }

  @Test
  void everyDamagedByteOfAGzipIsRefusedOrHarmless() throws IOException {
    byte[] values = new byte[500];
    new Random(1).nextBytes(values);
    Idx good = Idx.of(Idx.Type.UBYTE, Shape.of(500), values);
    good.write(dir.resolve("good.gz"));
    byte[] packed = Files.readAllBytes(dir.resolve("good.gz"));
    for (int i = 0; i < packed.length; i++) {
      byte[] damaged = packed.clone();
      damaged[i] ^= 0x55;
      try {
        // The time stamp and system byte of the gzip header mean nothing; all else must be noticed.
        assertThat(Idx.read(put("damaged", damaged)).bytes()).as("byte %s", i).isEqualTo(values);
        assertThat(i).isBetween(4, 9);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("damaged");
      }
    }
  }

  @Test
  void headersThatLieAreRefusedBeforeAnythingIsAllocated() throws IOException {
    int max = Integer.MAX_VALUE;
    refused(file(0x803, new int[] {max, max, max}, 8), "more than the");
    refused(file(0xE02, new int[] {1 << 30, 1 << 30}, 8), "DOUBLE", "more than the");
    refused(file(0x801, new int[] {2_000_000_000}, 8), "truncated");
    refused(file(0xD01, new int[] {8}, 8), "it would fit UBYTE, so the type in the header is wrong");
    refused(gzip(file(0x801, new int[] {2_000_000_000}, 8)), "can unpack to at most");
    refused(file(0x801, new int[] {-1}, 8), "the header claims UBYTE [4294967295], more than the");
    refused(file(0xE02, new int[] {5, Integer.MIN_VALUE}, 8), "the header claims DOUBLE [5, 2147483648], more than the");
    refused(file(0x802, new int[] {0, 5}, 0), "at least one element, got 0 for axis 0");
  }

  @Test
  void wrongKindsOfFilesAreRefused() throws IOException {
    refused("hello, world, this is text".getBytes(), "68656c6c", "is this an idx file");
    refused(file(0x701, new int[] {3}, 3), "00000701");
    refused(file(0x1000801, new int[] {3}, 3), "01000801");
    refused(file(0x800, new int[] {}, 1), "got 0");
    refused(file(0x811, new int[17], 1), "got 17");
    refused(new byte[] {0x1F, (byte) 0x8B, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});
    assertThatThrownBy(() -> Idx.read(dir)).isInstanceOf(DataException.class).hasMessageContaining("folder");
    assertThatThrownBy(() -> Idx.read(dir.resolve("none"))).isInstanceOf(DataException.class).hasMessageContaining("no file");
  }

  @Test
  void trailingBytesAreRefused() throws IOException {
    byte[] plain = file(0x801, new int[] {3}, 4);
    refused(plain, "something follows");
    refused(gzip(plain), "more follows");
  }

  @Test
  void whatFollowsAGzipStreamIsRefused() throws IOException {
    byte[] packed = gzip(file(0x801, new int[] {3}, 3));
    for (byte[] more : new byte[][] {{0}, {1, 2, 3}, {0x1F, (byte) 0x8B, 8}, new byte[200_000], gzip(new byte[1])}) {
      byte[] both = Arrays.copyOf(packed, packed.length + more.length);
      System.arraycopy(more, 0, both, packed.length, more.length);
      refused(both, "more follows");
    }
    // Streams that follow one another are one.
    byte[] none = gzip(new byte[0]);
    byte[] both = Arrays.copyOf(packed, packed.length + none.length);
    System.arraycopy(none, 0, both, packed.length, none.length);
    assertThat(Idx.read(put("two.gz", both)).shape()).isEqualTo(Shape.of(3));
  }

  /// Whether the end of the stream is in one block of the file with what follows or not.
  @Test
  void whatFollowsAGzipStreamIsRefusedWhereverBlocksEnd() throws IOException {
    for (int count = (1 << 16) - 60; count < (1 << 16) + 4; count++) {
      byte[] plain = file(0x801, new int[] {count}, count);
      new Random(count).nextBytes(plain);
      System.arraycopy(file(0x801, new int[] {count}, 0), 0, plain, 0, 8);
      byte[] packed = gzip(plain);
      assertThat(Idx.read(put("whole.gz", packed)).shape()).isEqualTo(Shape.of(count));
      refused(Arrays.copyOf(packed, packed.length + 1), "more follows");
    }
  }

  @Test
  void aFileAboveTheLimitIsRefused() throws IOException {
    Path f = put("big", file(0x801, new int[] {100}, 100));
    assertThat(IdxFile.read(f, 100).shape()).isEqualTo(Shape.of(100));
    assertThatThrownBy(() -> IdxFile.read(f, 99)).hasMessageContaining("more than the 99 bytes");
  }

  @Test
  void valuesThatDoNotFitTheTypeAreRefused() {
    assertThatThrownBy(() -> Idx.of(Idx.Type.UBYTE, Array.of(Shape.of(1), 256))).hasMessageContaining("0 to 255");
    assertThatThrownBy(() -> Idx.of(Idx.Type.SHORT, Array.of(Shape.of(1), 0.5f))).hasMessageContaining("got 0.5");
    assertThatThrownBy(() -> Idx.of(Idx.Type.INT, Array.of(Shape.of(1), Float.NaN))).hasMessageContaining("NaN");
  }

  @Test
  void anUnwritableFolderIsAClearFailure() {
    Path f = dir.resolve("no/such/folder/a.idx");
    assertThatThrownBy(() -> Idx.of(Array.of(Shape.of(1), 1)).write(f))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be written");
  }
}
