package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.io.Json;
import profundo.zoo.Zoo;
import profundo.zoo.recipe.Recipe;

/// What `train`, `run` and `models` say about models of the zoo, without training.
class StudyOptionsTest {
  private static final String STACK = "stacked-denoising-autoencoder";

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STACK --schedule cosine       | it has --layers, --pretrain-epochs, --finetune-epochs, --batch, --lr; by --set noise, level",
        "STACK --clip 1                | --clip: STACK has no such setting; it has --layers,",
        "STACK --epochs 3              | --epochs: STACK has no such setting; it has --layers,",
        "STACK --augment shift:1       | --augment: STACK has no such setting",
        "STACK --set nose=masking      | --set nose: STACK has no such setting; did you mean 'noise'?",
        "STACK --set noise             | --set noise: expected NAME=VALUE",
        "STACK --set noise=loud        | --set noise: expected one of masking, gaussian, salt-and-pepper, got loud",
        "STACK --set lr=1 --lr 2       | --set lr: the setting is given twice",
        "STACK --layers 30,x           | --layers: expected up to 50 whole numbers",
        "STACK --batch 0               | --batch: expected a whole number from 1 to",
        "STACK --lr NaN                | --lr: expected a number from",
        "STACK --validation-fraction 2 | --validation-fraction: expected a number from 0 to 0.9, got 2",
        "STACK --patience -1           | --patience: expected a whole number of at least 0",
        "STACK --patience 3 --validation-fraction 0 | --patience 3 watches the validation loss",
        "STACK --data stroks           | unknown data set 'stroks'; did you mean 'strokes'?",
        "STACK --input 14x14           | [14, 14, 1]",
        "STACK --find-lr               | --find-lr is for classifiers",
        "STACK --diagnose              | --diagnose is for classifiers",
        "stacked-denoising-autoencodr  | did you mean 'STACK'?",
        "rbm --lr 11                   | --rate: expected a number from 0 to 10, got 11",
        "rbm --lr 1 --set rate=2       | --set rate: the setting is given twice",
        "mlp --layers 30               | --layers: mlp has no such option; it has --epochs, --batch,",
        "mlp --pretrain-epochs 1       | (models that have --pretrain-epochs: STACK",
        "mlp --set level=0.1           | --set: mlp has no such option",
      })
  void badInputIsNamedEndsInTwoAndWritesNothing(String line, String complaint) {
    var words = new ArrayList<Object>(List.of(line.replace("STACK", STACK).split(" ")));
    words.addFirst("train");
    words.addAll(List.of("--out", temporary.resolve("run")));
    Cli run = Cli.run(words.toArray());
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(complaint.replace("STACK", STACK)).hasLineCount(1);
    assertThat(temporary.resolve("run")).doesNotExist();
  }

  @Test
  void modelsAreListedWithALineEachAndFamiliesWithTheirSettings() {
    String all = Cli.run("models").out();
    for (Recipe r : Zoo.all()) {
      assertThat(all.lines()).as(r.name()).filteredOn(l -> l.startsWith("  " + r.name() + " ")).hasSize(1);
      String family = Cli.run("models", "--family", r.family()).out();
      assertThat(family).contains(r.name() + ": " + r.description(), r.paper());
      r.defaults().names().forEach(n -> assertThat(family).contains(n));
    }
    assertThat(Cli.run("models", "--family", "autoencoder").out())
        .contains("--layers 1000,1000,1000", "--set noise=masking", "one of masking");
    List<Json> zoo = Cli.run("models", "--json").json().list("zoo");
    assertThat(zoo).hasSameSizeAs(Zoo.all());
    assertThat(zoo.getFirst().asObject().list("settings").getFirst().asObject().members()).containsKeys("name", "default", "expected");
  }

  @Test
  void anExperimentFileIsCheckedWholeWithItsLines() throws IOException {
    Path file = Files.writeString(
        temporary.resolve("e.yaml"),
        """
        model: stacked-denoising-autoencoder
        data: {set: strokse, batch: 10}
        settings:
          layers: [30, 0]
          levle: 1
          noise: loud
        listeners: {early-stopping: 2, csv: false}
        optimizer: adam
        seed: 3
        """);
    Cli cli = Cli.run("run", file, "--check");
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err().lines().skip(1).map(l -> l.replace(file + ", ", "")))
        .satisfiesExactly(
            l -> assertThat(l).startsWith("line 2: data.batch: is for classifiers; what can be chosen for " + STACK + " stands under"),
            l -> assertThat(l).startsWith("line 2: data.set: unknown data set 'strokse'; did you mean 'strokes'?"),
            l -> assertThat(l).startsWith("line 4: settings: layers: expected up to 50 whole numbers").endsWith("got 30,0"),
            l -> assertThat(l).startsWith("line 5: settings: there is no setting 'levle'; there are layers").endsWith("mean 'level'?"),
            l -> assertThat(l).startsWith("line 6: settings: noise: expected one of masking"),
            l -> assertThat(l).startsWith("line 7: listeners.csv: is for classifiers"),
            l -> assertThat(l).startsWith("line 8: optimizer: is for classifiers"));
  }

  @Test
  void settingsOfAFileAreReadWithThoseOfTheCommandLine() throws IOException {
    Path file =
        Files.writeString(temporary.resolve("e.yaml"), "model: " + STACK + "\nsettings: {layers: [30, 20], level: 0.5}\n"
                + "listeners: {early-stopping: 4}\nseed: 3\n");
    Json.Obj read = Cli.run("run", file, "--check", "--set", "settings.level=0.1", "--set", "settings.batch=7", "--json").json();
    assertThat(read.object("settings").number("level")).isEqualTo(0.1);
    assertThat(read.object("settings").integer("batch")).isEqualTo(7);
    assertThat(read.integer("patience")).isEqualTo(4);
    assertThat(read.object("settings").list("layers").stream().map(Json::asInt)).containsExactly(30, 20);
    assertThat(Cli.run("run", file, "--check", "--set", "settings.levl=1").err()).contains("there is no setting 'levl'");
    assertThat(Cli.run("search", file).err()).contains("got '" + STACK + "'; a model of the zoo is trained by");
    Path plain = Files.writeString(temporary.resolve("plain.yaml"), "model: mlp\nsettings: {level: 1}\n");
    assertThat(Cli.run("run", plain, "--check").err()).contains("settings: expected a model of the zoo to set them of");
  }
}
