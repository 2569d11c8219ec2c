package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of up to 12 rows for machines with 32 vector registers: 24 hold the result, two a row of the right
/// operand, one a broadcast element of the left. Larger tiles spill; unrolling over `k` spills as well.
///
/// `a` is packed `[k][12]`, `b` is packed `[k][2 * lanes]`, also for the tiles that use only a part of them. Every tile sums
/// over `k` in the same order, so which tile computes an element does not show in its bits.
/// Nothing is factored out: of helpers beyond some dozen calls C2 inlines none, and vectors passed to a real call are boxed.
final class WideTiles {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /// Columns of a packed panel of the right operand.
  private static final int PANEL = 2 * L;

  private WideTiles() {}

  static void tile12x2(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S), c4q = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S), c5q = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S), c6q = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S), c7q = FloatVector.zero(S);
    FloatVector c8p = FloatVector.zero(S), c8q = FloatVector.zero(S);
    FloatVector c9p = FloatVector.zero(S), c9q = FloatVector.zero(S);
    FloatVector c10p = FloatVector.zero(S), c10q = FloatVector.zero(S);
    FloatVector c11p = FloatVector.zero(S), c11q = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var bq = FloatVector.fromArray(S, b, bo + p * PANEL + L);
      var a0 = FloatVector.broadcast(S, a[ao + p * 12]);
      c0p = a0.fma(bp, c0p);
      c0q = a0.fma(bq, c0q);
      var a1 = FloatVector.broadcast(S, a[ao + p * 12 + 1]);
      c1p = a1.fma(bp, c1p);
      c1q = a1.fma(bq, c1q);
      var a2 = FloatVector.broadcast(S, a[ao + p * 12 + 2]);
      c2p = a2.fma(bp, c2p);
      c2q = a2.fma(bq, c2q);
      var a3 = FloatVector.broadcast(S, a[ao + p * 12 + 3]);
      c3p = a3.fma(bp, c3p);
      c3q = a3.fma(bq, c3q);
      var a4 = FloatVector.broadcast(S, a[ao + p * 12 + 4]);
      c4p = a4.fma(bp, c4p);
      c4q = a4.fma(bq, c4q);
      var a5 = FloatVector.broadcast(S, a[ao + p * 12 + 5]);
      c5p = a5.fma(bp, c5p);
      c5q = a5.fma(bq, c5q);
      var a6 = FloatVector.broadcast(S, a[ao + p * 12 + 6]);
      c6p = a6.fma(bp, c6p);
      c6q = a6.fma(bq, c6q);
      var a7 = FloatVector.broadcast(S, a[ao + p * 12 + 7]);
      c7p = a7.fma(bp, c7p);
      c7q = a7.fma(bq, c7q);
      var a8 = FloatVector.broadcast(S, a[ao + p * 12 + 8]);
      c8p = a8.fma(bp, c8p);
      c8q = a8.fma(bq, c8q);
      var a9 = FloatVector.broadcast(S, a[ao + p * 12 + 9]);
      c9p = a9.fma(bp, c9p);
      c9q = a9.fma(bq, c9q);
      var a10 = FloatVector.broadcast(S, a[ao + p * 12 + 10]);
      c10p = a10.fma(bp, c10p);
      c10q = a10.fma(bq, c10q);
      var a11 = FloatVector.broadcast(S, a[ao + p * 12 + 11]);
      c11p = a11.fma(bp, c11p);
      c11q = a11.fma(bq, c11q);
    }
    if (add) {
      c0p = c0p.add(FloatVector.fromArray(S, c, co));
      c0q = c0q.add(FloatVector.fromArray(S, c, co + L));
      c1p = c1p.add(FloatVector.fromArray(S, c, co + ldc));
      c1q = c1q.add(FloatVector.fromArray(S, c, co + ldc + L));
      c2p = c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc));
      c2q = c2q.add(FloatVector.fromArray(S, c, co + 2 * ldc + L));
      c3p = c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc));
      c3q = c3q.add(FloatVector.fromArray(S, c, co + 3 * ldc + L));
      c4p = c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc));
      c4q = c4q.add(FloatVector.fromArray(S, c, co + 4 * ldc + L));
      c5p = c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc));
      c5q = c5q.add(FloatVector.fromArray(S, c, co + 5 * ldc + L));
      c6p = c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc));
      c6q = c6q.add(FloatVector.fromArray(S, c, co + 6 * ldc + L));
      c7p = c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc));
      c7q = c7q.add(FloatVector.fromArray(S, c, co + 7 * ldc + L));
      c8p = c8p.add(FloatVector.fromArray(S, c, co + 8 * ldc));
      c8q = c8q.add(FloatVector.fromArray(S, c, co + 8 * ldc + L));
      c9p = c9p.add(FloatVector.fromArray(S, c, co + 9 * ldc));
      c9q = c9q.add(FloatVector.fromArray(S, c, co + 9 * ldc + L));
      c10p = c10p.add(FloatVector.fromArray(S, c, co + 10 * ldc));
      c10q = c10q.add(FloatVector.fromArray(S, c, co + 10 * ldc + L));
      c11p = c11p.add(FloatVector.fromArray(S, c, co + 11 * ldc));
      c11q = c11q.add(FloatVector.fromArray(S, c, co + 11 * ldc + L));
    }
    c0p.intoArray(c, co);
    c0q.intoArray(c, co + L);
    c1p.intoArray(c, co + ldc);
    c1q.intoArray(c, co + ldc + L);
    c2p.intoArray(c, co + 2 * ldc);
    c2q.intoArray(c, co + 2 * ldc + L);
    c3p.intoArray(c, co + 3 * ldc);
    c3q.intoArray(c, co + 3 * ldc + L);
    c4p.intoArray(c, co + 4 * ldc);
    c4q.intoArray(c, co + 4 * ldc + L);
    c5p.intoArray(c, co + 5 * ldc);
    c5q.intoArray(c, co + 5 * ldc + L);
    c6p.intoArray(c, co + 6 * ldc);
    c6q.intoArray(c, co + 6 * ldc + L);
    c7p.intoArray(c, co + 7 * ldc);
    c7q.intoArray(c, co + 7 * ldc + L);
    c8p.intoArray(c, co + 8 * ldc);
    c8q.intoArray(c, co + 8 * ldc + L);
    c9p.intoArray(c, co + 9 * ldc);
    c9q.intoArray(c, co + 9 * ldc + L);
    c10p.intoArray(c, co + 10 * ldc);
    c10q.intoArray(c, co + 10 * ldc + L);
    c11p.intoArray(c, co + 11 * ldc);
    c11q.intoArray(c, co + 11 * ldc + L);
  }

  static void tile8x2(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S), c4q = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S), c5q = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S), c6q = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S), c7q = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var bq = FloatVector.fromArray(S, b, bo + p * PANEL + L);
      var a0 = FloatVector.broadcast(S, a[ao + p * 12]);
      c0p = a0.fma(bp, c0p);
      c0q = a0.fma(bq, c0q);
      var a1 = FloatVector.broadcast(S, a[ao + p * 12 + 1]);
      c1p = a1.fma(bp, c1p);
      c1q = a1.fma(bq, c1q);
      var a2 = FloatVector.broadcast(S, a[ao + p * 12 + 2]);
      c2p = a2.fma(bp, c2p);
      c2q = a2.fma(bq, c2q);
      var a3 = FloatVector.broadcast(S, a[ao + p * 12 + 3]);
      c3p = a3.fma(bp, c3p);
      c3q = a3.fma(bq, c3q);
      var a4 = FloatVector.broadcast(S, a[ao + p * 12 + 4]);
      c4p = a4.fma(bp, c4p);
      c4q = a4.fma(bq, c4q);
      var a5 = FloatVector.broadcast(S, a[ao + p * 12 + 5]);
      c5p = a5.fma(bp, c5p);
      c5q = a5.fma(bq, c5q);
      var a6 = FloatVector.broadcast(S, a[ao + p * 12 + 6]);
      c6p = a6.fma(bp, c6p);
      c6q = a6.fma(bq, c6q);
      var a7 = FloatVector.broadcast(S, a[ao + p * 12 + 7]);
      c7p = a7.fma(bp, c7p);
      c7q = a7.fma(bq, c7q);
    }
    if (add) {
      c0p = c0p.add(FloatVector.fromArray(S, c, co));
      c0q = c0q.add(FloatVector.fromArray(S, c, co + L));
      c1p = c1p.add(FloatVector.fromArray(S, c, co + ldc));
      c1q = c1q.add(FloatVector.fromArray(S, c, co + ldc + L));
      c2p = c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc));
      c2q = c2q.add(FloatVector.fromArray(S, c, co + 2 * ldc + L));
      c3p = c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc));
      c3q = c3q.add(FloatVector.fromArray(S, c, co + 3 * ldc + L));
      c4p = c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc));
      c4q = c4q.add(FloatVector.fromArray(S, c, co + 4 * ldc + L));
      c5p = c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc));
      c5q = c5q.add(FloatVector.fromArray(S, c, co + 5 * ldc + L));
      c6p = c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc));
      c6q = c6q.add(FloatVector.fromArray(S, c, co + 6 * ldc + L));
      c7p = c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc));
      c7q = c7q.add(FloatVector.fromArray(S, c, co + 7 * ldc + L));
    }
    c0p.intoArray(c, co);
    c0q.intoArray(c, co + L);
    c1p.intoArray(c, co + ldc);
    c1q.intoArray(c, co + ldc + L);
    c2p.intoArray(c, co + 2 * ldc);
    c2q.intoArray(c, co + 2 * ldc + L);
    c3p.intoArray(c, co + 3 * ldc);
    c3q.intoArray(c, co + 3 * ldc + L);
    c4p.intoArray(c, co + 4 * ldc);
    c4q.intoArray(c, co + 4 * ldc + L);
    c5p.intoArray(c, co + 5 * ldc);
    c5q.intoArray(c, co + 5 * ldc + L);
    c6p.intoArray(c, co + 6 * ldc);
    c6q.intoArray(c, co + 6 * ldc + L);
    c7p.intoArray(c, co + 7 * ldc);
    c7q.intoArray(c, co + 7 * ldc + L);
  }

  static void tile4x2(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var bq = FloatVector.fromArray(S, b, bo + p * PANEL + L);
      var a0 = FloatVector.broadcast(S, a[ao + p * 12]);
      c0p = a0.fma(bp, c0p);
      c0q = a0.fma(bq, c0q);
      var a1 = FloatVector.broadcast(S, a[ao + p * 12 + 1]);
      c1p = a1.fma(bp, c1p);
      c1q = a1.fma(bq, c1q);
      var a2 = FloatVector.broadcast(S, a[ao + p * 12 + 2]);
      c2p = a2.fma(bp, c2p);
      c2q = a2.fma(bq, c2q);
      var a3 = FloatVector.broadcast(S, a[ao + p * 12 + 3]);
      c3p = a3.fma(bp, c3p);
      c3q = a3.fma(bq, c3q);
    }
    if (add) {
      c0p = c0p.add(FloatVector.fromArray(S, c, co));
      c0q = c0q.add(FloatVector.fromArray(S, c, co + L));
      c1p = c1p.add(FloatVector.fromArray(S, c, co + ldc));
      c1q = c1q.add(FloatVector.fromArray(S, c, co + ldc + L));
      c2p = c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc));
      c2q = c2q.add(FloatVector.fromArray(S, c, co + 2 * ldc + L));
      c3p = c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc));
      c3q = c3q.add(FloatVector.fromArray(S, c, co + 3 * ldc + L));
    }
    c0p.intoArray(c, co);
    c0q.intoArray(c, co + L);
    c1p.intoArray(c, co + ldc);
    c1q.intoArray(c, co + ldc + L);
    c2p.intoArray(c, co + 2 * ldc);
    c2q.intoArray(c, co + 2 * ldc + L);
    c3p.intoArray(c, co + 3 * ldc);
    c3q.intoArray(c, co + 3 * ldc + L);
  }

  static void tile12x1(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S);
    FloatVector c8p = FloatVector.zero(S);
    FloatVector c9p = FloatVector.zero(S);
    FloatVector c10p = FloatVector.zero(S);
    FloatVector c11p = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var a0 = FloatVector.broadcast(S, a[ao + p * 12]);
      c0p = a0.fma(bp, c0p);
      var a1 = FloatVector.broadcast(S, a[ao + p * 12 + 1]);
      c1p = a1.fma(bp, c1p);
      var a2 = FloatVector.broadcast(S, a[ao + p * 12 + 2]);
      c2p = a2.fma(bp, c2p);
      var a3 = FloatVector.broadcast(S, a[ao + p * 12 + 3]);
      c3p = a3.fma(bp, c3p);
      var a4 = FloatVector.broadcast(S, a[ao + p * 12 + 4]);
      c4p = a4.fma(bp, c4p);
      var a5 = FloatVector.broadcast(S, a[ao + p * 12 + 5]);
      c5p = a5.fma(bp, c5p);
      var a6 = FloatVector.broadcast(S, a[ao + p * 12 + 6]);
      c6p = a6.fma(bp, c6p);
      var a7 = FloatVector.broadcast(S, a[ao + p * 12 + 7]);
      c7p = a7.fma(bp, c7p);
      var a8 = FloatVector.broadcast(S, a[ao + p * 12 + 8]);
      c8p = a8.fma(bp, c8p);
      var a9 = FloatVector.broadcast(S, a[ao + p * 12 + 9]);
      c9p = a9.fma(bp, c9p);
      var a10 = FloatVector.broadcast(S, a[ao + p * 12 + 10]);
      c10p = a10.fma(bp, c10p);
      var a11 = FloatVector.broadcast(S, a[ao + p * 12 + 11]);
      c11p = a11.fma(bp, c11p);
    }
    if (add) {
      c0p = c0p.add(FloatVector.fromArray(S, c, co));
      c1p = c1p.add(FloatVector.fromArray(S, c, co + ldc));
      c2p = c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc));
      c3p = c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc));
      c4p = c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc));
      c5p = c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc));
      c6p = c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc));
      c7p = c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc));
      c8p = c8p.add(FloatVector.fromArray(S, c, co + 8 * ldc));
      c9p = c9p.add(FloatVector.fromArray(S, c, co + 9 * ldc));
      c10p = c10p.add(FloatVector.fromArray(S, c, co + 10 * ldc));
      c11p = c11p.add(FloatVector.fromArray(S, c, co + 11 * ldc));
    }
    c0p.intoArray(c, co);
    c1p.intoArray(c, co + ldc);
    c2p.intoArray(c, co + 2 * ldc);
    c3p.intoArray(c, co + 3 * ldc);
    c4p.intoArray(c, co + 4 * ldc);
    c5p.intoArray(c, co + 5 * ldc);
    c6p.intoArray(c, co + 6 * ldc);
    c7p.intoArray(c, co + 7 * ldc);
    c8p.intoArray(c, co + 8 * ldc);
    c9p.intoArray(c, co + 9 * ldc);
    c10p.intoArray(c, co + 10 * ldc);
    c11p.intoArray(c, co + 11 * ldc);
  }

  static void tile8x1(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var a0 = FloatVector.broadcast(S, a[ao + p * 12]);
      c0p = a0.fma(bp, c0p);
      var a1 = FloatVector.broadcast(S, a[ao + p * 12 + 1]);
      c1p = a1.fma(bp, c1p);
      var a2 = FloatVector.broadcast(S, a[ao + p * 12 + 2]);
      c2p = a2.fma(bp, c2p);
      var a3 = FloatVector.broadcast(S, a[ao + p * 12 + 3]);
      c3p = a3.fma(bp, c3p);
      var a4 = FloatVector.broadcast(S, a[ao + p * 12 + 4]);
      c4p = a4.fma(bp, c4p);
      var a5 = FloatVector.broadcast(S, a[ao + p * 12 + 5]);
      c5p = a5.fma(bp, c5p);
      var a6 = FloatVector.broadcast(S, a[ao + p * 12 + 6]);
      c6p = a6.fma(bp, c6p);
      var a7 = FloatVector.broadcast(S, a[ao + p * 12 + 7]);
      c7p = a7.fma(bp, c7p);
    }
    if (add) {
      c0p = c0p.add(FloatVector.fromArray(S, c, co));
      c1p = c1p.add(FloatVector.fromArray(S, c, co + ldc));
      c2p = c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc));
      c3p = c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc));
      c4p = c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc));
      c5p = c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc));
      c6p = c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc));
      c7p = c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc));
    }
    c0p.intoArray(c, co);
    c1p.intoArray(c, co + ldc);
    c2p.intoArray(c, co + 2 * ldc);
    c3p.intoArray(c, co + 3 * ldc);
    c4p.intoArray(c, co + 4 * ldc);
    c5p.intoArray(c, co + 5 * ldc);
    c6p.intoArray(c, co + 6 * ldc);
    c7p.intoArray(c, co + 7 * ldc);
  }

  static void tile4x1(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var a0 = FloatVector.broadcast(S, a[ao + p * 12]);
      c0p = a0.fma(bp, c0p);
      var a1 = FloatVector.broadcast(S, a[ao + p * 12 + 1]);
      c1p = a1.fma(bp, c1p);
      var a2 = FloatVector.broadcast(S, a[ao + p * 12 + 2]);
      c2p = a2.fma(bp, c2p);
      var a3 = FloatVector.broadcast(S, a[ao + p * 12 + 3]);
      c3p = a3.fma(bp, c3p);
    }
    if (add) {
      c0p = c0p.add(FloatVector.fromArray(S, c, co));
      c1p = c1p.add(FloatVector.fromArray(S, c, co + ldc));
      c2p = c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc));
      c3p = c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc));
    }
    c0p.intoArray(c, co);
    c1p.intoArray(c, co + ldc);
    c2p.intoArray(c, co + 2 * ldc);
    c3p.intoArray(c, co + 3 * ldc);
  }
}
