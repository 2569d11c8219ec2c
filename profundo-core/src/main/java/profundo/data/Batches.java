package profundo.data;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import profundo.Rng;

/// A [Dataset] cut into batches, epoch after epoch.
///
/// The order of an epoch is a function of the shuffle key and the number of the epoch alone, so that training can go on
/// from any batch of any epoch with exactly the samples an undisturbed run would have seen:
///
///     Batches batches = train.batches(128).shuffled(42);
///     try (Epoch epoch = batches.epoch(3, 17)) {      // the fourth epoch, from its 18th batch on
///       for (Batch batch : epoch) { ... }
///     }
///
/// Batches are prepared ahead on a daemon thread, into a few reused buffers. The thread never waits for its consumer, so
/// that one who stops early leaves nothing hanging. Safe for use by several threads; an [Epoch] is not.
public final class Batches {
  private static final int AHEAD = 3;

  /// Below this many values a batch is filled faster than handed over.
  private static final int WORTH_A_THREAD = 4096;

  private final Dataset data;
  private final int size;
  private final Rng key;
  private final boolean dropLast;
  private final Sampling sampling;
  private final ExecutorService filler;
  private final AtomicReference<Ring> free = new AtomicReference<>();

  private Batches(Dataset data, int size, Rng key, boolean dropLast, Sampling sampling) {
    this.data = data;
    this.size = size;
    this.key = key;
    this.dropLast = dropLast;
    this.sampling = sampling;
    long values = 0;
    for (String part : data.parts()) {
      values += (long) size * data.sampleShape(part).count();
    }
    this.filler = values < WORTH_A_THREAD ? null : filler();
  }

  /// Batches of `size` samples in the order of the data set; the last one takes what is left. A size above that of the
  /// data set is one batch with everything.
  ///
  /// @throws IllegalArgumentException when `size` is below one
  public static Batches of(Dataset data, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("Batches: expected a batch size of at least 1, got " + size);
    }
    return new Batches(data, Math.min(size, data.size()), null, false, null);
  }

  /// These batches in another order each epoch, drawn from a generator derived from `rng`, which does not advance.
  public Batches shuffled(Rng rng) {
    return new Batches(data, size, rng.stream("batches"), dropLast, null);
  }

  /// These batches in another order each epoch.
  public Batches shuffled(long seed) {
    return shuffled(Rng.of(seed));
  }

  /// These batches with samples drawn by weight, with replacement, anew each epoch, which has as many as before: some
  /// come more than once, others not at all. PyTorch's `WeightedRandomSampler`.
  ///
  /// @param weights one for each sample, of at least 0; a sample comes in proportion to its own
  public Batches weighted(Rng rng, double... weights) {
    return new Batches(data, size, rng.stream("batches"), dropLast, Sampling.of(data.size(), weights));
  }

  /// These batches with samples drawn so that all classes come equally often, with replacement, anew each epoch: for
  /// data of which some classes have many samples and others few.
  public Batches balanced(Rng rng) {
    return weighted(rng, Sampling.balanced(data));
  }

  /// These batches without a last one that is smaller than the others.
  public Batches dropLast() {
    return new Batches(data, size, key, true, sampling);
  }

  /// What is cut into batches.
  public Dataset dataset() {
    return data;
  }

  /// Samples in a full batch.
  public int size() {
    return size;
  }

  /// Batches in an epoch.
  public int count() {
    return dropLast ? data.size() / size : (data.size() + size - 1) / size;
  }

  /// Samples in batch `index` of an epoch.
  public int size(int index) {
    return Math.min(size, data.size() - index * size);
  }

  /// The samples of an epoch in their order: batch b takes those from `b * size()` on.
  public int[] order(int epoch) {
    if (key != null) {
      Rng rng = key.stream(epoch);
      return sampling == null ? rng.permutation(data.size()) : sampling.draw(rng);
    }
    int[] order = new int[data.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    return order;
  }

  /// All batches of an epoch, counted from 0.
  public Epoch epoch(int epoch) {
    return epoch(epoch, 0);
  }

  /// The batches of an epoch from batch `from` on, `0 <= from <= count()`.
  public Epoch epoch(int epoch, int from) {
    if (epoch < 0 || from < 0 || from > count()) {
      throw new IllegalArgumentException(
          "Batches: expected an epoch from 0 on and a batch from 0 to " + count()
              + ", got epoch " + epoch + ", batch " + from);
    }
    Ring ring = free.getAndSet(null);
    if (ring == null) {
      ring = new Ring(this, filler == null ? 1 : Math.min(AHEAD, count()));
    }
    return new Epoch(this, ring, key == null ? null : order(epoch), from);
  }

  ExecutorService executor() {
    return filler;
  }

  /// Takes buffers back when an epoch has done with them.
  void release(Ring ring) {
    free.set(ring);
  }

  /// One daemon thread that ends by itself when there was nothing to do for a second.
  private static ExecutorService filler() {
    var pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, "profundo-batches");
          thread.setDaemon(true);
          return thread;
        });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
