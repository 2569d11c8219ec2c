package profundo.data;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;

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
  private final Augmenter augmenter;
  private final int threads;
  /// The batches that take turns; empty where these are batches of one data set.
  private final List<Batches> parts;
  private final ExecutorService filler;
  private final AtomicReference<Ring> free = new AtomicReference<>();

  private Batches(
      Dataset data, int size, Rng key, boolean dropLast, Sampling sampling, Augmenter augmenter, int threads) {
    this(data, size, key, dropLast, sampling, augmenter, threads, List.of());
  }

  private Batches(
      Dataset data,
      int size,
      Rng key,
      boolean dropLast,
      Sampling sampling,
      Augmenter augmenter,
      int threads,
      List<Batches> parts) {
    this.parts = parts;
    this.data = data;
    this.size = size;
    this.key = key;
    this.dropLast = dropLast;
    this.sampling = sampling;
    this.augmenter = augmenter;
    this.threads = threads;
    long values = 0;
    for (String part : data.parts()) {
      values += (long) size * data.sampleShape(part).count();
    }
    this.filler = !parts.isEmpty() || values < WORTH_A_THREAD && !augmenter.isActive() ? null : filler(threads);
  }

  /// Batches of `size` samples in the order of the data set; the last one takes what is left. A size above that of the
  /// data set is one batch with everything.
  ///
  /// @throws IllegalArgumentException when `size` is below one
  public static Batches of(Dataset data, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("Batches: expected a batch size of at least 1, got " + size);
    }
    return new Batches(data, Math.min(size, data.size()), null, false, null, Augmenter.NONE, 1);
  }

  /// Batches of several data sets in one epoch: each batch is of one of them, and whose turn it is is drawn anew each epoch. An
  /// epoch has all batches of all of them. So buckets of sequences of like length ([LengthBuckets]) mix. What is to be done
  /// to the samples, shuffling included, is asked of the parts before.
  ///
  /// @param rng not advanced
  /// @throws IllegalArgumentException when they differ in the names or types of their parts
  public static Batches mixed(Rng rng, List<Batches> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Batches.mixed: expected at least one data set, got none");
    }
    Dataset first = parts.getFirst().data;
    int largest = 0;
    for (Batches b : parts) {
      b.requireSingle("mixed");
      boolean same = b.data.parts().equals(first.parts()) && b.data.parts().stream().allMatch(p -> b.data.dtype(p) == first.dtype(p));
      if (!same) {
        throw new IllegalArgumentException("Batches.mixed: expected data sets with the same parts, got " + first + " and " + b.data);
      }
      largest = Math.max(largest, b.size);
    }
    return new Batches(first, largest, rng.stream("mixed"), false, null, Augmenter.NONE, 1, List.copyOf(parts));
  }

  private void requireSingle(String what) {
    if (!parts.isEmpty()) {
      throw new IllegalStateException("Batches." + what + ": these are mixed of several data sets; ask it of each of them before");
    }
  }

  /// These batches in another order each epoch, drawn from a generator derived from `rng`, which does not advance.
  public Batches shuffled(Rng rng) {
    requireSingle("shuffled");
    return new Batches(data, size, rng.stream("batches"), dropLast, null, augmenter, threads);
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
    requireSingle("weighted");
    Sampling drawn = Sampling.of(data.size(), weights);
    return new Batches(data, size, rng.stream("batches"), dropLast, drawn, augmenter, threads);
  }

  /// These batches with samples drawn so that all classes come equally often, with replacement, anew each epoch: for
  /// data of which some classes have many samples and others few.
  public Batches balanced(Rng rng) {
    return weighted(rng, Sampling.balanced(data));
  }

  /// These batches without a last one that is smaller than the others.
  public Batches dropLast() {
    requireSingle("dropLast");
    return new Batches(data, size, key, true, sampling, augmenter, threads);
  }

  /// These batches with every `x` changed at random, anew each epoch, on the threads that prepare ahead. What is drawn for
  /// a sample depends on the generator, the epoch and its place in it alone.
  ///
  /// @param rng not advanced
  /// @throws IllegalArgumentException when `x` is not F32, or samples of this shape cannot be changed so
  public Batches augmented(Augmentation augmentation, Rng rng) {
    requireSingle("augmented");
    if (data.dtype(Dataset.X) != DType.F32) {
      throw new IllegalArgumentException("Batches: expected 'x' F32 to augment, got " + data.dtype(Dataset.X));
    }
    var changed = new Augmenter(augmentation, augmenter.alpha(), rng.stream("augmentation"));
    changed.output(data.sampleShape());
    return new Batches(data, size, key, dropLast, sampling, changed, threads);
  }

  /// These batches with every `x` changed at random, anew each epoch.
  public Batches augmented(Augmentation augmentation, long seed) {
    return augmented(augmentation, Rng.of(seed));
  }

  /// These batches with every sample mixed with another one, `lambda x + (1 - lambda) x'` and `lambda y + (1 - lambda) y'`,
  /// lambda from Beta(alpha, alpha) (Zhang and others 2018, <https://arxiv.org/abs/1710.09412>). Labels become shares of
  /// the classes, F32 `[classes]`, as the cross entropies take them.
  ///
  /// @param alpha above 0; 0.2 mixes little, 1 evenly
  /// @param rng not advanced; what [#augmented] was given, if it was called before, is replaced by it
  public Batches mixup(double alpha, Rng rng) {
    requireSingle("mixup");
    if (!(alpha > 0 && alpha <= 1000) || data.dtype(Dataset.X) != DType.F32) {
      throw new IllegalArgumentException(
          "Batches.mixup: expected alpha above 0 and at most 1000 and 'x' F32, got " + alpha + " and " + data.dtype(Dataset.X));
    }
    Dataset soft = data.dtype(Dataset.Y) == DType.I32 ? Augmenter.shares(data) : data;
    var mixed = new Augmenter(augmenter.augmentation(), alpha, rng.stream("augmentation"));
    return new Batches(soft, size, key, dropLast, sampling, mixed, threads);
  }

  /// These batches prepared by several threads; their contents stay the same.
  ///
  /// @param count from 1 to 64
  public Batches threads(int count) {
    requireSingle("threads");
    if (count < 1 || count > 64) {
      throw new IllegalArgumentException("Batches: expected 1 to 64 threads, got " + count);
    }
    return new Batches(data, size, key, dropLast, sampling, augmenter, count);
  }

  /// Shape of one sample of a part in a batch: that of the data set, unless augmentation changes it; of the first data set
  /// where several are mixed.
  public Shape sampleShape(String part) {
    Shape kept = data.sampleShape(part);
    return part.equals(Dataset.X) ? augmenter.output(kept) : kept;
  }

  /// Whether samples are changed at random.
  public boolean isAugmented() {
    return augmenter.isActive() || parts.stream().anyMatch(Batches::isAugmented);
  }

  /// Fills the arrays of a batch.
  void fill(int[] order, int epoch, int index, int count, Map<String, Array> into) {
    if (augmenter.isActive()) {
      augmenter.fill(data, order, epoch, index * size, count, into);
    } else {
      into.forEach((part, array) -> data.gather(part, order, index * size, count, array));
    }
  }

  /// What is cut into batches; the first where several data sets are mixed.
  public Dataset dataset() {
    return data;
  }

  /// Samples in an epoch, those included that are drawn twice or dropped at the end.
  public int samples() {
    return parts.isEmpty() ? data.size() : parts.stream().mapToInt(Batches::samples).sum();
  }

  /// Batches in so many epochs: how long a schedule is.
  ///
  /// @throws IllegalArgumentException when they are more than steps can be counted
  public int steps(int epochs) {
    long steps = (long) count() * epochs;
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "epochs: expected at most " + Integer.MAX_VALUE / count() + " of " + count() + " batches, got " + epochs
              + "; choose fewer epochs or a larger batch");
    }
    return (int) steps;
  }

  /// Samples in a full batch, the largest where several data sets are mixed.
  public int size() {
    return size;
  }

  /// Batches in an epoch.
  public int count() {
    if (!parts.isEmpty()) {
      return parts.stream().mapToInt(Batches::count).sum();
    }
    return dropLast ? data.size() / size : (data.size() + size - 1) / size;
  }

  /// Samples in batch `index` of an epoch over one data set.
  int size(int index) {
    return Math.min(size, data.size() - index * size);
  }

  /// The samples of an epoch in their order: batch b takes those from `b * size()` on. Of mixed data sets they are counted
  /// on from one to the next.
  public int[] order(int epoch) {
    if (!parts.isEmpty()) {
      return mixedOrder(epoch);
    }
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

  private int[] mixedOrder(int epoch) {
    int[][] orders = parts.stream().map(b -> b.order(epoch)).toArray(int[][]::new);
    int[] offsets = new int[parts.size()];
    for (int p = 1; p < offsets.length; p++) {
      offsets[p] = offsets[p - 1] + parts.get(p - 1).data.size();
    }
    int[] begun = new int[parts.size()];
    IntStream.Builder all = IntStream.builder();
    for (int turn : turns(epoch)) {
      Batches b = parts.get(turn);
      int index = begun[turn]++;
      for (int i = 0; i < b.size(index); i++) {
        all.add(offsets[turn] + orders[turn][index * b.size + i]);
      }
    }
    return all.build().toArray();
  }

  /// Which part each batch of an epoch comes from.
  private int[] turns(int epoch) {
    int[] all = new int[count()];
    int[] places = key.stream(epoch).permutation(all.length);
    int n = 0;
    for (int p = 0; p < parts.size(); p++) {
      for (int i = 0; i < parts.get(p).count(); i++) {
        all[places[n++]] = p;
      }
    }
    return all;
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
    if (!parts.isEmpty()) {
      return new MixedEpoch(parts, turns(epoch), epoch, from);
    }
    Ring ring = free.getAndSet(null);
    if (ring == null) {
      ring = new Ring(this, filler == null ? 1 : Math.min(Math.max(AHEAD, threads + 1), count()));
    }
    return new PreparedEpoch(this, ring, key == null ? null : order(epoch), epoch, from);
  }

  ExecutorService executor() {
    return filler;
  }

  /// Takes buffers back when an epoch has done with them.
  void release(Ring ring) {
    free.set(ring);
  }

  /// Daemon threads that end by themselves when there was nothing to do for a second.
  private static ExecutorService filler(int threads) {
    var pool =
        new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, "profundo-batches");
          thread.setDaemon(true);
          return thread;
        });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
