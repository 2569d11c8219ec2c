package profundo.kernel;

import java.util.Objects;

/// Products of dense matrices, row by row in `float[]`.
///
/// Memory for packed operands grows on first need and is then reused: a product of a size seen before allocates nothing.
/// Several threads may use one `Gemm` at the same time; a [WriteOut] must not call the `Gemm` that calls it.
public final class Gemm {
  private final Idle<GemmJob> jobs;
  private final Idle<VectorProductJob> vectorJobs;
  private final Idle<PackedProduct> packedJobs;

  public Gemm(Provider provider, Parallel pool) {
    var memory = new float[pool.workers()][];
    var kernels = provider.matrix();
    this.jobs = new Idle<>(() -> new GemmJob(kernels, pool, memory));
    this.vectorJobs = new Idle<>(() -> new VectorProductJob(kernels, pool, memory));
    this.packedJobs = new Idle<>(() -> new PackedProduct(kernels, pool, memory));
  }

  /// `C[m, n] = op(A) op(B)`.
  ///
  /// A is stored `[m, k]`, or `[k, m]` if `ta`; B is stored `[k, n]`, or `[n, k]` if `tb`; `lda`, `ldb` and `ldc` are the
  /// distances between stored rows, `ao`, `bo` and `co` where the matrices begin. C must not overlap A or B. `out`, which may be
  /// null, sees each block of C when it is final.
  ///
  /// @throws IllegalArgumentException if m, n or k is below 1 or a stored row is longer than its stride
  /// @throws IndexOutOfBoundsException if a matrix does not lie within its array
  public void run(
      boolean ta, boolean tb, int m, int n, int k,
      float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc, WriteOut out) {
    batched(1, ta, tb, m, n, k, a, ao, lda, 0, b, bo, ldb, 0, c, co, ldc, 0, out);
  }

  /// `batch` products as in [#run], whose matrices begin `sa`, `sb` and `sc` floats apart; 0 for an operand that all share.
  /// `out` sees the results stacked: row `i` of product `p` as row `p * m + i`.
  public void batched(
      int batch, boolean ta, boolean tb, int m, int n, int k,
      float[] a, int ao, int lda, int sa, float[] b, int bo, int ldb, int sb,
      float[] c, int co, int ldc, int sc, WriteOut out) {
    if (batch < 1 || m < 1 || n < 1 || k < 1) {
      throw new IllegalArgumentException(
          "Gemm: expected sizes of at least 1, got batch " + batch + ", m " + m + ", n " + n + ", k " + k);
    }
    check("A", batch, ta ? k : m, ta ? m : k, a, ao, lda, sa);
    check("B", batch, tb ? n : k, tb ? k : n, b, bo, ldb, sb);
    check("C", batch, m, n, c, co, ldc, sc);
    boolean stacked = batch > 1 && !ta && sb == 0 && sa == (long) m * lda && sc == (long) m * ldc;
    int items = stacked ? 1 : batch;
    int rows = stacked ? batch * m : m;
    if (items == 1 && (rows == 1 || n == 1 && (!ta || ldc == 1))) {
      vectorProduct(ta, tb, rows, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, out);
    } else {
      product(items, ta, tb, rows, n, k, a, ao, lda, sa, b, bo, ldb, sb, c, co, ldc, sc, out);
    }
  }

  /// Whether products of this size gain from a right operand that is packed already, when several have the same.
  public static boolean gainsFromPacking(int m, int n, int k) {
    return PackedProduct.suits(m, n, k);
  }

  /// Floats that a packed right operand takes at most, on any machine.
  public static int packedFloats(int n, int k) {
    return Math.toIntExact(PackedProduct.floats(n, k));
  }

  /// Packs B, stored as in [#run], for [#runPacked].
  ///
  /// @throws IndexOutOfBoundsException if B does not lie within its array, or fewer than [#packedFloats] floats are left at `at`
  public void pack(boolean tb, int n, int k, float[] b, int bo, int ldb, float[] packed, int at) {
    check("B", 1, tb ? n : k, tb ? k : n, b, bo, ldb, 0);
    Objects.checkFromIndexSize(at, packedFloats(n, k), packed.length);
    var job = packedJobs.take();
    try {
      job.pack(tb, n, k, b, bo, ldb, packed, at);
    } finally {
      job.forget();
      packedJobs.giveBack(job);
    }
  }

  /// [#run] with A as it lies, and B as [#pack] left it at `at` of `packed`.
  public void runPacked(
      int m, int n, int k, float[] a, int ao, int lda, float[] packed, int at, float[] c, int co, int ldc, WriteOut out) {
    check("A", 1, m, k, a, ao, lda, 0);
    Objects.checkFromIndexSize(at, packedFloats(n, k), packed.length);
    check("C", 1, m, n, c, co, ldc, 0);
    var job = packedJobs.take();
    try {
      job.run(m, n, k, a, ao, lda, packed, at, c, co, ldc, out);
    } finally {
      job.forget();
      packedJobs.giveBack(job);
    }
  }

  private void product(
      int batch, boolean ta, boolean tb, int m, int n, int k,
      float[] a, int ao, int lda, int sa, float[] b, int bo, int ldb, int sb,
      float[] c, int co, int ldc, int sc, WriteOut out) {
    var job = jobs.take();
    try {
      job.left(ta, a, ao, lda, sa);
      job.right(tb, b, bo, ldb, sb);
      job.result(c, co, ldc, sc, out);
      job.run(batch, m, n, k);
    } finally {
      job.forget();
      jobs.giveBack(job);
    }
  }

  private void vectorProduct(
      boolean ta, boolean tb, int m, int n, int k,
      float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc, WriteOut out) {
    var job = vectorJobs.take();
    try {
      if (m == 1) {
        job.vector(a, ao, ta ? lda : 1, k);
        job.matrix(tb, b, bo, ldb);
        job.run(n, c, co, 1, true, out);
      } else {
        job.vector(b, bo, tb ? 1 : ldb, k);
        job.matrix(!ta, a, ao, lda);
        job.run(m, c, co, ldc, false, out);
      }
    } finally {
      job.forget();
      vectorJobs.giveBack(job);
    }
  }

  private static void check(
      String name, int batch, int rows, int cols, float[] x, int offset, int stride, int itemStride) {
    if (stride < cols || itemStride < 0) {
      throw new IllegalArgumentException(
          "Gemm: expected rows of %s at least %d floats apart, got stride %d, item stride %d"
              .formatted(name, cols, stride, itemStride));
    }
    long extent = (batch - 1L) * itemStride + (rows - 1L) * stride + cols;
    Objects.checkFromIndexSize(offset, extent, x.length);
  }
}
