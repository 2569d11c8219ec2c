package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.Shape;

class RatingsTest {
  /// | | a | b | c |
  /// | --- | --- | --- | --- |
  /// | first | 5 | | 1 |
  /// | second | | 3 | |
  private static final Ratings RATINGS =
      Ratings.of(2, 3, new int[] {0, 0, 1}, new int[] {0, 2, 1}, new float[] {5, 1, 3});

  @Test
  void theFullTableKnowsWhatIsObserved() {
    Dataset rows = RATINGS.rows();
    assertThat(rows.size()).isEqualTo(2);
    assertThat(rows.sampleShape()).isEqualTo(Shape.of(3));
    assertThat(rows.x().floats()).containsExactly(5, 0, 1, 0, 3, 0);
    assertThat(rows.part(Ratings.OBSERVED).floats()).containsExactly(1, 0, 1, 0, 1, 0);
    Dataset columns = RATINGS.transposed().rows();
    assertThat(columns.size()).isEqualTo(3);
    assertThat(columns.x().floats()).containsExactly(5, 0, 0, 3, 1, 0);
    assertThat(RATINGS).hasToString("3 ratings of 3 items by 2 users");
  }

  @Test
  void theErrorIsThatOfTheObservedEntries() {
    // Off by 2, by -2 and by 0.
    assertThat(RATINGS.rmse((_, _) -> 3)).isCloseTo(Math.sqrt(8 / 3.0), within(1e-12));
    Ratings rest = RATINGS.less((user, item) -> 10 * user + item);
    assertThat(rest.value(0)).isEqualTo(5);
    assertThat(rest.value(1)).isEqualTo(-1);
    assertThat(rest.value(2)).isEqualTo(-8);
  }

  @Test
  void whatIsHeldOutIsNotLearnedFrom() {
    int n = 50;
    int[] user = new int[n];
    int[] item = new int[n];
    float[] value = new float[n];
    for (int k = 0; k < n; k++) {
      user[k] = k / 10;
      item[k] = k % 10;
      value[k] = k;
    }
    Ratings.Split split = Ratings.of(5, 10, user, item, value).split(0.1, Rng.of(3));
    assertThat(split.heldOut().size()).isEqualTo(5);
    assertThat(split.train().size()).isEqualTo(45);
    var seen = new HashSet<Float>();
    for (Ratings part : new Ratings[] {split.train(), split.heldOut()}) {
      assertThat(part.users()).isEqualTo(5);
      assertThat(part.items()).isEqualTo(10);
      for (int k = 0; k < part.size(); k++) {
        assertThat(part.value(k)).isEqualTo(10f * part.user(k) + part.item(k));
        seen.add(part.value(k));
      }
    }
    assertThat(seen).hasSize(n);
  }

  @Test
  void nothingOutOfRange() {
    assertThatThrownBy(() -> Ratings.of(1, 1, new int[0], new int[0], new float[0])).hasMessageContaining("at least one entry");
    assertThatThrownBy(() -> Ratings.of(1, 1, new int[1], new int[2], new float[1])).hasMessageContaining("1, 2 and 1");
    assertThatThrownBy(() -> Ratings.of(1, 1, new int[] {1}, new int[1], new float[1])).hasMessageContaining("a user below 1");
    assertThatThrownBy(() -> Ratings.of(1, 1, new int[1], new int[] {-1}, new float[1])).hasMessageContaining("entry 0");
    assertThatThrownBy(() -> Ratings.of(1, 1, new int[1], new int[1], new float[] {Float.NaN})).hasMessageContaining("NaN");
    assertThatThrownBy(() -> RATINGS.split(1, Rng.of(1))).hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> Ratings.of(1 << 20, 1 << 20, new int[1], new int[1], new float[1]).rows())
        .hasMessageContaining("at most 268435456 entries");
  }
}
