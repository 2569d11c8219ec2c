package profundo.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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

/// Every recipe, in small: it trains through its phases, is saved, and shows something.
class BoltzmannRecipesTest {
  @TempDir Path folder;

  static Stream<Arguments> recipes() {
    return Stream.of(
        Arguments.of("rbm", Map.of("hidden", "30", "epochs", "2"), 3),
        Arguments.of("rbm", Map.of("hidden", "30", "epochs", "2", "chains", "20", "sparsity", "0.1"), 3),
        Arguments.of(
            "rbm", Map.of("hidden", "30", "epochs", "2", "visible-units", "gaussian", "hidden-units", "rectified"), 1),
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
        .hasMessageContaining("rbm: expected values from 0 to 1 for binary units, got 3.0; scale the data");
    for (String name : new String[] {"rbm-classifier", "dbn"}) {
      Recipe r = Zoo.find(name).orElseThrow();
      assertThatThrownBy(() -> r.study(unscaled, null, r.defaults(), 1))
          .hasMessageContaining(name + ": expected a label I32 for each sample in 'y', got Dataset of 2");
    }
  }
}
