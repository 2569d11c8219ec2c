package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  @Test
  void scoresThatAreNoNumbersAreRefused() {
    for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new CrossValidation(List.of(0.5, wrong)))
          .hasMessageContaining("expected finite scores, got " + wrong + " of fold 2");
    }
    assertThat(new CrossValidation(List.of(0.5, 0.75)).mean()).isEqualTo(0.625);
  }
}
