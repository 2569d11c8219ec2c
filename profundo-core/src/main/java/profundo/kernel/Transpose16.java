package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Transposes 16 x 16 floats in registers; only for vectors of 16 lanes.
///
/// Four rounds exchange the off-diagonal blocks of 1, 2, 4 and 8 lanes. `LOWn` picks from two rows `n` apart what
/// becomes the upper of them, `HIGHn` what becomes the lower.
final class Transpose16 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;
  private static final FloatVector LOW1 = exchange(S, 1, false);
  private static final FloatVector HIGH1 = exchange(S, 1, true);
  private static final FloatVector LOW2 = exchange(S, 2, false);
  private static final FloatVector HIGH2 = exchange(S, 2, true);
  private static final FloatVector LOW4 = exchange(S, 4, false);
  private static final FloatVector HIGH4 = exchange(S, 4, true);
  private static final FloatVector LOW8 = exchange(S, 8, false);
  private static final FloatVector HIGH8 = exchange(S, 8, true);

  private Transpose16() {}

  /// Which lanes of two rows, those of the second counted on from those of the first, make the upper or lower row.
  static FloatVector exchange(VectorSpecies<Float> species, int block, boolean high) {
    int length = species.length();
    var lanes = new float[length];
    for (int l = 0; l < length; l++) {
      boolean second = (l & block) != 0;
      if (high) {
        lanes[l] = second ? length + l : l + block;
      } else {
        lanes[l] = second ? length + l - block : l;
      }
    }
    return FloatVector.fromArray(species, lanes, 0);
  }

  /// Writes 16 columns of `rows` (at most 16) rows of `s`, each column as a row of `d`, `ldd` floats apart. All 16 floats of
  /// a row are written; those beyond `rows` mean nothing, and the next row may lie over them.
  static void run(int rows, float[] s, int so, int lds, float[] d, int at, int ldd) {
    int last = rows - 1; // rows that are not there read the last one again
    var r0 = FloatVector.fromArray(S, s, so);
    var r1 = FloatVector.fromArray(S, s, so + Math.min(1, last) * lds);
    var r2 = FloatVector.fromArray(S, s, so + Math.min(2, last) * lds);
    var r3 = FloatVector.fromArray(S, s, so + Math.min(3, last) * lds);
    var r4 = FloatVector.fromArray(S, s, so + Math.min(4, last) * lds);
    var r5 = FloatVector.fromArray(S, s, so + Math.min(5, last) * lds);
    var r6 = FloatVector.fromArray(S, s, so + Math.min(6, last) * lds);
    var r7 = FloatVector.fromArray(S, s, so + Math.min(7, last) * lds);
    var r8 = FloatVector.fromArray(S, s, so + Math.min(8, last) * lds);
    var r9 = FloatVector.fromArray(S, s, so + Math.min(9, last) * lds);
    var r10 = FloatVector.fromArray(S, s, so + Math.min(10, last) * lds);
    var r11 = FloatVector.fromArray(S, s, so + Math.min(11, last) * lds);
    var r12 = FloatVector.fromArray(S, s, so + Math.min(12, last) * lds);
    var r13 = FloatVector.fromArray(S, s, so + Math.min(13, last) * lds);
    var r14 = FloatVector.fromArray(S, s, so + Math.min(14, last) * lds);
    var r15 = FloatVector.fromArray(S, s, so + Math.min(15, last) * lds);
    var s0 = LOW1.selectFrom(r0, r1);
    var s1 = HIGH1.selectFrom(r0, r1);
    var s2 = LOW1.selectFrom(r2, r3);
    var s3 = HIGH1.selectFrom(r2, r3);
    var s4 = LOW1.selectFrom(r4, r5);
    var s5 = HIGH1.selectFrom(r4, r5);
    var s6 = LOW1.selectFrom(r6, r7);
    var s7 = HIGH1.selectFrom(r6, r7);
    var s8 = LOW1.selectFrom(r8, r9);
    var s9 = HIGH1.selectFrom(r8, r9);
    var s10 = LOW1.selectFrom(r10, r11);
    var s11 = HIGH1.selectFrom(r10, r11);
    var s12 = LOW1.selectFrom(r12, r13);
    var s13 = HIGH1.selectFrom(r12, r13);
    var s14 = LOW1.selectFrom(r14, r15);
    var s15 = HIGH1.selectFrom(r14, r15);
    var t0 = LOW2.selectFrom(s0, s2);
    var t2 = HIGH2.selectFrom(s0, s2);
    var t1 = LOW2.selectFrom(s1, s3);
    var t3 = HIGH2.selectFrom(s1, s3);
    var t4 = LOW2.selectFrom(s4, s6);
    var t6 = HIGH2.selectFrom(s4, s6);
    var t5 = LOW2.selectFrom(s5, s7);
    var t7 = HIGH2.selectFrom(s5, s7);
    var t8 = LOW2.selectFrom(s8, s10);
    var t10 = HIGH2.selectFrom(s8, s10);
    var t9 = LOW2.selectFrom(s9, s11);
    var t11 = HIGH2.selectFrom(s9, s11);
    var t12 = LOW2.selectFrom(s12, s14);
    var t14 = HIGH2.selectFrom(s12, s14);
    var t13 = LOW2.selectFrom(s13, s15);
    var t15 = HIGH2.selectFrom(s13, s15);
    var u0 = LOW4.selectFrom(t0, t4);
    var u4 = HIGH4.selectFrom(t0, t4);
    var u1 = LOW4.selectFrom(t1, t5);
    var u5 = HIGH4.selectFrom(t1, t5);
    var u2 = LOW4.selectFrom(t2, t6);
    var u6 = HIGH4.selectFrom(t2, t6);
    var u3 = LOW4.selectFrom(t3, t7);
    var u7 = HIGH4.selectFrom(t3, t7);
    var u8 = LOW4.selectFrom(t8, t12);
    var u12 = HIGH4.selectFrom(t8, t12);
    var u9 = LOW4.selectFrom(t9, t13);
    var u13 = HIGH4.selectFrom(t9, t13);
    var u10 = LOW4.selectFrom(t10, t14);
    var u14 = HIGH4.selectFrom(t10, t14);
    var u11 = LOW4.selectFrom(t11, t15);
    var u15 = HIGH4.selectFrom(t11, t15);
    var v0 = LOW8.selectFrom(u0, u8);
    var v8 = HIGH8.selectFrom(u0, u8);
    var v1 = LOW8.selectFrom(u1, u9);
    var v9 = HIGH8.selectFrom(u1, u9);
    var v2 = LOW8.selectFrom(u2, u10);
    var v10 = HIGH8.selectFrom(u2, u10);
    var v3 = LOW8.selectFrom(u3, u11);
    var v11 = HIGH8.selectFrom(u3, u11);
    var v4 = LOW8.selectFrom(u4, u12);
    var v12 = HIGH8.selectFrom(u4, u12);
    var v5 = LOW8.selectFrom(u5, u13);
    var v13 = HIGH8.selectFrom(u5, u13);
    var v6 = LOW8.selectFrom(u6, u14);
    var v14 = HIGH8.selectFrom(u6, u14);
    var v7 = LOW8.selectFrom(u7, u15);
    var v15 = HIGH8.selectFrom(u7, u15);
    v0.intoArray(d, at);
    v1.intoArray(d, at + ldd);
    v2.intoArray(d, at + 2 * ldd);
    v3.intoArray(d, at + 3 * ldd);
    v4.intoArray(d, at + 4 * ldd);
    v5.intoArray(d, at + 5 * ldd);
    v6.intoArray(d, at + 6 * ldd);
    v7.intoArray(d, at + 7 * ldd);
    v8.intoArray(d, at + 8 * ldd);
    v9.intoArray(d, at + 9 * ldd);
    v10.intoArray(d, at + 10 * ldd);
    v11.intoArray(d, at + 11 * ldd);
    v12.intoArray(d, at + 12 * ldd);
    v13.intoArray(d, at + 13 * ldd);
    v14.intoArray(d, at + 14 * ldd);
    v15.intoArray(d, at + 15 * ldd);
  }
}
