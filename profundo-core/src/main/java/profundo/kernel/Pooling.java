package profundo.kernel;

import java.util.Objects;

/// Max and average pooling over `[batch, spatial..., channels]`.
///
/// Max pooling looks at pixels only: padding never wins. Of equal maxima the first counts, in row-major order of the
/// window; the first NaN beats everything. Average pooling divides by the full size of the window, as if the padding
/// were zeros. Several threads may use one `Pooling` at the same time.
public final class Pooling {
  private final Idle<PoolJob> jobs;

  public Pooling(Provider provider, Parallel pool) {
    var windows = new int[pool.workers()][];
    this.jobs = new Idle<>(() -> new PoolJob(provider.matrix(), pool, windows));
  }

  /// `y` = the maximum of each window of x.
  public void max(PoolGeometry g, float[] x, int xo, float[] y, int yo) {
    check(g, true, x, xo);
    check(g, false, y, yo);
    run(PoolJob.Kind.MAX, g, x, xo, null, 0, y, yo);
  }

  /// `dx` = each element of dy put where its window of x has its first maximum, summed where windows overlap, and zero
  /// elsewhere.
  public void maxScatter(PoolGeometry g, float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
    check(g, true, x, xo);
    check(g, false, dy, dyo);
    check(g, true, dx, dxo);
    run(PoolJob.Kind.MAX_SCATTER, g, dx, dxo, x, xo, dy, dyo);
  }

  /// `y` = the element of z where each window of x has its first maximum; z is shaped as x.
  public void maxGather(PoolGeometry g, float[] x, int xo, float[] z, int zo, float[] y, int yo) {
    check(g, true, x, xo);
    check(g, true, z, zo);
    check(g, false, y, yo);
    run(PoolJob.Kind.MAX_GATHER, g, z, zo, x, xo, y, yo);
  }

  /// `y` = the sum of each window of x, divided by the number of its places.
  public void average(PoolGeometry g, float[] x, int xo, float[] y, int yo) {
    check(g, true, x, xo);
    check(g, false, y, yo);
    run(PoolJob.Kind.AVERAGE, g, x, xo, null, 0, y, yo);
  }

  /// `dx` = the gradient of [#average]: each element of dy shared out equally over its window.
  public void averageGradient(PoolGeometry g, float[] dy, int dyo, float[] dx, int dxo) {
    check(g, false, dy, dyo);
    check(g, true, dx, dxo);
    run(PoolJob.Kind.AVERAGE_GRADIENT, g, dx, dxo, null, 0, dy, dyo);
  }

  private static void check(PoolGeometry g, boolean input, float[] array, int offset) {
    long count = (long) g.batch() * g.channels();
    for (int i = 0; i < g.rank(); i++) {
      count *= input ? g.in()[i] : g.out(i);
    }
    Objects.checkFromIndexSize(offset, count, array.length);
  }

  private void run(
      PoolJob.Kind kind, PoolGeometry g, float[] large, int lo, float[] key, int ko, float[] small, int so) {
    var job = jobs.take();
    try {
      job.run(kind, g, large, lo, key, ko, small, so);
    } finally {
      job.forget();
      jobs.giveBack(job);
    }
  }
}
