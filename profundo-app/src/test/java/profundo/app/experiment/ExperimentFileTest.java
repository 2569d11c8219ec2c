package profundo.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.app.Cli;
import profundo.app.models.ConvNet;
import profundo.app.models.LayerList;
import profundo.app.terminal.BadFile;
import profundo.io.Json;

class ExperimentFileTest {
  private static final String WRONG =
      """
      modle: lenet5
      data:
        set: strokse
        input: 28y28
        batch: 0
      optimizer:
        name: adm
        lr: fast
      schedule: [a, b]
      listeners:
        early-stoping: 3
      model:
        layers:
          - Relu
          - {type: Conv2d, units: 3}
          - Liner
      epochs: 3
      epochs: 4
      search:
        space:
          optimizer.lrr: [1, 2]
          schedule: [cosine, kosine]
          step.clip: {log: [1, 0.5]}
      """;

  @TempDir Path folder;

  private ExperimentFile parse(String text, String... settings) {
    return ExperimentFile.parse("e.yaml", folder, text, List.of(settings));
  }

  private Experiment read(String text, String... settings) {
    return parse(text, settings).experiment();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceWithItsLine() throws Exception {
    Path file = folder.resolve("e.yaml");
    Files.writeString(file, WRONG);
    Cli cli = Cli.run("run", file, "--set", "optimzer.lr=3", "--set", "seed=x");
    assertThat(cli.code()).isEqualTo(2);
    List<String> lines = cli.err().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("profundo run: " + (lines.size() - 1) + " problems");
    String at = file + ", line ";
    assertThat(lines.subList(1, lines.size())).satisfiesExactly(
        l -> assertThat(l).startsWith(at + "1: unknown key 'modle'; did you mean 'model'?"),
        l -> assertThat(l).startsWith(at + "3: data.set: unknown data set 'strokse'; did you mean 'strokes'?"),
        l -> assertThat(l).startsWith(at + "4: data.input: expected HEIGHTxWIDTH"),
        l -> assertThat(l).isEqualTo(at + "5: data.batch: expected a whole number from 1 to 10000000, got 0"),
        l -> assertThat(l).startsWith(at + "7: optimizer.name: expected one of sgd, ").endsWith("got 'adm'; did you mean 'adam'?"),
        l -> assertThat(l).isEqualTo(at + "8: optimizer.lr: expected a number above 0 and at most 1000, got 'fast'"),
        l -> assertThat(l).startsWith(at + "9: schedule: expected one of constant, ").endsWith("got a list of 2"),
        l -> assertThat(l).startsWith(at + "11: unknown key 'early-stoping' in listeners; did you mean 'early-stopping'?"),
        l -> assertThat(l).startsWith(at + "15: model.layers[1]: Conv2d has no setting 'units' (it has: filters, "),
        l -> assertThat(l).isEqualTo(at + "15: model.layers[1]: Conv2d needs 'filters'"),
        l -> assertThat(l).contains(at + "16: model.layers[2]: expected one of Conv2d, ").endsWith("did you mean 'Linear'?"),
        l -> assertThat(l).isEqualTo(at + "18: 'epochs' is given twice, first on line 17"),
        l -> assertThat(l).isEqualTo(at + "21: search.space: unknown setting 'optimizer.lrr'; did you mean 'optimizer.lr'?"),
        l -> assertThat(l).startsWith(at + "22: search.space.schedule[1]: expected one of").endsWith("did you mean 'cosine'?"),
        l -> assertThat(l).startsWith(at + "23: search.space.step.clip: expected [lowest, highest], got [1.0, 0.5]"),
        l -> assertThat(l).contains("--set optimzer.lr: unknown setting 'optimzer.lr'; did you mean 'optimizer.lr'?"),
        l -> assertThat(l).contains("--set seed: seed: expected a whole number, got 'x'"));
  }

  @Test
  void whatDoesNotGoTogetherIsTold() {
    String text =
        "model: mlp\ndata: {validation-fraction: 0}\noptimizer: {momentum: 0.9}\nlisteners:\n  early-stopping: 2\n";
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadFile.class)
        .hasMessageContaining("e.yaml, line 3: optimizer.momentum: adam has no such setting")
        .hasMessageContaining("e.yaml, line 5: listeners.early-stopping watches the validation loss");
    assertThatThrownBy(() -> read("model: {cnn: {phases: 9, window: 3, filters: 2}}"))
        .hasMessageContaining("e.yaml, line 1: model: cnn cannot take samples");
    assertThatThrownBy(() -> read("model: {cnn: {phases: 3, filters: [2, 2]}}"))
        .hasMessageContaining("expected as many filters as phases, got 2 and 3");
    assertThatThrownBy(() -> read("epochs: 3")).hasMessage("e.yaml, line 1: the key 'model' is missing");
    assertThatThrownBy(() -> read("model: mlp\ndata: idx:nowhere"))
        .hasMessageContaining("e.yaml, line 2: data.set: expected a folder that exists after 'idx:', got " + folder.resolve("nowhere"));
    assertThatThrownBy(() -> read("")).hasMessage("e.yaml, line 1: the key 'model' is missing");
    assertThatThrownBy(() -> read("- a\n- b\n")).hasMessageContaining("the file: expected a map");
  }

  @Test
  void hostileFilesAreBounded() {
    assertThatThrownBy(() -> read("model: " + "[".repeat(100_000))).hasMessageContaining("at most 20 deep");
    assertThatThrownBy(() -> read("model: mlp # " + "x".repeat(Yaml.LONGEST))).hasMessageContaining("expected at most 200000 characters");
    var bomb = new StringBuilder("a: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("b").append(i).append(": &a").append(i).append(" [").append(("*a" + (i - 1) + ", ").repeat(5)).append("x]\n");
    }
    assertThatThrownBy(() -> read(bomb.toString())).hasMessageContaining("expected at most 10000 values");
    assertThatThrownBy(() -> read("model: &m {cnn: *m}")).isInstanceOf(BadFile.class);
    assertThatThrownBy(() -> read("model: !!java.io.File /etc")).hasMessageContaining("line 1: expected no tag");
    assertThatThrownBy(() -> read("model: mlp\nseed: 99999999999999999999"))
        .hasMessageContaining("line 2: expected a number of 64 bits");
    assertThatThrownBy(() -> read("model: mlp\n  epochs: [3\n")).hasMessageContaining("no YAML");
    assertThatThrownBy(() -> read("model: mlp\n---\nmodel: cnn\n")).hasMessageContaining("one document");
    assertThatThrownBy(() -> read("model: mlp\n? [a, b]\n: c\n")).hasMessageContaining("line 2: expected a name before ':'");
  }

  @Test
  void settingsOfTheCommandLineTakeTheirPlace() {
    Experiment e = read("model: lenet5\noptimizer: sgd\ndata: strokes\n", "optimizer.lr=0.5", "data.batch=7", "data=strokes:3", "seed=-4");
    assertThat(e.training().optimizer()).isEqualTo("sgd");
    assertThat(e.training().rate()).isEqualTo(0.5);
    assertThat(e.training().batch()).isEqualTo(7);
    assertThat(e.data()).isEqualTo("strokes:3");
    assertThat(e.seed()).isEqualTo(-4);
    assertThat(((ConvNet) read("model: lenet5", "model.cnn.filters=[4, 5]").network()).filters()).containsExactly(4, 5);
    assertThatThrownBy(() -> read("model: mlp", "lr")).hasMessageContaining("expected KEY=VALUE");
    assertThatThrownBy(() -> read("model: mlp", "epochs=0")).hasMessageContaining("--set epochs: epochs: expected a whole number from 1");
  }

  @Test
  void aFileAsKeptByARunSaysTheSame() {
    for (String text :
        List.of(
            "model: lenet5",
            "model: mlp\nstep: multiclass-hinge\nlisteners: {early-stopping: 3, csv: false}\noptimizer: {name: adamw, lr: 1e-5}",
            "model: {cnn: {filters: 6, phases: 1, padding: 2, size: 5, pooling: mean, dropout: 0.25}}\n"
                + "data: {set: strokes, input: 32x28x3}",
            "model: {layers: [{type: Conv2d, filters: 4}, Relu, MaxPool2d, {type: Dropout, rate: 0.1}, {type: Linear, units: 9}, Tanh]}",
            "model: cnn\nseed: 9223372036854775807\nschedule: cosine\nepochs: 2")) {
      Experiment e = read(text);
      assertThat(read(ExperimentFile.text(e))).as(text).isEqualTo(e);
      assertThat(ExperimentFile.network(Json.of(ExperimentFile.plain(e.network())))).as(text).isEqualTo(e.network());
    }
    assertThat(read("model: {layers: [Relu]}").network()).isInstanceOf(LayerList.class);
  }

  /// The file in docs is that of `profundo run --schema`, and wherever the parser names the keys that it knows, they are the
  /// properties of the schema.
  @Test
  void theSchemaListsExactlyTheKeysThatTheParserKnows() throws Exception {
    Path docs = Path.of("../docs/experiment.schema.json");
    Json.Obj schema = Json.parse(Files.readString(docs)).asObject();
    assertThat(schema).as("write it with: ./profundo run --schema > docs/experiment.schema.json").isEqualTo(ExperimentForm.schema());
    var objects = new TreeMap<String, TreeSet<String>>();
    gather("", schema, schema.object("$defs"), objects);
    assertThat(objects)
        .containsKeys("", "data", "optimizer", "model", "model.cnn", "model.layers[]", "model.layers[].layers[]", "data.augment[]",
            "listeners.early-stopping", "search");
    objects.forEach(
        (path, keys) -> {
          var text = new StringBuilder();
          var problems = Problems.of("x");
          String[] names = path.isEmpty() ? new String[0] : path.split("\\.");
          String indent = "";
          String dash = "";
          for (String name : names) {
            text.append(indent).append(dash).append(name.replace("[]", "")).append(":\n");
            indent += dash.isEmpty() ? "  " : "    ";
            dash = name.endsWith("[]") ? "- " : "";
          }
          text.append(indent).append(dash).append("zzzzzzzzz: 1\n");
          ExperimentForm.root().check(Yaml.read(text.toString(), null, problems).orElseThrow(), "", problems);
          String complaint =
              problems.sorted().stream().map(Problems.Problem::text).filter(t -> t.startsWith("unknown key 'zzz")).findFirst()
                  .orElseThrow();
          String known = complaint.replaceFirst("(?s).*\\(known: (.*)\\)", "$1");
          assertThat(new TreeSet<>(List.of(known.split(", ")))).as(path).isEqualTo(keys);
        });
  }

  @Test
  void weightsOfOtherThanAllClassesAreToldWithTheirLine() {
    assertThatThrownBy(() -> ExperimentFile.parse("e.yaml", folder, "model: mlp\nstep:\n  class-weights: [1, 2]\n", List.of()).plan())
        .hasMessageContaining("line 3: step.class-weights: expected one for each of the 10 classes of strokes, got 2");
  }

  @Test
  void anAugmentationMayStandWithoutAList() {
    var file = ExperimentFile.parse("e.yaml", folder, "model: mlp\ndata:\n  augment: {crop: [24, 24]}\n", List.of());
    assertThat(file.experiment().recipe().augment()).isEqualTo("crop:24:24");
  }

  private static void gather(String path, Json.Obj schema, Json.Obj forms, Map<String, TreeSet<String>> all) {
    schema.find("properties").map(Json::asObject).ifPresent(
        properties -> {
          all.put(path, new TreeSet<>(properties.members().keySet()));
          properties.members().forEach((name, inner) -> gather(path.isEmpty() ? name : path + "." + name, inner.asObject(), forms, all));
        });
    if (path.chars().filter(c -> c == '[').count() < 3 && !path.endsWith("[][]")) { // forms that hold themselves have no end
      schema.find("$ref").map(Json::asText).ifPresent(
          name -> gather(path, forms.object(name.substring(name.lastIndexOf('/') + 1)), forms, all));
    }
    schema.find("items").ifPresent(items -> gather(path + "[]", items.asObject(), forms, all));
    schema.find("anyOf").ifPresent(any -> any.asList().forEach(one -> gather(path, one.asObject(), forms, all)));
  }

  @Test
  void everyTrainingWritesTheFileThatRepeatsIt() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Path third = folder.resolve("third");
    Cli trained = Cli.run("train", "linear", "--epochs", 1, "--batch", 100, "--seed", 11, "--out", first, "--quiet", "--json");
    assertThat(trained.code()).as(trained.err()).isZero();
    Cli again = Cli.run("run", first.resolve("experiment.yaml"), "--out", second, "--quiet", "--json");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.json().text("model_sha256")).isEqualTo(trained.json().text("model_sha256"));
    assertThat(Files.readString(second.resolve("experiment.yaml"))).isEqualTo(Files.readString(first.resolve("experiment.yaml")));
    Cli other = Cli.run("run", first.resolve("experiment.yaml"), "--set", "seed=12", "--out", third, "--quiet", "--json");
    assertThat(other.json().text("model_sha256")).isNotEqualTo(trained.json().text("model_sha256"));
  }

  @Test
  void aNetworkOfLayersIsTrainedAndRepeatedAndItsLogsAreLeftOut() throws Exception {
    Path file = folder.resolve("layers.yaml");
    Files.writeString(
        file,
        """
        model:
          layers:
            - {type: Linear, units: 16}
            - Tanh
        step: multiclass-hinge
        epochs: 1
        listeners: {csv: false, tensorboard: false}
        """);
    Cli run = Cli.run("run", file, "--out", folder.resolve("a"), "--quiet", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().number("test_accuracy")).isGreaterThan(0.5);
    assertThat(folder.resolve("a/metrics.csv")).doesNotExist();
    assertThat(folder.resolve("a/events")).doesNotExist();
    Cli again = Cli.run("run", folder.resolve("a/experiment.yaml"), "--out", folder.resolve("b"), "--quiet", "--json");
    assertThat(again.json().text("model_sha256")).isEqualTo(run.json().text("model_sha256"));
    Cli resumed = Cli.run("train", "--resume", folder.resolve("a"));
    assertThat(resumed.err()).contains("has ended already");
  }

  @Test
  void rpropKeepsItsRate() throws Exception {
    Path file = folder.resolve("r.yaml");
    Files.writeString(file, "model: mlp\noptimizer: rprop\n");
    assertThat(Cli.run("run", file, "--check", "--json").json().object("training").text("schedule")).isEqualTo("constant");
    Cli cosine = Cli.run("run", file, "--check", "--set", "schedule=cosine");
    assertThat(cosine.code()).isEqualTo(2);
    assertThat(cosine.err()).contains("schedule: rprop reads the learning rate once").hasLineCount(1);
  }

  @Test
  void checkingTrainsNothing() throws Exception {
    Path file = folder.resolve("e.yaml");
    Files.writeString(file, "model: mlp\n");
    Cli cli = Cli.run("run", file, "--check");
    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("nothing is wrong with it");
    assertThat(Cli.run("run").err()).contains("the file is missing");
  }
}
