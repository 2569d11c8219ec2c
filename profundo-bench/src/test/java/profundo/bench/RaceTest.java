package profundo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceTest {
  /// Takes roots for nothing; `slow` takes many more of them, `broken` cannot be prepared.
  public static final class Counting implements Contender {
    private double sum;

    @Override
    public Runnable prepare(Workload workload, int threads, String variant) {
      if (variant.equals("broken")) {
        throw new IllegalStateException("no such library");
      }
      int loops = variant.equals("slow") ? 4_000_000 : 1000;
      return () -> {
        for (int i = 0; i < loops; i++) {
          sum += Math.sqrt(i);
        }
      };
    }
  }

  private static Lane.Start start(String variant) {
    return new Lane.Start(
        "counting " + variant, Counting.class.getName(), variant, 1, System.getProperty("java.class.path"), List.of(), Map.of());
  }

  private static Workload workload() {
    return Workload.named("a").orElseThrow();
  }

  @Test
  void comparesRoundByRoundWithTheFastestSettings() throws IOException {
    Race race = Race.run(workload(), start(""), List.of(start("slow"), start("")), 3, 0.02);
    assertThat(race.against()).isEqualTo("counting ");
    assertThat(race.ours().min()).isPositive();
    assertThat(race.ratio().min()).isLessThanOrEqualTo(race.ratio().median());
    assertThat(race.ratio().median()).isLessThanOrEqualTo(race.ratio().max());
    assertThat(Race.run(workload(), start(""), List.of(), 3, 0.02).ratio()).isNull();
  }

  @Test
  void aContenderThatFailsSaysWhy() {
    assertThatThrownBy(() -> Race.run(workload(), start("broken"), List.of(), 1, 0.02))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("counting broken could not do workload a")
        .hasMessageContaining("no such library");
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetween() {
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
  }
}
