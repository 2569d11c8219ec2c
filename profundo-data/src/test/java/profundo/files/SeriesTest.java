package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import profundo.Shape;
import profundo.data.Dataset;

class SeriesTest {
  private static final Series SERIES =
      new Series("rain", List.of("mon", "tue", "wed", "thu", "fri"), new float[] {1, 2, 3, 4, 5});

  @Test
  void windowsAndWhatFollowsThem() {
    Dataset d = SERIES.windows(2, 2);
    assertThat(d.x().shape()).isEqualTo(Shape.of(2, 2, 1));
    assertThat(d.x().floats()).containsExactly(1, 2, 2, 3);
    assertThat(d.y().floats()).containsExactly(3, 4, 4, 5);
    assertThatThrownBy(() -> SERIES.windows(4, 2)).hasMessageContaining("got 4 + 2");
  }

  @Test
  void theSeasonBeforeAsForecast() {
    assertThat(SERIES.seasonalNaive(2, 3)).containsExactly(2, 3);
    assertThatThrownBy(() -> SERIES.seasonalNaive(3, 2)).hasMessageContaining("from a season (3) on");
  }

  @Test
  void aRangeKeepsTimesAndValuesTogether() {
    Series part = SERIES.range(1, 3);
    assertThat(part.times()).containsExactly("tue", "wed");
    assertThat(part.values()).containsExactly(2, 3);
  }
}
