package profundo.kernel;

import java.util.Arrays;

/// A loop in two variants with the same bits: the scalar one until the vector one is worth it and compiled.
///
/// Before the JVM has compiled a vector loop, every register in it lives on the heap and a turn takes tens of
/// microseconds. So the scalar loop begins; when it has been used a while, the vector loop is run on scratch data by a
/// background thread until it is quick, and then takes over. Calls go to an object, not through a switch: C2 would
/// inline all loops of a switch into one method, beyond the size at which it stops inlining what is in them.
final class Gated<L> {
  /// How to call a loop on scratch data.
  interface Trial<L> {
    void call(L loop, float[] a, float[] b, float[] y, int n);
  }

  /// Additions' worth of work by the scalar loop after which the vector loop is prepared: some milliseconds.
  private static final long WORTH = 1 << 23;

  /// After these the vector loop takes over in any case: it is waiting for the compiler, and a scalar loop for good would
  /// be worse than some slow calls.
  private static final int ROUNDS = 200;

  private static final int CALLS_PER_ROUND = 500;
  private static final int WARM_VECTORS = 8;
  private static final int POINTS = 1024;
  private static final int REPEATS = 5;

  private final L vector;
  private final Trial<L> trial;
  private final Background background;
  private final int weight;
  private final int lanes;

  /// The longest time that a compiled vector loop can take for [#POINTS].
  private final long ceilingNanos;

  /// Replaced once; a reader that sees the old one loses nothing but time.
  private L loop;

  /// What the scalar loop has done, roughly: workers may overwrite each other's counts. Negative once it is enough.
  private long work;

  /// @param weight additions that a point is worth
  /// @param nanos time in which a compiled vector loop certainly does a vector
  Gated(L first, L vector, Trial<L> trial, Background background, int weight, int nanos, int lanes) {
    this.loop = first;
    this.work = first == vector ? Long.MIN_VALUE : 0;
    this.vector = vector;
    this.trial = trial;
    this.background = background;
    this.weight = weight;
    this.lanes = lanes;
    this.ceilingNanos = (long) nanos * (POINTS / lanes);
  }

  /// The loop to call for n points.
  L get(int n) {
    if (work >= 0) {
      count(n);
    }
    return loop;
  }

  private void count(int n) {
    long done = work + (long) n * weight;
    if (done < WORTH) {
      work = done;
    } else {
      prepare();
    }
  }

  private synchronized void prepare() {
    if (work >= 0) {
      work = Long.MIN_VALUE;
      background.submit(this::warm);
    }
  }

  private void warm() {
    float[] a = new float[POINTS + lanes];
    float[] b = new float[POINTS + lanes];
    float[] y = new float[POINTS + lanes];
    Arrays.fill(a, 0.5f);
    Arrays.fill(b, 0.5f);
    for (int round = 0; round < ROUNDS; round++) {
      for (int call = 0; call < CALLS_PER_ROUND; call++) {
        trial.call(vector, a, b, y, WARM_VECTORS * lanes + call % lanes);
      }
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        trial.call(vector, a, b, y, POINTS);
        if (System.nanoTime() - start <= ceilingNanos) {
          loop = vector;
          return;
        }
      }
      Background.pause(round);
    }
    loop = vector;
  }
}
