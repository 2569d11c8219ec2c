package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Shape;
import profundo.app.data.TextCode;
import profundo.files.Texts;
import profundo.io.FormatException;

/// Texts and series from files: trained, judged, asked.
class TextAndSeriesTest {
  private static final long SEED = 3;

  @TempDir Path folder;

  /// Sentences in which one word tells the class.
  private Path table() throws Exception {
    var random = new Random(SEED);
    List<String> filler = List.of("the", "a", "movie", "plot", "actor", "\"said, \"\"well\"\"\"", "scene");
    var text = new StringBuilder("label,text\n");
    for (int i = 0; i < 240; i++) {
      boolean good = i % 2 == 0;
      String before = filler.get(random.nextInt(5)) + " " + filler.get(random.nextInt(5));
      String word = List.of("great", "bad").get(good ? 0 : 1);
      String after = (filler.get(random.nextInt(5)) + " ").repeat(1 + random.nextInt(6));
      text.append(good ? "praise," : "blame,").append(before).append(' ').append(word).append(' ').append(after.strip()).append('\n');
    }
    return Files.writeString(folder.resolve("reviews.csv"), text);
  }

  /// A wave that is fast or slow.
  private Path series() throws Exception {
    for (String part : List.of("TRAIN", "TEST")) {
      var random = new Random(part.equals("TRAIN") ? SEED : SEED + 1);
      var text = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        double phase = 6 * random.nextDouble();
        text.append(i % 2 + 1);
        for (int t = 0; t < 20; t++) {
          text.append('\t').append((float) Math.sin(phase + t * (i % 2 == 0 ? 0.4 : 1.3)));
        }
        text.append('\n');
      }
      Files.writeString(folder.resolve("Waves_" + part + ".tsv"), text);
    }
    return folder.resolve("Waves_TRAIN.tsv");
  }

  @Test
  void aTextModelLearnsAndItsFileKnowsTheWords() throws Exception {
    Path csv = table();
    Path run = folder.resolve("run");
    Cli trained =
        Cli.run("train", "text-cnn", "--data", csv, "--epochs", 3, "--batch", 20, "--out", run, "--quiet", "--json", "--diagnose");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.json().number("test_accuracy")).isGreaterThan(0.9);
    assertThat(trained.json().integer("test_samples")).isEqualTo(24);
    assertThat(Files.readString(run.resolve("experiment.yaml"))).contains("text:" + csv).contains("input: \"");
    Cli again = Cli.run("run", run.resolve("experiment.yaml"), "--out", folder.resolve("again"), "--quiet", "--json");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.json().text("model_sha256")).isEqualTo(trained.json().text("model_sha256"));
    Path model = Files.move(run.resolve("model.safetensors"), folder.resolve("model.safetensors"));
    Cli judged = Cli.run("evaluate", model, "--data", "text:" + csv, "--json");
    assertThat(judged.code()).as(judged.err()).isZero();
    assertThat(judged.json().number("accuracy")).isEqualTo(trained.json().number("test_accuracy"));
    Cli asked = Cli.run("predict", model, "the plot is great", "A BAD, unheard-of thing!", "--json");
    assertThat(asked.code()).as(asked.err()).isZero();
    assertThat(asked.json().list("predictions").stream().map(p -> p.asObject().text("class"))).containsExactly("praise", "blame");
    assertThat(asked.json().list("predictions").getFirst().asObject().text("text")).isEqualTo("the plot is great");
    assertThat(Cli.run("predict", model, "x", "--invert").err()).contains("--invert: belongs to pictures");
    assertThat(Cli.run("summary", model).out()).contains("words (Embedding)");
    Cli explained = Cli.run("explain", model, "x.png");
    assertThat(explained.code()).isEqualTo(2);
    assertThat(explained.err()).contains("expected a model of images, got one of texts");
    // Another file is read with the words of the model, not with its own.
    Path other = Files.writeString(folder.resolve("other.csv"), "text,class\n" + "great zebra,praise\nbad zebra,blame\n".repeat(12));
    Cli foreign = Cli.run("evaluate", model, "--data", other, "--part", "train", "--json");
    assertThat(foreign.code()).as(foreign.err()).isZero();
    assertThat(foreign.json().number("accuracy")).isGreaterThan(0.9);
    Cli whole = Cli.run("evaluate", model, "--data", other, "--part", "all", "--json");
    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(whole.json().integer("samples")).isEqualTo(24);
    Cli tenth = Cli.run("evaluate", model, "--data", other, "--json");
    assertThat(tenth.json().integer("samples")).isLessThan(5);
    assertThat(tenth.err()).contains("the test part of", "--part all judges by the whole file");
  }

  @Test
  void aRecurrentModelReadsTextsWithoutTheirPadding() throws Exception {
    Path csv = table();
    Path run = folder.resolve("run");
    Cli trained = Cli.run("train", "text-lstm", "--data", csv, "--epochs", 3, "--batch", 20, "--out", run, "--quiet", "--json");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.json().number("test_accuracy")).isGreaterThan(0.9);
    Path file = folder.resolve("e.yaml");
    Files.writeString(
        file,
        """
        model:
          layers:
            - {type: Embedding, count: 40, width: 8, mask-zero: true}
            - {type: Gru, units: 8, padded: true}
        data: {set: "text:reviews.csv", batch: 20, input: 12}
        epochs: 1
        """);
    Cli listed = Cli.run("run", file, "--out", folder.resolve("b"), "--quiet", "--json");
    assertThat(listed.code()).as(listed.err()).isZero();
    Files.writeString(file, Files.readString(file).replace("count: 40", "count: 3").replace(", input: 12", ""));
    assertThat(Cli.run("run", file, "--out", folder.resolve("c"), "--quiet").err()).contains("expected a 'count' of at least the ");
    Files.writeString(file, "model: {layers: [Relu]}\ndata: {set: \"text:reviews.csv\"}\n");
    assertThat(Cli.run("run", file, "--out", folder.resolve("d"), "--quiet").err())
        .contains("expected one of Embedding, OneHot, Transformer as first layer");
  }

  @Test
  void seriesAreTrainedJudgedAndAsked() throws Exception {
    Path train = series();
    for (String name : List.of("series-cnn", "lstm")) {
      Path run = folder.resolve(name);
      Cli trained =
          Cli.run("train", name, "--data", train, "--epochs", name.equals("lstm") ? 12 : 6, "--out", run, "--quiet", "--json");
      assertThat(trained.code()).as(trained.err()).isZero();
      assertThat(trained.json().number("test_accuracy")).as(name).isGreaterThan(0.8);
      Cli judged = Cli.run("evaluate", run, "--json");
      assertThat(judged.code()).as(judged.err()).isZero();
      assertThat(judged.json().number("accuracy")).isEqualTo(trained.json().number("test_accuracy"));
    }
    Path augmented = folder.resolve("augmented");
    String words = "jitter:0.05,magnitude,warp,time-shift:2,speed:0.9:1.1,noise,mask-frames:2";
    Cli changed =
        Cli.run("train", "series-cnn", "--data", train, "--epochs", 1, "--augment", words, "--out", augmented, "--quiet", "--json");
    assertThat(changed.code()).as(changed.err()).isZero();
    Cli repeated = Cli.run("run", augmented.resolve("experiment.yaml"), "--out", folder.resolve("repeated"), "--quiet", "--json");
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(repeated.json().text("model_sha256")).isEqualTo(changed.json().text("model_sha256"));
    assertThat(Cli.run("predict", folder.resolve("series-cnn"), folder).err()).contains("got something else; check the path");
    String one = Files.readAllLines(train).getFirst().replaceFirst("^1\t", "");
    Path asked = Files.writeString(folder.resolve("asked.txt"), one + "\n\n" + one.replace('\t', ',') + "\n");
    Cli said = Cli.run("predict", folder.resolve("series-cnn"), asked, "--json");
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.json().list("predictions")).hasSize(2);
    assertThat(said.json().list("predictions").getLast().asObject().text("series")).endsWith("asked.txt, line 3");
    Files.writeString(asked, "1 2 3\n");
    assertThat(Cli.run("predict", folder.resolve("series-cnn"), asked).err()).contains("line 1: expected 20 values").contains("got 3");
    Files.writeString(asked, one.replaceFirst("^\\S+", "x"));
    assertThat(Cli.run("predict", folder.resolve("series-cnn"), asked).err()).contains("value 1: expected a number, got 'x'");
  }

  @Test
  void whatDoesNotGoTogetherIsSaid() throws Exception {
    Path csv = table();
    Path waves = series();
    assertThat(Cli.run("train", "cnn", "--data", csv).err()).contains("cnn: expected images or series, got texts; use model text-cnn");
    assertThat(Cli.run("train", "rbm", "--data", csv).err()).contains("rbm: expected images or series, got texts; use model text-cnn");
    assertThat(Cli.run("train", "text-cnn", "--data", waves).err()).contains("text-cnn: expected texts, got samples [20, 1, 1]");
    assertThat(Cli.run("train", "text-cnn").err()).contains("--data is missing");
    assertThat(Cli.run("train", "text-cnn", "--data", "trek").err()).contains("did you mean 'trec'?");
    assertThat(Cli.run("train", "text-cnn", "--data", "text:" + folder.resolve("none.csv")).err()).contains("expected a file that exists");
    Path odd = Files.writeString(folder.resolve("odd.csv"), "words,kind\na,b\n");
    assertThat(Cli.run("train", "text-cnn", "--data", odd).err())
        .contains("line 1: expected columns 'text' and one of [label, class, category]");
    Files.writeString(odd, "text,label\na,b\nc,b\n");
    assertThat(Cli.run("train", "text-cnn", "--data", odd).err()).contains("expected 2 to 1000 classes in column 'label'");
    Path alone = Files.writeString(folder.resolve("alone.ts"), "@data\n1,2:x\n");
    assertThat(Cli.run("train", "lstm", "--data", alone).err()).contains("expected a file NAME_TRAIN with NAME_TEST beside it");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(Cli.run("datasets", "--data-dir", empty).out()).contains("rt-polarity: ", "gunpoint: ");
    assertThatThrownBy(() -> TextCode.read(Map.of("vocabulary", "[\"a\"]", "tokenizer", "words")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("padding and unknown words first");
    assertThatThrownBy(() -> TextCode.read(Map.of("vocabulary", "[]", "tokenizer", "magic"))).hasMessageContaining("got 'magic'");
  }

  @Test
  void theVocabularyIsThatOfTheTrainingPart() {
    var train = new Texts(List.of("b a a", "c a b"), new int[] {0, 1}, List.of("x", "y"));
    TextCode code = TextCode.of(train, "spaces");
    assertThat(code.vocabulary().tokens()).containsExactly("<pad>", "<unk>", "a", "b", "c");
    assertThat(code.encode(List.of("A d c"), 5).x().ints()).containsExactly(2, 1, 4, 0, 0);
    assertThat(code.encode(train, 5).sampleShape()).isEqualTo(Shape.of(5));
    assertThat(TextCode.read(code.notes()).orElseThrow().vocabulary().tokens()).isEqualTo(code.vocabulary().tokens());
    assertThat(code.length(train)).isEqualTo(5);
  }
}
