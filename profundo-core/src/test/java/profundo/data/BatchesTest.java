package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.Array;
import profundo.Shape;

@Timeout(60)
class BatchesTest {
  @Test
  void stepsOfManyEpochsAreCountedOrRefused() {
    Batches batches = wide(1000, 1).batches(7);
    assertThat(batches.steps(10)).isEqualTo(1430);
    assertThat(batches.steps(Integer.MAX_VALUE / 143)).isEqualTo(Integer.MAX_VALUE / 143 * 143);
    assertThatThrownBy(() -> batches.steps(Integer.MAX_VALUE / 143 + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epochs: expected at most 15017368 of 143 batches, got 15017369; choose fewer epochs or a larger batch");
  }

  /// `n` samples of `width` features that all hold the number of the sample; wide ones are prepared on a thread.
  private static Dataset wide(int n, int width) {
    float[] x = new float[n * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = i / width;
    }
    return Dataset.of(Array.wrap(Shape.of(n, width), x), Array.wrap(Shape.of(n), IntStream.range(0, n).toArray()));
  }

  private static List<List<Integer>> read(Epoch epoch) {
    var batches = new ArrayList<List<Integer>>();
    try (epoch) {
      for (Batch b : epoch) {
        var ids = new ArrayList<Integer>();
        int width = b.x().shape().count() / b.size();
        for (int i = 0; i < b.size(); i++) {
          ids.add(b.y().ints()[i]);
          for (int k = 0; k < width; k++) {
            assertThat(b.x().floats()[i * width + k]).isEqualTo(b.y().ints()[i]);
          }
        }
        assertThat(b.x().shape().size(0)).isEqualTo(b.size());
        batches.add(ids);
      }
    }
    return batches;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "10, 1, 1", "10, 3, 1", "10, 3, 5000", "10, 10, 5000", "7, 99, 2000", "64, 4, 2000", "9, 3, 3000"})
  void anEpochIsEverySampleOnce(int n, int size, int width) {
    Batches batches = wide(n, width).batches(size).shuffled(7);
    for (int e = 0; e < 3; e++) {
      List<List<Integer>> read = read(batches.epoch(e));
      assertThat(read).hasSize(batches.count());
      assertThat(read.stream().flatMap(List::stream).sorted().mapToInt(i -> i))
          .containsExactly(IntStream.range(0, n).boxed().toArray(Integer[]::new));
      assertThat(read.stream().flatMap(List::stream).mapToInt(i -> i).toArray()).isEqualTo(batches.order(e));
      for (int b = 0; b < read.size(); b++) {
        assertThat(read.get(b)).hasSize(batches.size(b));
      }
    }
  }

  @Test
  void withoutShuffleTheOrderIsKept() {
    assertThat(read(wide(5, 1).batches(2).epoch(9))).isEqualTo(List.of(List.of(0, 1), List.of(2, 3), List.of(4)));
  }

  @Test
  void dropLastLeavesOutTheSmallerBatch() {
    assertThat(read(wide(5, 1).batches(2).dropLast().epoch(0))).isEqualTo(List.of(List.of(0, 1), List.of(2, 3)));
    assertThat(read(wide(4, 1).batches(2).dropLast().epoch(0))).hasSize(2);
  }

  @Test
  void anyBatchOfAnyEpochCanBeTheFirst() {
    Batches batches = wide(50, 1000).batches(8).shuffled(3);
    List<List<Integer>> whole = read(batches.epoch(4));
    for (int from = 0; from <= batches.count(); from++) {
      assertThat(read(wide(50, 1000).batches(8).shuffled(3).epoch(4, from))).isEqualTo(whole.subList(from, whole.size()));
    }
    try (Epoch epoch = batches.epoch(4, 2)) {
      assertThat(epoch.next().index()).isEqualTo(2);
      assertThat(epoch.position()).isEqualTo(3);
    }
  }

  @Test
  void ordersDifferBetweenEpochsAndSeeds() {
    Set<List<Integer>> orders = new HashSet<>();
    for (int seed = 0; seed < 4; seed++) {
      for (int e = 0; e < 4; e++) {
        orders.add(Arrays.stream(wide(40, 1).batches(8).shuffled(seed).order(e)).boxed().toList());
      }
    }
    assertThat(orders).hasSize(16);
  }

  @Test
  void buffersAreReusedWithinAndAcrossEpochs() {
    Batches batches = wide(100, 5000).batches(8).shuffled(1);
    Set<float[]> buffers = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    for (int e = 0; e < 5; e++) {
      for (Batch b : batches.epoch(e)) {
        buffers.add(b.x().floats());
      }
    }
    // Three full ones; the last batch of an epoch may fall into any slot, but always the same one here.
    assertThat(buffers).hasSize(4);
  }

  @Test
  void twoEpochsCanBeOpenAtOnce() {
    Batches batches = wide(30, 3000).batches(4).shuffled(1);
    List<List<Integer>> alone = read(batches.epoch(0));
    try (Epoch outer = batches.epoch(0)) {
      int[] first = outer.next().y().ints();
      assertThat(read(batches.epoch(0))).isEqualTo(alone);
      assertThat(Arrays.stream(first).boxed().toList()).isEqualTo(alone.get(0));
      assertThat(Arrays.stream(outer.next().y().ints()).boxed().toList()).isEqualTo(alone.get(1));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 5000", "4, 1"})
  void failuresOfTheProducerReachTheConsumerAtTheirBatch(int size, int width) {
    var failing = new AtomicInteger(5);
    Dataset d =
        Dataset.made(Shape.of(width), (i, into, at) -> {
          if (i == failing.get()) {
            throw new DataException("sample 5 is broken");
          }
          Arrays.fill(into, at, at + width, i);
        }, IntStream.range(0, 12).toArray());
    Batches batches = d.batches(size);
    try (Epoch epoch = batches.epoch(0)) {
      for (int b = 0; b < 5 / size; b++) {
        epoch.next();
      }
      assertThatThrownBy(epoch::next).isInstanceOf(DataException.class).hasMessage("sample 5 is broken");
      assertThat(epoch.hasNext()).isFalse();
      assertThatThrownBy(epoch::next).isInstanceOf(NoSuchElementException.class);
    }
    failing.set(-1);
    assertThat(read(batches.epoch(0))).hasSize(batches.count());
  }

  @Test
  void whoStopsEarlyLeavesNoThreadBehind() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      Batches batches = wide(100, 5000).batches(4);
      try (Epoch epoch = batches.epoch(0)) {
        epoch.next();
      }
      batches.epoch(0).next(); // and one that nobody closes
    }
    for (Thread t : Thread.getAllStackTraces().keySet()) {
      if (t.getName().equals("profundo-batches")) {
        assertThat(t.isDaemon()).isTrue();
        t.join(30_000);
        assertThat(t.isAlive()).isFalse();
      }
    }
  }

  @Test
  void closingMidwayThenReadingAgainGivesWholeEpochs() {
    Batches batches = wide(64, 4000).batches(4).shuffled(2);
    List<List<Integer>> whole = read(batches.epoch(1));
    for (int stop = 0; stop < 16; stop++) {
      Epoch epoch = batches.epoch(0);
      for (int b = 0; b < stop; b++) {
        epoch.next();
      }
      epoch.close();
      epoch.close();
      assertThat(epoch.hasNext()).isFalse();
      assertThat(read(batches.epoch(1))).isEqualTo(whole);
    }
  }

  @Test
  void refusesBadSizesAndPositions() {
    Dataset d = wide(5, 1);
    assertThatThrownBy(() -> d.batches(0)).hasMessageContaining("at least 1, got 0");
    assertThatThrownBy(() -> d.batches(2).epoch(-1)).hasMessageContaining("epoch -1");
    assertThatThrownBy(() -> d.batches(2).epoch(0, 4)).hasMessageContaining("0 to 3");
    assertThatThrownBy(() -> d.batches(2).epoch(0).next().part("z")).hasMessageContaining("'z'");
  }
}
