package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.io.ModelFile;
import profundo.nn.Layer;
import profundo.train.Course;
import profundo.train.Predictor;
import profundo.zoo.Zoo;
import profundo.zoo.recipe.Recipe;
import profundo.zoo.recipe.Settings;
import profundo.zoo.recipe.Sheet;
import profundo.zoo.recipe.Study;

/// Every recipe on generated digits, small.
class AutoencoderRecipesTest {
  private static final TrainTest DIGITS = Strokes.load(5, 1200, 200);

  @TempDir Path folder;

  /// @param choices some of the settings
  /// @param figure that must be
  /// @param most this at most
  record Case(String recipe, Map<String, String> choices, List<String> phases, String figure, double most, List<String> sheets) {
    @Override
    public String toString() {
      return recipe + " " + choices;
    }
  }

  /// The squared error of digits around their mean is about 52: whoever learns nothing stays there.
  static Stream<Case> cases() {
    List<String> training = List.of("training");
    List<String> two = List.of("reconstructions", "strangest", "filters");
    return Stream.of(
        new Case("autoencoder", Map.of("layers", "64,16", "epochs", "6"), training, "squared_error", 32, two),
        new Case(
            "autoencoder", Map.of("layers", "32,2", "epochs", "6", "batch", "20"), training, "squared_error", 51,
            List.of("reconstructions", "strangest", "filters", "codes")),
        new Case(
            "deep-autoencoder", Map.of("layers", "32,2", "epochs", "6", "batch", "20", "lr", "2e-3"), training, "squared_error", 51,
            List.of("reconstructions", "strangest", "codes")),
        new Case(
            "autoencoder", Map.of("layers", "16", "epochs", "6", "activation", "none", "tied", "yes", "loss", "squared-error"), training,
            "squared_error", 32, two),
        new Case(
            "sparse-autoencoder", Map.of("units", "100", "k", "10", "epochs", "6"), training, "squared_error", 32,
            List.of("reconstructions", "strangest", "filters", "units-per-class")),
        new Case(
            "sparse-autoencoder", Map.of("units", "100", "sparsity", "kl", "epochs", "8"), training, "squared_error", 35,
            List.of("reconstructions", "strangest", "filters", "units-per-class")),
        new Case(
            "sparse-autoencoder", Map.of("units", "100", "sparsity", "l1", "epochs", "6"), training, "squared_error", 32,
            List.of("reconstructions", "strangest", "filters", "units-per-class")),
        new Case("denoising-autoencoder", Map.of("layers", "100", "epochs", "6", "batch", "20", "lr", "5e-3"), training,
            "squared_error_denoised", 20, two),
        new Case(
            "denoising-autoencoder", Map.of("layers", "100", "epochs", "6", "batch", "20", "lr", "5e-3", "noise", "salt-and-pepper"),
            training, "squared_error_denoised", 40, two),
        new Case("contractive-autoencoder", Map.of("units", "100", "epochs", "6", "batch", "20", "lr", "5e-3"), training,
            "squared_error", 20, two),
        new Case(
            "stacked-denoising-autoencoder",
            Map.of("layers", "100,50", "pretrain-epochs", "4", "finetune-epochs", "8", "batch", "20", "lr", "5e-3"),
            List.of("denoising-1", "denoising-2", "fine-tuning"), "test_error_percent", 35, List.of("filters")),
        new Case(
            "deep-autoencoder", Map.of("layers", "100,50,10", "epochs", "8", "batch", "20", "lr", "2e-3"), training, "squared_error", 28,
            List.of("reconstructions", "strangest")),
        new Case(
            "deep-autoencoder",
            Map.of("layers", "100,50,10", "epochs", "5", "pretrain-epochs", "5", "start", "rbm", "batch", "20", "lr", "2e-3"),
            List.of("rbm-1", "rbm-2", "rbm-3", "fine-tuning"), "squared_error", 40, List.of("reconstructions", "strangest")),
        new Case(
            "conv-autoencoder", Map.of("channels", "4,8", "code", "16", "epochs", "6", "batch", "25"), training, "squared_error", 32,
            List.of("reconstructions", "strangest")),
        new Case(
            "conv-autoencoder", Map.of("channels", "4,8", "code", "16", "epochs", "6", "batch", "25", "growth", "upsampled"), training,
            "squared_error", 35, List.of("reconstructions", "strangest")),
        new Case(
            "variational-autoencoder", Map.of("layers", "64", "code", "8", "epochs", "8", "batch", "50"), training, "squared_error", 40,
            List.of("reconstructions", "strangest", "samples")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void learnsDigitsShowsItAndComesBackFromItsFile(Case c) throws Exception {
    Recipe recipe = Zoo.find(c.recipe).orElseThrow();
    Settings settings = recipe.defaults();
    for (var choice : c.choices.entrySet()) {
      settings = settings.with(choice.getKey(), choice.getValue());
    }
    Study study = recipe.study(DIGITS.train(), DIGITS.test(), settings, 4);
    var histories = Course.of(study.phases()).in(folder).fit();
    assertThat(histories.sequencedKeySet()).containsExactlyElementsOf(c.phases);
    assertThat(histories.lastEntry().getValue().last()).containsKeys("loss", "val_loss");
    var figures = study.figures(DIGITS.test());
    System.out.println(c + " " + figures);
    assertThat(figures.values()).allMatch(Double::isFinite);
    assertThat(figures.get(c.figure)).isLessThan(c.most);
    assertThat(study.sheets(DIGITS.test()).stream().map(Sheet::name)).containsExactlyElementsOf(c.sheets);
    Path file = folder.resolve("model.safetensors");
    ModelFile.save(study.model(), file);
    Layer again = ModelFile.load(file, Zoo.layers()).layer();
    Array some = DIGITS.test().take(5).x();
    assertThat(Predictor.of(again).predict(some).sameBits(Predictor.of(study.model()).predict(some))).isTrue();
  }

  @Test
  void everyOneIsDescribed() {
    for (Recipe r : Autoencoders.all()) {
      assertThat(r.name()).matches("[a-z0-9-]+");
      assertThat(r.family()).isEqualTo(Recipe.AUTOENCODERS);
      assertThat(r.description()).isNotBlank();
      assertThat(r.paper()).containsPattern("[12][0-9]{3}");
    }
    assertThat(Autoencoders.all().stream().map(Recipe::name))
        .contains("autoencoder", "sparse-autoencoder", "denoising-autoencoder", "contractive-autoencoder", "stacked-denoising-autoencoder",
            "deep-autoencoder", "conv-autoencoder", "variational-autoencoder");
  }

  @Test
  void refusesDataThatItCannotLearn() {
    Dataset negative = Dataset.of(Rng.of(1).normal(Shape.of(20, 8), 0, 1));
    assertThatThrownBy(() -> study("autoencoder", negative)).hasMessageContaining("autoencoder: expected samples with values in [0, 1]");
    Dataset unlabelled = Dataset.of(Rng.of(1).uniform(Shape.of(20, 8), 0, 1));
    assertThatThrownBy(() -> study("stacked-denoising-autoencoder", unlabelled)).hasMessageContaining("expected samples with labels");
    assertThatThrownBy(() -> study("conv-autoencoder", unlabelled)).hasMessageContaining("expected pictures [height, width, channels]");
    assertThat(study("autoencoder", unlabelled).sheets(unlabelled)).isEmpty();
  }

  private static Study study(String name, Dataset data) {
    Recipe recipe = Zoo.find(name).orElseThrow();
    return recipe.study(data, null, recipe.defaults(), 1);
  }
}
