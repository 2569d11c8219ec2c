package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.data.ImageSize;
import profundo.app.experiment.Experiment;
import profundo.app.experiment.Plan;
import profundo.app.models.Models;
import profundo.app.run.RunFolder;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Version;
import profundo.data.Strokes;
import profundo.io.Json;
import profundo.io.SafeTensors;
import profundo.io.Sha256;

class TrainTest {
  @TempDir private static Path data;
  @TempDir private Path temporary;
  private Path out;

  /// A small set of digits in the files of MNIST.
  @BeforeAll
  static void writeDigits() {
    profundo.data.TrainTest digits = Strokes.load(5, 400, 100);
    DigitFiles.write(data, "train", digits.train(), digits.train().size());
    DigitFiles.write(data, "t10k", digits.test(), digits.test().size());
  }

  @BeforeEach
  void choose() {
    out = temporary.resolve("run");
  }

  private Cli train(Object... words) {
    var all = new ArrayList<Object>(List.of("train"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray());
  }

  private String sha(String name, Object... words) throws IOException {
    Path folder = temporary.resolve(name);
    var all = new ArrayList<Object>(List.of(words));
    all.addAll(List.of("--data", "idx:" + data, "--out", folder, "--quiet"));
    Cli run = train(all.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    return Sha256.of(folder.resolve("model.safetensors"));
  }

  @Test
  void aRunWritesItsFolderAndTellsItsResult() throws IOException {
    Cli run = train("mlp", "--data", "idx:" + data, "--epochs", 4, "--seed", 7, "--out", out, "--json");

    assertThat(run.code()).as(run.err()).isZero();
    Json.Obj result = run.json();
    assertThat(result).isEqualTo(Json.parse(Files.readString(out.resolve("result.json"))));
    assertThat(result.number("test_accuracy")).isGreaterThan(0.5);
    assertThat(result.number("samples_per_second")).isPositive();
    assertThat(result.whole("seed")).isEqualTo(7);
    assertThat(result.text("model_sha256")).isEqualTo(Sha256.of(out.resolve("model.safetensors")));
    assertThat(Files.readAllLines(out.resolve("metrics.csv"))).hasSize(5);
    assertThat(out.resolve("report.html")).content().contains("mlp").contains("--seed 7");
    assertThat(checkpoints(out)).containsExactly(best(out, "val_accuracy", true), "last.safetensors");
    assertThat(out.resolve("events/train")).isNotEmptyDirectory();
    Json.Obj experiment = Json.parse(Files.readString(out.resolve("experiment.json"))).asObject();
    assertThat(experiment.whole("seed")).isEqualTo(7);
    assertThat(experiment.object("training").integer("epochs")).isEqualTo(4);
    assertThat(experiment.object("environment").text("version")).isEqualTo(Version.current());
    assertThat(run.err()).contains("380 samples to train, 20 to validate, 100 to test").contains("Epoch 4/4").contains("val_loss");

    Json.Obj again = Cli.run("evaluate", out, "--json").json();
    assertThat(again.number("accuracy")).isEqualTo(result.number("test_accuracy"));
  }

  /// Names of the files.
  private static List<String> checkpoints(Path run) throws IOException {
    try (var files = Files.list(run.resolve("checkpoints"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /// Name of the checkpoint of the first epoch that is the best by a column of the table.
  private static String best(Path run, String metric, boolean highest) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
    int column = List.of(lines.getFirst().split(",")).indexOf(metric);
    List<Double> values = lines.stream().skip(1).map(line -> Double.valueOf(line.split(",")[column])).toList();
    int epoch = 1 + values.indexOf(highest ? Collections.max(values) : Collections.min(values));
    return String.format("best-%04d.safetensors", epoch);
  }

  @Test
  void theBestWeightsOfAPatientRunAreInItsModelAndInACheckpoint() throws IOException {
    sha("run", "mlp", "--epochs", 30, "--batch", 16, "--lr", 0.05, "--schedule", "constant", "--seed", 3, "--patience", 3);
    String best = best(out, "val_loss", false);
    assertThat(checkpoints(out)).containsExactly(best, "last.safetensors");
    int epochs = Files.readAllLines(out.resolve("metrics.csv")).size() - 1;
    assertThat(best).as("the last epoch must not be the best").isNotEqualTo(String.format("best-%04d.safetensors", epochs));
    var model = SafeTensors.read(out.resolve("model.safetensors")).tensors();
    var kept = SafeTensors.read(out.resolve("checkpoints").resolve(best)).tensors();
    var last = SafeTensors.read(out.resolve("checkpoints/last.safetensors")).tensors();
    assertThat(model).isNotEmpty();
    model.forEach((name, weights) -> assertThat(weights.sameBits(kept.get("model/" + name))).as(name).isTrue());
    assertThat(model).anySatisfy((name, weights) -> assertThat(weights.sameBits(last.get("model/" + name))).isFalse());
  }

  @Test
  void aRunWithoutValidationHasNoBestEpoch() throws IOException {
    sha("run", "linear", "--epochs", 2, "--validation-fraction", 0);
    assertThat(checkpoints(out)).containsExactly("last.safetensors");
  }

  @Test
  void aResultForPeopleNamesAccuracySeedAndFiles() {
    Cli run = train("linear", "--data", "idx:" + data, "--epochs", 1, "--out", out, "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("test accuracy").contains("seed").contains("SHA-256").contains("report.html");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void theCommandInTheExperimentRepeatsTheRun() throws IOException {
    String first = sha("first", "linear", "--epochs", 2, "--optimizer", "sgd", "--momentum", 0.5, "--clip", 1);
    Json.Obj experiment = Json.parse(Files.readString(temporary.resolve("first/experiment.json"))).asObject();
    var words = new ArrayList<Object>(List.of(experiment.text("command").replace("./profundo ", "").split(" ")));
    words.addAll(List.of("--out", temporary.resolve("second")));
    Cli run = Cli.run(words.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Sha256.of(temporary.resolve("second/model.safetensors"))).isEqualTo(first);
  }

  @Test
  void theSameSeedGivesTheSameModelOnAnyNumberOfThreads() throws IOException {
    String one = sha("one", "cnn", "--epochs", 1, "--batch", 150, "--seed", 3, "--threads", 1);
    assertThat(sha("two", "cnn", "--epochs", 1, "--batch", 150, "--seed", 3, "--threads", 2)).isEqualTo(one);
  }

  @Test
  void theSameCommandTwiceGivesTheSameModelAlsoWithoutASeed() throws IOException {
    String first = sha("one", "linear", "--epochs", 1);
    assertThat(sha("two", "linear", "--epochs", 1)).isEqualTo(first);
    assertThat(sha("three", "linear", "--epochs", 1, "--seed", Plan.SEED)).isEqualTo(first);
    Json.Obj experiment = Json.parse(Files.readString(temporary.resolve("two/experiment.json"))).asObject();
    assertThat(experiment.whole("seed")).isEqualTo(Plan.SEED);
  }

  @Test
  void anotherSeedGivesAnotherModel() throws IOException {
    assertThat(sha("one", "linear", "--epochs", 1, "--seed", 3))
        .isNotEqualTo(sha("two", "linear", "--epochs", 1, "--seed", 4));
  }

  /// Kills a process that trains in the middle of its third epoch or later, and goes on in another one.
  @Test
  void aRunThatWasKilledEndsInTheSameModel() throws Exception {
    Object[] settings = {"mlp", "--epochs", 16, "--batch", 32, "--seed", 11, "--patience", 15};
    String undisturbed = sha("undisturbed", settings);
    var words = new ArrayList<Object>(List.of(settings));
    words.addAll(List.of("--data", "idx:" + data, "--checkpoint-every", 3));
    Process killed = process(words);
    var output = new StringBuilder();
    try (var lines = killed.errorReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("Epoch 3/")) {
        output.append(line).append('\n');
        line = lines.readLine();
      }
      killed.destroyForcibly();
      assertThat(line).as("%s", output).isNotNull();
    }
    killed.waitFor();
    Path folder = onlyEntry(temporary.resolve("runs"));
    assertThat(folder.resolve("result.json")).doesNotExist();

    Process resumed = process(List.of("--resume", "--threads", 1, "--json"));
    String result;
    String progress;
    try (var out = resumed.inputReader(); var err = resumed.errorReader()) {
      result = out.readAllAsString();
      progress = err.readAllAsString();
    }

    assertThat(resumed.waitFor()).as(progress).isZero();
    assertThat(progress).contains("going on after step");
    assertThat(Json.parse(result).asObject().text("model_sha256")).isEqualTo(undisturbed);
    assertThat(Files.readAllLines(folder.resolve("metrics.csv")))
        .isEqualTo(Files.readAllLines(temporary.resolve("undisturbed/metrics.csv")));
    assertThat(folder.resolve("steps.csv")).hasSameTextualContentAs(temporary.resolve("undisturbed/steps.csv"));
    assertThat(checkpoints(folder)).isEqualTo(checkpoints(temporary.resolve("undisturbed"))).hasSize(2);
    Cli ended = train("--resume", "--out", folder, "--json");
    assertThat(ended.err()).contains("has ended already");
    assertThat(ended.json().text("model_sha256")).isEqualTo(undisturbed);
  }

  /// SIGTERM, because a test that runs in the background of a shell is deaf to SIGINT; both are handled alike.
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
  void aSignalEndsTheRunAfterACheckpointFromWhichItGoesOn() throws Exception {
    // So many steps that a row of steps.csv holds several of them.
    Object[] settings = {"mlp", "--epochs", 200, "--batch", 32, "--seed", 11};
    String undisturbed = sha("undisturbed", settings);
    var words = new ArrayList<Object>(List.of(settings));
    words.addAll(List.of("--data", "idx:" + data));
    Process train = process(words);
    var output = new StringBuilder();
    try (var lines = train.errorReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("Epoch 3/")) {
        output.append(line).append('\n');
        line = lines.readLine();
      }
      train.toHandle().destroy();
      output.append(lines.readAllAsString());
    }
    assertThat(train.waitFor()).as("%s", output).isEqualTo(143);
    Path folder = onlyEntry(temporary.resolve("runs"));
    assertThat(output.toString())
        .contains("finishing this step and writing a checkpoint")
        .contains("profundo train: interrupted after step ")
        .contains("go on with: ./profundo train --resume runs/" + folder.getFileName());
    assertThat(folder.resolve("checkpoints/last.safetensors")).isRegularFile();
    assertThat(folder.resolve("model.safetensors")).doesNotExist();
    assertThat(folder.resolve("result.json")).doesNotExist();

    Cli resumed = train("--resume", folder, "--json");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.json().text("model_sha256")).isEqualTo(undisturbed);
    assertThat(Files.readAllLines(folder.resolve("metrics.csv")))
        .isEqualTo(Files.readAllLines(temporary.resolve("undisturbed/metrics.csv")));
    assertThat(folder.resolve("steps.csv")).hasSameTextualContentAs(temporary.resolve("undisturbed/steps.csv"));
  }

  /// `profundo train` in a process of its own, in the folder of the test.
  private Process process(List<Object> words) throws IOException {
    var command = new ArrayList<String>(List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "--add-modules", "jdk.incubator.vector",
        "-cp", System.getProperty("java.class.path"),
        "profundo.app.Main", "train"));
    words.forEach(word -> command.add(word.toString()));
    return new ProcessBuilder(command).directory(temporary.toFile()).start();
  }

  private static Path onlyEntry(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      List<Path> all = entries.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  @Test
  void twoProcessesDoNotTrainInOneFolder() throws IOException {
    sha("run", "linear", "--epochs", 1);
    Files.delete(out.resolve("result.json"));
    FileLock lock = RunFolder.existing(out, null).lock();
    Cli run = train("--resume", out);
    lock.acquiredBy().close();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("another process trains here");
    assertThat(train("--resume", out, "--quiet").code()).isZero();
  }

  @Test
  void twoProcessesDoNotBeginInOneFolder() throws IOException {
    var quicker = RunFolder.fresh(out, "linear");
    var slower = RunFolder.fresh(out, "linear");
    var experiment =
        new Experiment("linear", "strokes", ImageSize.DIGIT, Models.find("linear").orElseThrow().defaults(), 0.05, 0, 1);
    FileLock lock = quicker.create(experiment, Json.Obj.EMPTY);
    assertThatThrownBy(() -> slower.create(experiment, Json.Obj.EMPTY))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("another process trains here");
    lock.acquiredBy().close();
    assertThatThrownBy(() -> slower.create(experiment, Json.Obj.EMPTY))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("another process has just begun a run here");
    assertThat(Experiment.read(quicker.experiment())).isEqualTo(experiment);
  }

  @Test
  void aFolderOfPicturesCanBeLearnt() throws IOException {
    Path pictures = temporary.resolve("pictures");
    for (int i = 0; i < 28; i++) {
      boolean red = i % 2 == 0;
      var image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
      for (int k = 0; k < 48; k++) {
        image.setRGB(k % 8, k / 8, red ? 0xFF0000 + i + k : 0x00FF00 + i + k);
      }
      Path folder = Files.createDirectories(pictures.resolve(red ? "red" : "green"));
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
    Cli run =
        train("linear", "--data", "images:" + pictures, "--input", "6x8x3", "--epochs", 60, "--batch", 8, "--seed", 1,
            "--out", out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().number("test_accuracy")).isEqualTo(1);
    Cli seen = Cli.run("predict", out, pictures.resolve("red/0.png"), "--json");
    assertThat(seen.json().list("predictions").getFirst().asObject().text("class")).isEqualTo("red");
  }

  @Test
  void resumingWithOtherSettingsIsRefused() throws IOException {
    sha("run", "linear", "--epochs", 1, "--seed", 5);
    Cli run = train("mlp", "--resume", out, "--epochs", 3, "--seed", 5, "--lr", 0.01, "--batch", 64);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("model linear, not mlp")
        .contains("epochs 1, not 3")
        .contains("batch 128, not 64")
        .doesNotContain("seed 5, not")
        .doesNotContain("lr");
  }

  @Test
  void aRunWithoutCheckpointStartsFromItsBeginning() throws IOException {
    String first = sha("first", "linear", "--epochs", 1, "--seed", 5);
    Files.createDirectories(out);
    Files.copy(temporary.resolve("first/experiment.json"), out.resolve("experiment.json"));
    Path killed = Files.createDirectories(out.resolve("events/train")).resolve("events.out.tfevents.0000000001.host.1.0");
    Files.write(killed, new byte[3]);
    Cli run = train("--resume", out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(killed).doesNotExist();
    assertThat(out.resolve("events/train")).isNotEmptyDirectory();
    assertThat(run.json().text("model_sha256")).isEqualTo(first);
  }

  @Test
  void damagedExperimentsAndCheckpointsAreNamed() throws IOException {
    String whole = sha("run", "linear", "--epochs", 1);
    Files.delete(out.resolve("result.json"));
    Path last = out.resolve("checkpoints/last.safetensors");
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length - 3] ^= 1;
    Files.write(last, bytes);
    Cli flipped = train("--resume", out);
    assertThat(flipped.code()).isEqualTo(2);
    assertThat(flipped.err()).contains(last + ": expected SHA-256 ").contains("the file is damaged; use another checkpoint");
    Files.write(last, new byte[] {1, 2, 3});
    Cli checkpoint = train("--resume", out);
    assertThat(checkpoint.code()).isEqualTo(2);
    assertThat(checkpoint.err()).contains("last.safetensors").contains("or remove it to begin that training anew");
    Files.delete(last);
    assertThat(train("--resume", out, "--json").json().text("model_sha256")).isEqualTo(whole);
    Files.delete(out.resolve("result.json"));
    Files.writeString(out.resolve("experiment.json"), "{\"model\": 3}");
    Cli experiment = train("--resume", out);
    assertThat(experiment.code()).isEqualTo(2);
    assertThat(experiment.err()).contains("experiment.json");
  }

  @Test
  void aRunThatDoesNotGetBetterIsStoppedEarlyWithItsBestWeights() throws IOException {
    Cli run =
        train("linear", "--data", "idx:" + data, "--epochs", 50, "--patience", 2, "--lr", 1e-30, "--schedule", "constant",
            "--seed", 1, "--out", out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().integer("epochs")).isEqualTo(3);
    assertThat(run.json().text("stopped")).contains("val_loss");
  }

  @Test
  void aLossThatIsNotFiniteFailsTheRunWritesNoModelAndIsNotTrainedAgainUnchanged() throws IOException {
    Cli run =
        train("mlp", "--data", "idx:" + data, "--epochs", 5, "--optimizer", "sgd", "--lr", 1000, "--schedule", "constant",
            "--seed", 1, "--out", out);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("profundo train: ").contains("loss is").contains("--lr");
    assertThat(out.resolve("model.safetensors")).doesNotExist();
    assertThat(out.resolve("result.json")).doesNotExist();
    assertThat(out.resolve("report.html")).isRegularFile();
    Path failed = out.resolve("failed.txt");
    assertThat(failed).content().contains("loss is");
    String metrics = Files.readString(out.resolve("metrics.csv"));

    Cli resumed = train("--resume", out);

    assertThat(resumed.code()).isEqualTo(2);
    assertThat(resumed.err())
        .contains("--resume " + out + ": the run was stopped: ")
        .contains("loss is")
        .contains("a lower --lr or --clip 1 (it was: ./profundo train mlp ")
        .hasLineCount(1);
    assertThat(out.resolve("metrics.csv")).hasContent(metrics.strip());
    Files.delete(failed);
    assertThat(train("--resume", out).code()).as("killed before it could note the failure").isEqualTo(1);
    assertThat(failed).isRegularFile();
    assertThat(out.resolve("model.safetensors")).doesNotExist();
  }

  @Test
  void aRunThatDivergedWithoutInfinityWarnsAtItsEnd() {
    Cli run =
        train("mlp", "--data", "idx:" + data, "--epochs", 1, "--batch", 95, "--optimizer", "sgd", "--lr", 30, "--schedule",
            "constant", "--seed", 1, "--quiet", "--out", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("warning: the run diverged: its loss on the test data is ").contains("try a lower --lr or --clip 1")
        .hasLineCount(1);
    assertThat(out.resolve("report.html")).content().contains("the run diverged");
  }

  /// At so low a rate the weights stay as large as they were drawn: the penalty is far above the loss of guessing.
  @Test
  void aPenaltyIsNoDivergence() throws IOException {
    Cli run =
        train("linear", "--data", "idx:" + data, "--epochs", 1, "--lr", 1e-9, "--schedule", "constant", "--weight-decay", 1,
            "--quiet", "--out", out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().number("loss")).isGreaterThan(3 * Math.log(10));
    assertThat(run.err()).doesNotContain("diverged").contains("try a lower --weight-decay").hasLineCount(1);
  }

  @Test
  void aFileThatCannotBeWrittenEndsTheRunWithTheCommandThatGoesOn() throws IOException {
    Object[] words = {"linear", "--data", "idx:" + data, "--epochs", 1, "--seed", 2};
    String undisturbed = sha("undisturbed", words[0], "--epochs", 1, "--seed", 2);
    assertThat(train(Stream.concat(Arrays.stream(words), Stream.of("--out", out)).toArray()).code()).isZero();
    Files.delete(out.resolve("result.json"));
    Files.delete(out.resolve("model.safetensors"));
    Path blocked = Files.createDirectories(out.resolve("model.safetensors/inside"));
    Cli run = train("--resume", out);
    assertThat(run.code()).as(run.err()).isNotZero();
    assertThat(run.err()).contains("cannot replace " + blocked.getParent() + ": ")
        .contains("; then go on with: ./profundo train --resume " + out);
    Files.delete(blocked);
    Files.delete(blocked.getParent());
    assertThat(train("--resume", out, "--json").json().text("model_sha256")).isEqualTo(undisturbed);
  }

  @Test
  void explainShowsThePlanWithoutTouchingTheResult() {
    Cli run = train("linear", "--data", "idx:" + data, "--epochs", 1, "--explain", "--quiet", "--out", out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("x output.weight", "output.weight, mean/output.weight, square/output.weight = loop")
        .doesNotContain(" weight", "(weight", " bias", "(bias");
    assertThat(run.json().text("model")).isEqualTo("linear");
  }

  @Test
  void aFolderThatCannotTakeTheRunIsRefused() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "in the way");
    assertThat(train("linear", "--out", file).err()).contains("expected a folder, got a file");
    Cli below = train("linear", "--out", file.resolve("run"));
    assertThat(below.code()).isEqualTo(2);
    assertThat(below.err()).contains("cannot be written").contains("is a file");
    Cli used = train("linear", "--out", temporary);
    assertThat(used.code()).isEqualTo(2);
    assertThat(used.err()).contains("is not empty");
    assertThat(train("linear", "--out", "").err()).contains("--out: expected a folder, got nothing");
    assertThat(file).hasContent("in the way");
    var places = new ArrayList<>(List.of(temporary.resolve("new/" + "x".repeat(300))));
    if (Files.isDirectory(Path.of("/proc/self"))) {
      places.addAll(List.of(Path.of("/proc/x"), Path.of("/sys/x"), Path.of("/proc/x/y")));
    }
    for (Path place : places) {
      Cli run = train("linear", "--data", "idx:" + data, "--out", place);
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).startsWith("profundo train: the run folder " + place + " cannot be written: ")
          .endsWith("; choose another one with --out DIR\n").doesNotContain("java").hasLineCount(1);
    }
    assertThat(temporary.resolve("new")).doesNotExist();
  }

  @Test
  void theHintToGoOnCanBeTypedAsItIs() throws IOException {
    Path spaced = temporary.resolve("a run");
    sha("a run", "linear", "--epochs", 1);
    Cli run = train("linear", "--out", spaced);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("or go on with --resume '" + spaced + "'");
  }
}
