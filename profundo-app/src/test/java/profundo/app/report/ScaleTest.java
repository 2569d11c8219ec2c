package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1", "0.02, 2.3", "0.981, 0.992", "-5, 3", "0, 0", "7, 7", "-2, -2", "1e-12, 3e-12", "0, 1e30",
        "1e15, 1.000001e15",
  })
  void aLinearScaleHoldsItsValuesAndHasAFewTicksAmongThem(double min, double max) {
    Scale s = Scale.linear(min, max, 300, 0, 5);
    assertThat(s.low()).isLessThanOrEqualTo(min);
    assertThat(s.high()).isGreaterThanOrEqualTo(max).isGreaterThan(s.low());
    assertThat(s.place(min)).isBetween(0.0, 300.0).isGreaterThanOrEqualTo(s.place(max));
    assertTicks(s, s.ticks(5), 2, 13);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "0.02, 2.3", "1e-30, 1e30", "1e-300, 1e300", "0.5, 0.6", "4.9e-324, 1", "1, 1.7e308",
      "1e-299, 1e-299"})
  void aScaleOfRatiosHoldsItsValuesAndHasAFewTicksAmongThem(double min, double max) {
    Scale s = Scale.log(min, max, 300, 0);
    assertThat(s.place(max)).isBetween(0.0, 300.0);
    assertThat(s.place(min)).isBetween(0.0, 306.1).isGreaterThanOrEqualTo(s.place(max));
    assertTicks(s, s.ticks(5), 1, 13);
  }

  @Test
  void equalRatiosAreEquallyFarApart() {
    Scale s = Scale.log(0.01, 100, 0, 400);
    assertThat(s.place(0.1) - s.place(0.01)).isCloseTo(s.place(100) - s.place(10), within(1e-9));
  }

  @Test
  void epochsAreWholeNumbers() {
    assertThat(Scale.exact(0, 3, 0, 100).wholeTicks(9)).containsExactly(0.0, 1.0, 2.0, 3.0);
    assertThat(Scale.exact(1, 2, 0, 100).wholeTicks(9)).containsExactly(1.0, 2.0);
    assertThat(Scale.exact(0, 500, 0, 100).wholeTicks(9)).containsExactly(0.0, 100.0, 200.0, 300.0, 400.0, 500.0);
  }

  private static void assertTicks(Scale s, List<Double> ticks, int least, int most) {
    assertThat(ticks).hasSizeBetween(least, most).isSorted().doesNotHaveDuplicates();
    assertThat(ticks).allSatisfy(t -> assertThat(s.place(t)).isBetween(-1e-6, 300 + 1e-6));
  }
}
