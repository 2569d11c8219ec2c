package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Takes pixels of up to 8 channels apart into planes of one channel each, and puts them together again, 8 pixels at a time:
/// an 8 x 8 transposition as in [Transpose16]. Kept small: a method that the first compiler gives up on can stay
/// uncompiled for good.
final class Planes8 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final FloatVector LOW1 = Transpose16.exchange(S, 1, false);
  private static final FloatVector HIGH1 = Transpose16.exchange(S, 1, true);
  private static final FloatVector LOW2 = Transpose16.exchange(S, 2, false);
  private static final FloatVector HIGH2 = Transpose16.exchange(S, 2, true);
  private static final FloatVector LOW4 = Transpose16.exchange(S, 4, false);
  private static final FloatVector HIGH4 = Transpose16.exchange(S, 4, true);

  private Planes8() {}

  /// Makes `d[at + c * plane + i] = s[so + i * channels + c]` for 8 pixels i. Reads up to 7 floats after the last.
  static void apart(int channels, float[] s, int so, float[] d, int at, int plane) {
    var r0 = FloatVector.fromArray(S, s, so);
    var r1 = FloatVector.fromArray(S, s, so + channels);
    var r2 = FloatVector.fromArray(S, s, so + 2 * channels);
    var r3 = FloatVector.fromArray(S, s, so + 3 * channels);
    var r4 = FloatVector.fromArray(S, s, so + 4 * channels);
    var r5 = FloatVector.fromArray(S, s, so + 5 * channels);
    var r6 = FloatVector.fromArray(S, s, so + 6 * channels);
    var r7 = FloatVector.fromArray(S, s, so + 7 * channels);
    var x0 = LOW1.selectFrom(r0, r1);
    var x1 = HIGH1.selectFrom(r0, r1);
    var x2 = LOW1.selectFrom(r2, r3);
    var x3 = HIGH1.selectFrom(r2, r3);
    var x4 = LOW1.selectFrom(r4, r5);
    var x5 = HIGH1.selectFrom(r4, r5);
    var x6 = LOW1.selectFrom(r6, r7);
    var x7 = HIGH1.selectFrom(r6, r7);
    var y0 = LOW2.selectFrom(x0, x2);
    var y2 = HIGH2.selectFrom(x0, x2);
    var y1 = LOW2.selectFrom(x1, x3);
    var y3 = HIGH2.selectFrom(x1, x3);
    var y4 = LOW2.selectFrom(x4, x6);
    var y6 = HIGH2.selectFrom(x4, x6);
    var y5 = LOW2.selectFrom(x5, x7);
    var y7 = HIGH2.selectFrom(x5, x7);
    var z0 = LOW4.selectFrom(y0, y4);
    var z4 = HIGH4.selectFrom(y0, y4);
    var z1 = LOW4.selectFrom(y1, y5);
    var z5 = HIGH4.selectFrom(y1, y5);
    var z2 = LOW4.selectFrom(y2, y6);
    var z6 = HIGH4.selectFrom(y2, y6);
    var z3 = LOW4.selectFrom(y3, y7);
    var z7 = HIGH4.selectFrom(y3, y7);
    z0.intoArray(d, at);
    if (channels > 1) {
      z1.intoArray(d, at + 1 * plane);
    }
    if (channels > 2) {
      z2.intoArray(d, at + 2 * plane);
    }
    if (channels > 3) {
      z3.intoArray(d, at + 3 * plane);
    }
    if (channels > 4) {
      z4.intoArray(d, at + 4 * plane);
    }
    if (channels > 5) {
      z5.intoArray(d, at + 5 * plane);
    }
    if (channels > 6) {
      z6.intoArray(d, at + 6 * plane);
    }
    if (channels > 7) {
      z7.intoArray(d, at + 7 * plane);
    }
  }

  /// Makes `d[at + i * channels + c] = s[so + c * plane + i]` for 8 pixels i of 4 to 8 channels.
  static void together(int channels, float[] s, int so, int plane, float[] d, int at) {
    int last = channels - 1; // channels that are not there read the last one again, and the next pixel lies over them
    var r0 = FloatVector.fromArray(S, s, so);
    var r1 = FloatVector.fromArray(S, s, so + Math.min(1, last) * plane);
    var r2 = FloatVector.fromArray(S, s, so + Math.min(2, last) * plane);
    var r3 = FloatVector.fromArray(S, s, so + Math.min(3, last) * plane);
    var r4 = FloatVector.fromArray(S, s, so + Math.min(4, last) * plane);
    var r5 = FloatVector.fromArray(S, s, so + Math.min(5, last) * plane);
    var r6 = FloatVector.fromArray(S, s, so + Math.min(6, last) * plane);
    var r7 = FloatVector.fromArray(S, s, so + Math.min(7, last) * plane);
    var x0 = LOW1.selectFrom(r0, r1);
    var x1 = HIGH1.selectFrom(r0, r1);
    var x2 = LOW1.selectFrom(r2, r3);
    var x3 = HIGH1.selectFrom(r2, r3);
    var x4 = LOW1.selectFrom(r4, r5);
    var x5 = HIGH1.selectFrom(r4, r5);
    var x6 = LOW1.selectFrom(r6, r7);
    var x7 = HIGH1.selectFrom(r6, r7);
    var y0 = LOW2.selectFrom(x0, x2);
    var y2 = HIGH2.selectFrom(x0, x2);
    var y1 = LOW2.selectFrom(x1, x3);
    var y3 = HIGH2.selectFrom(x1, x3);
    var y4 = LOW2.selectFrom(x4, x6);
    var y6 = HIGH2.selectFrom(x4, x6);
    var y5 = LOW2.selectFrom(x5, x7);
    var y7 = HIGH2.selectFrom(x5, x7);
    var z0 = LOW4.selectFrom(y0, y4);
    var z4 = HIGH4.selectFrom(y0, y4);
    var z1 = LOW4.selectFrom(y1, y5);
    var z5 = HIGH4.selectFrom(y1, y5);
    var z2 = LOW4.selectFrom(y2, y6);
    var z6 = HIGH4.selectFrom(y2, y6);
    var z3 = LOW4.selectFrom(y3, y7);
    var z7 = HIGH4.selectFrom(y3, y7);
    z0.intoArray(d, at);
    z1.intoArray(d, at + channels);
    z2.intoArray(d, at + 2 * channels);
    z3.intoArray(d, at + 3 * channels);
    z4.intoArray(d, at + 4 * channels);
    z5.intoArray(d, at + 5 * channels);
    z6.intoArray(d, at + 6 * channels);
    // A store for the last pixel would reach beyond it, and the one before lies over its first values.
    for (int c = 0; c < channels; c++) {
      d[at + 7 * channels + c] = s[so + c * plane + 7];
    }
  }
}
