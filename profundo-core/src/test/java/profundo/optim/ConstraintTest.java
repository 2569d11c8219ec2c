package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.reference.Interpreter;

class ConstraintTest {
  private static double[] reals(Tensor t) {
    return Interpreter.value(t).reals();
  }

  @Test
  void maxNormShortensTheVectorsIntoUnitsThatAreTooLong() {
    Tensor w = Tensor.of(Shape.of(2, 3), 3f, 0.3f, 0f, 4f, 0.4f, 0f);
    assertThat(reals(Constraint.maxNorm(2.5).apply("0.weight", w)))
        .containsExactly(new double[] {1.5, 0.3f, 0, 2, 0.4f, 0}, within(1e-12));
    assertThat(Constraint.maxNorm(1).apply("0.bias", w)).isSameAs(w);
    assertThat(Constraint.maxNorm(1, n -> n.startsWith("output")).apply("0.weight", w)).isSameAs(w);
    Tensor vector = Tensor.of(Shape.of(2), 30f, 40f);
    assertThat(Constraint.maxNorm(1).apply("norm.weight", vector)).isSameAs(vector);
  }

  @Test
  void aKernelCountsItsSpaceToo() {
    Tensor kernel = Tensor.of(Rng.of(3).normal(Shape.of(3, 3, 2, 4), 0, 1));
    Tensor limited = Constraint.maxNorm(0.5).apply("w", kernel);
    assertThat(reals(limited.square().sum(0, 1, 2).sqrt())).containsExactly(new double[] {0.5, 0.5, 0.5, 0.5}, within(1e-12));
  }

  @Test
  void oneAfterTheOther() {
    Tensor w = Tensor.of(Shape.of(2, 1), -3f, 4f);
    Constraint both = Constraint.nonNegative().and(Constraint.maxNorm(2));
    assertThat(reals(both.apply("w", w))).containsExactly(0, 2);
    assertThat(Constraint.none().apply("w", w)).isSameAs(w);
    assertThatThrownBy(() -> Constraint.maxNorm(0)).hasMessageContaining("finite limit above 0, got 0");
  }
}
