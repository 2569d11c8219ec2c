package profundo.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What the machine can do at most: fused multiplications and additions on registers, and a triad on memory.
final class Peak {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 12;
  private static final int STEPS = 1 << 16;
  private static final int TRIAD = 1 << 23;
  private static final int RUNS = 40;

  private Peak() {}

  /// Bits of a vector register.
  static int bits() {
    return S.vectorBitSize();
  }

  /// 10^9 floating point operations a second, best of some runs.
  static double gflops(int threads) throws Exception {
    return together(threads, () -> {
      double best = 0;
      float[] sink = new float[S.length()];
      for (int run = 0; run < RUNS * 5; run++) {
        long start = System.nanoTime();
        multiplyAdd(sink);
        best = Math.max(best, 2.0 * SUMS * S.length() * STEPS / (System.nanoTime() - start));
      }
      return best;
    });
  }

  /// 10^9 bytes a second of a = b + s c on arrays beyond the caches, best of some runs.
  static double gigabytes(int threads) throws Exception {
    return together(threads, () -> {
      float[] a = new float[TRIAD / threads];
      float[] b = new float[a.length];
      float[] c = new float[a.length];
      double best = 0;
      for (int run = 0; run < RUNS; run++) {
        long start = System.nanoTime();
        triad(a, b, c);
        best = Math.max(best, 12.0 * a.length / (System.nanoTime() - start));
      }
      return best;
    });
  }

  private static double together(int threads, Callable<Double> work) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Double>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(pool.submit(work));
      }
      double sum = 0;
      for (Future<Double> part : parts) {
        sum += part.get();
      }
      return sum;
    }
  }

  private static void triad(float[] a, float[] b, float[] c) {
    FloatVector s = FloatVector.broadcast(S, 0.5f);
    for (int i = 0; i + S.length() <= a.length; i += S.length()) {
      FloatVector.fromArray(S, c, i).fma(s, FloatVector.fromArray(S, b, i)).intoArray(a, i);
    }
  }

  private static void multiplyAdd(float[] sink) {
    FloatVector x = FloatVector.broadcast(S, 0.999f);
    FloatVector y = FloatVector.broadcast(S, 0.001f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = y;
    FloatVector h = y;
    FloatVector i = y;
    FloatVector j = y;
    FloatVector k = y;
    FloatVector l = y;
    for (int step = 0; step < STEPS; step++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l).intoArray(sink, 0);
  }
}
