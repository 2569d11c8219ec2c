package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.DType;
import profundo.Evaluator;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.Flatten;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.MaxPool2d;
import profundo.nn.Parameters;
import profundo.nn.Pass;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.reference.Interpreter;

class ModelFileTest {
  @TempDir Path folder;

  private static Sequential net(long seed) {
    Rng rng = Rng.of(seed);
    return Sequential.of()
        .then("features", Sequential.of(Conv2d.of(1, 2, 3, rng).withPadding("same"), Relu.of(), MaxPool2d.of(2)))
        .then(Flatten.of())
        .then(Dropout.of(0.25))
        .then("classifier", Linear.of(8, 3, rng));
  }

  private Path saved() throws IOException {
    Path file = folder.resolve("net.safetensors");
    ModelFile.of(net(1)).withInput(Shape.of(4, 4, 1)).withClasses(List.of("a", "b", "c")).withNote("scale", "x / 255")
        .withNote("seed", "1").save(file);
    return file;
  }

  /// The saved file with its metadata changed.
  private Path changed(String key, String value) throws IOException {
    SafeTensors content = SafeTensors.read(saved());
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    metadata.put(key, value);
    Path file = folder.resolve("changed.safetensors");
    SafeTensors.write(file, content.tensors(), metadata);
    return file;
  }

  private static float[] outputs(Layer layer) {
    Tensor x = Tensor.of(Rng.of(9).normal(Shape.of(2, 4, 4, 1), 0, 1));
    return ScopedValue.where(Evaluator.CURRENT, new Interpreter())
        .call(() -> Pass.inference(layer).apply(layer, x).toFloats());
  }

  @Test
  void whatWasSavedComesBack() throws IOException {
    ModelFile back = ModelFile.load(saved());
    assertThat(outputs(back.layer())).isEqualTo(outputs(net(1)));
    assertThat(Parameters.of(back.layer()).byName().keySet())
        .containsExactly("features.0.weight", "features.0.bias", "classifier.weight", "classifier.bias");
    assertThat(back.input()).contains(Shape.of(4, 4, 1));
    assertThat(back.classes()).containsExactly("a", "b", "c");
    assertThat(back.notes()).containsOnly(Map.entry("scale", "x / 255"), Map.entry("seed", "1"));
  }

  @Test
  void weightsAreReadableByTheirNames() throws IOException {
    Map<String, Array> tensors = SafeTensors.read(saved()).tensors();
    assertThat(tensors.get("classifier.weight").shape()).isEqualTo(Shape.of(8, 3));
  }

  @Test
  void equalModelsAreEqualBytes() throws IOException {
    byte[] first = Files.readAllBytes(saved());
    Path other = folder.resolve("elsewhere.safetensors");
    ModelFile.load(saved()).save(other);
    assertThat(Files.readAllBytes(other)).isEqualTo(first);
    ModelFile.save(net(2), other);
    assertThat(Files.readAllBytes(other)).isNotEqualTo(first);
  }

  @Test
  void anotherFormatVersionIsRefusedByName() throws IOException {
    Path file = changed("format_version", "2");
    assertThatThrownBy(() -> ModelFile.load(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("changed.safetensors")
        .hasMessageContaining("a model file of another format version: expected 1, got 2");
  }

  @Test
  void tensorsAloneAreNoModel() throws IOException {
    Path file = folder.resolve("bare.safetensors");
    SafeTensors.write(file, Map.of("w", Array.zeros(Shape.of(2), DType.F32)), Map.of());
    assertThatThrownBy(() -> ModelFile.load(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("not a model file");
  }

  @Test
  void missingAndUnexpectedTensorsAreListed() throws IOException {
    SafeTensors content = SafeTensors.read(saved());
    Map<String, Array> tensors = new LinkedHashMap<>(content.tensors());
    tensors.put("classifier.scale", tensors.remove("classifier.bias"));
    Path file = folder.resolve("renamed.safetensors");
    SafeTensors.write(file, tensors, content.metadata());
    assertThatThrownBy(() -> ModelFile.load(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("missing [classifier.bias], unexpected [classifier.scale]");
  }

  @Test
  void tensorsOfAnotherShapeOrTypeAreRefused() throws IOException {
    SafeTensors content = SafeTensors.read(saved());
    for (Array wrong : List.of(Array.zeros(Shape.of(1, 3), DType.F32), Array.zeros(Shape.of(3), DType.I32))) {
      Map<String, Array> tensors = new LinkedHashMap<>(content.tensors());
      tensors.put("classifier.bias", wrong);
      Path file = folder.resolve("reshaped.safetensors");
      SafeTensors.write(file, tensors, content.metadata());
      assertThatThrownBy(() -> ModelFile.load(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("tensor 'classifier.bias': expected");
    }
  }

  @Test
  void anArchitectureCannotAskForMoreMemoryThanTheFileHolds() throws IOException {
    String architecture = SafeTensors.read(saved()).metadata().get("architecture");
    Path file = changed("architecture", architecture.replace("\"in\":8", "\"in\":600000000"));
    assertThatThrownBy(() -> ModelFile.load(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("changed.safetensors: architecture: ");
  }

  @Test
  void classesAreNotLoadedByNamesFromAFile() throws IOException {
    String architecture = SafeTensors.read(saved()).metadata().get("architecture");
    for (String type : List.of("java.lang.Runtime", "profundo.nn.Linear", "Linaer")) {
      Path file = changed("architecture", architecture.replace("\"Linear\"", "\"" + type + "\""));
      assertThatThrownBy(() -> ModelFile.load(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("unknown layer type '" + type + "'");
    }
  }

  @Test
  void nonsenseInTheMetadataIsReportedWithItsPlace() throws IOException {
    for (String architecture : List.of("", "{", "[]", "{\"type\":\"Linear\"}", "[".repeat(100_000), "null")) {
      Path file = changed("architecture", architecture);
      assertThatThrownBy(() -> ModelFile.load(file))
          .as(architecture.length() > 50 ? "deep nesting" : architecture)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("changed.safetensors");
    }
    for (String input : List.of("{}", "[0]", "[-3]", "[1e99]", "[4,4,1.5]", "[2000000,2000000]")) {
      Path file = changed("input", input);
      assertThatThrownBy(() -> ModelFile.load(file)).as(input).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void aHeaderThatClaimsTooMuchIsRefused() throws IOException {
    Path file = folder.resolve("huge.safetensors");
    Files.write(file, ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 60).array());
    assertThatThrownBy(() -> ModelFile.load(file)).isInstanceOf(FormatException.class).hasMessageContaining("huge");
  }

  @Test
  void damagedBytesNeverDoWorseThanAFormatException() throws IOException {
    byte[] sound = Files.readAllBytes(saved());
    Path file = folder.resolve("damaged.safetensors");
    long seed = 20_25;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
      for (int k = random.nextInt(4); k >= 0 && bytes.length > 0; k--) {
        bytes[random.nextInt(Math.min(bytes.length, 1800))] = (byte) (random.nextBoolean() ? random.nextInt() : '9');
      }
      Files.write(file, bytes);
      try {
        assertThat(ModelFile.load(file).layer()).isNotNull();
      } catch (FormatException e) {
        assertThat(e).as("seed %d, round %d", seed, i).hasMessageContaining("damaged.safetensors");
      }
    }
  }

  @Test
  void aLayerThatCannotDescribeItselfIsNotSaved() {
    Path file = folder.resolve("lambda.safetensors");
    assertThatThrownBy(() -> ModelFile.save((x, pass) -> x, file)).isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }
}
