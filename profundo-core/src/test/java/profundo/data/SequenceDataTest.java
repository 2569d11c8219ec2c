package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
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

  @Test
  void bucketsMixInEveryEpochAndGoOnFromAnyBatch() {
    int n = 60;
    int[] lengths = new int[n];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      lengths[i] = 1 + (i * 7) % 9;
      y[i] = i;
    }
    Map<String, Array> parts = new LinkedHashMap<>();
    parts.put("x", Rng.of(1).normal(Shape.of(n, 9, 2), 0, 1));
    parts.put("y", Array.of(Shape.of(n), y));
    parts.put(Dataset.LENGTH, Array.of(Shape.of(n), lengths));
    LengthBuckets buckets = LengthBuckets.of(Dataset.of(parts), Dataset.LENGTH, 3, 6);
    Batches batches = buckets.batches(4, 11);
    assertThat(batches.samples()).isEqualTo(n);
    List<List<Integer>> first = walk(batches, 0, 0);
    assertThat(first).hasSize(batches.count());
    assertThat(first.stream().flatMap(List::stream).sorted().toList()).isEqualTo(Arrays.stream(y).boxed().toList());
    // Each batch is of one bucket; the buckets take turns, other ones in another epoch.
    List<Integer> turns = first.stream().map(b -> (lengths[b.getFirst()] - 1) / 3).toList();
    first.forEach(b -> assertThat(b.stream().map(i -> (lengths[i] - 1) / 3).distinct()).hasSize(1));
    assertThat(turns).isNotEqualTo(turns.stream().sorted().toList());
    assertThat(walk(batches, 1, 0)).isNotEqualTo(first);
    assertThat(walk(batches, 0, 0)).isEqualTo(first);
    assertThat(walk(buckets.batches(4, 11), 0, 0)).isEqualTo(first);
    assertThat(walk(buckets.batches(4, 12), 0, 0)).isNotEqualTo(first);
    for (int from = 0; from <= first.size(); from++) {
      assertThat(walk(batches, 0, from)).isEqualTo(first.subList(from, first.size()));
    }
    int[] all = buckets.datasets().stream().flatMapToInt(d -> Arrays.stream(d.part("y").ints())).toArray();
    assertThat(Arrays.stream(batches.order(0)).map(i -> all[i]).boxed().toList())
        .isEqualTo(first.stream().flatMap(List::stream).toList());
    assertThatThrownBy(batches::dropLast).isInstanceOf(IllegalStateException.class).hasMessageContaining("ask it of each of them before");
    assertThatThrownBy(() -> Batches.mixed(Rng.of(1), List.of(Dataset.of(parts).batches(3), Dataset.of(parts.get("x")).batches(3))))
        .hasMessageContaining("expected data sets with the same parts");
  }

  private static List<List<Integer>> walk(Batches batches, int epoch, int from) {
    List<List<Integer>> all = new ArrayList<>();
    try (Epoch e = batches.epoch(epoch, from)) {
      while (e.hasNext()) {
        assertThat(e.position()).isEqualTo(from + all.size());
        Batch b = e.next();
        assertThat(b.index()).isEqualTo(from + all.size());
        assertThat(b.x().shape().size(1)).isIn(3, 6, 9);
        all.add(Arrays.stream(b.y().ints()).boxed().toList());
      }
    }
    return all;
  }
}
