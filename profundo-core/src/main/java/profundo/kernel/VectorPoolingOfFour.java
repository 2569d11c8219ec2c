package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Max pooling with windows of four places, 2 x 2 above all: the loops of [VectorPooling] written out.
final class VectorPoolingOfFour {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorPoolingOfFour() {}

  static void max(
      int[] window, int outs, int step, int channels, float[] x, int xo, float[] y, int yo) {
    int w0 = window[0];
    int w1 = window[1];
    int w2 = window[2];
    int w3 = window[3];
    for (int c = 0; c < channels; c += L) {
      var in = S.indexInRange(c, channels);
      for (int o = 0; o < outs; o++) {
        int from = xo + o * step + c;
        var v0 = FloatVector.fromArray(S, x, from + w0, in);
        var v1 = FloatVector.fromArray(S, x, from + w1, in);
        var wins1 = v1.compare(VectorOperators.LE, v0).not().and(v0.compare(VectorOperators.EQ, v0));
        var best1 = v0.blend(v1, wins1);
        var v2 = FloatVector.fromArray(S, x, from + w2, in);
        var wins2 = v2.compare(VectorOperators.LE, best1).not().and(best1.compare(VectorOperators.EQ, best1));
        var best2 = best1.blend(v2, wins2);
        var v3 = FloatVector.fromArray(S, x, from + w3, in);
        var wins3 = v3.compare(VectorOperators.LE, best2).not().and(best2.compare(VectorOperators.EQ, best2));
        best2.blend(v3, wins3).intoArray(y, yo + o * channels + c, in);
      }
    }
  }

  /// For windows that do not overlap: all four places are written.
  static void maxScatter(
      int[] window, int outs, int step, int channels,
      float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
    int w0 = window[0];
    int w1 = window[1];
    int w2 = window[2];
    int w3 = window[3];
    for (int c = 0; c < channels; c += L) {
      var in = S.indexInRange(c, channels);
      for (int o = 0; o < outs; o++) {
        int from = xo + o * step + c;
        var v0 = FloatVector.fromArray(S, x, from + w0, in);
        var v1 = FloatVector.fromArray(S, x, from + w1, in);
        var wins1 = v1.compare(VectorOperators.LE, v0).not().and(v0.compare(VectorOperators.EQ, v0));
        var best1 = v0.blend(v1, wins1);
        var v2 = FloatVector.fromArray(S, x, from + w2, in);
        var wins2 = v2.compare(VectorOperators.LE, best1).not().and(best1.compare(VectorOperators.EQ, best1));
        var best2 = best1.blend(v2, wins2);
        var v3 = FloatVector.fromArray(S, x, from + w3, in);
        var wins3 = v3.compare(VectorOperators.LE, best2).not().and(best2.compare(VectorOperators.EQ, best2));
        // Later winners take the gradient from earlier ones.
        var zero = FloatVector.zero(S);
        var gradient = FloatVector.fromArray(S, dy, dyo + o * channels + c, in);
        var below3 = gradient.blend(zero, wins3);
        var below2 = below3.blend(zero, wins2);
        int to = dxo + o * step + c;
        below2.blend(zero, wins1).intoArray(dx, to + w0, in);
        zero.blend(below2, wins1).intoArray(dx, to + w1, in);
        zero.blend(below3, wins2).intoArray(dx, to + w2, in);
        zero.blend(gradient, wins3).intoArray(dx, to + w3, in);
      }
    }
  }
}
