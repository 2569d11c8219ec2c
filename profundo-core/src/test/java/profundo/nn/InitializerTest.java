package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.Rng;
import profundo.Shape;

class InitializerTest {
  /// A 3x3 kernel from 16 to 48 channels: fan-in 144, fan-out 432.
  private static final Shape KERNEL = Shape.of(3, 3, 16, 48);

  static Stream<Arguments> scaled() {
    return Stream.of(
        Arguments.of("lecunUniform", Initializer.lecunUniform(), 1.0 / 144, true),
        Arguments.of("lecunNormal", Initializer.lecunNormal(), 1.0 / 144, false),
        Arguments.of("glorotUniform", Initializer.glorotUniform(), 2.0 / 576, true),
        Arguments.of("glorotNormal", Initializer.glorotNormal(), 2.0 / 576, false),
        Arguments.of("heUniform", Initializer.heUniform(), 2.0 / 144, true),
        Arguments.of("heNormal", Initializer.heNormal(), 2.0 / 144, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scaled")
  void hasTheVarianceOfItsDefinition(String name, Initializer init, double variance, boolean uniform) {
    float[] v = init.draw(KERNEL, Rng.of(3)).floats();
    double sum = 0;
    double square = 0;
    double largest = 0;
    for (float x : v) {
      sum += x;
      square += (double) x * x;
      largest = Math.max(largest, Math.abs(x));
    }
    double sd = Math.sqrt(variance);
    assertThat(sum / v.length).isCloseTo(0, within(4 * sd / Math.sqrt(v.length)));
    assertThat(square / v.length / variance).isCloseTo(1, within(0.06));
    if (uniform) {
      assertThat(largest).isBetween(0.99 * Math.sqrt(3) * sd, Math.sqrt(3) * sd * (1 + 1e-6));
    } else {
      assertThat(largest).isGreaterThan(3 * sd);
    }
  }

  @Test
  void fansOfMatricesAndVectors() {
    assertThat(Initializer.fanIn(Shape.of(784, 10))).isEqualTo(784);
    assertThat(Initializer.fanOut(Shape.of(784, 10))).isEqualTo(10);
    assertThat(Initializer.fanIn(KERNEL)).isEqualTo(144);
    assertThat(Initializer.fanOut(KERNEL)).isEqualTo(432);
    assertThat(Initializer.fanIn(Shape.of(7))).isEqualTo(7);
  }

  @Test
  void constantsAndRangesAreWhatTheySay() {
    assertThat(Initializer.constant(0.5).draw(Shape.of(3), Rng.of(0)).floats()).containsExactly(0.5f, 0.5f, 0.5f);
    assertThat(Initializer.zeros().draw(Shape.of(2), Rng.of(0)).floats()).containsExactly(0f, 0f);
    for (float x : Initializer.uniform(2, 3).draw(Shape.of(100), Rng.of(0)).floats()) {
      assertThat(x).isBetween(2f, 3f);
    }
  }

  @Test
  void layersStartHeUniformWithZeroBiases() {
    Linear l = Linear.of(600, 50, Rng.of(2));
    float bound = (float) Math.sqrt(6.0 / 600);
    float largest = 0;
    for (float w : l.weight().value().floats()) {
      largest = Math.max(largest, Math.abs(w));
    }
    assertThat(largest).isBetween(0.99f * bound, bound);
    assertThat(l.bias().orElseThrow().value().floats()).containsOnly(0f);
  }
}
