package profundo.zoo.boltzmann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.Array;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.io.ModelFile;
import profundo.nn.Parameters;
import profundo.train.Course;
import profundo.zoo.Zoo;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;

/// Every recipe, in small: it trains through its phases, is saved, and shows something.
class BoltzmannRecipesTest {
  @TempDir Path folder;

  static Stream<Arguments> recipes() {
    return Stream.of(
        Arguments.of("rbm", Map.of("hidden", "30", "epochs", "2"), 3),
        Arguments.of("rbm", Map.of("hidden", "30", "epochs", "2", "chains", "20", "sparsity", "0.1"), 3),
        Arguments.of(
            "rbm", Map.of("hidden", "30", "epochs", "2", "visible-units", "gaussian", "hidden-units", "rectified"), 3),
        Arguments.of("rbm-classifier", Map.of("hidden", "30", "generative-epochs", "2", "discriminative-epochs", "2"), 2),
        Arguments.of("dbn", Map.of("layers", "20,15,30", "pretrain-epochs", "1", "finetune-epochs", "2"), 2),
        Arguments.of(
            "dbn", Map.of("layers", "20,30", "pretrain-epochs", "1", "updown-epochs", "1", "finetune-epochs", "0"), 2),
        Arguments.of("dbm", Map.of("layers", "20,30", "pretrain-epochs", "1", "epochs", "1", "finetune-epochs", "2"), 2),
        Arguments.of("dbm", Map.of("layers", "20,10,30", "pretrain-epochs", "1", "epochs", "1", "finetune-epochs", "0"), 2),
        Arguments.of("boltzmann-machine", Map.of("hidden", "10", "epochs", "2"), 1));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void trainsIsSavedAndShowsSomething(String name, Map<String, String> chosen, int sheets) throws Exception {
    TrainTest data = name.equals("boltzmann-machine") ? small() : Strokes.load(3, 300, 60);
    Study study = study(name, chosen, data);
    var histories = Course.of(study.phases()).in(folder.resolve("run")).fit();
    assertThat(histories).hasSameSizeAs(study.phases());
    var figures = study.figures(data.test());
    System.out.println(name + " " + chosen + ": " + figures);
    assertThat(figures.values()).isNotEmpty().allMatch(Double::isFinite);
    if (figures.containsKey("log_z_estimate")) {
      assertThat(figures.get("log_z_estimate")).isBetween(figures.get("log_z_low"), figures.get("log_z_high"));
    }
    assertThat(study.sheets(data.test())).hasSize(sheets);
    ModelFile.save(study.model(), folder.resolve("model.safetensors"));
    var again = ModelFile.load(folder.resolve("model.safetensors"), Zoo.layers()).layer();
    // A course that goes on from checkpoints has the weights and figures of the one that was not interrupted.
    Study resumed = study(name, chosen, data);
    Course.of(resumed.phases()).in(folder.resolve("run")).fit();
    Parameters.of(again)
        .byName()
        .forEach((n, v) ->
            assertThat(v.value().sameBits(Parameters.of(resumed.model()).get(n).value())).as("%s %s", name, n).isTrue());
    assertThat(resumed.figures(data.test())).isEqualTo(figures);
  }

  /// Every fourth pixel.
  private static TrainTest small() {
    TrainTest all = Strokes.load(3, 300, 60);
    return new TrainTest(small(all.train()), small(all.test()));
  }

  private static Dataset small(Dataset data) {
    return data.map(
        Dataset.X, x -> Tensor.of(x).slice(new int[] {0, 0, 0, 0}, x.shape().sizes(), new int[] {1, 4, 4, 1}).evaluate());
  }

  private static Study study(String name, Map<String, String> chosen, TrainTest data) {
    Recipe recipe = Zoo.find(name).orElseThrow();
    Settings settings = recipe.defaults();
    for (var e : chosen.entrySet()) {
      settings = settings.with(e.getKey(), e.getValue());
    }
    return recipe.study(data.train(), data.test(), settings, 7);
  }

  @Test
  void dataThatDoNotFitAreRefused() {
    Dataset unscaled = Dataset.of(Array.of(Shape.of(2, 2), 0f, 3f, 1f, 0f));
    assertThatThrownBy(() -> Zoo.find("rbm").orElseThrow().study(unscaled, null, Zoo.find("rbm").orElseThrow().defaults(), 1))
        .hasMessageContaining(
            "rbm: expected samples with values in [0, 1] for binary visible units, got 3.0 in sample 1 of 2, element 2 of 2;"
                + " scale the data or choose visible-units=gaussian");
    for (String name : new String[] {"rbm-classifier", "dbn"}) {
      Recipe r = Zoo.find(name).orElseThrow();
      assertThatThrownBy(() -> r.study(unscaled, null, r.defaults(), 1))
          .hasMessageContaining(name + ": expected a label I32 for each sample in 'y', got Dataset of 2");
    }
  }

  /// A value in the last of many samples.
  @Test
  void everyValueOfTheDataIsLookedAt() {
    float[] x = new float[2500 * 4];
    x[2499 * 4 + 2] = -0.5f;
    int[] y = new int[2500];
    y[0] = 1;
    Dataset data = Dataset.of(Array.wrap(Shape.of(2500, 4), x), Array.of(Shape.of(2500), y)).withClasses(List.of("a", "b"));
    List<String> names =
        List.of("rbm", "rbm-classifier", "dbn", "dbm", "boltzmann-machine", "autoencoder", "stacked-denoising-autoencoder");
    for (String name : names) {
      Recipe r = Zoo.find(name).orElseThrow();
      assertThatThrownBy(() -> r.study(data, null, r.defaults(), 1))
          .as(name)
          .hasMessageStartingWith(name + ": expected samples with values in [0, 1] for ")
          .hasMessageContaining(", got -0.5 in sample 2500 of 2500, element 3 of 4; scale the data");
      assertThatThrownBy(() -> r.study(data.take(100), data, r.defaults(), 1))
          .as(name)
          .hasMessageContaining(", got -0.5 in validation sample 2500 of 2500, element 3 of 4; scale the data");
    }
  }

  /// What is shown as generated is what the machine makes between the two phases, in a run that went through and in one that
  /// took up its weights.
  @Test
  void aClassifierShowsWhatItGeneratedBeforeItHadToClassify() throws Exception {
    TrainTest data = Strokes.load(3, 300, 60);
    Map<String, String> both =
        Map.of("hidden", "30", "generative-epochs", "3", "discriminative-epochs", "3", "discriminative-rate", "0.05");
    Study study = study("rbm-classifier", both, data);
    Course.of(study.phases()).in(folder.resolve("both")).fit();
    Study generative =
        study("rbm-classifier", Map.of("hidden", "30", "generative-epochs", "3", "discriminative-epochs", "0"), data);
    Course.of(generative.phases()).fit();
    Sheet expected = generative.sheets(data.test()).getLast();
    Sheet shown = study.sheets(data.test()).getLast();
    assertThat(shown.pictures().sameBits(expected.pictures())).isTrue();
    assertThat(shown.caption()).endsWith(", before the discriminative phase.");
    assertThat(expected.caption()).endsWith("by 10 steps of Gibbs sampling from samples of it.");
    Study resumed = study("rbm-classifier", both, data);
    Course.of(resumed.phases()).in(folder.resolve("both")).fit();
    assertThat(resumed.sheets(data.test()).getLast().pictures().sameBits(expected.pictures())).isTrue();
    assertThat(study.sheets(data.test()).getFirst().caption()).contains(" 30 units after the discriminative phase, each ");
  }

  /// Nothing else has learned the way down of a net that was learned greedily alone.
  @Test
  void aGreedyNetIsSavedWithItsWayDown() throws Exception {
    Study study =
        study("dbn", Map.of("layers", "20,30", "pretrain-epochs", "1", "finetune-epochs", "0"), Strokes.load(3, 100, 20));
    Course.of(study.phases()).fit();
    DeepBeliefNet net = (DeepBeliefNet) study.model();
    assertThat(net.generative().getFirst().toFloats()).isEqualTo(net.below().getFirst().weight().transpose().toFloats());
  }

  @Test
  void filtersSayOfWhichWeightsTheyAre() {
    TrainTest data = Strokes.load(3, 60, 20);
    Map<String, String> layers = Map.of("layers", "20,30");
    assertThat(filters("dbn", layers, data)).contains("units after fine-tuning by back-propagation, each");
    assertThat(filters("dbn", Map.of("layers", "20,30", "finetune-epochs", "0"), data)).contains("20 units, each");
    assertThat(filters("dbn", Map.of("layers", "20,30", "finetune-epochs", "0", "updown-epochs", "1"), data))
        .contains("units of the way up after up-down, each");
    assertThat(filters("dbm", layers, data)).contains("units before fine-tuning, each");
  }

  private static String filters(String name, Map<String, String> chosen, TrainTest data) {
    Study study = study(name, chosen, data);
    if (name.equals("dbn") && !chosen.containsKey("finetune-epochs")) {
      study.phases().getLast().trainer().get();
    }
    return study.sheets(data.test()).getFirst().caption();
  }

  /// Chains of Gaussian units, which see standardized pixels, are drawn as pixels.
  @Test
  void gaussianChainsAreDrawnInTheUnitsOfTheSamples() throws Exception {
    TrainTest data = Strokes.load(3, 300, 60);
    Study study = study("rbm", Map.of("hidden", "30", "epochs", "5", "visible-units", "gaussian"), data);
    Course.of(study.phases()).fit();
    Sheet chains = study.sheets(data.test()).getLast();
    assertThat(chains.name()).isEqualTo("chains");
    float[] all = chains.pictures().floats();
    float[] samples = data.test().take(10).x().floats();
    assertThat(java.util.Arrays.copyOf(all, samples.length)).isEqualTo(samples);
    double ink = mean(data.train().x().floats(), 0);
    System.out.printf("ink of samples %.3f, of chains %.3f%n", ink, mean(all, samples.length));
    assertThat(mean(all, samples.length)).isBetween(ink / 2, ink * 2);
  }

  private static double mean(float[] values, int from) {
    double sum = 0;
    for (int i = from; i < values.length; i++) {
      sum += values[i];
    }
    return sum / (values.length - from);
  }

  @Test
  void theRateThatIsNotChosenDependsOnTheUnits() {
    Settings settings = Zoo.find("rbm").orElseThrow().defaults();
    assertThat(settings.number("rate")).isEqualTo(0.1);
    assertThat(settings.with("visible-units", "gaussian").number("rate")).isEqualTo(0.001);
    assertThat(settings.with("hidden-units", "rectified").number("rate")).isEqualTo(0.001);
    assertThat(rate(Map.of("visible-units", "gaussian", "rate", "0.02"))).isEqualTo(0.02f);
    assertThat(rate(Map.of("visible-units", "gaussian"))).isEqualTo(0.001f);
    assertThat(rate(Map.of())).isEqualTo(0.1f);
  }

  /// By how much a step moves the first visible bias, for a gradient of one.
  private static float rate(Map<String, String> chosen) {
    TrainTest data = Strokes.load(3, 60, 20);
    var all = new java.util.HashMap<>(chosen);
    all.put("hidden", "5");
    return study("rbm", all, data).phases().getFirst().trainer().get().step()
        .train(Map.of("x", Tensor.fill(Shape.of(2, 784), 1)), Tensor.scalar(0, profundo.DType.I32), 1).rate().toFloat();
  }

  @Test
  void aLevelThatIsNoProbabilityIsRefusedByItsName() {
    TrainTest data = Strokes.load(3, 60, 20);
    for (String name : List.of("denoising-autoencoder", "stacked-denoising-autoencoder")) {
      assertThatThrownBy(() -> study(name, Map.of("level", "5"), data))
          .hasMessage(name + ": level: expected a probability from 0 to 1 for the noise masking, got 5.0");
      assertThat(study(name, Map.of("level", "5", "noise", "gaussian", "layers", "5"), data)).isNotNull();
    }
  }

  @Test
  void phasesTellTheirSizesAndTheirRates() {
    assertThat(phases("dbn", Map.of("layers", "20,10,30", "updown-epochs", "1")))
        .containsExactly(
            "pretrain-1 784-20 rate", "pretrain-2 20-10 rate", "pretrain-3 10-30 rate", "updown 784-20-10-30 updown-rate",
            "finetune  finetune-rate");
    assertThat(phases("dbm", Map.of("layers", "20,10")))
        .containsExactly("pretrain-1 784-20 pretrain-rate", "pretrain-2 20-10 pretrain-rate", "together  rate", "finetune  finetune-rate");
    assertThat(phases("rbm-classifier", Map.of("hidden", "20")))
        .containsExactly("generative 784-20 rate", "discriminative 784-20-10 discriminative-rate");
    assertThat(phases("stacked-denoising-autoencoder", Map.of("layers", "20,10")))
        .containsExactly("denoising-1 784-20 lr", "denoising-2 20-10 lr", "fine-tuning  lr");
    assertThat(phases("deep-autoencoder", Map.of("layers", "20,10", "start", "rbm")))
        .containsExactly("rbm-1 784-20 none", "rbm-2 20-10 none", "fine-tuning  lr");
  }

  private static List<String> phases(String name, Map<String, String> chosen) {
    Recipe recipe = Zoo.find(name).orElseThrow();
    return study(name, chosen, Strokes.load(3, 60, 20)).phases().stream()
        .map(p -> p.name() + " " + p.sizes() + " " + recipe.rate(p.name()).orElse("none"))
        .toList();
  }

  /// More layers than a file of the model can be read with.
  @Test
  void aStackThatCouldNotBeReadAgainIsRefused() {
    TrainTest data = Strokes.load(3, 60, 20);
    String many = String.join(",", java.util.Collections.nCopies(17, "3"));
    assertThatThrownBy(() -> study("dbn", Map.of("layers", many), data)).hasMessage("dbn: layers: expected at most 16 layers, got 17");
    assertThatThrownBy(() -> study("dbm", Map.of("layers", many), data)).hasMessage("dbm: layers: expected at most 15 layers, got 17");
    for (var e : Map.of("dbn", 16, "dbm", 15).entrySet()) {
      String most = String.join(",", java.util.Collections.nCopies(e.getValue(), "3"));
      var model = study(e.getKey(), Map.of("layers", most, "finetune-epochs", "0"), data).model();
      assertThat(Zoo.layers().build(profundo.nn.LayerRegistry.describe(model), Parameters.of(model).count())).isNotNull();
    }
  }
}
