package profundo.kernel;

/// Fills with Philox numbers: value i comes from word i % 4 of block i / 4, so any part can be made by any worker.
public final class RandomFill {
  /// A multiple of four, so that tasks begin with a block.
  private static final int VALUES_PER_TASK = 4096;

  /// What is drawn.
  public enum Distribution {
    /// In [0, 1), multiples of 2^-24.
    UNIFORM,
    /// Mean 0, variance 1: pairs by Box and Muller within a block.
    NORMAL
  }

  private final Parallel pool;
  private final ElementKernels kernels;
  private final Distribution distribution;
  private final int n;
  private final int[][] words;
  private final float[][] scratch;
  private final Parallel.Task task = this::fill;
  private long seed;
  private long stream;
  private int step;
  private float[] target;
  private int at;

  /// Prepares fills of `n` values.
  public RandomFill(Provider provider, Parallel pool, Distribution distribution, int n) {
    this.pool = pool;
    this.kernels = provider.elements();
    this.distribution = distribution;
    this.n = n;
    this.words = new int[pool.workers()][4];
    this.scratch = new float[pool.workers()][];
    if (distribution == Distribution.NORMAL) {
      for (int w = 0; w < scratch.length; w++) {
        scratch[w] = new float[Math.min(n + n % 2, VALUES_PER_TASK)];
      }
    }
  }

  /// Fills `target[at .. at + n)`.
  public void run(long seed, long stream, int step, float[] target, int at) {
    this.seed = seed;
    this.stream = stream;
    this.step = step;
    this.target = target;
    this.at = at;
    try {
      pool.run(Math.ceilDiv(n, VALUES_PER_TASK), task);
    } finally {
      this.target = null;
    }
  }

  private void fill(int index, int worker) {
    int begin = index * VALUES_PER_TASK;
    int count = Math.min(n - begin, VALUES_PER_TASK);
    int[] w = words[worker];
    switch (distribution) {
      case UNIFORM -> kernels.uniform(seed, stream, step, begin / 4, w, target, at + begin, count);
      case NORMAL -> {
        float[] u = scratch[worker];
        kernels.uniform(seed, stream, step, begin / 4, w, u, 0, count + count % 2);
        kernels.normal(u, 0, target, at + begin, count);
      }
    }
  }
}
