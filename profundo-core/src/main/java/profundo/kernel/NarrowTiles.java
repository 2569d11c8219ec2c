package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of 4 rows for machines with 16 vector registers (6 rows already spill); as [WideTiles] otherwise, with `a`
/// packed `[k][4]`.
final class NarrowTiles {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /// Columns of a packed panel of the right operand.
  private static final int PANEL = 2 * L;

  private NarrowTiles() {}

  static void tile4x2(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var bq = FloatVector.fromArray(S, b, bo + p * PANEL + L);
      var a0 = FloatVector.broadcast(S, a[ao + p * 4]);
      c0p = a0.fma(bp, c0p);
      c0q = a0.fma(bq, c0q);
      var a1 = FloatVector.broadcast(S, a[ao + p * 4 + 1]);
      c1p = a1.fma(bp, c1p);
      c1q = a1.fma(bq, c1q);
      var a2 = FloatVector.broadcast(S, a[ao + p * 4 + 2]);
      c2p = a2.fma(bp, c2p);
      c2q = a2.fma(bq, c2q);
      var a3 = FloatVector.broadcast(S, a[ao + p * 4 + 3]);
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

  static void tile4x1(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var bp = FloatVector.fromArray(S, b, bo + p * PANEL);
      var a0 = FloatVector.broadcast(S, a[ao + p * 4]);
      c0p = a0.fma(bp, c0p);
      var a1 = FloatVector.broadcast(S, a[ao + p * 4 + 1]);
      c1p = a1.fma(bp, c1p);
      var a2 = FloatVector.broadcast(S, a[ao + p * 4 + 2]);
      c2p = a2.fma(bp, c2p);
      var a3 = FloatVector.broadcast(S, a[ao + p * 4 + 3]);
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
