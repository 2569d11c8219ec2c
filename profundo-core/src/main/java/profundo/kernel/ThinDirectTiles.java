package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles that read the left operand where it lies, one vector wide; as [DirectTiles] otherwise.
final class ThinDirectTiles {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /// Columns of a packed panel of the right operand.
  private static final int PANEL = 2 * L;

  private ThinDirectTiles() {}

  static void tile8x1(
      int[] taps, int count, int run, float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S);
    int panel = bo;
    for (int t = 0; t < count; t++) {
      int at = ao + taps[t];
      for (int p = 0; p < run; p++) {
        var bp = FloatVector.fromArray(S, b, panel + p * PANEL);
        var a0 = FloatVector.broadcast(S, a[at + p]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[at + p + step]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[at + p + 2 * step]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[at + p + 3 * step]);
        c3p = a3.fma(bp, c3p);
        var a4 = FloatVector.broadcast(S, a[at + p + 4 * step]);
        c4p = a4.fma(bp, c4p);
        var a5 = FloatVector.broadcast(S, a[at + p + 5 * step]);
        c5p = a5.fma(bp, c5p);
        var a6 = FloatVector.broadcast(S, a[at + p + 6 * step]);
        c6p = a6.fma(bp, c6p);
        var a7 = FloatVector.broadcast(S, a[at + p + 7 * step]);
        c7p = a7.fma(bp, c7p);
      }
      panel += run * PANEL;
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

  static void tile7x1(
      int[] taps, int count, int run, float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S);
    int panel = bo;
    for (int t = 0; t < count; t++) {
      int at = ao + taps[t];
      for (int p = 0; p < run; p++) {
        var bp = FloatVector.fromArray(S, b, panel + p * PANEL);
        var a0 = FloatVector.broadcast(S, a[at + p]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[at + p + step]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[at + p + 2 * step]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[at + p + 3 * step]);
        c3p = a3.fma(bp, c3p);
        var a4 = FloatVector.broadcast(S, a[at + p + 4 * step]);
        c4p = a4.fma(bp, c4p);
        var a5 = FloatVector.broadcast(S, a[at + p + 5 * step]);
        c5p = a5.fma(bp, c5p);
        var a6 = FloatVector.broadcast(S, a[at + p + 6 * step]);
        c6p = a6.fma(bp, c6p);
      }
      panel += run * PANEL;
    }
    c0p.intoArray(c, co);
    c1p.intoArray(c, co + ldc);
    c2p.intoArray(c, co + 2 * ldc);
    c3p.intoArray(c, co + 3 * ldc);
    c4p.intoArray(c, co + 4 * ldc);
    c5p.intoArray(c, co + 5 * ldc);
    c6p.intoArray(c, co + 6 * ldc);
  }

  static void tile6x1(
      int[] taps, int count, int run, float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S);
    int panel = bo;
    for (int t = 0; t < count; t++) {
      int at = ao + taps[t];
      for (int p = 0; p < run; p++) {
        var bp = FloatVector.fromArray(S, b, panel + p * PANEL);
        var a0 = FloatVector.broadcast(S, a[at + p]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[at + p + step]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[at + p + 2 * step]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[at + p + 3 * step]);
        c3p = a3.fma(bp, c3p);
        var a4 = FloatVector.broadcast(S, a[at + p + 4 * step]);
        c4p = a4.fma(bp, c4p);
        var a5 = FloatVector.broadcast(S, a[at + p + 5 * step]);
        c5p = a5.fma(bp, c5p);
      }
      panel += run * PANEL;
    }
    c0p.intoArray(c, co);
    c1p.intoArray(c, co + ldc);
    c2p.intoArray(c, co + 2 * ldc);
    c3p.intoArray(c, co + 3 * ldc);
    c4p.intoArray(c, co + 4 * ldc);
    c5p.intoArray(c, co + 5 * ldc);
  }

  static void tile5x1(
      int[] taps, int count, int run, float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S);
    int panel = bo;
    for (int t = 0; t < count; t++) {
      int at = ao + taps[t];
      for (int p = 0; p < run; p++) {
        var bp = FloatVector.fromArray(S, b, panel + p * PANEL);
        var a0 = FloatVector.broadcast(S, a[at + p]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[at + p + step]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[at + p + 2 * step]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[at + p + 3 * step]);
        c3p = a3.fma(bp, c3p);
        var a4 = FloatVector.broadcast(S, a[at + p + 4 * step]);
        c4p = a4.fma(bp, c4p);
      }
      panel += run * PANEL;
    }
    c0p.intoArray(c, co);
    c1p.intoArray(c, co + ldc);
    c2p.intoArray(c, co + 2 * ldc);
    c3p.intoArray(c, co + 3 * ldc);
    c4p.intoArray(c, co + 4 * ldc);
  }

  static void tile4x1(
      int[] taps, int count, int run, float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    int panel = bo;
    for (int t = 0; t < count; t++) {
      int at = ao + taps[t];
      for (int p = 0; p < run; p++) {
        var bp = FloatVector.fromArray(S, b, panel + p * PANEL);
        var a0 = FloatVector.broadcast(S, a[at + p]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[at + p + step]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[at + p + 2 * step]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[at + p + 3 * step]);
        c3p = a3.fma(bp, c3p);
      }
      panel += run * PANEL;
    }
    c0p.intoArray(c, co);
    c1p.intoArray(c, co + ldc);
    c2p.intoArray(c, co + 2 * ldc);
    c3p.intoArray(c, co + 3 * ldc);
  }

  static void tile1x1(
      int[] taps, int count, int run, float[] a, int ao, int step, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    int panel = bo;
    for (int t = 0; t < count; t++) {
      int at = ao + taps[t];
      for (int p = 0; p < run; p++) {
        var bp = FloatVector.fromArray(S, b, panel + p * PANEL);
        var a0 = FloatVector.broadcast(S, a[at + p]);
        c0p = a0.fma(bp, c0p);
      }
      panel += run * PANEL;
    }
    c0p.intoArray(c, co);
  }
}
