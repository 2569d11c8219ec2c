package profundo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.nn.Linear;
import profundo.nn.Parameters;
import profundo.nn.Relu;
import profundo.nn.Sequential;

class PretrainedTest {
  @TempDir Path folder;

  private static Sequential net(String body, int classes, long seed) {
    Rng rng = Rng.of(seed);
    return Sequential.of()
        .then(body, Sequential.of(Linear.of(4, 3, rng), Relu.of()))
        .then("head", Linear.of(3, classes, rng));
  }

  @Test
  void weightsGoToTheirNamesUnderAMapping() throws IOException {
    Sequential old = net("encoder", 5, 1);
    Path file = folder.resolve("old.safetensors");
    ModelFile.save(old, file);
    Sequential fresh = net("features", 2, 2);
    float[] head = Parameters.of(fresh).get("head.weight").value().copy().floats();

    assertThat(Pretrained.read(file).without("head").rename("encoder.", "features.").into(Parameters.of(fresh)))
        .containsExactly("head.weight", "head.bias");

    assertThat(Parameters.of(fresh).get("features.0.weight").value().sameBits(Parameters.of(old).get("encoder.0.weight").value()))
        .isTrue();
    assertThat(Parameters.of(fresh).get("head.weight").value().floats()).isEqualTo(head);
    assertThat(Pretrained.read(file).only("**.bias").names()).containsExactly("encoder.0.bias", "head.bias");
  }

  @Test
  void aNewHeadOnTheSameFeatures() {
    Sequential old = net("features", 5, 1);
    Sequential tuned = old.replace("head", Linear.of(3, 2, Rng.of(9)));
    assertThat(Parameters.of(tuned).get("features.0.weight")).isSameAs(Parameters.of(old).get("features.0.weight"));
    assertThat(Parameters.of(tuned).get("head.weight").shape().sizes()).containsExactly(3, 2);
    assertThatThrownBy(() -> old.replace("tail", Relu.of())).hasMessageContaining("no layer is called 'tail'; there are [features, head]");
  }

  @Test
  void everythingThatDoesNotFitIsNamedAndNothingIsCopied() {
    Sequential fresh = net("features", 2, 2);
    float[] before = Parameters.of(fresh).get("features.0.weight").value().copy().floats();
    Pretrained source = Pretrained.of(Parameters.of(net("features", 5, 1)));
    assertThatThrownBy(() -> source.rename("features.0.bias", "features.9.bias").into(Parameters.of(fresh)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("3 of 4 weights do not fit")
        .hasMessageContaining("features.9.bias has no place in the model")
        .hasMessageContaining("head.weight is F32 [3, 5], in the model F32 [3, 2]")
        .hasMessageContaining("head.bias is F32 [5]")
        .hasMessageContaining("without a source in the model: features.0.bias");
    assertThat(Parameters.of(fresh).get("features.0.weight").value().floats()).isEqualTo(before);
    assertThatThrownBy(() -> source.without("tail")).hasMessageContaining("nothing fits 'tail'; there are features.0.weight");
    assertThatThrownBy(() -> source.rename(_ -> "x")).hasMessageContaining("two become one").hasMessageContaining("features.0.weight and");
    assertThatThrownBy(() -> source.without("**").into(Parameters.of(fresh))).hasMessageContaining("no weights are left");
  }
}
