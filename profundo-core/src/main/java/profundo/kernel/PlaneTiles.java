package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tiles for convolutions with few output channels, as [MatrixKernels] tells of the `plane...` operations: the lanes are
/// neighbouring pixels of one channel.
final class PlaneTiles {
  static final int FORWARD_LINES = 4;
  static final int CHANNELS = 3;
  static final int WEIGHT_TAPS = 5;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private PlaneTiles() {}

  static void forward4x3(
      int lines, int channels, int[] taps, int count, float[] a, int ao, int aLine, float[] b, int bo, int bStep,
      float[] c, int co, int cLine, int cPlane) {
    int line1 = Math.min(1, lines - 1) * aLine;
    int line2 = Math.min(2, lines - 1) * aLine;
    int line3 = Math.min(3, lines - 1) * aLine;
    int channel1 = Math.min(1, channels - 1);
    int channel2 = Math.min(2, channels - 1);
    FloatVector c0p = FloatVector.zero(S), c0q = FloatVector.zero(S), c0r = FloatVector.zero(S);
    FloatVector c1p = FloatVector.zero(S), c1q = FloatVector.zero(S), c1r = FloatVector.zero(S);
    FloatVector c2p = FloatVector.zero(S), c2q = FloatVector.zero(S), c2r = FloatVector.zero(S);
    FloatVector c3p = FloatVector.zero(S), c3q = FloatVector.zero(S), c3r = FloatVector.zero(S);
    for (int t = 0; t < count; t++) {
      int at = ao + taps[t];
      int weight = bo + t * bStep;
      var a0 = FloatVector.fromArray(S, a, at);
      var a1 = FloatVector.fromArray(S, a, at + line1);
      var a2 = FloatVector.fromArray(S, a, at + line2);
      var a3 = FloatVector.fromArray(S, a, at + line3);
      var bp = FloatVector.broadcast(S, b[weight]);
      c0p = a0.fma(bp, c0p);
      c1p = a1.fma(bp, c1p);
      c2p = a2.fma(bp, c2p);
      c3p = a3.fma(bp, c3p);
      var bq = FloatVector.broadcast(S, b[weight + channel1]);
      c0q = a0.fma(bq, c0q);
      c1q = a1.fma(bq, c1q);
      c2q = a2.fma(bq, c2q);
      c3q = a3.fma(bq, c3q);
      var br = FloatVector.broadcast(S, b[weight + channel2]);
      c0r = a0.fma(br, c0r);
      c1r = a1.fma(br, c1r);
      c2r = a2.fma(br, c2r);
      c3r = a3.fma(br, c3r);
    }
    c0p.intoArray(c, co);
    c0q.intoArray(c, co + cPlane);
    c0r.intoArray(c, co + 2 * cPlane);
    c1p.intoArray(c, co + cLine);
    c1q.intoArray(c, co + cLine + cPlane);
    c1r.intoArray(c, co + cLine + 2 * cPlane);
    c2p.intoArray(c, co + 2 * cLine);
    c2q.intoArray(c, co + 2 * cLine + cPlane);
    c2r.intoArray(c, co + 2 * cLine + 2 * cPlane);
    c3p.intoArray(c, co + 3 * cLine);
    c3q.intoArray(c, co + 3 * cLine + cPlane);
    c3r.intoArray(c, co + 3 * cLine + 2 * cPlane);
  }

  static void weights5x3(
      int lines, int blocks, int channels, int[] taps, int tap, float[] a, int ao, int aLine,
      float[] b, int bo, int bLine, int bPlane, float[] c, int co, int cStep) {
    int lanes = S.length();
    int plane1 = Math.min(1, channels - 1) * bPlane;
    int plane2 = Math.min(2, channels - 1) * bPlane;
    int t0 = taps[tap];
    int t1 = taps[tap + 1];
    int t2 = taps[tap + 2];
    int t3 = taps[tap + 3];
    int t4 = taps[tap + 4];
    var c0p = FloatVector.fromArray(S, c, co);
    var c0q = FloatVector.fromArray(S, c, co + lanes);
    var c0r = FloatVector.fromArray(S, c, co + 2 * lanes);
    var c1p = FloatVector.fromArray(S, c, co + cStep);
    var c1q = FloatVector.fromArray(S, c, co + cStep + lanes);
    var c1r = FloatVector.fromArray(S, c, co + cStep + 2 * lanes);
    var c2p = FloatVector.fromArray(S, c, co + 2 * cStep);
    var c2q = FloatVector.fromArray(S, c, co + 2 * cStep + lanes);
    var c2r = FloatVector.fromArray(S, c, co + 2 * cStep + 2 * lanes);
    var c3p = FloatVector.fromArray(S, c, co + 3 * cStep);
    var c3q = FloatVector.fromArray(S, c, co + 3 * cStep + lanes);
    var c3r = FloatVector.fromArray(S, c, co + 3 * cStep + 2 * lanes);
    var c4p = FloatVector.fromArray(S, c, co + 4 * cStep);
    var c4q = FloatVector.fromArray(S, c, co + 4 * cStep + lanes);
    var c4r = FloatVector.fromArray(S, c, co + 4 * cStep + 2 * lanes);
    for (int l = 0; l < lines; l++) {
      int x = ao + l * aLine;
      int y = bo + l * bLine;
      for (int j = 0; j < blocks; j++) {
        var bp = FloatVector.fromArray(S, b, y);
        var bq = FloatVector.fromArray(S, b, y + plane1);
        var br = FloatVector.fromArray(S, b, y + plane2);
        var a0 = FloatVector.fromArray(S, a, x + t0);
        c0p = a0.fma(bp, c0p);
        c0q = a0.fma(bq, c0q);
        c0r = a0.fma(br, c0r);
        var a1 = FloatVector.fromArray(S, a, x + t1);
        c1p = a1.fma(bp, c1p);
        c1q = a1.fma(bq, c1q);
        c1r = a1.fma(br, c1r);
        var a2 = FloatVector.fromArray(S, a, x + t2);
        c2p = a2.fma(bp, c2p);
        c2q = a2.fma(bq, c2q);
        c2r = a2.fma(br, c2r);
        var a3 = FloatVector.fromArray(S, a, x + t3);
        c3p = a3.fma(bp, c3p);
        c3q = a3.fma(bq, c3q);
        c3r = a3.fma(br, c3r);
        var a4 = FloatVector.fromArray(S, a, x + t4);
        c4p = a4.fma(bp, c4p);
        c4q = a4.fma(bq, c4q);
        c4r = a4.fma(br, c4r);
        x += lanes;
        y += lanes;
      }
    }
    c0p.intoArray(c, co);
    c0q.intoArray(c, co + lanes);
    c0r.intoArray(c, co + 2 * lanes);
    c1p.intoArray(c, co + cStep);
    c1q.intoArray(c, co + cStep + lanes);
    c1r.intoArray(c, co + cStep + 2 * lanes);
    c2p.intoArray(c, co + 2 * cStep);
    c2q.intoArray(c, co + 2 * cStep + lanes);
    c2r.intoArray(c, co + 2 * cStep + 2 * lanes);
    c3p.intoArray(c, co + 3 * cStep);
    c3q.intoArray(c, co + 3 * cStep + lanes);
    c3r.intoArray(c, co + 3 * cStep + 2 * lanes);
    c4p.intoArray(c, co + 4 * cStep);
    c4q.intoArray(c, co + 4 * cStep + lanes);
    c4r.intoArray(c, co + 4 * cStep + 2 * lanes);
  }
}
