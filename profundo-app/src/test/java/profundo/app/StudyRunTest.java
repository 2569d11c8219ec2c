package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.experiment.Plan;
import profundo.app.run.RunFolder;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.io.Json;
import profundo.io.ModelFile;
import profundo.io.SafeTensors;
import profundo.io.Sha256;
import profundo.nn.Sequential;
import profundo.zoo.Zoo;

/// `train`, `run`, `evaluate`, `predict` and `summary` with models of the zoo.
class StudyRunTest {
  /// Two kinds of phases: layers that learn to reproduce, then a classifier of all of them.
  private static final List<Object> STACK =
      List.of(
          "stacked-denoising-autoencoder", "--layers", "30,20", "--pretrain-epochs", 3, "--finetune-epochs", 12, "--batch", 20, "--lr",
          0.01, "--set", "level=0.1", "--patience", 11, "--seed", 5);

  @TempDir private static Path data;
  @TempDir private static Path runs;
  private static Path whole;
  private static String told;
  @TempDir private Path temporary;

  /// A small set of digits in the files of MNIST, and a run on it that nobody disturbs.
  @BeforeAll
  static void train() {
    TrainTest digits = Strokes.load(5, 400, 100);
    DigitFiles.write(data, "train", digits.train(), digits.train().size());
    DigitFiles.write(data, "t10k", digits.test(), digits.test().size());
    whole = runs.resolve("whole");
    told = run(STACK, "--out", whole).err();
  }

  private static Cli run(List<Object> words, Object... more) {
    var all = new ArrayList<Object>(List.of("train"));
    all.addAll(words);
    all.addAll(List.of("--data", "idx:" + data));
    all.addAll(List.of(more));
    Cli cli = Cli.run(all.toArray());
    assertThat(cli.code()).as(cli.err()).isZero();
    return cli;
  }

  private static String sha(Path run) throws IOException {
    return Sha256.of(run.resolve("model.safetensors"));
  }

  @Test
  void eachPhaseIsAnnouncedWithTheSizesOfWhatItTrains() {
    assertThat(told.lines().filter(l -> l.startsWith("phase ")))
        .satisfiesExactly(
            l -> assertThat(l).startsWith("phase 1/3 denoising-1 784-30: ").endsWith(" parameters, 3 epochs"),
            l -> assertThat(l).startsWith("phase 2/3 denoising-2 30-20: ").endsWith(" parameters, 3 epochs"),
            l -> assertThat(l).startsWith("phase 3/3 fine-tuning 784-30-20-10: ").endsWith("24,380 parameters, 12 epochs"));
    assertThat(told).contains("Epoch 3/3 ", "Epoch 12/12 ", "380 samples to train, 20 to validate, 100 to test");
  }

  @Test
  void theFolderHoldsTheModelAndWhatEachPhaseWentThrough() throws IOException {
    var file = ModelFile.load(whole.resolve("model.safetensors"), Zoo.layers());
    assertThat(file.layer()).isInstanceOf(Sequential.class);
    assertThat(file.classes()).hasSize(10);
    for (String phase : List.of("1-denoising-1", "2-denoising-2", "3-fine-tuning")) {
      List<String> table = Files.readAllLines(whole.resolve("phases").resolve(phase).resolve("metrics.csv"));
      assertThat(table).as(phase).hasSize(phase.startsWith("3") ? 13 : 4);
      assertThat(table.getFirst()).contains("epoch,step").contains("loss").contains("val_loss");
      assertThat(whole.resolve("checkpoints").resolve(phase).resolve("last.safetensors")).isRegularFile();
      try (Stream<Path> events = Files.walk(whole.resolve("events").resolve(phase))) {
        assertThat(events.filter(Files::isRegularFile)).hasSize(2);
      }
    }
    assertThat(Files.readAllLines(whole.resolve("phases/3-fine-tuning/metrics.csv")).getFirst()).contains("accuracy");
    assertThat(ImageIO.read(whole.resolve("sheets/filters.png").toFile()).getWidth()).isGreaterThan(28);
    String report = Files.readString(whole.resolve("report.html"));
    assertThat(report)
        .contains("Phase 1 of 3: denoising-1", "Phase 3 of 3: fine-tuning", "What it has learned", "id=\"confusion\"", "test error percent")
        .contains("./profundo train stacked-denoising-autoencoder");
  }

  @Test
  void theResultHasFiguresSecondsSeedAndSum() throws IOException {
    Json.Obj result = Json.parse(Files.readString(whole.resolve("result.json"))).asObject();
    assertThat(result.list("figures").stream().map(Json::asText)).containsExactly("test_error_percent");
    assertThat(result.number("test_error_percent")).isBetween(0.0, 60.0);
    assertThat(result.number("seconds")).isPositive();
    assertThat(result.whole("seed")).isEqualTo(5);
    assertThat(result.text("model_sha256")).isEqualTo(sha(whole));
    assertThat(result.list("phases")).hasSize(3);
    Json.Obj last = result.list("phases").getLast().asObject();
    assertThat(last.text("name")).isEqualTo("fine-tuning");
    assertThat(last.integer("epochs")).isEqualTo(12);
    assertThat(last.integer("steps")).isEqualTo(12 * 19);
    assertThat(result.list("phases").get(1).asObject().text("sizes")).isEqualTo("30-20");
    assertThat(last.text("sizes")).isEqualTo("784-30-20-10");
    Cli again = Cli.run("train", "--resume", whole);
    assertThat(again.err()).contains("has ended already");
    assertThat(again.out()).contains("test error percent", "denoising-1", "784-30, 3 epochs", "SHA-256", result.text("model_sha256"));
  }

  @Test
  void theExperimentFileAndTheCommandRepeatTheRun() throws IOException {
    Path out = temporary.resolve("again");
    Cli file = Cli.run("run", whole.resolve("experiment.yaml"), "--out", out, "--quiet", "--threads", 1);
    assertThat(file.code()).as(file.err()).isZero();
    assertThat(file.err()).isEmpty();
    assertThat(sha(out)).isEqualTo(sha(whole));
    assertThat(out.resolve("experiment.yaml")).hasSameTextualContentAs(whole.resolve("experiment.yaml"));
    String command = Json.parse(Files.readString(out.resolve("experiment.json"))).asObject().text("command");
    assertThat(command)
        .startsWith("./profundo train stacked-denoising-autoencoder --data idx:")
        .contains(" --layers 30,20 --pretrain-epochs 3 --finetune-epochs 12 --batch 20 --lr 0.01 --set noise=masking --set level=0.1 ")
        .endsWith(" --validation-fraction 0.05 --seed 5");
    Path third = temporary.resolve("third");
    var words = new ArrayList<Object>(List.of(command.split(" ")).subList(1, command.split(" ").length));
    words.addAll(List.of("--out", third, "--quiet"));
    assertThat(Cli.run(words.toArray()).code()).isZero();
    assertThat(sha(third)).isEqualTo(sha(whole));
  }

  /// A signal ends it in the second phase, a kill in the third, and it comes to the same end.
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
  void aRunThatWasInterruptedAndKilledEndsInTheSameModel() throws Exception {
    Path out = temporary.resolve("killed");
    var words = new ArrayList<Object>(STACK);
    words.addAll(List.of("--data", "idx:" + data, "--out", out, "--checkpoint-every", 3));
    Process first = process(words);
    String output = until(first, "phase 2/3", false);
    assertThat(first.waitFor()).as(output).isEqualTo(143);
    assertThat(output)
        .contains("finishing this step and writing a checkpoint")
        .containsPattern("profundo train: interrupted after step \\d+ of phase [23]/3 [a-z0-9-]+; go on with: ./profundo train --resume ");
    assertThat(out.resolve("model.safetensors")).doesNotExist();
    Process second = process(List.of("--resume", out, "--checkpoint-every", 2));
    output = until(second, "Epoch 2/12", true);
    second.waitFor();
    assertThat(output).contains("phase 1/3 denoising-1").contains("has ended already");
    assertThat(out.resolve("result.json")).doesNotExist();

    Cli resumed = Cli.run("train", "--resume", out, "--json");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).containsPattern("phase 3/3 fine-tuning 784-30-20-10: .*, goes on after step \\d+ of 228");
    assertThat(resumed.json().text("model_sha256")).isEqualTo(sha(whole));
    for (String phase : List.of("1-denoising-1", "2-denoising-2", "3-fine-tuning")) {
      for (String table : List.of("metrics.csv", "steps.csv")) {
        assertThat(out.resolve("phases").resolve(phase).resolve(table))
            .hasSameTextualContentAs(whole.resolve("phases").resolve(phase).resolve(table));
      }
    }
  }

  /// Lets a process run until it says something, and then ends it.
  private static String until(Process process, String beginning, boolean forcibly) throws IOException {
    var output = new StringBuilder();
    try (var lines = process.errorReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith(beginning)) {
        output.append(line).append('\n');
        line = lines.readLine();
      }
      assertThat(line).as("%s", output).isNotNull();
      output.append(line).append('\n');
      if (forcibly) {
        process.destroyForcibly();
      } else {
        process.toHandle().destroy();
        output.append(lines.readAllAsString());
      }
    }
    return output.toString();
  }

  private Process process(List<Object> words) throws IOException {
    var command = new ArrayList<String>(List.of(
        ProcessHandle.current().info().command().orElseThrow(), "--add-modules", "jdk.incubator.vector", "-cp",
        System.getProperty("java.class.path"), "profundo.app.Main", "train"));
    words.forEach(word -> command.add(word.toString()));
    return new ProcessBuilder(command).directory(temporary.toFile()).start();
  }

  @Test
  void aClassifierInTheEndIsEvaluatedAsAnyOther() {
    Json.Obj judged = Cli.run("evaluate", whole, "--json").json();
    double error = Cli.run("train", "--resume", whole, "--json").json().number("test_error_percent");
    assertThat(100 * (1 - judged.number("accuracy"))).isCloseTo(error, org.assertj.core.data.Offset.offset(1e-6));
    assertThat(judged.integer("samples")).isEqualTo(100);
    assertThat(Cli.run("summary", whole).out()).contains("Total params: 24,380");
  }

  @Test
  void anAutoencoderIsJudgedByItsReconstructionsAndDrawsThem() throws IOException {
    Path out = temporary.resolve("auto");
    run(List.of("autoencoder", "--epochs", 2, "--batch", 50), "--out", out, "--quiet");
    Json.Obj result = Json.parse(Files.readString(out.resolve("result.json"))).asObject();
    Json.Obj judged = Cli.run("evaluate", out, "--json").json();
    assertThat(judged.number("squared_error")).isCloseTo(result.number("squared_error"), org.assertj.core.data.Offset.offset(1e-3));
    assertThat(judged.number("least_squared_error")).isLessThan(judged.number("median_squared_error"));
    assertThat(Cli.run("evaluate", out).out()).contains("squared error ").contains("100 samples");
    assertThat(Cli.run("summary", out).out()).contains("Total params: ");

    Path digit = temporary.resolve("digit.png");
    var picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    picture.setRGB(14, 14, 0xffffff);
    ImageIO.write(picture, "png", digit.toFile());
    Path drawn = temporary.resolve("drawn.png");
    Cli predicted = Cli.run("predict", out, digit, digit, "--out", drawn, "--json");
    assertThat(predicted.code()).as(predicted.err()).isZero();
    assertThat(predicted.json().list("reconstructions")).hasSize(2);
    assertThat(predicted.json().list("reconstructions").getFirst().asObject().number("squared_error")).isPositive();
    BufferedImage sheet = ImageIO.read(drawn.toFile());
    assertThat(sheet.getWidth()).isEqualTo(sheet.getHeight()).isGreaterThan(59);
    int factor = sheet.getWidth() / 59;
    assertThat(sheet.getRGB(factor * 15, factor * 15) & 0xffffff).isEqualTo(0xffffff);
    assertThat(Cli.run("predict", out, digit, "--out", drawn).err()).contains("exists already");
    Cli explained = Cli.run("explain", out, digit);
    assertThat(explained.code()).isEqualTo(2);
    assertThat(explained.err()).contains("expected a classifier, got an autoencoder").hasLineCount(1);
  }

  @Test
  void aModelThatMakesCodesSaysSo() throws IOException {
    Path out = temporary.resolve("rbm");
    Cli run = run(List.of("rbm", "--epochs", 1, "--lr", 0.05, "--set", "hidden=12"), "--out", out);
    assertThat(run.err()).contains("phase 1/1 rbm 784-12: 10,204 parameters, 1 epoch").contains("judging on 100 samples");
    assertThat(run.out()).contains("squared error", "rbm ", "1 epoch,");
    assertThat(ModelFile.load(out.resolve("model.safetensors"), Zoo.layers()).layer().getClass().getSimpleName()).isEqualTo("Rbm");
    Cli judged = Cli.run("evaluate", out);
    assertThat(judged.code()).isEqualTo(2);
    assertThat(judged.err()).contains("got a model that makes codes [12]").contains("result.json").hasLineCount(1);
    assertThat(Cli.run("summary", out).out()).contains("Total params: 10,204");
    assertThat(Files.readString(out.resolve("experiment.json"))).contains("--set rate=0.05");
    try (Stream<Path> sheets = Files.list(out.resolve("sheets"))) {
      assertThat(sheets.map(p -> p.getFileName().toString())).contains("filters.png", "reconstructions.png", "chains.png");
    }
  }

  @Test
  void aRunThatWasKilledBeforeItBeganIsBegun() throws IOException {
    Path out = Files.createDirectories(temporary.resolve("unbegun"));
    Files.copy(whole.resolve("experiment.yaml"), out.resolve("experiment.yaml"));
    Cli run = Cli.run("train", "--resume", out, "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(sha(out)).isEqualTo(sha(whole));
    assertThat(Plan.read(out.resolve("experiment.json")).settings()).isEqualTo(Plan.read(whole.resolve("experiment.json")).settings());
  }

  /// Each phase by itself, and the next on what it was at its best; a run that was killed between two phases knows that.
  @Test
  void aPhaseThatGetsNoBetterStopsWithItsBestWeights() throws IOException {
    Path out = temporary.resolve("patient");
    Cli run = run(
        List.of("stacked-denoising-autoencoder", "--layers", 20, "--pretrain-epochs", 40, "--finetune-epochs", 40, "--batch", 20,
            "--lr", 0.3, "--patience", 2, "--seed", 5),
        "--out", out);
    assertThat(run.err()).contains("stopped: val_loss has not improved for 2 epochs; best was ");
    Json.Obj result = Json.parse(Files.readString(out.resolve("result.json"))).asObject();
    assertThat(result.list("phases")).hasSize(2).allSatisfy(p -> {
      assertThat(p.asObject().integer("epochs")).as("%s", p).isBetween(3, 39);
      assertThat(p.asObject().text("stopped")).startsWith("val_loss has not improved for 2 epochs");
    });
    Path last = Path.of("checkpoints", "2-fine-tuning", "last.safetensors");
    var model = SafeTensors.read(out.resolve("model.safetensors")).tensors();
    var kept = SafeTensors.read(out.resolve(last)).tensors();
    assertThat(model).isNotEmpty().allSatisfy((name, w) ->
        assertThat(w.sameBits(kept.get("listener/EarlyStopping val_loss/" + name))).isTrue());
    assertThat(model).anySatisfy((name, w) -> assertThat(w.sameBits(kept.get("model/" + name))).isFalse());

    String sum = sha(out);
    for (String file : List.of("model.safetensors", "result.json", last.toString())) {
      Files.delete(out.resolve(file));
    }
    Cli resumed = Cli.run("train", "--resume", out, "--patience", 2);
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).containsPattern("(?s)phase 1/2 (?:(?!Epoch ).)*phase 2/2 fine-tuning.*Epoch 1/40 ");
    assertThat(sha(out)).isEqualTo(sum);
    assertThat(Cli.run("train", "--resume", out, "--patience", 3).err()).contains("patience 2, not 3");
  }

  @Test
  void resumingWithOtherSettingsIsRefused() {
    assertThat(Cli.run("train", "--resume", whole, "--layers", "30,21", "--set", "level=0.1", "--seed", 6).err())
        .contains("the run was started with other settings: seed 5, not 6, layers 30,20, not 30,21;").hasLineCount(1);
    assertThat(Cli.run("train", "--resume", whole, "--schedule", "cosine").err()).contains("has no such setting").hasLineCount(1);
    assertThat(Cli.run("train", "mlp", "--resume", whole).err()).contains("model stacked-denoising-autoencoder, not mlp");
  }

  @Test
  void aLossThatIsNotFiniteFailsTheRunAndIsNotTrainedAgainUnchanged() {
    Path out = temporary.resolve("nan");
    var words = List.of(
        "train", "rbm", "--epochs", 20, "--lr", 10, "--set", "visible-units=gaussian", "--set", "hidden-units=rectified", "--set",
        "hidden=50", "--data", "idx:" + data, "--out", out, "--quiet");
    Cli run = Cli.run(words.toArray());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("phase rbm: ").contains("try a lower rate by --set rate=...; no model was written");
    assertThat(out.resolve("model.safetensors")).doesNotExist();
    assertThat(out.resolve("report.html")).content().contains("failed: phase rbm");
    Cli again = Cli.run("train", "--resume", out);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("it would end so again").contains("a lower rate by --set rate=...");
  }

  /// The remedy is the rate of the phase that diverged.
  @Test
  void aFailureNamesTheRateOfItsPhase() throws IOException {
    Path out = temporary.resolve("dbn");
    run(List.of("dbn", "--layers", "5,5", "--pretrain-epochs", 1, "--finetune-epochs", 1, "--set", "updown-epochs=1"), "--out", out);
    Files.delete(out.resolve("result.json"));
    for (var e : java.util.Map.of("pretrain-2", "rate", "updown", "updown-rate", "finetune", "finetune-rate").entrySet()) {
      new RunFolder(out).writeFailure(RunFolder.failureOf(e.getKey()) + "the loss is NaN");
      assertThat(Cli.run("train", "--resume", out).err())
          .contains("phase " + e.getKey() + ": the loss is NaN", "such as a lower " + e.getValue() + " by --set " + e.getValue() + "=...");
    }
  }

  @Test
  void aLevelThatIsNoProbabilityIsRefused() {
    Cli cli = Cli.run("train", "denoising-autoencoder", "--set", "level=5", "--data", "idx:" + data, "--out", temporary.resolve("loud"));
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("level: expected a probability from 0 to 1 for the noise masking, got 5.0").hasLineCount(1);
    assertThat(temporary.resolve("loud")).doesNotExist();
  }
}
