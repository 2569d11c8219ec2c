package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DescentsTest {
  @Test
  void aWayBeginsAtTheStartAndTakesTheStepsOfItsOptimizer() {
    // f = x² - y², gradient (2x, -2y), rate 0.1: x shrinks by 0.8 and y grows by 1.2.
    Descents.Way way = Descents.of(TestFunction.saddle(), GradientDescent.of(0.1), 10);
    assertThat(way.points()).hasSize(11);
    for (int t = 0; t <= 10; t++) {
      double x = -Math.pow(0.8, t);
      double y = 0.01 * Math.pow(1.2, t);
      assertThat(way.points().get(t)).containsExactly(new double[] {x, y}, within(1e-6));
      assertThat(way.values().get(t)).isCloseTo(x * x - y * y, within(1e-6));
    }
    assertThat(Descents.of(TestFunction.saddle(), GradientDescent.of(0.1), 10_000).points()).as("ends far away").hasSizeLessThan(200);
  }

  @Test
  void aMethodWithALineSearchGoesDownWithEachStep() {
    TestFunction f = TestFunction.rosenbrock(2);
    Descents.Way way = Descents.of(f, LBfgs.of());
    assertThat(way.points().getFirst()).containsExactly(new double[] {-1.2, 1}, within(1e-6));
    assertThat(way.points().getLast()).containsExactly(new double[] {1, 1}, within(1e-3));
    var surface = Descents.surface(f);
    for (int i = 0; i < way.points().size(); i++) {
      double[] p = way.points().get(i);
      assertThat(way.values().get(i)).isEqualTo(surface.applyAsDouble(p[0], p[1]));
      assertThat(i == 0 || way.values().get(i) <= way.values().get(i - 1)).isTrue();
    }
  }
}
