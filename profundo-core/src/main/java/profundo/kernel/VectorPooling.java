package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Pooling of neighbouring pixels, as [MatrixKernels] tells: the lanes are channels.
///
/// A value wins where it is greater than the best so far or a NaN, unless the best is a NaN already:
/// `not (v <= best) and best == best`. This is written out wherever it is needed, since a mask returned from a method
/// that C2 chooses not to inline is an object. [VectorPoolingOfFour] has the loops for windows of four places.
final class VectorPooling {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorPooling() {}

  static void max(
      int[] window, int n, int outs, int step, int channels, float[] x, int xo, float[] y, int yo) {
    if (n == 4) {
      VectorPoolingOfFour.max(window, outs, step, channels, x, xo, y, yo);
      return;
    }
    for (int c = 0; c < channels; c += L) {
      var in = S.indexInRange(c, channels);
      for (int o = 0; o < outs; o++) {
        int from = xo + o * step + c;
        var best = FloatVector.fromArray(S, x, from + window[0], in);
        for (int i = 1; i < n; i++) {
          var v = FloatVector.fromArray(S, x, from + window[i], in);
          var known = best.compare(VectorOperators.EQ, best);
          best = best.blend(v, v.compare(VectorOperators.LE, best).not().and(known));
        }
        best.intoArray(y, yo + o * channels + c, in);
      }
    }
  }

  static void maxScatter(
      int[] window, int n, int outs, int step, int channels, boolean apart,
      float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo) {
    if (n == 4 && apart) {
      VectorPoolingOfFour.maxScatter(window, outs, step, channels, x, xo, dy, dyo, dx, dxo);
      return;
    }
    for (int c = 0; c < channels; c += L) {
      var in = S.indexInRange(c, channels);
      for (int o = 0; o < outs; o++) {
        int from = xo + o * step + c;
        var best = FloatVector.fromArray(S, x, from + window[0], in);
        var place = FloatVector.zero(S);
        for (int i = 1; i < n; i++) {
          var v = FloatVector.fromArray(S, x, from + window[i], in);
          var known = best.compare(VectorOperators.EQ, best);
          var wins = v.compare(VectorOperators.LE, best).not().and(known);
          best = best.blend(v, wins);
          place = place.blend(FloatVector.broadcast(S, (float) i), wins);
        }
        var gradient = FloatVector.fromArray(S, dy, dyo + o * channels + c, in);
        int to = dxo + o * step + c;
        if (apart) {
          for (int i = 0; i < n; i++) {
            var elsewhere = place.compare(VectorOperators.NE, (float) i);
            gradient.blend(0f, elsewhere).intoArray(dx, to + window[i], in);
          }
        } else {
          for (int i = 0; i < n; i++) {
            var here = place.compare(VectorOperators.EQ, (float) i).and(in);
            int at = to + window[i];
            FloatVector.fromArray(S, dx, at, in).add(gradient).intoArray(dx, at, here);
          }
        }
      }
    }
  }

  static void maxGather(
      int[] window, int n, int outs, int step, int channels,
      float[] x, int xo, float[] z, int zo, float[] y, int yo) {
    for (int c = 0; c < channels; c += L) {
      var in = S.indexInRange(c, channels);
      for (int o = 0; o < outs; o++) {
        int from = o * step + c;
        var best = FloatVector.fromArray(S, x, xo + from + window[0], in);
        var chosen = FloatVector.fromArray(S, z, zo + from + window[0], in);
        for (int i = 1; i < n; i++) {
          var v = FloatVector.fromArray(S, x, xo + from + window[i], in);
          var known = best.compare(VectorOperators.EQ, best);
          var wins = v.compare(VectorOperators.LE, best).not().and(known);
          best = best.blend(v, wins);
          chosen = chosen.blend(FloatVector.fromArray(S, z, zo + from + window[i], in), wins);
        }
        chosen.intoArray(y, yo + o * channels + c, in);
      }
    }
  }

  static void average(
      int[] window, int n, int outs, int step, int channels, float share,
      float[] x, int xo, float[] y, int yo) {
    for (int c = 0; c < channels; c += L) {
      var in = S.indexInRange(c, channels);
      for (int o = 0; o < outs; o++) {
        int from = xo + o * step + c;
        var sum = FloatVector.fromArray(S, x, from + window[0], in);
        for (int i = 1; i < n; i++) {
          sum = sum.add(FloatVector.fromArray(S, x, from + window[i], in));
        }
        sum.mul(share).intoArray(y, yo + o * channels + c, in);
      }
    }
  }

  static void spread(
      int[] window, int n, int outs, int step, int channels, boolean apart, float share,
      float[] dy, int dyo, float[] dx, int dxo) {
    for (int c = 0; c < channels; c += L) {
      var in = S.indexInRange(c, channels);
      for (int o = 0; o < outs; o++) {
        var part = FloatVector.fromArray(S, dy, dyo + o * channels + c, in).mul(share);
        int to = dxo + o * step + c;
        if (apart) {
          for (int i = 0; i < n; i++) {
            part.intoArray(dx, to + window[i], in);
          }
        } else {
          for (int i = 0; i < n; i++) {
            int at = to + window[i];
            FloatVector.fromArray(S, dx, at, in).add(part).intoArray(dx, at, in);
          }
        }
      }
    }
  }
}
