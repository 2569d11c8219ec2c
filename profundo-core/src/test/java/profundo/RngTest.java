package profundo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RngTest {
  @Test
  void sameSeedGivesTheSameNumbersAndNamesGiveOthers() {
    assertThat(Rng.of(7).permutation(100)).isEqualTo(Rng.of(7).permutation(100));
    assertThat(Rng.of(7).stream("a").nextBits()).isEqualTo(Rng.of(7).stream("a").nextBits());
    assertThat(Rng.of(7).stream("a").nextBits()).isNotEqualTo(Rng.of(7).stream("b").nextBits());
    assertThat(Rng.of(7).stream(1).nextBits()).isNotEqualTo(Rng.of(7).stream(2).nextBits());
  }

  @Test
  void stateIsSeedStreamAndPosition() {
    Rng r = Rng.of(3).stream("x");
    for (int i = 0; i < 13; i++) {
      r.nextBits();
    }
    Rng again = Rng.of(3).stream("x").at(r.position());
    assertThat(again.nextBits()).isEqualTo(r.nextBits());
  }

  @Test
  void permutationHoldsEveryIndexOnce() {
    int[] p = Rng.of(1).permutation(1000);
    Arrays.sort(p);
    for (int i = 0; i < p.length; i++) {
      assertThat(p[i]).isEqualTo(i);
    }
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    float[] u = Rng.of(5).uniform(Shape.of(100_000), -1, 3).floats();
    float[] n = Rng.of(5).normal(Shape.of(100_000), 2, 0.5f).floats();
    assertThat(mean(u)).isCloseTo(1, within(0.02));
    assertThat(mean(n)).isCloseTo(2, within(0.01));
    double var = 0;
    for (float v : n) {
      var += (v - 2.0) * (v - 2.0) / n.length;
    }
    assertThat(var).isCloseTo(0.25, within(0.01));
  }

  private static double mean(float[] v) {
    double s = 0;
    for (float x : v) {
      s += x;
    }
    return s / v.length;
  }
}
