package profundo.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> MODELS = List.of("mlp", "lenet5", "cnn", "linear");

  @ParameterizedTest
  @CsvSource({"lenet, lenet5", "LeNet-5, lenet5", "elnet5, lenet5", "liner, linear", "mpl, mlp", "lin, linear"})
  void findsWhatWasMeant(String written, String meant) {
    assertThat(Nearest.to(written, MODELS)).contains(meant);
  }

  @Test
  void keepsSilentWhenNothingIsNear() {
    assertThat(Nearest.to("transformer", MODELS)).isEmpty();
    assertThat(Nearest.hint("transformer", MODELS)).isEmpty();
    assertThat(Nearest.to("", MODELS)).isEmpty();
    assertThat(Nearest.to("mlp", List.of())).isEmpty();
  }
}
