package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of [DirectTiles] for the first rows of a product, which pack the right operand on the way: its rows, `lds`
/// apart in `s`, are multiplied as they pass and stored in `d` as a panel for the rows that follow. So the way
/// from memory hides behind the multiplications.
final class PackingTiles {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /// Columns of a packed panel of the right operand.
  private static final int PANEL = 2 * L;

  private PackingTiles() {}

  static void tile8x2(
      int k, float[] a, int ao, int step, float[] s, int so, int lds, float[] d, int at, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S), c4q = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S), c5q = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S), c6q = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S), c7q = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, s, so + p * lds);
      var bq = FloatVector.fromArray(S, s, so + p * lds + L);
      bp.intoArray(d, at + p * PANEL);
      bq.intoArray(d, at + p * PANEL + L);
      var a0 = FloatVector.broadcast(S, a[ao + p]);
      c0p = a0.fma(bp, c0p);
      c0q = a0.fma(bq, c0q);
      var a1 = FloatVector.broadcast(S, a[ao + p + step]);
      c1p = a1.fma(bp, c1p);
      c1q = a1.fma(bq, c1q);
      var a2 = FloatVector.broadcast(S, a[ao + p + 2 * step]);
      c2p = a2.fma(bp, c2p);
      c2q = a2.fma(bq, c2q);
      var a3 = FloatVector.broadcast(S, a[ao + p + 3 * step]);
      c3p = a3.fma(bp, c3p);
      c3q = a3.fma(bq, c3q);
      var a4 = FloatVector.broadcast(S, a[ao + p + 4 * step]);
      c4p = a4.fma(bp, c4p);
      c4q = a4.fma(bq, c4q);
      var a5 = FloatVector.broadcast(S, a[ao + p + 5 * step]);
      c5p = a5.fma(bp, c5p);
      c5q = a5.fma(bq, c5q);
      var a6 = FloatVector.broadcast(S, a[ao + p + 6 * step]);
      c6p = a6.fma(bp, c6p);
      c6q = a6.fma(bq, c6q);
      var a7 = FloatVector.broadcast(S, a[ao + p + 7 * step]);
      c7p = a7.fma(bp, c7p);
      c7q = a7.fma(bq, c7q);
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

  static void tile6x2(
      int k, float[] a, int ao, int step, float[] s, int so, int lds, float[] d, int at, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S), c4q = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S), c5q = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, s, so + p * lds);
      var bq = FloatVector.fromArray(S, s, so + p * lds + L);
      bp.intoArray(d, at + p * PANEL);
      bq.intoArray(d, at + p * PANEL + L);
      var a0 = FloatVector.broadcast(S, a[ao + p]);
      c0p = a0.fma(bp, c0p);
      c0q = a0.fma(bq, c0q);
      var a1 = FloatVector.broadcast(S, a[ao + p + step]);
      c1p = a1.fma(bp, c1p);
      c1q = a1.fma(bq, c1q);
      var a2 = FloatVector.broadcast(S, a[ao + p + 2 * step]);
      c2p = a2.fma(bp, c2p);
      c2q = a2.fma(bq, c2q);
      var a3 = FloatVector.broadcast(S, a[ao + p + 3 * step]);
      c3p = a3.fma(bp, c3p);
      c3q = a3.fma(bq, c3q);
      var a4 = FloatVector.broadcast(S, a[ao + p + 4 * step]);
      c4p = a4.fma(bp, c4p);
      c4q = a4.fma(bq, c4q);
      var a5 = FloatVector.broadcast(S, a[ao + p + 5 * step]);
      c5p = a5.fma(bp, c5p);
      c5q = a5.fma(bq, c5q);
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
  }
}
