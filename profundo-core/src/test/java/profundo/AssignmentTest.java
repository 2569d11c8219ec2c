package profundo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AssignmentTest {
  private final Variable w = Variable.zeros("weight", Shape.of(2, 3));

  @Test
  void takesAValueOfTheVariablesShapeAndType() {
    Assignment a = new Assignment(w, w.mul(2));
    assertThat(a.variable()).isSameAs(w);
  }

  @Test
  void refusesAnotherShapeAndNamesTheVariable() {
    assertThatThrownBy(() -> new Assignment(w, w.sum(0)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("weight")
        .hasMessageContaining("F32 [2, 3]")
        .hasMessageContaining("F32 [3]");
  }

  @Test
  void refusesAnotherType() {
    assertThatThrownBy(() -> new Assignment(w, w.cast(DType.I32)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("got I32 [2, 3]");
  }
}
