package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Variable;
import profundo.app.models.Models;
import profundo.app.saved.Evaluation;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.io.Json;
import profundo.io.ModelFile;
import profundo.io.SafeTensors;
import profundo.nn.OutputHead;
import profundo.nn.Parameters;
import profundo.nn.Sequential;

/// `summary`, `models`, `evaluate` and `predict`, on a model whose answers can be worked out by hand.
class ModelCommandsTest {
  private static final Shape DIGIT = Shape.of(28, 28, 1);
  private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @TempDir private static Path folder;
  private static Path model;

  /// Answers 3 whatever it sees, and 7 when the pixel in the middle is light: logits are 0 but b3 = 1, and 5 x for 7.
  @BeforeAll
  static void saveAModel() throws IOException {
    Sequential net = Models.find("linear").orElseThrow().build(DIGIT, 10, Rng.of(1));
    Map<String, Variable> variables = Parameters.of(net).byName();
    float[] weight = new float[784 * 10];
    weight[(14 * 28 + 14) * 10 + 7] = 5;
    variables.get("output.weight").set(Array.of(Shape.of(784, 10), weight));
    float[] bias = new float[10];
    bias[3] = 1;
    variables.get("output.bias").set(Array.of(Shape.of(10), bias));
    model = folder.resolve("model.safetensors");
    ModelFile.of(net).withInput(DIGIT).withClasses(DIGITS).withNote("data", "strokes").save(model);
  }

  @Test
  void summaryShowsLayersShapesParametersAndDepth() {
    Cli run = Cli.run("summary", "lenet5");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("conv2 (Conv2d)     [?, 10, 10, 16]   2,416").contains("Total params: 61,706").contains("Depth: ");
    Json.Obj json = Cli.run("summary", "lenet5", "--input", "32x32x3", "--classes", 7, "--json").json();
    assertThat(json.list("layers").getLast().asObject().integer("params")).isEqualTo(84 * 7 + 7);
    assertThat(json.list("layers").getFirst().asObject().integer("params")).isEqualTo(5 * 5 * 3 * 6 + 6);
  }

  @Test
  void summaryTellsWhatATrainingStepKeepsInMemory() {
    Json.Obj memory = Cli.run("summary", "mlp", "--memory", "--batch", 16, "--json").json().object("memory");
    long weights = 669_706L * Float.BYTES;
    long input = 16L * (784 + 1) * Float.BYTES;
    assertThat(memory.whole("weights_bytes")).isEqualTo(weights);
    assertThat(memory.whole("optimizer_bytes")).as("Adam has two means").isEqualTo(2 * weights);
    assertThat(memory.whole("input_bytes")).isEqualTo(input);
    // At least the gradient of the largest layer, at most everything that is computed.
    assertThat(memory.whole("arena_bytes")).isBetween(784L * 512 * Float.BYTES, 2 * weights);
    assertThat(memory.whole("planned_bytes")).isEqualTo(3 * weights + input + memory.whole("arena_bytes"));
    assertThat(Cli.run("summary", "linear", "--memory").out()).contains("planned", "found on the heap");
  }

  @Test
  void summaryTakesAFileToo() {
    Cli run = Cli.run("summary", model, "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.json().integer("total_params")).isEqualTo(7850);
    assertThat(Cli.run("summary", model, "--classes", 3).err()).contains("is a file that has its own");
  }

  @Test
  void modelsAreListedWithTheirPapers() {
    assertThat(Cli.run("models").out()).contains("lenet5: ").contains("LeCun").contains("61,706 parameters");
    Json.Obj first = Cli.run("models", "--json").json().list("models").getFirst().asObject();
    assertThat(first.text("name")).isEqualTo("linear");
    assertThat(first.object("defaults").integer("epochs")).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summary lenet | unknown model 'lenet' (no file of this name either); did you mean 'lenet5'?",
        "summary mlp --input 28 | mlp: expected images or series, got texts",
        "summary mlp --batch 3 | belongs to --memory",
        "summary mlp --memory --batch 0 | --batch: expected a whole number from 1",
        "summary mlp --input 0x4 | HEIGHTxWIDTH",
        "summary mlp --classes 1 | --classes: expected from 2 to 256, got 1",
        "summary lenet5 --input 4x4 | lenet5 cannot take samples [4, 4, 1]",
        "evaluate none.safetensors --data mnist | none.safetensors: expected a model file",
        "predict none.safetensors a.png | none.safetensors: expected a model file",
        "predict none.safetensors | IMAGE",
      })
  void badUsageIsNamedAndEndsInTwo(String line, String complaint) {
    Cli run = Cli.run((Object[]) line.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(complaint).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void evaluationCountsWhatTheModelGetsRight() {
    Dataset test = Strokes.load().test();
    int hits = 0;
    int sevens = 0;
    for (int i = 0; i < test.size(); i++) {
      int taken = test.sample(i).floats()[14 * 28 + 14] * 5 > 1 ? 7 : 3;
      sevens += taken == 7 ? 1 : 0;
      hits += taken == test.label(i) ? 1 : 0;
    }

    Cli run = Cli.run("evaluate", model, "--json", "--threads", 1);

    assertThat(run.code()).as(run.err()).isZero();
    Json.Obj json = run.json();
    assertThat(json.text("data")).isEqualTo("strokes");
    assertThat(json.integer("samples")).isEqualTo(test.size());
    assertThat(json.number("accuracy")).isEqualTo(hits / (double) test.size());
    assertThat(json.number("loss")).isBetween(1.0, 5.0);
    long taken = json.list("confusion").stream().mapToLong(row -> row.asList().get(7).asLong()).sum();
    assertThat(taken).isEqualTo(sevens);
    assertThat(json.list("classes").get(3).asObject().integer("samples")).isEqualTo(test.size() / 10);
    assertThat(json.list("classes").get(0).asObject().number("recall")).isZero();
  }

  @Test
  void evaluationIsPrintedAsTables() {
    Cli run = Cli.run("evaluate", folder, "--data", "strokes", "--part", "train");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("on the train part of strokes", "12000 samples", "precision", "is \\ taken for");
  }

  @Test
  void predictionsTellClassAndProbability() throws IOException {
    Path light = picture("light.png", 28, 28, (x, y) -> x == 14 && y == 14 ? 255 : 0);
    Path dark = picture("dark.png", 28, 28, (x, y) -> 0);

    Cli run = Cli.run("predict", model, light, dark, "--json");

    assertThat(run.code()).as(run.err()).isZero();
    List<Json> all = run.json().list("predictions");
    Json.Obj first = all.getFirst().asObject();
    assertThat(first.text("class")).isEqualTo("7");
    double sum = Math.exp(5) + Math.exp(1) + 8;
    assertThat(first.number("probability")).isCloseTo(Math.exp(5) / sum, offset(1e-6));
    assertThat(first.object("probabilities").number("3")).isCloseTo(Math.E / sum, offset(1e-6));
    assertThat(all.getLast().asObject().text("class")).isEqualTo("3");
    assertThat(Cli.run("predict", model, dark).out())
        .containsPattern("picture +class +sure +or +sure +or")
        .containsPattern("dark.png +3  23.20 % +0 +8.53 %");
  }

  @Test
  void allAndNothingAreOnlySaidWhereThatIsExact() {
    assertThat(Evaluation.percent(1)).isEqualTo("100.00 %");
    assertThat(Evaluation.percent(0.99999)).isEqualTo(">99.99 %");
    assertThat(Evaluation.percent(0.98536)).isEqualTo("98.54 %");
    assertThat(Evaluation.percent(1e-6)).isEqualTo("<0.01 %");
    assertThat(Evaluation.percent(0)).isEqualTo("0.00 %");
  }

  @Test
  void inkOnPaperIsToldAndInverted() throws IOException {
    Path ink = picture("ink.png", 28, 28, (x, y) -> x == 14 && y == 14 ? 0 : 255);
    Cli plain = Cli.run("predict", model, ink, "--json");
    assertThat(plain.err()).contains("ink.png: the ground is light").contains("use --invert");
    Cli inverted = Cli.run("predict", model, ink, "--invert", "--json");
    assertThat(inverted.err()).isEmpty();
    assertThat(inverted.json().list("predictions").getFirst().asObject().text("class")).isEqualTo("7");
  }

  @Test
  void aWhiteFigureOnTransparentGroundNeedsNoInversion() throws IOException {
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(14, 14, 0xFFFFFFFF);
    Path file = folder.resolve("white.png");
    ImageIO.write(image, "png", file.toFile());
    Cli run = Cli.run("predict", model, file, "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.json().list("predictions").getFirst().asObject().text("class")).isEqualTo("7");
    assertThat(Cli.run("predict", model, file, "--invert").err()).contains("leave out --invert");
  }

  @Test
  void aPictureThatCannotBeUsedEndsInTwoBeforeAnythingIsPrinted() throws IOException {
    Path good = picture("good.png", 28, 28, (x, y) -> 0);
    Path small = picture("small.png", 20, 28, (x, y) -> 0);
    Cli size = Cli.run("predict", model, good, small);
    assertThat(size.code()).isEqualTo(2);
    assertThat(size.err()).contains("small.png").contains("28x28").contains("28x20");
    assertThat(size.out()).isEmpty();
    byte[] half = Files.readAllBytes(good);
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(half, half.length / 2));
    assertThat(Cli.run("predict", model, cut).code()).isEqualTo(2);
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertThat(Cli.run("predict", model, text).err()).contains("text.png");
    assertThat(Cli.run("predict", model, folder.resolve("missing.png")).code()).isEqualTo(2);
    assertThat(Cli.run("predict", model, folder).err()).contains("got a folder; name the pictures in it");
  }

  @Test
  void brokenModelFilesEndInTwoAndAreNamed() throws IOException {
    byte[] whole = Files.readAllBytes(model);
    requireRefused("cut.safetensors", Arrays.copyOf(whole, whole.length - 7));
    requireRefused("short.safetensors", Arrays.copyOf(whole, 5));
    requireRefused("empty.safetensors", new byte[0]);
    byte[] huge = whole.clone();
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60);
    requireRefused("huge.safetensors", huge);
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    byte[] other = text.replace("\"format_version\":\"1\"", "\"format_version\":\"9\"").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(requireRefused("other.safetensors", other)).contains("format version").contains("9");
  }

  private static String requireRefused(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    for (List<Object> words : List.of(
        List.<Object>of("evaluate", file, "--data", "strokes"),
        List.<Object>of("predict", file, "x.png"),
        List.<Object>of("summary", file))) {
      Cli run = Cli.run(words.toArray());
      assertThat(run.code()).as(name + ": " + run.err()).isEqualTo(2);
      assertThat(run.err()).contains(name).hasLineCount(1);
      assertThat(run.out()).isEmpty();
    }
    return Cli.run("summary", file).err();
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() throws IOException {
    Sequential net = Models.find("linear").orElseThrow().build(DIGIT, 10, Rng.of(1));
    float[] bias = new float[10];
    bias[4] = Float.NaN;
    Parameters.of(net).byName().get("output.bias").set(Array.of(Shape.of(10), bias));
    Path file = folder.resolve("nan.safetensors");
    ModelFile.of(net).withInput(DIGIT).withClasses(DIGITS).save(file);
    for (Cli run : List.of(
        Cli.run("predict", file, picture("any.png", 28, 28, (x, y) -> 0)), Cli.run("evaluate", file, "--data", "strokes"))) {
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains("nan.safetensors: expected a model that gives probabilities, got NaN");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aTensorThatClaimsMoreThanTheFileHoldsIsRefused() throws IOException {
    Path file = folder.resolve("claims.safetensors");
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1152921504606846976],\"data_offsets\":[0,4611686018427387904]}}";
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length());
      out.write(length.array());
      out.write(header.getBytes(StandardCharsets.UTF_8));
    }
    Cli run = Cli.run("evaluate", file, "--data", "strokes");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("claims.safetensors");
  }

  @Test
  void weightsThatAreNoModelAreRefused() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    SafeTensors.write(file, Map.of("w", Array.of(Shape.of(2), 1f, 2f)), Map.of());
    assertThat(Cli.run("summary", file).err()).contains("weights.safetensors").contains("not a model file");
  }

  @Test
  void dataOfOtherClassesIsRefused() throws IOException {
    Path named = folder.resolve("named.safetensors");
    Sequential net = Models.find("linear").orElseThrow().build(DIGIT, 3, Rng.of(1));
    ModelFile.of(net).withInput(DIGIT).withClasses(List.of("cat", "dog", "cow")).save(named);
    Cli run = Cli.run("evaluate", named, "--data", "strokes");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("strokes: expected the 3 classes").contains("[cat, dog, cow]").contains("got 10");
    assertThat(Cli.run("evaluate", named).err()).contains("--data is missing");
  }

  @Test
  void aModelOfAnotherHeadIsNoClassifier() throws IOException {
    Path labels = folder.resolve("labels.safetensors");
    Sequential net = Models.find("linear").orElseThrow().build(DIGIT, 3, Rng.of(1));
    ModelFile.of(net).withInput(DIGIT).withHead(OutputHead.MULTI_LABEL).save(labels);
    Cli run = Cli.run("evaluate", labels, "--data", "strokes");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("expected a classifier").contains("got head 'multi-label'");
  }

  @Test
  void dataOfAnotherSizeIsRefused() throws IOException {
    Path wide = folder.resolve("wide.safetensors");
    Sequential net = Models.find("linear").orElseThrow().build(Shape.of(28, 30, 1), 10, Rng.of(1));
    ModelFile.of(net).withInput(Shape.of(28, 30, 1)).save(wide);
    Cli run = Cli.run("evaluate", wide, "--data", "strokes");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("[28, 30, 1]").contains("[28, 28, 1]");
  }

  @FunctionalInterface
  private interface Ink {
    int at(int x, int y);
  }

  private static Path picture(String name, int width, int height, Ink ink) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, ink.at(x, y));
      }
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
