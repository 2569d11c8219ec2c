package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;

class SequenceDataTest {
  @Test
  void addingMarksOneNumberInEachHalf() {
    Dataset d = SequenceTasks.adding(200, 11, Rng.of(2));
    float[] x = d.part("x").floats();
    double error = 0;
    for (int i = 0; i < 200; i++) {
      float sum = 0;
      int first = 0;
      int second = 0;
      for (int t = 0; t < 11; t++) {
        float mark = x[(i * 11 + t) * 2 + 1];
        sum += mark * x[(i * 11 + t) * 2];
        first += t < 5 ? (int) mark : 0;
        second += t < 5 ? 0 : (int) mark;
      }
      float y = d.part("y").floats()[i];
      assertThat(sum).isCloseTo(y, within(1e-6f));
      assertThat(first).isEqualTo(1);
      assertThat(second).isEqualTo(1);
      error += (y - 1) * (y - 1) / 200;
    }
    assertThat(error).isCloseTo(1.0 / 6, within(0.05));
  }

  @Test
  void parityCountsOnes() {
    Dataset d = SequenceTasks.parity(50, 9, Rng.of(3));
    for (int i = 0; i < 50; i++) {
      int ones = 0;
      for (int t = 0; t < 9; t++) {
        ones += (int) d.part("x").floats()[i * 9 + t];
        assertThat(d.part("y").ints()[i * 9 + t]).isEqualTo(ones % 2);
      }
    }
  }

  @Test
  void copyAsksForTheSymbolsInTheirOrder() {
    Dataset d = SequenceTasks.copy(20, 4, 3, 6, Rng.of(4));
    assertThat(d.sampleShape("x")).isEqualTo(Shape.of(12, 6));
    float[] x = d.part("x").floats();
    int[] y = d.part("y").ints();
    for (int i = 0; i < 20; i++) {
      for (int t = 0; t < 12; t++) {
        int at = (i * 12 + t) * 6;
        float all = 0;
        for (int k = 0; k < 6; k++) {
          all += x[at + k];
        }
        assertThat(all).isEqualTo(1);
        assertThat(x[at + 4]).isEqualTo(t >= 3 && t < 9 ? 1 : 0);
        assertThat(x[at + 5]).isEqualTo(t >= 9 ? 1 : 0);
        if (t < 9) {
          assertThat(y[i * 12 + t]).isEqualTo(-1);
        } else {
          assertThat(x[(i * 12 + t - 9) * 6 + y[i * 12 + t]]).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void streamsGoOnFromBatchToBatchAndTargetsAreOneLater() {
    String text = "abcdefghijklmnopqrstuvwxy";
    Characters c = Characters.of(text);
    assertThat(c.decode(c.encode("hello"))).isEqualTo("hello");
    Dataset d = c.streams(text, 2, 4); // 24 characters with a successor: 12 for each stream, 3 chunks
    assertThat(d.size()).isEqualTo(6);
    int[] x = d.part("x").ints();
    int[] y = d.part("y").ints();
    assertThat(c.decode(x)).isEqualTo("abcdmnop" + "efghqrst" + "ijkluvwx");
    assertThat(c.decode(y)).isEqualTo("bcdenopq" + "fghirstu" + "jklmvwxy");
    assertThatThrownBy(() -> c.streams("abc", 2, 4)).isInstanceOf(DataException.class).hasMessageContaining("at least 9");
    assertThatThrownBy(() -> c.encode("A")).isInstanceOf(DataException.class).hasMessageContaining("'A'");
  }

  @Test
  void bucketsHoldEverySequenceOnceCutToTheLongest() {
    int n = 7;
    int[] lengths = {5, 1, 8, 3, 2, 8, 4};
    float[] x = new float[n * 8 * 2];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      y[i] = i;
      for (int k = 0; k < lengths[i] * 2; k++) {
        x[i * 16 + k] = 100 * i + k + 1;
      }
    }
    Map<String, Array> parts = new LinkedHashMap<>();
    parts.put("x", Array.of(Shape.of(n, 8, 2), x));
    parts.put("y", Array.of(Shape.of(n), y));
    parts.put("lengths", Array.of(Shape.of(n), lengths));
    List<Dataset> buckets = LengthBuckets.of(Dataset.of(parts), "lengths", 2, 6, 7).datasets();
    assertThat(buckets).hasSize(3);
    assertThat(buckets.stream().map(b -> b.sampleShape("x").size(0))).containsExactly(2, 5, 8);
    assertThat(buckets.stream().map(b -> b.part("y").ints())).containsExactly(
        new int[] {1, 4}, new int[] {0, 3, 6}, new int[] {2, 5});
    assertThat(buckets.get(1).part("x").floats()).startsWith(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 301, 302, 303, 304, 305, 306, 0, 0);
    assertThatThrownBy(() -> LengthBuckets.of(Dataset.of(parts), "lengths", 3, 3)).hasMessageContaining("ascending");
  }
}
