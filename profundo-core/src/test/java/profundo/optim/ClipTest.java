package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Shape;
import profundo.Tensor;
import profundo.reference.Interpreter;

class ClipTest {
  private final List<Tensor> gradients =
      List.of(Tensor.of(Shape.of(2), 3f, -4f), Tensor.of(Shape.of(1, 1), 12f));

  private static double[] values(Tensor t) {
    return Interpreter.value(t).reals();
  }

  @Test
  void byValueCutsEachElement() {
    List<Tensor> cut = Clip.value(3.5).apply(gradients);
    assertThat(values(cut.get(0))).containsExactly(3, -3.5);
    assertThat(values(cut.get(1))).containsExactly(3.5);
  }

  @Test
  void byGlobalNormScalesAllByOneFactor() {
    assertThat(values(Clip.norm(gradients))).containsExactly(13);
    List<Tensor> scaled = Clip.globalNorm(6.5).apply(gradients);
    double factor = 6.5 / (13 + 1e-6);
    assertThat(values(scaled.get(0))).containsExactly(new double[] {3 * factor, -4 * factor}, within(1e-12));
    assertThat(scaled.get(1).shape()).isEqualTo(Shape.of(1, 1));
    assertThat(values(scaled.get(1))).containsExactly(new double[] {12 * factor}, within(1e-12));
  }

  @Test
  void smallGradientsStayAsTheyAre() {
    assertThat(values(Clip.globalNorm(14).apply(gradients).get(0))).containsExactly(3, -4);
    assertThat(Clip.none().apply(gradients)).isSameAs(gradients);
    assertThat(Clip.globalNorm(1).apply(List.of())).isEmpty();
    Tensor zero = Tensor.fill(Shape.of(2), 0);
    assertThat(values(Clip.globalNorm(1).apply(List.of(zero)).get(0))).containsExactly(0, 0);
  }

  @Test
  void aLimitIsAboveZero() {
    assertThatThrownBy(() -> Clip.value(0)).hasMessageContaining("Clip.value: expected a finite limit above 0, got 0.0");
    assertThatThrownBy(() -> Clip.globalNorm(Double.NaN)).hasMessageContaining("got NaN");
  }
}
