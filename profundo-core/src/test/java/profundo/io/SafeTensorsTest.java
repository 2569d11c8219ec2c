package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.Array;
import profundo.DType;
import profundo.Shape;

class SafeTensorsTest {
  @TempDir Path folder;

  private static Map<String, Array> example() {
    var tensors = new LinkedHashMap<String, Array>();
    tensors.put("w", Array.of(Shape.of(1, 2), 1f, -2f));
    tensors.put("n", Array.of(Shape.SCALAR, 7));
    return tensors;
  }

  @Test
  void writesTheFormatToTheByte() throws IOException {
    byte[] data = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, 7, 0, 0, 0};
    String json =
        "{\"__metadata__\":{\"format\":\"profundo\",\"profundo_sha256\":\"" + Sha256.of(data) + "\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"n\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[8,12]}}";
    String padded = json + " ".repeat((8 - json.length() % 8) % 8);
    var expected = new ByteArrayOutputStream();
    expected.write(new byte[] {(byte) padded.length(), 0, 0, 0, 0, 0, 0, 0});
    expected.write(padded.getBytes(StandardCharsets.US_ASCII));
    expected.write(data);

    Path file = folder.resolve("a.safetensors");
    SafeTensors.write(file, example(), Map.of("format", "profundo"));
    assertThat(file).hasBinaryContent(expected.toByteArray());
    assertThat(SafeTensors.bytes(example(), Map.of("format", "profundo"))).isEqualTo(expected.toByteArray());
    assertThat(SafeTensors.inspect(file).dataStart() % 8).isZero();
    assertThat(SafeTensors.inspect(file).sha256()).contains(Sha256.of(data));
  }

  @Test
  void everyBitOfFloatsSurvivesInAFileOfManyChunks() throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    float[] values = new float[40_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    int[] ints = random.ints(40_001).toArray();
    var tensors = new LinkedHashMap<String, Array>();
    tensors.put("z \"größe\"", Array.wrap(Shape.of(40_001), values));
    tensors.put("a", Array.wrap(Shape.of(1, 40_001, 1), ints));
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("z", "{\"json\": \"inside\"}");
    metadata.put("a", "");
    Path file = folder.resolve("a.safetensors");
    SafeTensors.write(file, tensors, metadata);

    SafeTensors read = SafeTensors.read(file);
    assertThat(read.tensors().keySet()).containsExactly("z \"größe\"", "a");
    assertThat(read.metadata()).containsExactlyEntriesOf(metadata);
    read.tensors().forEach((name, a) -> assertThat(a.sameBits(tensors.get(name))).as("%s, seed %d", name, seed).isTrue());
    assertThat(SafeTensors.read(file, "a"::equals).tensors().keySet()).containsExactly("a");
  }

  @Test
  void inspectsWithoutData() throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafeTensors.write(file, example(), Map.of("k", "v"));
    var header = SafeTensors.inspect(file);
    assertThat(header.metadata()).containsExactly(Map.entry("k", "v"));
    assertThat(header.entries().values())
        .containsExactly(
            new SafeTensors.Entry("w", "F32", List.of(1L, 2L), 0, 8),
            new SafeTensors.Entry("n", "I32", List.of(), 8, 12));
  }

  @Test
  void everyFlippedBitOfTheDataIsFoundOut() throws IOException {
    byte[] bytes = SafeTensors.bytes(example(), Map.of("k", "v"));
    String sha256 = Sha256.of(Arrays.copyOfRange(bytes, bytes.length - 12, bytes.length));
    for (int bit = 8 * (bytes.length - 12); bit < 8 * bytes.length; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      String got = Sha256.of(Arrays.copyOfRange(damaged, bytes.length - 12, bytes.length));
      String complaint =
          ": expected SHA-256 " + sha256 + ", the data has " + got + "; the file is damaged; use another checkpoint or copy it again";
      assertThatThrownBy(() -> SafeTensors.parse(damaged, "m")).isInstanceOf(FormatException.class).hasMessage("m" + complaint);
      Path file = Files.write(folder.resolve("damaged.safetensors"), damaged);
      assertThatThrownBy(() -> SafeTensors.read(file, "n"::equals)).hasMessage(file + complaint);
    }
  }

  @Test
  void theSumIsThatOfTheDataInItsOwnOrder() {
    byte[] data = {1, 0, 0, 0, 2, 0, 0, 0};
    String header =
        "{'__metadata__':{'profundo_sha256':'%s'},'b':{'dtype':'I32','shape':[1],'data_offsets':[4,8]},"
            + "'a':{'dtype':'I32','shape':[1],'data_offsets':[0,4]}}";
    SafeTensors read = SafeTensors.parse(file(header.formatted(Sha256.of(data)), data), "m");
    assertThat(read.tensors().keySet()).containsExactly("b", "a");
    assertThat(read.tensors().get("b").ints()).containsExactly(2);
    assertThatThrownBy(() -> SafeTensors.parse(file(header.formatted("no sum"), data), "m"))
        .hasMessageContaining("expected SHA-256 no sum, the data has");
  }

  @Test
  void whatIsReadAndWrittenAgainIsTheSame() {
    byte[] bytes = SafeTensors.bytes(example(), Map.of("k", "v"));
    SafeTensors read = SafeTensors.parse(bytes, "m");
    assertThat(read.metadata()).containsExactly(Map.entry("k", "v"));
    assertThat(SafeTensors.bytes(read.tensors(), read.metadata())).isEqualTo(bytes);
  }

  @Test
  void noTensorsAtAllIsAFile() {
    byte[] bytes = SafeTensors.bytes(Map.of(), Map.of());
    assertThat(bytes).isEqualTo(new byte[] {8, 0, 0, 0, 0, 0, 0, 0, '{', '}', ' ', ' ', ' ', ' ', ' ', ' '});
    assertThat(SafeTensors.parse(bytes, "empty").tensors()).isEmpty();
  }

  @Test
  void convertsTheTypesOfOtherWriters() {
    assertThat(one("F64", 3, b(24).putDouble(0.1).putDouble(-1e-300).putDouble(Double.POSITIVE_INFINITY)).floats())
        .containsExactly(0.1f, -0f, Float.POSITIVE_INFINITY);
    assertThat(one("F16", 3, b(6).putShort((short) 0x3c00).putShort((short) 0xc000).putShort((short) 1)).floats())
        .containsExactly(1f, -2f, 0x1p-24f);
    assertThat(one("BF16", 2, b(4).putShort((short) 0x3f80).putShort((short) 0xc049)).floats())
        .containsExactly(1f, -3.140625f);
    assertThat(one("I64", 2, b(16).putLong(-5).putLong(Integer.MAX_VALUE)).ints()).containsExactly(-5, Integer.MAX_VALUE);
    assertThat(one("U64", 1, b(8).putLong(5)).ints()).containsExactly(5);
    assertThat(one("U32", 1, b(4).putInt(5)).ints()).containsExactly(5);
    assertThat(one("I16", 1, b(2).putShort((short) -2)).ints()).containsExactly(-2);
    assertThat(one("U16", 1, b(2).putShort((short) -2)).ints()).containsExactly(65_534);
    assertThat(one("I8", 1, b(1).put((byte) -2)).ints()).containsExactly(-2);
    assertThat(one("U8", 1, b(1).put((byte) -2)).ints()).containsExactly(254);
    assertThat(one("BOOL", 2, b(2).put((byte) 1).put((byte) 0)).ints()).containsExactly(1, 0);
  }

  @Test
  void refusesValuesThatDoNotFit() {
    assertThatThrownBy(() -> one("I64", 2, b(16).putLong(1).putLong(1L << 31))).isInstanceOf(FormatException.class)
        .hasMessage("test: tensor \"x\": element 1 is the I64 2147483648, beyond the range of I32; rescale it before saving");
    assertThatThrownBy(() -> one("F64", 1, b(8).putDouble(1e39))).hasMessageContaining("1.0E39, beyond the range of F32");
    assertThatThrownBy(() -> one("U64", 1, b(8).putLong(-1))).hasMessageContaining("18446744073709551615");
    assertThatThrownBy(() -> one("U32", 1, b(4).putInt(-1))).hasMessageContaining("4294967295");
    assertThatThrownBy(() -> one("BOOL", 1, b(1).put((byte) 2))).hasMessageContaining("expected a truth value 0 or 1, got 2");
  }

  private static ByteBuffer b(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Array one(String dtype, int count, ByteBuffer data) {
    String header = "{'x':{'dtype':'%s','shape':[%d],'data_offsets':[0,%d]}}".formatted(dtype, count, data.capacity());
    return SafeTensors.parse(file(header, data.array()), "test").tensors().get("x");
  }

  private static byte[] file(String header, byte[] data) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length).put(json).put(data).array();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}| expected 2 elements of 4 bytes",
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}| expected its data to start at byte 0",
    "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}| 4 bytes follow the last tensor",
    "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}}| ends at byte 16, the file has 8; it is truncated",
    "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}"
        + "| expected its data to start at byte 4",
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}| key 'a' is given twice",
    "{'a':{'dtype':'Q4','shape':[2],'data_offsets':[0,8]}}| unknown dtype 'Q4'",
    "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}| sizes of at least 0",
    "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}| more than 2^63 elements",
    "{'a':{'dtype':'F64','shape':[2305843009213693952],'data_offsets':[0,0]}}| expected 2305843009213693952 elements",
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}| data_offsets [8, 0]",
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}| expected data_offsets [begin, end], got 3",
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,9223372036854775808]}}| expected a whole number",
    "{'a':{'dtype':'F32','shape':[2]}}| expected the keys dtype, shape and data_offsets",
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'extra':1}}| expected the keys dtype",
    "{'a':[1]}| expected an object",
    "{'__metadata__':{'k':1},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}| key 'k': expected text",
    "{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}| leave this array out",
    "[1]| expected the header to start with",
  })
  void refusesUnsoundHeaders(String header, String message) {
    assertThatThrownBy(() -> SafeTensors.parse(file(header, new byte[8]), "m.safetensors"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("m.safetensors: ")
        .satisfies(e -> assertThat(e.getMessage().replace('"', '\'')).contains(message));
  }

  @Test
  void namesTheTensorInAComplaint() {
    byte[] bytes = file("{'layer.0':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}", new byte[4]);
    assertThatThrownBy(() -> SafeTensors.parse(bytes, "m")).hasMessageStartingWith("m: tensor \"layer.0\": expected 2");
  }

  @Test
  void refusesAHeaderThatClaims2To60Bytes() {
    byte[] bytes = file("{}", new byte[0]);
    bytes[7] = 0x10;
    assertThatThrownBy(() -> SafeTensors.parse(bytes, "m")).isInstanceOf(FormatException.class)
        .hasMessageContaining("the file claims 1152921504606846978");
    bytes[7] = (byte) 0xff;
    assertThatThrownBy(() -> SafeTensors.parse(bytes, "m")).hasMessageContaining("the file claims 18374686479671623682");
  }

  @Test
  void refusesTruncationAtEveryByte() {
    byte[] bytes = SafeTensors.bytes(example(), Map.of("k", "v"));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SafeTensors.parse(cut, "m")).as("cut to %d", length).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void aHugeSparseFileIsRefusedForItsMemory() throws IOException {
    long elements = Runtime.getRuntime().maxMemory() / 4 + 1_000;
    byte[] head = file(
        "{'a':{'dtype':'F32','shape':[%d],'data_offsets':[0,%d]}}".formatted(elements, 4 * elements), new byte[0]);
    Path file = Files.write(folder.resolve("huge.safetensors"), head);
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(head.length + 4 * elements);
    }
    assertThat(SafeTensors.inspect(file).entries().get("a").shape()).containsExactly(elements);
    assertThatThrownBy(() -> SafeTensors.read(file)).isInstanceOf(FormatException.class).hasMessageContaining("start it with -Xmx");
  }

  @Test
  void anEmptyTensorCanBeLeftOutWhenReading() throws IOException {
    Path file = Files.write(folder.resolve("e.safetensors"), file(
        "{'e':{'dtype':'F32','shape':[3,0],'data_offsets':[0,0]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}",
        new byte[4]));
    assertThat(SafeTensors.inspect(file).entries().get("e").shape()).containsExactly(3L, 0L);
    assertThat(SafeTensors.read(file, "a"::equals).tensors().keySet()).containsExactly("a");
    assertThatThrownBy(() -> SafeTensors.read(file)).hasMessageContaining("got shape [3, 0] without elements");
  }

  @Test
  void refusesToWriteTheReservedName() {
    assertThatThrownBy(() -> SafeTensors.bytes(Map.of("__metadata__", Array.of(Shape.SCALAR, 1f)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("rename it");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.safetensors");
    assertThatThrownBy(() -> SafeTensors.read(file)).isInstanceOf(IOException.class)
        .hasMessage("cannot read " + file + ": there is no such file; check the path");
  }

  @Test
  void survivesDamage() throws Exception {
    var tensors = example();
    tensors.put("big", Array.zeros(Shape.of(3, 50), DType.I32));
    byte[] valid = SafeTensors.bytes(tensors, Map.of("k", "v"));
    int refused = Fuzz.run(valid, 5_000, 1 << 20, bytes -> SafeTensors.parse(bytes, "damaged"));
    assertThat(refused).isPositive();
  }

  @Test
  void readsAModelOfAnotherFramework() throws IOException {
    Path file = SharedData.find("interop/burn-mnist-cnn.safetensors");
    var tensors = SafeTensors.read(file).tensors();
    var shapes = new LinkedHashMap<String, String>();
    tensors.forEach((name, a) -> shapes.put(name, a.dtype() + " " + a.shape()));
    assertThat(shapes)
        .containsEntry("norm1.num_batches_tracked", "I32 []")
        .containsEntry("conv1.weight", "F32 [8, 1, 3, 3]")
        .containsEntry("conv3.weight", "F32 [24, 16, 3, 3]")
        .containsEntry("fc1.weight", "F32 [32, 11616]")
        .containsEntry("fc2.bias", "F32 [10]");
    for (float v : tensors.get("norm1.running_var").floats()) {
      assertThat(v).isFinite().isPositive();
    }
  }
}
