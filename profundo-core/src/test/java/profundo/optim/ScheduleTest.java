package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;

class ScheduleTest {
  private static final Offset<Double> TIGHT = within(1e-12);

  private static double at(Schedule schedule, int step) {
    Tensor rate = schedule.rate(Tensor.scalar(step, DType.I32));
    assertThat(rate.shape()).isEqualTo(Shape.SCALAR);
    assertThat(rate.dtype()).isEqualTo(DType.F32);
    return Interpreter.value(rate).reals()[0];
  }

  @Test
  void constantStaysAndStepsFallAtMultiples() {
    assertThat(at(Schedule.constant(0.3), 12345)).isEqualTo(0.3);
    Schedule s = Schedule.step(0.8, 3, 0.5);
    double[] expected = {0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2};
    for (int t = 0; t < expected.length; t++) {
      assertThat(at(s, t)).as("step %d", t).isCloseTo(expected[t], TIGHT);
    }
    assertThat(at(s, 30_000_000)).isCloseTo(0, TIGHT);
  }

  @Test
  void exponentialFallsByItsFactorEverySoManySteps() {
    Schedule s = Schedule.exponential(0.1, 100, 0.9);
    assertThat(at(s, 0)).isCloseTo(0.1, TIGHT);
    assertThat(at(s, 50)).isCloseTo(0.1 * Math.sqrt(0.9), TIGHT);
    assertThat(at(s, 1000)).isCloseTo(0.1 * Math.pow(0.9, 10), TIGHT);
  }

  @Test
  void cosineFallsToItsLastValueAndStaysThere() {
    Schedule s = Schedule.cosine(1, 10, 0.1);
    for (int t = 0; t <= 10; t++) {
      assertThat(at(s, t)).as("step %d", t).isCloseTo(0.1 + 0.9 * (1 + Math.cos(Math.PI * t / 10)) / 2, TIGHT);
    }
    assertThat(at(s, 1000)).isCloseTo(0.1, TIGHT);
    assertThat(at(Schedule.cosine(1, 10), 10)).isZero();
  }

  @Test
  void warmUpRisesAlongALineAndThenStartsTheSchedule() {
    Schedule s = Schedule.cosine(1, 10).withWarmup(4);
    double[] expected = {0.25, 0.5, 0.75, 1, 1, (1 + Math.cos(Math.PI / 10)) / 2};
    for (int t = 0; t < expected.length; t++) {
      assertThat(at(s, t)).as("step %d", t).isCloseTo(expected[t], TIGHT);
    }
    assertThat(at(s, 14)).isZero();
  }

  @Test
  void warmRestartsBeginAnewAndLastLonger() {
    // Cycles of 3, 6, 12, ... steps begin at 0, 3, 9, 21, ...
    for (int factor : new int[] {1, 2, 3}) {
      Schedule s = Schedule.warmRestarts(1, 3, factor, 0.1);
      int begin = 0;
      int length = 3;
      for (int t = 0; t < 2000; t++) {
        if (t == begin + length) {
          begin = t;
          length *= factor;
        }
        double expected = 0.1 + 0.9 * (1 + Math.cos(Math.PI * (t - begin) / length)) / 2;
        assertThat(at(s, t)).as("factor %d, step %d", factor, t).isCloseTo(expected, TIGHT);
        float single = s.rate(Tensor.scalar(t, DType.I32)).toFloat();
        assertThat((double) single).as("in floats, factor %d, step %d", factor, t).isCloseTo(expected, within(2e-6));
      }
    }
    assertThat(at(Schedule.warmRestarts(1, 3, 2).withWarmup(5), 5)).isEqualTo(1);
    assertThatThrownBy(() -> Schedule.warmRestarts(1, 0, 1)).hasMessageContaining("first cycle of at least 1");
  }

  @Test
  void aFactorMultipliesAndIsRemembered() {
    Variable half = Variable.of("factor", Array.of(Shape.SCALAR, 0.5f));
    Schedule s = Schedule.step(0.8, 3, 0.5).times("rate/a", half).withWarmup(1);
    assertThat(at(s, 0)).isCloseTo(0.4, TIGHT);
    assertThat(at(s, 4)).isCloseTo(0.2, TIGHT);
    assertThat(s.memory()).containsExactly(Map.entry("rate/a", half));
    assertThatThrownBy(() -> s.times("x", half).times("x", half).memory()).hasMessageContaining("two factors are called 'x'");
  }

  @Test
  void oneCycleIsPyTorchs() {
    // OneCycleLR(max_lr=0.1, total_steps=20): rise ends at step 0.3 * 20 - 1 = 5, the end is step 19.
    Schedule s = Schedule.oneCycle(0.1, 20);
    assertThat(at(s, 0)).isCloseTo(0.004, TIGHT);
    assertThat(at(s, 5)).isCloseTo(0.1, TIGHT);
    assertThat(at(s, 19)).isCloseTo(0.004 / 1e4, TIGHT);
    assertThat(at(s, 2)).isCloseTo(0.1 + (0.004 - 0.1) / 2 * (1 + Math.cos(Math.PI * 2 / 5)), TIGHT);
    assertThat(at(s, 12)).isCloseTo(4e-7 + (0.1 - 4e-7) / 2 * (1 + Math.cos(Math.PI / 2)), TIGHT);
    assertThat(at(s, 500)).isCloseTo(4e-7, TIGHT);
    assertThat(at(Schedule.oneCycle(0.1, 1), 0)).as("a single step").isCloseTo(0.1, TIGHT);
    for (int steps = 1; steps < 6; steps++) {
      for (int t = 0; t <= steps; t++) {
        assertThat(at(Schedule.oneCycle(0.1, steps), t)).as("%d of %d", t, steps).isBetween(3.9e-7, 0.1 + 1e-9);
      }
    }
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> Schedule.constant(-1)).hasMessageContaining("a learning rate");
    assertThatThrownBy(() -> Schedule.step(1, 0, 0.5)).hasMessageContaining("every of at least 1, got 0");
    assertThatThrownBy(() -> Schedule.exponential(1, 1, 0)).hasMessageContaining("a factor");
    assertThatThrownBy(() -> Schedule.cosine(1, 0)).hasMessageContaining("steps of at least 1");
    assertThatThrownBy(() -> Schedule.constant(1).withWarmup(0)).hasMessageContaining("warm-up steps");
  }
}
