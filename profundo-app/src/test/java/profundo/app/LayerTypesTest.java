package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.Shape;
import profundo.app.models.LayerTypes;
import profundo.io.Json;
import profundo.nn.LayerRegistry;
import profundo.nn.Parameters;
import profundo.nn.Residual;
import profundo.nn.Sequential;

/// Every layer that an experiment file may list.
class LayerTypesTest {
  /// By type: the list that it stands in.
  private static final Map<String, String> LISTS = lists();

  @TempDir Path folder;

  private static Map<String, String> lists() {
    var all = new LinkedHashMap<String, String>();
    all.put("Conv1d", "{type: Conv1d, filters: 4, groups: 4, bias: false}");
    all.put("Conv2d", "{type: Conv2d, filters: 4, dilation: 2, padding: 1}");
    all.put("Conv3d", "{type: Reshape, sizes: [4, 2, 4, 1]}, {type: Conv3d, filters: 2}");
    all.put("ConvTranspose1d", "{type: ConvTranspose1d, filters: 2}");
    all.put("ConvTranspose2d", "{type: ConvTranspose2d, filters: 2, size: 3, stride: 1, padding: 1}");
    all.put("ConvTranspose3d", "{type: Reshape, sizes: [4, 2, 4, 1]}, {type: ConvTranspose3d, filters: 2}");
    all.put("MaxPool1d", "MaxPool1d");
    all.put("AvgPool1d", "{type: AvgPool1d, window: 3, stride: 1}");
    all.put("MaxPool2d", "{type: MaxPool2d, window: 2, stride: 1}");
    all.put("AvgPool2d", "AvgPool2d");
    all.put("MaxPool3d", "{type: Reshape, sizes: [4, 2, 4, 1]}, MaxPool3d");
    all.put("AvgPool3d", "{type: Reshape, sizes: [4, 2, 4, 1]}, AvgPool3d");
    all.put("Upsample", "{type: Upsample, mode: linear, factor: 2}");
    all.put("GroupNorm", "{type: Conv2d, filters: 4}, {type: GroupNorm, groups: 2}");
    all.put("Reshape", "{type: Reshape, sizes: [2, 16]}");
    all.put("Highway", "{type: Linear, units: 6}, Highway");
    all.put("TransformerBlock", "SinusoidalPositions, {type: TransformerBlock, heads: 2}");
    all.put("Residual", "{type: Residual, layers: [{type: Conv2d, filters: 3}, BatchNorm, Relu]}");
    for (String type : List.of("Linear", "Maxout", "Elman", "Gru", "IndRnn")) {
      all.put(type, "{type: " + type + ", units: 5}");
    }
    all.put("Lstm", "{type: Lstm, units: 3, output: all, bidirectional: true}, {type: Lstm, units: 3, peepholes: true}");
    for (String type : List.of("LocallyConnected1d", "LocallyConnected2d")) {
      all.put(type, "{type: " + type + ", filters: 2, size: 2}");
    }
    LayerTypes.ALL.keySet().forEach(type -> all.putIfAbsent(type, type));
    return all;
  }

  private Experiment read(String text) {
    return ExperimentFile.parse("e.yaml", folder, text, List.of()).experiment();
  }

  @Test
  void everyLayerIsBuiltWrittenAndBuiltAgain() {
    assertThat(LISTS.keySet()).containsExactlyInAnyOrderElementsOf(new TreeSet<>(LayerTypes.ALL.keySet()));
    LISTS.forEach(
        (type, list) -> {
          Experiment e = read("model: {layers: [" + list + "]}\ndata: {input: 4x8x1}\n");
          assertThat(read(ExperimentFile.text(e))).as(type).isEqualTo(e);
          assertThat(ExperimentFile.network(Json.of(ExperimentFile.plain(e.network())))).as(type).isEqualTo(e.network());
          Sequential net = e.network().build(Shape.of(4, 8, 1), 3, Rng.of(1));
          assertThat(LayerRegistry.describe(net).toString()).as(type).contains("type=" + (cell(type) ? "Recurrent" : type));
          assertThat(Parameters.of(net).all()).isNotEmpty();
        });
  }

  private static boolean cell(String type) {
    return List.of("Elman", "Lstm", "Gru", "IndRnn").contains(type);
  }

  @Test
  void aResidualChangesTheChannelsByAMatrix() {
    var net = read("model: {layers: [" + LISTS.get("Residual") + "]}").network().build(Shape.of(6, 6, 1), 2, Rng.of(1));
    assertThat(((Residual) net.layers().getFirst()).shortcut()).isPresent();
    var same = read("model: {layers: [{type: Residual, layers: [Relu]}]}").network().build(Shape.of(6, 6, 1), 2, Rng.of(1));
    assertThat(((Residual) same.layers().getFirst()).shortcut()).isEmpty();
  }

  @Test
  void whatIsWrongIsToldWithItsLine() {
    String text =
        """
        model:
          layers:
            - {type: Lstm}
            - type: Conv1d
              filters: 3
              strde: 2
            - {type: BatchNorm, momentun: 0.1}
            - type: Residual
              layers:
                - Relu
                - {type: Conv2d}
                - BachNorm
            - {type: Upsample, rate: 0.5}
            - {type: Gru, units: 3, output: al}
        """;
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadFile.class)
        .hasMessageContaining("line 3: model.layers[0]: Lstm needs 'units'")
        .hasMessageContaining("line 6: unknown key 'strde' in model.layers[1]; did you mean 'stride'?")
        .hasMessageContaining("line 7: unknown key 'momentun' in model.layers[2]; did you mean 'momentum'?")
        .hasMessageContaining("line 11: model.layers[3].layers[1]: Conv2d needs 'filters'")
        .hasMessageContaining("line 12: model.layers[3].layers[2]: expected one of ")
        .hasMessageContaining("did you mean 'BatchNorm'?")
        .hasMessageContaining("line 13: model.layers[4]: Upsample has no setting 'rate'")
        .hasMessageContaining("line 14: model.layers[5].output: expected one of last, all, got 'al'; did you mean 'all'?");
    assertThatThrownBy(() -> read("model:\n  layers:\n    - Relu\n    - {type: Linear, units: 4}\n    - {type: Lstm, units: 3}\n"))
        .hasMessageContaining("line 5: model.layers[2]: layer 3 (Lstm): expected samples [time, channels], got [4]");
    assertThatThrownBy(() -> read("model:\n  layers:\n    - {type: Residual, layers: [MaxPool2d]}\n"))
        .hasMessageContaining("line 3: model.layers[0]: layer 1 (Residual): expected layers within that keep all sizes");
    assertThatThrownBy(() -> read("model:\n  layers:\n    - {type: Reshape, sizes: [5, 5]}\n"))
        .hasMessageContaining("line 3: model.layers[0]: layer 1 (Reshape)").hasMessageContaining("25 elements");
    assertThatThrownBy(() -> read("model: {layers: [{type: ConvTranspose2d, filters: 2, padding: same}]}"))
        .hasMessageContaining("expected as padding a number, got same");
  }

  @Test
  void aMisspeltSettingIsToldOnce() {
    assertThatThrownBy(() -> read("model: {layers: [{type: Linear, unit: 5}, {type: Linear, filter: 5}]}"))
        .hasMessageContaining("model.layers[0]; did you mean 'units'?")
        .hasMessageNotContaining("model.layers[0]: Linear needs")
        .hasMessageContaining("model.layers[1]: Linear needs 'units'");
  }

  @Test
  void aListOfManyKindsIsTrainedAndRepeated() throws Exception {
    Path digits = Files.createDirectory(folder.resolve("digits"));
    var strokes = DataSource.open("strokes", DataFolders.ofProcess(null), ImageSize.DIGIT);
    DigitFiles.write(digits, "train", strokes.train().take(200), 200);
    DigitFiles.write(digits, "t10k", strokes.test().take(50), 50);
    Path file = folder.resolve("e.yaml");
    Files.writeString(
        file,
        """
        model:
          layers:
            - {type: Conv2d, filters: 4, stride: 2}
            - BatchNorm
            - {type: Residual, layers: [{type: Conv2d, filters: 6}, BatchNorm, Relu]}
            - {type: SpatialDropout, rate: 0.1}
            - {type: Gru, units: 8}
            - {type: GaussianNoise, deviation: 0.01}
        data: {set: "idx:digits", batch: 50}
        epochs: 1
        """);
    Cli run = Cli.run("run", file, "--out", folder.resolve("a"), "--quiet", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    Cli again = Cli.run("run", folder.resolve("a/experiment.yaml"), "--out", folder.resolve("b"), "--quiet", "--json");
    assertThat(again.json().text("model_sha256")).isEqualTo(run.json().text("model_sha256"));
    Cli evaluated = Cli.run("evaluate", folder.resolve("a"), "--data", "idx:" + digits, "--json");
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    Cli pyramid =
        Cli.run("train", "pyramid", "--data", "idx:" + digits, "--epochs", 1, "--batch", 50, "--out", folder.resolve("p"), "--quiet",
            "--json");
    assertThat(pyramid.code()).as(pyramid.err()).isZero();
    assertThat(pyramid.json().integer("parameters")).isEqualTo(10 * 32 + 289 * 64 + 577 * 128 + 1153 * 256 + 2570);
    assertThat(Cli.run("models").out()).contains("pyramid");
  }
}
