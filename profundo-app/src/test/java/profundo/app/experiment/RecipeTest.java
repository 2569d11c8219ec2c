package profundo.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.app.Cli;
import profundo.app.DigitFiles;
import profundo.app.data.DataFolders;
import profundo.app.data.DataSource;
import profundo.app.data.ImageSize;
import profundo.app.models.Models;
import profundo.app.models.Recipe;
import profundo.app.models.Training;
import profundo.app.run.Toolbox;
import profundo.app.terminal.BadFile;
import profundo.data.Dataset;
import profundo.io.Json;
import profundo.nn.Parameters;

/// What a run does besides optimizer, rate and batch: from the file to the model and back.
class RecipeTest {
  private static final String ALL =
      """
      model: linear
      data:
        batch: 40
        sampling: balanced
        augment: [{shift: [1, reflect]}, "rotate:5", {elastic: [20, 4]}, {mixup: 0.2}]
      step:
        clip: 1
        clip-value: 0.01
        label-smoothing: 0.1
        penalty: {elastic: 0.001, mix: 0.25, biases: true}
        max-norm: 2
        accumulate: 2
        average: {kind: ema, decay: 0.9}
        freeze: "**.bias"
      optimizer: {name: lion, lr: 0.001}
      schedule: warm-restarts
      epochs: 2
      listeners:
        reduce-on-plateau: {patience: 1, factor: 0.5}
        diagnose: true
      """;

  @TempDir Path folder;

  private Experiment read(String text, String... settings) {
    return ExperimentFile.parse("e.yaml", folder, text, List.of(settings)).experiment();
  }

  @Test
  void aFileSaysAllOfIt() {
    Recipe r = read(ALL).recipe();
    assertThat(r)
        .isEqualTo(
            new Recipe(
                "shift:1:reflect,rotate:5,elastic:20:4,mixup:0.2", "balanced", "none", 0.1, 0.001 * 0.25, 0.001 * 0.75, true, 0.01,
                2, 2, "ema", 0.9, 0.75, List.of("**.bias"), 1, 0.5));
    String text = "model: mlp\nstep: {class-weights: [1, 2, 0.5, 1, 1, 1, 1, 1, 1, 1], freeze: [a, b], average: swa}";
    Recipe weighted = read(text, "step.freeze=hidden*").recipe();
    assertThat(weighted.weights()).containsExactly(1, 2, 0.5, 1, 1, 1, 1, 1, 1, 1);
    assertThat(weighted.average()).isEqualTo("swa");
    assertThat(read("model: mlp").recipe()).isEqualTo(Recipe.NONE);
  }

  @Test
  void whatARunKeepsSaysTheSame() {
    for (String text :
        List.of(
            ALL,
            "model: mlp\nstep: {class-weights: [1, 2, 0.5, 1, 1, 1, 1, 1, 1, 1], average: {kind: swa, start: 0.5}}",
            "model: mlp\nstep: {class-weights: balanced, penalty: {l1: 1e-5}}\ndata: {augment: 'mirror, shift:2'}",
            "model: mlp\nstep: {max-norm: 3, accumulate: 4, label-smoothing: 0.1, average: ema}")) {
      Experiment e = read(text);
      assertThat(read(ExperimentFile.text(e))).as(text).isEqualTo(e);
      assertThat(Recipe.of(e.recipe().chosen())).isEqualTo(e.recipe());
    }
    assertThat(read("model: mlp\nstep: {max-norm: 3, average: ema}\ndata: {augment: [mirror, shift: 2]}").command())
        .contains("./profundo train mlp ", " --max-norm 3.0 ", " --average ema ", " --augment mirror,shift:2");
    assertThat(read("model: mlp\nstep: {clip-value: 3}").command()).isEqualTo("./profundo run experiment.yaml");
  }

  @Test
  void whatIsWrongIsToldWithItsLine() {
    String text =
        """
        model: mlp
        data:
          validation-fraction: 0
          augment:
            - shfit:3
            - {rotate: reflect, scale: 0.1}
            - {elastic: [1, 2, 3]}
            - {mirrr: 1}
        step:
          loss: multiclass-hinge
          label-smoothing: 0.1
          averge: ema
          freeze: fulll
          penalty: {mix: 0.5}
          class-weights: [0, 0]
        listeners:
          reduce-on-plateau: 3
        """;
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadFile.class)
        .hasMessageContaining("line 5: data.augment[0]: unknown augmentation 'shfit'; did you mean 'shift'?")
        .hasMessageContaining("data.augment: expected one word in each item, got rotate, scale")
        .hasMessageContaining("line 7: data.augment[2]: expected elastic with at most 2 numbers")
        .hasMessageContaining("line 8: unknown key 'mirrr' in data.augment[3]; did you mean 'mirror'?")
        .hasMessageContaining("line 11: step.label-smoothing: label-smoothing needs the loss softmax-cross-entropy, got multiclass-hinge")
        .hasMessageContaining("line 12: unknown key 'averge' in step; did you mean 'average'?")
        .hasMessageContaining("line 13: step.freeze: ")
        .hasMessageContaining("line 14: step.penalty.mix: expected elastic beside it")
        .hasMessageContaining("line 15: step.class-weights: expected one above 0")
        .hasMessageContaining("line 17: listeners.reduce-on-plateau: reduce-on-plateau watches the validation loss");
    assertThatThrownBy(() -> read("model: mlp\nstep: {class-weights: balanced, label-smoothing: 0.1}"))
        .hasMessageContaining("do not go together");
    assertThat(Cli.run("train", "mlp", "--augment", "mirorr").err()).contains("did you mean 'mirror'?");
    assertThat(Cli.run("train", "mlp", "--average", "emma").err()).contains("--average: expected one of none, ema, swa, got emma");
    Cli large = Cli.run("train", "mlp", "--augment", "crop:8:40", "--out", folder.resolve("c"));
    assertThat(large.code()).isEqualTo(2);
    assertThat(large.err()).contains("--augment crop:8:40: CropAndMirror: expected pictures [height >= 8, width >= 40").hasLineCount(1);
    assertThat(folder.resolve("c")).doesNotExist();
  }

  @Test
  void theFileOfARunWithAllOfItGivesTheSameModel() throws Exception {
    Path file = folder.resolve("e.yaml");
    Files.writeString(file, ALL);
    Cli first = Cli.run("run", file, "--set", "data.set=" + digits(), "--out", folder.resolve("a"), "--quiet", "--json");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.json().find("diagnosis")).isPresent();
    Cli again = Cli.run("run", folder.resolve("a/experiment.yaml"), "--out", folder.resolve("b"), "--quiet", "--json");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.json().text("model_sha256")).isEqualTo(first.json().text("model_sha256"));
    assertThat(Files.readString(folder.resolve("b/experiment.yaml"))).isEqualTo(Files.readString(folder.resolve("a/experiment.yaml")));
  }

  @Test
  void everyOptionChangesTheModelAndIsInItsFile() throws Exception {
    var hashes = new TreeSet<String>();
    var options =
        Map.of(
            "--augment", "shift:1,cutout:4", "--label-smoothing", "0.2", "--max-norm", "0.5", "--average", "ema", "--accumulate", "3",
            "--clip", "0.01");
    hashes.add(train("plain"));
    for (var option : options.entrySet()) {
      String name = option.getKey().substring(2);
      String hash = train(name, option.getKey(), option.getValue());
      assertThat(hashes.add(hash)).as(name).isTrue();
      Cli again = Cli.run("run", folder.resolve(name + "/experiment.yaml"), "--out", folder.resolve(name + "2"), "--quiet", "--json");
      assertThat(again.json().text("model_sha256")).as(name).isEqualTo(hash);
    }
    assertThat(Cli.run("train", "--resume", folder.resolve("augment"), "--augment", "mirror").err())
        .contains("augment shift:1,cutout:4, not mirror");
  }

  /// A few digits on disk, which are read quickly.
  private String digits() throws IOException {
    Path place = folder.resolve("digits");
    if (Files.notExists(place)) {
      Files.createDirectory(place);
      var strokes = DataSource.open("strokes", DataFolders.ofProcess(null), ImageSize.DIGIT);
      DigitFiles.write(place, "train", strokes.train().take(400), 400);
      DigitFiles.write(place, "t10k", strokes.test().take(100), 100);
    }
    return "idx:" + place;
  }

  private String train(String name, String... options) throws IOException {
    var words = new ArrayList<Object>(List.of("train", "linear", "--epochs", 2, "--batch", 40, "--quiet", "--json"));
    words.addAll(List.of("--out", folder.resolve(name), "--data", digits()));
    words.addAll(List.of(options));
    Cli cli = Cli.run(words.toArray());
    assertThat(cli.code()).as(cli.err()).isZero();
    return cli.json().text("model_sha256");
  }

  @Test
  void everyOptimizerAndScheduleStandsInAFile() {
    for (String optimizer : Training.OPTIMIZERS) {
      for (String schedule : Training.SCHEDULES) {
        if (!Training.misplaced(schedule, optimizer).isEmpty()) {
          continue;
        }
        String momentum = optimizer.equals("nesterov") ? ", momentum: 0.9" : "";
        Experiment e = read("model: mlp\noptimizer: {name: " + optimizer + momentum + "}\nschedule: " + schedule + "\n");
        assertThat(read(ExperimentFile.text(e))).isEqualTo(e);
        assertThat(e.training().optimizer(7)).isNotNull();
      }
    }
  }

  @Test
  void frozenWeightsStayAndMaxNormHolds() {
    Experiment e = read("model: mlp\nstep: {freeze: ['**.bias'], max-norm: 0.5}");
    var net = Models.find("mlp").orElseThrow().build(e.input(), 10, Rng.of(1));
    Dataset data = DataSource.open("strokes", DataFolders.ofProcess(null), e.input()).train().take(64);
    Toolbox tools = Toolbox.of(e, net, data, 10);
    assertThat(tools.step().parameters().trainable()).hasSizeLessThan(Parameters.of(net).trainable().size());
    assertThat(tools.batches().count()).isEqualTo(1);
    assertThat(Json.of(e.recipe().chosen()).compact()).isEqualTo("{\"max-norm\":0.5,\"freeze\":[\"**.bias\"]}");
  }
}
