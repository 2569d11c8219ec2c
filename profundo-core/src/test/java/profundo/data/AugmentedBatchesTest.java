package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;

class AugmentedBatchesTest {
  private static final Augmentation CHANGE =
      ImageAugment.shift(2).then(ImageAugment.mirror()).then(ImageAugment.elastic(3, 1, ImageAugment.Edge.ZERO));

  private static Dataset pictures(int n) {
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
    }
    return Dataset.of(Rng.of(1).uniform(Shape.of(n, 9, 7, 2), 0, 1), Array.of(Shape.of(n), labels));
  }

  private static List<Array> read(Batches batches, int epoch, int from) {
    var all = new ArrayList<Array>();
    try (Epoch e = batches.epoch(epoch, from)) {
      for (Batch b : e) {
        all.add(b.x().copy());
        all.add(b.y().copy());
      }
    }
    return all;
  }

  private static void assertSame(List<Array> got, List<Array> expected) {
    assertThat(got).hasSameSizeAs(expected);
    for (int i = 0; i < got.size(); i++) {
      assertThat(got.get(i).sameBits(expected.get(i))).as("array %d", i).isTrue();
    }
  }

  @Test
  void theSameBitsOnAnyNumberOfThreads() {
    Batches one = pictures(50).batches(8).shuffled(3).augmented(CHANGE, 5).mixup(0.4, Rng.of(5));
    List<Array> expected = read(one, 2, 0);
    for (int threads : new int[] {2, 3, 8}) {
      assertSame(read(one.threads(threads), 2, 0), expected);
    }
  }

  @Test
  void theSameBitsFromAnyBatchOn() {
    Batches batches = pictures(50).batches(8).shuffled(3).augmented(CHANGE, 5);
    List<Array> all = read(batches, 1, 0);
    assertSame(read(batches, 1, 4), all.subList(8, all.size()));
  }

  @Test
  void everySampleAndEveryEpochIsChangedInItsOwnWay() {
    // One picture forty times.
    Dataset same = pictures(3).subset(new int[40]);
    Set<Integer> seen = new HashSet<>();
    Batches batches = same.batches(10).augmented(CHANGE, 5);
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Array> all = read(batches, epoch, 0);
      for (int i = 0; i < all.size(); i += 2) {
        float[] x = all.get(i).floats();
        for (int k = 0; k < 10; k++) {
          seen.add(Arrays.hashCode(Arrays.copyOfRange(x, k * 126, (k + 1) * 126)));
        }
      }
    }
    assertThat(seen).hasSize(80);
  }

  @Test
  void anotherSeedChangesOtherwise() {
    Batches batches = pictures(8).batches(8);
    assertThat(read(batches.augmented(CHANGE, 1), 0, 0).getFirst().sameBits(read(batches.augmented(CHANGE, 2), 0, 0).getFirst()))
        .isFalse();
  }

  @Test
  void samplesAreChangedOnOtherThreadsAndTheDataStaysAsItIs() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Augmentation watch = (v, s, rng) -> {
      threads.add(Thread.currentThread().getName());
      Arrays.fill(v, -1);
      return v;
    };
    Dataset data = pictures(4);
    Array before = data.x().copy();
    assertThat(read(data.batches(2).augmented(watch, 1), 0, 0).getFirst().floats()).containsOnly(-1);
    assertThat(threads).containsExactly("profundo-batches");
    assertThat(data.x().sameBits(before)).isTrue();
  }

  @Test
  void aChangedShapeIsThatOfTheBatches() {
    Batches batches = pictures(5).batches(2).augmented(new CropAndMirror(4, 3), 1);
    assertThat(batches.sampleShape("x")).isEqualTo(Shape.of(4, 3, 2));
    List<Array> all = read(batches, 0, 0);
    assertThat(all.getFirst().shape()).isEqualTo(Shape.of(2, 4, 3, 2));
    assertThat(all.get(4).shape()).isEqualTo(Shape.of(1, 4, 3, 2));
  }

  @Test
  void samplesOfAnotherKindAreRefusedAtOnce() {
    Batches batches = Dataset.of(Array.of(Shape.of(2, 3), new float[6])).batches(1);
    assertThatThrownBy(() -> batches.augmented(ImageAugment.mirror(), 1))
        .hasMessage("mirror: expected samples [height, width, channels], got [3]");
    Batches numbers = Dataset.of(Array.of(Shape.of(2, 3), new int[6])).batches(1);
    assertThatThrownBy(() -> numbers.augmented(SeriesAugment.jitter(1), 1)).hasMessageContaining("expected 'x' F32");
    assertThatThrownBy(() -> new CropAndMirror(3, 3).sometimes(0.5).output(Shape.of(9, 7, 2)))
        .hasMessageContaining("cannot be left out for some samples");
  }

  @Test
  void mixupMixesSamplesAndTheirClassesAlike() {
    // The sample is its class in the form of a picture, so that x must equal y.
    Array x = Array.of(Shape.of(3, 3), 1f, 0, 0, 0, 1, 0, 0, 0, 1);
    Dataset data = Dataset.of(x, Array.of(Shape.of(3), 0, 1, 2));
    boolean mixed = false;
    for (int epoch = 0; epoch < 50; epoch++) {
      List<Array> all = read(data.batches(3).mixup(1, Rng.of(4)), epoch, 0);
      assertThat(all.get(0).floats()).containsExactly(all.get(1).floats());
      for (int i = 0; i < 3; i++) {
        float[] y = all.get(1).floats();
        assertThat(y[3 * i] + y[3 * i + 1] + y[3 * i + 2]).isCloseTo(1, within(1e-6f));
        mixed |= y[3 * i] > 0.2 && y[3 * i] < 0.8;
      }
    }
    assertThat(mixed).isTrue();
  }

  @Test
  void sharesOfMixupHaveTheVarianceOfTheBetaDistribution() {
    // Mean 1/2, variance 1 / (4 (2 alpha + 1)).
    for (double alpha : new double[] {0.2, 1, 3}) {
      Rng rng = Rng.of(9);
      double sum = 0;
      double squares = 0;
      int n = 40_000;
      for (int i = 0; i < n; i++) {
        double b = Augmenter.beta(alpha, rng);
        assertThat(b).isBetween(0.0, 1.0);
        sum += b;
        squares += (b - 0.5) * (b - 0.5);
      }
      // Five standard errors.
      assertThat(sum / n).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(n)));
      assertThat(squares / n).as("alpha %f", alpha).isCloseTo(1 / (4 * (2 * alpha + 1)), within(5 * 0.25 / Math.sqrt(n)));
    }
  }

  @Test
  void aFurtherAugmentationLeavesWhatTheFirstDrew() {
    Shape shape = Shape.of(9, 7, 2);
    float[] v = pictures(1).sample(0).floats();
    Augmentation nothing = (x, s, rng) -> {
      rng.nextBits();
      return x;
    };
    float[] with = ImageAugment.shift(3).then(nothing).apply(v.clone(), shape, Rng.of(1));
    float[] other = ImageAugment.shift(3).then(ImageAugment.brightness(0)).apply(v.clone(), shape, Rng.of(1));
    assertThat(with).containsExactly(other);
  }

  @Test
  void someSamplesAreLeftAlone() {
    Augmentation half = ImageAugment.brightness(1).sometimes(0.25);
    int changed = 0;
    for (int i = 0; i < 4000; i++) {
      changed += half.apply(new float[] {0}, Shape.of(1, 1, 1), Rng.of(2).stream(i))[0] != 0 ? 1 : 0;
    }
    assertThat(changed).isBetween(860, 1140);
  }
}
