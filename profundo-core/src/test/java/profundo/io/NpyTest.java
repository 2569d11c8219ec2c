package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import profundo.Array;
import profundo.Shape;

class NpyTest {
  @TempDir Path folder;

  /// The layout of numpy.lib.format: magic, version, little-endian length, dictionary, spaces and a line feed up to a
  /// multiple of 64 bytes, data.
  private static byte[] golden(int version, String dictionary, int... data) {
    int prefix = version == 1 ? 10 : 12;
    int total = (prefix + dictionary.length() + 1 + 63) / 64 * 64;
    var b = ByteBuffer.allocate(total + data.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
    if (version == 1) {
      b.putShort((short) (total - prefix));
    } else {
      b.putInt(total - prefix);
    }
    b.put((dictionary + " ".repeat(total - prefix - dictionary.length() - 1) + "\n").getBytes(StandardCharsets.UTF_8));
    for (int v : data) {
      b.put((byte) v);
    }
    return b.array();
  }

  private static Array read(byte[] bytes) throws IOException {
    return Npy.read(new ByteArrayInputStream(bytes), bytes.length, "a.npy");
  }

  private static byte[] written(Array array) throws IOException {
    var out = new ByteArrayOutputStream();
    Npy.write(out, array);
    assertThat(Npy.size(array)).isEqualTo(out.size());
    return out.toByteArray();
  }

  @Test
  void writesWhatNumpyWrites() throws IOException {
    assertThat(written(Array.of(Shape.of(2, 1), 1f, -2f)))
        .isEqualTo(golden(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0));
    assertThat(written(Array.of(Shape.of(1), 258)))
        .isEqualTo(golden(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }", 2, 1, 0, 0));
    assertThat(written(Array.of(Shape.SCALAR, -1)))
        .isEqualTo(golden(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (), }", 0xff, 0xff, 0xff, 0xff));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersion(int version) throws IOException {
    Array a = read(golden(version, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 2), }", 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0));
    assertThat(a.sameBits(Array.of(Shape.of(1, 1, 2), 1f, -2f))).isTrue();
  }

  @Test
  void readsEveryType() throws IOException {
    assertThat(read(vector("<f8", 1, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)).floats()).containsExactly(1f);
    assertThat(read(vector(">f8", 1, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0)).floats()).containsExactly(1f);
    assertThat(read(vector("<f2", 1, 0, 0x3c)).floats()).containsExactly(1f);
    assertThat(read(vector("<i8", 1, 0xfe, 255, 255, 255, 255, 255, 255, 255)).ints()).containsExactly(-2);
    assertThat(read(vector("<u8", 1, 9, 0, 0, 0, 0, 0, 0, 0)).ints()).containsExactly(9);
    assertThat(read(vector(">i4", 1, 0, 0, 1, 2)).ints()).containsExactly(258);
    assertThat(read(vector("<u4", 1, 3, 0, 0, 0)).ints()).containsExactly(3);
    assertThat(read(vector("<i2", 1, 0xfe, 0xff)).ints()).containsExactly(-2);
    assertThat(read(vector("<u2", 1, 0xfe, 0xff)).ints()).containsExactly(65_534);
    assertThat(read(vector("|i1", 2, 1, 0xff)).ints()).containsExactly(1, -1);
    assertThat(read(vector("|u1", 2, 1, 0xff)).ints()).containsExactly(1, 255);
    assertThat(read(vector("|b1", 2, 1, 0)).ints()).containsExactly(1, 0);
  }

  private static byte[] vector(String descr, int count, int... data) {
    return golden(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + count + ",), }", data);
  }

  @Test
  void fortranOrderIsTransposed() throws IOException {
    // numpy.arange(6).reshape(2, 3) stored by columns.
    Array a = read(golden(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", 0, 3, 1, 4, 2, 5));
    assertThat(a.sameBits(Array.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 5))).isTrue();
    // numpy.arange(12).reshape(2, 3, 2): first index fastest.
    Array b = read(golden(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }", 0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11));
    assertThat(b.sameBits(Array.of(Shape.of(2, 3, 2), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))).isTrue();
    Array c = read(golden(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (3,), }", 7, 8, 9));
    assertThat(c.ints()).containsExactly(7, 8, 9);
  }

  @Test
  void everyBitSurvivesARoundTrip() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    float[] values = new float[3 * 17_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    Path file = folder.resolve("a.npy");
    for (Array a : new Array[] {
      Array.wrap(Shape.of(3, 17_001), values), Array.wrap(Shape.of(1, 40_000, 1), random.ints(40_000).toArray())
    }) {
      Npy.write(file, a);
      assertThat(Npy.read(file).sameBits(a)).as("seed %d", seed).isTrue();
      assertThat(written(a)).isEqualTo(Files.readAllBytes(file));
    }
  }

  @Test
  void acceptsAnyOrderOfKeysAndQuotes() throws IOException {
    Array a = read(golden(1, "{ \"shape\":(2L,),'fortran_order':False , 'descr':\"|u1\"}", 1, 2));
    assertThat(a.ints()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }# pickled objects are never loaded",
    "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }# unsupported element type '<c8'",
    "{'descr': '<U5', 'fortran_order': False, 'shape': (1,), }# astype('float32')",
    "{'descr': '|f4', 'fortran_order': False, 'shape': (1,), }# unsupported element type '|f4'",
    "{'descr': '', 'fortran_order': False, 'shape': (1,), }# unsupported element type ''",
    "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }# structured arrays",
    "{'descr': '|u1', 'fortran_order': 0, 'shape': (8,), }# expected True or False",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (8), }# expected ',' after the only size",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (-8,), }# expected a size of 1 to 18 digits",
    "{'descr': '|u1', 'fortran_order': False, 'shape': [8], }# expected '('",
    "{'descr': '|u1', 'fortran_order': False, }# one is missing",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (8,), 'x': 1}# expected the keys",
    "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (8,)}# given twice",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (8,)} import os# nothing after the dictionary",
    "__import__('os')# expected '{'",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (0,), }# corrupt",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (9,), }# truncated",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999, 999999999999), }# more than 2^63",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1073741824, 4294967296), }# expected 4611686018427387904 elements",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846977,), }# 1 to 18 digits",
  })
  void refusesUnsoundHeaders(String dictionary, String message) {
    assertThatThrownBy(() -> read(golden(1, dictionary, 1, 0, 0, 0, 0, 0, 0, 0))).isInstanceOf(FormatException.class)
        .hasMessageStartingWith("a.npy: ").hasMessageContaining(message);
  }

  @Test
  void refusesOtherFilesVersionsAndLengths() {
    byte[] good = vector("|u1", 1, 1);
    byte[] other = good.clone();
    other[1] = 'X';
    assertThatThrownBy(() -> read(other)).hasMessageContaining("begin with \\x93NUMPY");
    byte[] newer = good.clone();
    newer[6] = 4;
    assertThatThrownBy(() -> read(newer)).hasMessageContaining("got 4.0");
    byte[] huge = golden(2, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", 1);
    huge[11] = (byte) 0xff;
    assertThatThrownBy(() -> read(huge)).hasMessageContaining("at most 65536 bytes, the file claims 4278190");
    byte[] empty = golden(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 0), }");
    assertThatThrownBy(() -> read(empty)).hasMessageContaining("shape [3, 0] without elements");
  }

  @Test
  void refusesTruncationAtEveryByte() throws IOException {
    byte[] good = written(Array.of(Shape.of(2, 2), 1, 2, 3, 4));
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(cut)).as("cut to %d", length).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void survivesDamage() throws Exception {
    byte[] valid = golden(1, "{'descr': '<i8', 'fortran_order': True, 'shape': (2, 3), }", new int[48]);
    int refused = Fuzz.run(valid, 5_000, 1 << 20, NpyTest::read);
    assertThat(refused).isPositive();
  }
}
