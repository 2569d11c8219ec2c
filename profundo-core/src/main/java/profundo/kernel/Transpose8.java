package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Transposes blocks of 8 x 8 floats in registers; only for vectors of 8 lanes.
///
/// As in [Transpose16], but rows change places by a rotation and a blend: without AVX-512 there is no instruction that
/// picks from two registers.
final class Transpose8 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final VectorShuffle<Float> UP1 = VectorShuffle.fromOp(S, i -> i + 7 & 7);
  private static final VectorShuffle<Float> DOWN1 = VectorShuffle.fromOp(S, i -> i + 1 & 7);
  private static final VectorShuffle<Float> UP2 = VectorShuffle.fromOp(S, i -> i + 6 & 7);
  private static final VectorShuffle<Float> DOWN2 = VectorShuffle.fromOp(S, i -> i + 2 & 7);
  private static final VectorShuffle<Float> HALF = VectorShuffle.fromOp(S, i -> i + 4 & 7);
  private static final VectorMask<Float> ODD = VectorMask.fromLong(S, 0b10101010);
  private static final VectorMask<Float> PAIR = VectorMask.fromLong(S, 0b11001100);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(S, 0b11110000);

  private Transpose8() {}

  /// Packs `width` rows of `k` values, `lds` apart, as columns: into rows of `panel` floats. At least 8 values; up to 7
  /// floats after what is packed are overwritten.
  static void panel(int width, int panel, int k, float[] s, int so, int lds, float[] d, int at) {
    for (int j = 0; j < width; j += 8) {
      int last = Math.min(width - j, 8) - 1; // rows that are not there read the last one again
      for (int p = 0; p < k; p += 8) {
        // The last block begins early and packs some columns again.
        int from = Math.min(p, k - 8);
        block(s, so + j * lds + from, lds, last, d, at + from * panel + j, panel, 7);
      }
    }
  }

  /// Packs `rows` columns of `k` rows, `lds` apart, as rows of `k` floats.
  static void columns(int rows, int k, float[] s, int so, int lds, float[] d, int at) {
    for (int i = 0; i < rows; i += 8) {
      int last = Math.min(rows - i, 8) - 1;
      // As far as whole vectors can be read.
      int whole = (int) Math.clamp((s.length - 8L - so - i) / lds + 1, 0L, (long) k);
      if (so + i + 8 > s.length) {
        whole = 0;
      }
      if (whole < 8) {
        whole = 0;
      }
      for (int p = 0; p < whole; p += 8) {
        int from = Math.min(p, whole - 8);
        block(s, so + i + from * lds, lds, 7, d, at + i * k + from, k, last);
      }
      for (int p = whole; p < k; p++) {
        for (int r = 0; r <= last; r++) {
          d[at + (i + r) * k + p] = s[so + i + r + p * lds];
        }
      }
    }
  }

  /// Rows 0 to `lastRow` of 8 floats, `lds` apart, become columns of 8; of these, 0 to `lastColumn` are written, `ldd` apart.
  private static void block(
      float[] s, int so, int lds, int lastRow, float[] d, int at, int ldd, int lastColumn) {
    var r0 = FloatVector.fromArray(S, s, so);
    var r1 = FloatVector.fromArray(S, s, so + Math.min(1, lastRow) * lds);
    var r2 = FloatVector.fromArray(S, s, so + Math.min(2, lastRow) * lds);
    var r3 = FloatVector.fromArray(S, s, so + Math.min(3, lastRow) * lds);
    var r4 = FloatVector.fromArray(S, s, so + Math.min(4, lastRow) * lds);
    var r5 = FloatVector.fromArray(S, s, so + Math.min(5, lastRow) * lds);
    var r6 = FloatVector.fromArray(S, s, so + Math.min(6, lastRow) * lds);
    var r7 = FloatVector.fromArray(S, s, so + Math.min(7, lastRow) * lds);
    var x0 = r0.blend(r1.rearrange(UP1), ODD);
    var x1 = r0.rearrange(DOWN1).blend(r1, ODD);
    var x2 = r2.blend(r3.rearrange(UP1), ODD);
    var x3 = r2.rearrange(DOWN1).blend(r3, ODD);
    var x4 = r4.blend(r5.rearrange(UP1), ODD);
    var x5 = r4.rearrange(DOWN1).blend(r5, ODD);
    var x6 = r6.blend(r7.rearrange(UP1), ODD);
    var x7 = r6.rearrange(DOWN1).blend(r7, ODD);
    var y0 = x0.blend(x2.rearrange(UP2), PAIR);
    var y2 = x0.rearrange(DOWN2).blend(x2, PAIR);
    var y1 = x1.blend(x3.rearrange(UP2), PAIR);
    var y3 = x1.rearrange(DOWN2).blend(x3, PAIR);
    var y4 = x4.blend(x6.rearrange(UP2), PAIR);
    var y6 = x4.rearrange(DOWN2).blend(x6, PAIR);
    var y5 = x5.blend(x7.rearrange(UP2), PAIR);
    var y7 = x5.rearrange(DOWN2).blend(x7, PAIR);
    y0.blend(y4.rearrange(HALF), UPPER).intoArray(d, at);
    if (lastColumn > 0) {
      y1.blend(y5.rearrange(HALF), UPPER).intoArray(d, at + ldd);
    }
    if (lastColumn > 1) {
      y2.blend(y6.rearrange(HALF), UPPER).intoArray(d, at + 2 * ldd);
    }
    if (lastColumn > 2) {
      y3.blend(y7.rearrange(HALF), UPPER).intoArray(d, at + 3 * ldd);
    }
    if (lastColumn > 3) {
      y0.rearrange(HALF).blend(y4, UPPER).intoArray(d, at + 4 * ldd);
    }
    if (lastColumn > 4) {
      y1.rearrange(HALF).blend(y5, UPPER).intoArray(d, at + 5 * ldd);
    }
    if (lastColumn > 5) {
      y2.rearrange(HALF).blend(y6, UPPER).intoArray(d, at + 6 * ldd);
    }
    if (lastColumn > 6) {
      y3.rearrange(HALF).blend(y7, UPPER).intoArray(d, at + 7 * ldd);
    }
  }
}
