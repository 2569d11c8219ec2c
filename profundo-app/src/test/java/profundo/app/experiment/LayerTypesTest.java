package profundo.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.Shape;
import profundo.app.Cli;
import profundo.app.DigitFiles;
import profundo.app.data.DataFolders;
import profundo.app.data.DataSource;
import profundo.app.data.ImageSize;
import profundo.app.models.LayerTypes;
import profundo.app.terminal.BadFile;
import profundo.io.Json;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.Linear;
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
    for (String type : List.of("Linear", "Maxout", "Elman", "Gru", "IndRnn", "SecondOrder", "ContinuousTime")) {
      all.put(type, "{type: " + type + ", units: 5}");
    }
    all.put("Lstm", "{type: Lstm, units: 3, output: all, bidirectional: true}, {type: Lstm, units: 3, peepholes: true}");
    all.put("Jordan", "{type: Jordan, units: 5, readout: 3, decay: 0.2, padded: true}");
    all.put("FullyRecurrent", "{type: FullyRecurrent, units: 5, readout: 3, bidirectional: true}");
    all.put("Clockwork", "{type: Clockwork, units: 6, modules: 3}");
    all.put("Narx", "{type: Narx, units: 5, input-delays: 2, output-delays: 1, output: all}");
    all.put("Reservoir", "{type: Reservoir, units: 9, radius: 0.8, scale: 0.1}");
    all.put("Embedding", "{type: Embedding, count: 9, width: 4, mask-zero: true}, {type: Lstm, units: 3, padded: true}");
    all.put("OneHot", "{type: OneHot, count: 9}, {type: Elman, units: 3}");
    all.put("Transformer", "{type: Transformer, count: 9, width: 4, heads: 2, causal: true, mask-zero: true}, GlobalAvgPool");
    all.put(
        "MultiHeadAttention",
        "{type: Linear, units: 8}, {type: Reshape, sizes: [2, 4]}, "
            + "{type: MultiHeadAttention, heads: 2, causal: true}");
    all.put(
        "Concatenation",
        "{type: Concatenation, branches: [[{type: Conv2d, filters: 2, size: 1}, Relu], [{type: Residual, layers: [BatchNorm]}]],"
            + " input: true}");
    all.put(
        "FilterBank",
        "{type: FilterBank, join: max, layers: [{type: Conv1d, filters: 2, size: 1},"
            + " {type: Conv1d, filters: 3, size: 2, stride: 2, padding: valid}]}");
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
          String input = tokens(type) ? "\"5\"" : "4x8x1";
          Experiment e = read("model: {layers: [" + list + "]}\ndata: {input: " + input + "}\n");
          assertThat(read(ExperimentFile.text(e))).as(type).isEqualTo(e);
          assertThat(ExperimentFile.network(Json.of(ExperimentFile.plain(e.network())))).as(type).isEqualTo(e.network());
          Sequential net = e.network().build(tokens(type) ? Shape.of(5) : Shape.of(4, 8, 1), 3, Rng.of(1));
          boolean cell = LayerTypes.ALL.get(type).takes("bidirectional");
          assertThat(LayerRegistry.describe(net).toString()).as(type).contains("type=" + (cell ? type + "Cell" : type) + ",");
          assertThat(Parameters.of(net).all()).isNotEmpty();
        });
  }

  /// Layers of the library that no list has, and why.
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("Sequential", "is what a list is"),
          Map.entry("CenterCrop", "is put in front of a network that learns from random crops"),
          Map.entry("LayerGraph", "names its nodes; what it joins, Residual and Concatenation say as lists"),
          Map.entry("Recurrent", "is listed by its cell"),
          Map.entry("Bidirectional", "is a setting of recurrent layers"),
          Map.entry("Stacked", "is one recurrent layer after another with output all"),
          Map.entry("EchoStateNetwork", "is a Reservoir and a Linear; its readout is fitted by regression, not trained"));

  @Test
  void everyLayerOfTheLibraryIsListedOrLeftOutForAReason() throws Exception {
    Set<String> listed = new TreeSet<>(LEFT_OUT.keySet());
    LayerTypes.ALL.forEach((name, type) -> listed.add(type.takes("bidirectional") ? name + "Cell" : name));
    assertThat(listed).containsExactlyElementsOf(layers());
  }

  /// The layers that can be made from outside the package.
  private static Set<String> layers() throws Exception {
    var found = new TreeSet<String>();
    var place = Path.of(Layer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (FileSystem jar = Files.isRegularFile(place) ? FileSystems.newFileSystem(place) : null;
        var files = Files.list(jar == null ? place.resolve("profundo/nn") : jar.getPath("profundo/nn"))) {
      for (String file : files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".class")).toList()) {
        Class<?> c = Class.forName("profundo.nn." + file.replace(".class", ""));
        int flags = c.getModifiers();
        if (Layer.class.isAssignableFrom(c) && Modifier.isPublic(flags) && !Modifier.isAbstract(flags)) {
          found.add(c.getSimpleName());
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(50);
    return found;
  }

  @Test
  void listsMayBeWithinListsWithinLists() {
    var net =
        read(
            """
            model:
              layers:
                - type: Concatenation
                  branches:
                    - [{type: Residual, layers: [{type: Concatenation, branches: [[Relu], [Tanh]]}]}]
                    - - {type: Conv2d, filters: 3, stride: 1}
                      - Relu
                - GlobalMaxPool
            """)
            .network()
            .build(Shape.of(6, 6, 1), 2, Rng.of(1));
    assertThat(net.layers().getLast()).isInstanceOfSatisfying(Linear.class, l -> assertThat(l.weight().shape()).isEqualTo(Shape.of(5, 2)));
    String bad =
        """
        model:
          layers:
            - type: Concatenation
              branches:
                - [Relu]
                - - {type: Conv2d}
                  - {type: Relu, units: 3}
            - {type: FilterBank, layers: [{type: Conv2d, filters: 2}], join: sum}
        """;
    assertThatThrownBy(() -> read(bad))
        .hasMessageContaining("line 6: model.layers[0].branches[1][0]: Conv2d needs 'filters'")
        .hasMessageContaining("line 7: model.layers[0].branches[1][1]: Relu has no setting 'units'")
        .hasMessageContaining("line 8: model.layers[1].join: expected one of channels, max, flat, got 'sum'");
    assertThatThrownBy(() -> read("model: {layers: [{type: Concatenation, branches: [[Relu], [MaxPool2d]]}]}"))
        .hasMessageContaining("layer 1 (Concatenation)").hasMessageContaining("[1, 14, 14, 1]");
    assertThatThrownBy(() -> read("model: {layers: [{type: Concatenation, branches: [[Flatten]], axis: -2}]}"))
        .hasMessageContaining("expected an axis from -1 to -1 of the samples [784] of branch 1, got -2");
    assertThatThrownBy(() -> read("model: {layers: [{type: FilterBank, layers: [Relu]}]}"))
        .hasMessageContaining("expected convolutions in 'layers', got Relu");
    assertThatThrownBy(() -> read("model: {layers: [{type: Embedding, count: 3, width: 2}, {type: OneHot, count: 3}]}"))
        .hasMessageContaining("layer 2 (OneHot)").hasMessageContaining("expected I32 x");
  }

  private static boolean tokens(String type) {
    return List.of("Embedding", "OneHot", "Transformer").contains(type);
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
  void aBadSettingIsToldWithItsLineWhereNothingElseIsWrong() {
    for (String layer : List.of(
        "{type: Linear, units: 70000}", "{type: Conv2d, filters: -3}", "{type: Lstm, units: 0}", "{type: BatchNorm, momentum: x}",
        "{type: Residual, layers: [{type: Lstm, units: x}]}", "{type: Concatenation, branches: [[{type: Conv2d, filters: 9999}]]}",
        "{type: Concatenation, branches: [Relu, Tanh]}", "{type: Residual, layers: Relu}", "{type: Reshape, sizes: [x]}")) {
      assertThatThrownBy(() -> read("model:\n  layers:\n    - " + layer + "\n")).as(layer)
          .isInstanceOf(BadFile.class).hasMessageContaining("e.yaml, line 3: model.layers[0]").hasMessageContaining("expected");
    }
  }

  @Test
  void poolingAndTransposedConvolutionsTakePadding() {
    Sequential net =
        read("model: {layers: [{type: Concatenation, branches: [[{type: MaxPool2d, window: 3, stride: 1, padding: 1}],"
                + " [{type: Conv2d, filters: 2}]]}, {type: ConvTranspose2d, filters: 1, size: 3, padding: 1, output-padding: 1}, Flatten]}")
            .network().build(Shape.of(6, 6, 1), 2, Rng.of(1));
    assertThat(((Linear) net.layers().getLast()).weight().shape()).isEqualTo(Shape.of(12 * 12, 2));
    assertThatThrownBy(() -> read("model: {layers: [{type: MaxPool2d, padding: same}]}"))
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
