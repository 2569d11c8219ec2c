package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of the weight gradient: `c[i, j] += sum over lines and pixels of a[i] b[j]`, where a pixel's values lie next to
/// each other in `a` (pixels `step` apart, lines `aLine`) and in `b` (`ldb` and `bLine` apart). Sums run in the same order
/// in every tile.
final class OuterTiles {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private OuterTiles() {}

  static void tile12x2(
      int lines, int pixels, float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc) {
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
    for (int l = 0; l < lines; l++) {
      int x = ao + l * aLine;
      int y = bo + l * bLine;
      for (int p = 0; p < pixels; p++) {
        var bp = FloatVector.fromArray(S, b, y);
        var bq = FloatVector.fromArray(S, b, y + L);
        var a0 = FloatVector.broadcast(S, a[x]);
        c0p = a0.fma(bp, c0p);
        c0q = a0.fma(bq, c0q);
        var a1 = FloatVector.broadcast(S, a[x + 1]);
        c1p = a1.fma(bp, c1p);
        c1q = a1.fma(bq, c1q);
        var a2 = FloatVector.broadcast(S, a[x + 2]);
        c2p = a2.fma(bp, c2p);
        c2q = a2.fma(bq, c2q);
        var a3 = FloatVector.broadcast(S, a[x + 3]);
        c3p = a3.fma(bp, c3p);
        c3q = a3.fma(bq, c3q);
        var a4 = FloatVector.broadcast(S, a[x + 4]);
        c4p = a4.fma(bp, c4p);
        c4q = a4.fma(bq, c4q);
        var a5 = FloatVector.broadcast(S, a[x + 5]);
        c5p = a5.fma(bp, c5p);
        c5q = a5.fma(bq, c5q);
        var a6 = FloatVector.broadcast(S, a[x + 6]);
        c6p = a6.fma(bp, c6p);
        c6q = a6.fma(bq, c6q);
        var a7 = FloatVector.broadcast(S, a[x + 7]);
        c7p = a7.fma(bp, c7p);
        c7q = a7.fma(bq, c7q);
        var a8 = FloatVector.broadcast(S, a[x + 8]);
        c8p = a8.fma(bp, c8p);
        c8q = a8.fma(bq, c8q);
        var a9 = FloatVector.broadcast(S, a[x + 9]);
        c9p = a9.fma(bp, c9p);
        c9q = a9.fma(bq, c9q);
        var a10 = FloatVector.broadcast(S, a[x + 10]);
        c10p = a10.fma(bp, c10p);
        c10q = a10.fma(bq, c10q);
        var a11 = FloatVector.broadcast(S, a[x + 11]);
        c11p = a11.fma(bp, c11p);
        c11q = a11.fma(bq, c11q);
        x += step;
        y += ldb;
      }
    }
    c0p.add(FloatVector.fromArray(S, c, co)).intoArray(c, co);
    c0q.add(FloatVector.fromArray(S, c, co + L)).intoArray(c, co + L);
    c1p.add(FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    c1q.add(FloatVector.fromArray(S, c, co + ldc + L)).intoArray(c, co + ldc + L);
    c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    c2q.add(FloatVector.fromArray(S, c, co + 2 * ldc + L)).intoArray(c, co + 2 * ldc + L);
    c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    c3q.add(FloatVector.fromArray(S, c, co + 3 * ldc + L)).intoArray(c, co + 3 * ldc + L);
    c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    c4q.add(FloatVector.fromArray(S, c, co + 4 * ldc + L)).intoArray(c, co + 4 * ldc + L);
    c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc)).intoArray(c, co + 5 * ldc);
    c5q.add(FloatVector.fromArray(S, c, co + 5 * ldc + L)).intoArray(c, co + 5 * ldc + L);
    c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc)).intoArray(c, co + 6 * ldc);
    c6q.add(FloatVector.fromArray(S, c, co + 6 * ldc + L)).intoArray(c, co + 6 * ldc + L);
    c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc)).intoArray(c, co + 7 * ldc);
    c7q.add(FloatVector.fromArray(S, c, co + 7 * ldc + L)).intoArray(c, co + 7 * ldc + L);
    c8p.add(FloatVector.fromArray(S, c, co + 8 * ldc)).intoArray(c, co + 8 * ldc);
    c8q.add(FloatVector.fromArray(S, c, co + 8 * ldc + L)).intoArray(c, co + 8 * ldc + L);
    c9p.add(FloatVector.fromArray(S, c, co + 9 * ldc)).intoArray(c, co + 9 * ldc);
    c9q.add(FloatVector.fromArray(S, c, co + 9 * ldc + L)).intoArray(c, co + 9 * ldc + L);
    c10p.add(FloatVector.fromArray(S, c, co + 10 * ldc)).intoArray(c, co + 10 * ldc);
    c10q.add(FloatVector.fromArray(S, c, co + 10 * ldc + L)).intoArray(c, co + 10 * ldc + L);
    c11p.add(FloatVector.fromArray(S, c, co + 11 * ldc)).intoArray(c, co + 11 * ldc);
    c11q.add(FloatVector.fromArray(S, c, co + 11 * ldc + L)).intoArray(c, co + 11 * ldc + L);
  }

  static void tile8x2(
      int lines, int pixels, float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S), c4q = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S), c5q = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S), c6q = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S), c7q = FloatVector.zero(S);
    for (int l = 0; l < lines; l++) {
      int x = ao + l * aLine;
      int y = bo + l * bLine;
      for (int p = 0; p < pixels; p++) {
        var bp = FloatVector.fromArray(S, b, y);
        var bq = FloatVector.fromArray(S, b, y + L);
        var a0 = FloatVector.broadcast(S, a[x]);
        c0p = a0.fma(bp, c0p);
        c0q = a0.fma(bq, c0q);
        var a1 = FloatVector.broadcast(S, a[x + 1]);
        c1p = a1.fma(bp, c1p);
        c1q = a1.fma(bq, c1q);
        var a2 = FloatVector.broadcast(S, a[x + 2]);
        c2p = a2.fma(bp, c2p);
        c2q = a2.fma(bq, c2q);
        var a3 = FloatVector.broadcast(S, a[x + 3]);
        c3p = a3.fma(bp, c3p);
        c3q = a3.fma(bq, c3q);
        var a4 = FloatVector.broadcast(S, a[x + 4]);
        c4p = a4.fma(bp, c4p);
        c4q = a4.fma(bq, c4q);
        var a5 = FloatVector.broadcast(S, a[x + 5]);
        c5p = a5.fma(bp, c5p);
        c5q = a5.fma(bq, c5q);
        var a6 = FloatVector.broadcast(S, a[x + 6]);
        c6p = a6.fma(bp, c6p);
        c6q = a6.fma(bq, c6q);
        var a7 = FloatVector.broadcast(S, a[x + 7]);
        c7p = a7.fma(bp, c7p);
        c7q = a7.fma(bq, c7q);
        x += step;
        y += ldb;
      }
    }
    c0p.add(FloatVector.fromArray(S, c, co)).intoArray(c, co);
    c0q.add(FloatVector.fromArray(S, c, co + L)).intoArray(c, co + L);
    c1p.add(FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    c1q.add(FloatVector.fromArray(S, c, co + ldc + L)).intoArray(c, co + ldc + L);
    c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    c2q.add(FloatVector.fromArray(S, c, co + 2 * ldc + L)).intoArray(c, co + 2 * ldc + L);
    c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    c3q.add(FloatVector.fromArray(S, c, co + 3 * ldc + L)).intoArray(c, co + 3 * ldc + L);
    c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    c4q.add(FloatVector.fromArray(S, c, co + 4 * ldc + L)).intoArray(c, co + 4 * ldc + L);
    c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc)).intoArray(c, co + 5 * ldc);
    c5q.add(FloatVector.fromArray(S, c, co + 5 * ldc + L)).intoArray(c, co + 5 * ldc + L);
    c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc)).intoArray(c, co + 6 * ldc);
    c6q.add(FloatVector.fromArray(S, c, co + 6 * ldc + L)).intoArray(c, co + 6 * ldc + L);
    c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc)).intoArray(c, co + 7 * ldc);
    c7q.add(FloatVector.fromArray(S, c, co + 7 * ldc + L)).intoArray(c, co + 7 * ldc + L);
  }

  static void tile4x2(
      int lines, int pixels, float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S);
    for (int l = 0; l < lines; l++) {
      int x = ao + l * aLine;
      int y = bo + l * bLine;
      for (int p = 0; p < pixels; p++) {
        var bp = FloatVector.fromArray(S, b, y);
        var bq = FloatVector.fromArray(S, b, y + L);
        var a0 = FloatVector.broadcast(S, a[x]);
        c0p = a0.fma(bp, c0p);
        c0q = a0.fma(bq, c0q);
        var a1 = FloatVector.broadcast(S, a[x + 1]);
        c1p = a1.fma(bp, c1p);
        c1q = a1.fma(bq, c1q);
        var a2 = FloatVector.broadcast(S, a[x + 2]);
        c2p = a2.fma(bp, c2p);
        c2q = a2.fma(bq, c2q);
        var a3 = FloatVector.broadcast(S, a[x + 3]);
        c3p = a3.fma(bp, c3p);
        c3q = a3.fma(bq, c3q);
        x += step;
        y += ldb;
      }
    }
    c0p.add(FloatVector.fromArray(S, c, co)).intoArray(c, co);
    c0q.add(FloatVector.fromArray(S, c, co + L)).intoArray(c, co + L);
    c1p.add(FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    c1q.add(FloatVector.fromArray(S, c, co + ldc + L)).intoArray(c, co + ldc + L);
    c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    c2q.add(FloatVector.fromArray(S, c, co + 2 * ldc + L)).intoArray(c, co + 2 * ldc + L);
    c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    c3q.add(FloatVector.fromArray(S, c, co + 3 * ldc + L)).intoArray(c, co + 3 * ldc + L);
  }

  static void tile12x1(
      int lines, int pixels, float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc) {
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
    for (int l = 0; l < lines; l++) {
      int x = ao + l * aLine;
      int y = bo + l * bLine;
      for (int p = 0; p < pixels; p++) {
        var bp = FloatVector.fromArray(S, b, y);
        var a0 = FloatVector.broadcast(S, a[x]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[x + 1]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[x + 2]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[x + 3]);
        c3p = a3.fma(bp, c3p);
        var a4 = FloatVector.broadcast(S, a[x + 4]);
        c4p = a4.fma(bp, c4p);
        var a5 = FloatVector.broadcast(S, a[x + 5]);
        c5p = a5.fma(bp, c5p);
        var a6 = FloatVector.broadcast(S, a[x + 6]);
        c6p = a6.fma(bp, c6p);
        var a7 = FloatVector.broadcast(S, a[x + 7]);
        c7p = a7.fma(bp, c7p);
        var a8 = FloatVector.broadcast(S, a[x + 8]);
        c8p = a8.fma(bp, c8p);
        var a9 = FloatVector.broadcast(S, a[x + 9]);
        c9p = a9.fma(bp, c9p);
        var a10 = FloatVector.broadcast(S, a[x + 10]);
        c10p = a10.fma(bp, c10p);
        var a11 = FloatVector.broadcast(S, a[x + 11]);
        c11p = a11.fma(bp, c11p);
        x += step;
        y += ldb;
      }
    }
    c0p.add(FloatVector.fromArray(S, c, co)).intoArray(c, co);
    c1p.add(FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc)).intoArray(c, co + 5 * ldc);
    c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc)).intoArray(c, co + 6 * ldc);
    c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc)).intoArray(c, co + 7 * ldc);
    c8p.add(FloatVector.fromArray(S, c, co + 8 * ldc)).intoArray(c, co + 8 * ldc);
    c9p.add(FloatVector.fromArray(S, c, co + 9 * ldc)).intoArray(c, co + 9 * ldc);
    c10p.add(FloatVector.fromArray(S, c, co + 10 * ldc)).intoArray(c, co + 10 * ldc);
    c11p.add(FloatVector.fromArray(S, c, co + 11 * ldc)).intoArray(c, co + 11 * ldc);
  }

  static void tile8x1(
      int lines, int pixels, float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    FloatVector c4p = FloatVector.zero(S);
    FloatVector c5p = FloatVector.zero(S);
    FloatVector c6p = FloatVector.zero(S);
    FloatVector c7p = FloatVector.zero(S);
    for (int l = 0; l < lines; l++) {
      int x = ao + l * aLine;
      int y = bo + l * bLine;
      for (int p = 0; p < pixels; p++) {
        var bp = FloatVector.fromArray(S, b, y);
        var a0 = FloatVector.broadcast(S, a[x]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[x + 1]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[x + 2]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[x + 3]);
        c3p = a3.fma(bp, c3p);
        var a4 = FloatVector.broadcast(S, a[x + 4]);
        c4p = a4.fma(bp, c4p);
        var a5 = FloatVector.broadcast(S, a[x + 5]);
        c5p = a5.fma(bp, c5p);
        var a6 = FloatVector.broadcast(S, a[x + 6]);
        c6p = a6.fma(bp, c6p);
        var a7 = FloatVector.broadcast(S, a[x + 7]);
        c7p = a7.fma(bp, c7p);
        x += step;
        y += ldb;
      }
    }
    c0p.add(FloatVector.fromArray(S, c, co)).intoArray(c, co);
    c1p.add(FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    c4p.add(FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    c5p.add(FloatVector.fromArray(S, c, co + 5 * ldc)).intoArray(c, co + 5 * ldc);
    c6p.add(FloatVector.fromArray(S, c, co + 6 * ldc)).intoArray(c, co + 6 * ldc);
    c7p.add(FloatVector.fromArray(S, c, co + 7 * ldc)).intoArray(c, co + 7 * ldc);
  }

  static void tile4x1(
      int lines, int pixels, float[] a, int ao, int aLine, int step, float[] b, int bo, int bLine, int ldb,
      float[] c, int co, int ldc) {
    FloatVector c0p = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S);
    for (int l = 0; l < lines; l++) {
      int x = ao + l * aLine;
      int y = bo + l * bLine;
      for (int p = 0; p < pixels; p++) {
        var bp = FloatVector.fromArray(S, b, y);
        var a0 = FloatVector.broadcast(S, a[x]);
        c0p = a0.fma(bp, c0p);
        var a1 = FloatVector.broadcast(S, a[x + 1]);
        c1p = a1.fma(bp, c1p);
        var a2 = FloatVector.broadcast(S, a[x + 2]);
        c2p = a2.fma(bp, c2p);
        var a3 = FloatVector.broadcast(S, a[x + 3]);
        c3p = a3.fma(bp, c3p);
        x += step;
        y += ldb;
      }
    }
    c0p.add(FloatVector.fromArray(S, c, co)).intoArray(c, co);
    c1p.add(FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    c2p.add(FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    c3p.add(FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
  }
}
