package profundo.data;

import java.util.List;
import java.util.stream.IntStream;
import profundo.Rng;
import profundo.Shape;

/// Generated handwriting: the digits 0 to 9 as pen strokes in several styles, turned, sheared, scaled, moved and bent,
/// drawn with pens of different width and ink on grainy paper. 28 x 28, like MNIST, but made on the spot: nothing to
/// download, as many samples as one likes, and no fonts.
///
/// Sample i of a seed never depends on other samples or on the number of threads. Classes are balanced: sample i shows
/// the digit i modulo 10.
public final class Strokes {
  /// Training samples of [#load(long)].
  public static final int TRAIN = 12_000;

  /// Test samples of [#load(long)].
  public static final int TEST = 2_000;

  /// Seed of the set that everybody means by the name `strokes`.
  public static final long SEED = 42;

  private static final int CHUNK = 256;

  private Strokes() {}

  /// The set that everybody means: of the usual size, from [#SEED].
  public static TrainTest load() {
    return load(SEED);
  }

  /// A set of the usual size: 12,000 to learn from, 2,000 to be judged on.
  public static TrainTest load(long seed) {
    return load(seed, TRAIN, TEST);
  }

  /// A set of any size. The first samples of a larger set are those of a smaller one.
  public static TrainTest load(long seed, int train, int test) {
    Rng rng = Rng.of(seed);
    return new TrainTest(generate(rng.stream("strokes.train"), train), generate(rng.stream("strokes.test"), test));
  }

  private static Dataset generate(Rng rng, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("Strokes: expected at least 1 sample, got " + count);
    }
    byte[] images = new byte[Math.multiplyExact(count, Pen.SIDE * Pen.SIDE)];
    IntStream.range(0, (count + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
      Pen pen = new Pen();
      for (int i = chunk * CHUNK; i < Math.min(count, (chunk + 1) * CHUNK); i++) {
        pen.write(i % 10, rng.stream(i), images, i * Pen.SIDE * Pen.SIDE);
      }
    });
    int[] labels = IntStream.range(0, count).map(i -> i % 10).toArray();
    return Dataset.ofBytes(Shape.of(Pen.SIDE, Pen.SIDE, 1), images, labels)
        .withClasses(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  }
}
