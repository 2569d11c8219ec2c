package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops of [DepthwiseConvolution], as [MatrixKernels] tells: the lanes are channels.
final class VectorDepthwise {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final int PIXELS = 8;

  private VectorDepthwise() {}

  static void forward(
      int[] taps, int n, int outs, int xStep, int yStep, int channels,
      float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    int done = 0;
    while (done < outs) {
      if (outs < PIXELS) {
        pixel(taps, n, channels, x, xo + done * xStep, w, wo, y, yo + done * yStep);
        done++;
      } else {
        // The last tile begins early and computes some again, to the same bits.
        int o = Math.min(done, outs - PIXELS);
        int c = 0;
        for (; c + L <= channels; c += L) {
          tile8(taps, n, xStep, yStep, x, xo + c + o * xStep, w, wo + c, y, yo + c + o * yStep);
        }
        if (c < channels) {
          part8(taps, n, xStep, yStep, channels - c, x, xo + c + o * xStep, w, wo + c, y, yo + c + o * yStep);
        }
        done = o + PIXELS;
      }
    }
  }

  private static void tile8(
      int[] taps, int n, int xStep, int yStep, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    var s0 = FloatVector.zero(S);
    var s1 = FloatVector.zero(S);
    var s2 = FloatVector.zero(S);
    var s3 = FloatVector.zero(S);
    var s4 = FloatVector.zero(S);
    var s5 = FloatVector.zero(S);
    var s6 = FloatVector.zero(S);
    var s7 = FloatVector.zero(S);
    for (int i = 0; i < n; i++) {
      int from = xo + taps[i];
      var v = FloatVector.fromArray(S, w, wo + taps[n + i]);
      s0 = v.fma(FloatVector.fromArray(S, x, from), s0);
      s1 = v.fma(FloatVector.fromArray(S, x, from + xStep), s1);
      s2 = v.fma(FloatVector.fromArray(S, x, from + 2 * xStep), s2);
      s3 = v.fma(FloatVector.fromArray(S, x, from + 3 * xStep), s3);
      s4 = v.fma(FloatVector.fromArray(S, x, from + 4 * xStep), s4);
      s5 = v.fma(FloatVector.fromArray(S, x, from + 5 * xStep), s5);
      s6 = v.fma(FloatVector.fromArray(S, x, from + 6 * xStep), s6);
      s7 = v.fma(FloatVector.fromArray(S, x, from + 7 * xStep), s7);
    }
    s0.intoArray(y, yo);
    s1.intoArray(y, yo + yStep);
    s2.intoArray(y, yo + 2 * yStep);
    s3.intoArray(y, yo + 3 * yStep);
    s4.intoArray(y, yo + 4 * yStep);
    s5.intoArray(y, yo + 5 * yStep);
    s6.intoArray(y, yo + 6 * yStep);
    s7.intoArray(y, yo + 7 * yStep);
  }

  /// A tile of fewer channels than there are lanes.
  private static void part8(
      int[] taps, int n, int xStep, int yStep, int channels,
      float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    for (int o = 0; o < PIXELS; o++) {
      part(taps, n, channels, x, xo + o * xStep, w, wo, y, yo + o * yStep);
    }
  }

  private static void pixel(
      int[] taps, int n, int channels, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    for (int c = 0; c < channels; c += L) {
      part(taps, n, Math.min(L, channels - c), x, xo + c, w, wo + c, y, yo + c);
    }
  }

  private static void part(
      int[] taps, int n, int channels, float[] x, int xo, float[] w, int wo, float[] y, int yo) {
    var in = S.indexInRange(0, channels);
    var sum = FloatVector.zero(S);
    for (int i = 0; i < n; i++) {
      var v = FloatVector.fromArray(S, w, wo + taps[n + i], in);
      sum = v.fma(FloatVector.fromArray(S, x, xo + taps[i], in), sum);
    }
    sum.intoArray(y, yo, in);
  }

  static void weights(
      int[] taps, int n, int outs, int xStep, int channels,
      float[] x, int xo, float[] dy, int dyo, float[] dw, int dwo) {
    for (int c = 0; c < channels; c += L) {
      int i = 0;
      if (c + L <= channels) {
        for (; i + 3 <= n; i += 3) {
          three(taps, n, i, outs, xStep, channels, x, xo + c, dy, dyo + c, dw, dwo + c);
        }
      }
      for (; i < n; i++) {
        int width = Math.min(L, channels - c);
        one(taps[i], outs, xStep, channels, width, x, xo + c, dy, dyo + c, dw, dwo + c + taps[n + i]);
      }
    }
  }

  /// Three places of the window, pixels by twos.
  private static void three(
      int[] taps, int n, int i, int outs, int xStep, int channels,
      float[] x, int xo, float[] dy, int dyo, float[] dw, int dwo) {
    int t0 = xo + taps[i];
    int t1 = xo + taps[i + 1];
    int t2 = xo + taps[i + 2];
    int w0 = dwo + taps[n + i];
    int w1 = dwo + taps[n + i + 1];
    int w2 = dwo + taps[n + i + 2];
    var a0 = FloatVector.fromArray(S, dw, w0);
    var a1 = FloatVector.fromArray(S, dw, w1);
    var a2 = FloatVector.fromArray(S, dw, w2);
    var b0 = FloatVector.zero(S);
    var b1 = FloatVector.zero(S);
    var b2 = FloatVector.zero(S);
    int o = 0;
    for (; o + 2 <= outs; o += 2) {
      int at = o * xStep;
      var g = FloatVector.fromArray(S, dy, dyo + o * channels);
      a0 = g.fma(FloatVector.fromArray(S, x, t0 + at), a0);
      a1 = g.fma(FloatVector.fromArray(S, x, t1 + at), a1);
      a2 = g.fma(FloatVector.fromArray(S, x, t2 + at), a2);
      var h = FloatVector.fromArray(S, dy, dyo + (o + 1) * channels);
      b0 = h.fma(FloatVector.fromArray(S, x, t0 + at + xStep), b0);
      b1 = h.fma(FloatVector.fromArray(S, x, t1 + at + xStep), b1);
      b2 = h.fma(FloatVector.fromArray(S, x, t2 + at + xStep), b2);
    }
    if (o < outs) {
      int at = o * xStep;
      var g = FloatVector.fromArray(S, dy, dyo + o * channels);
      a0 = g.fma(FloatVector.fromArray(S, x, t0 + at), a0);
      a1 = g.fma(FloatVector.fromArray(S, x, t1 + at), a1);
      a2 = g.fma(FloatVector.fromArray(S, x, t2 + at), a2);
    }
    a0.add(b0).intoArray(dw, w0);
    a1.add(b1).intoArray(dw, w1);
    a2.add(b2).intoArray(dw, w2);
  }

  private static void one(
      int tap, int outs, int xStep, int channels, int width,
      float[] x, int xo, float[] dy, int dyo, float[] dw, int at) {
    var in = S.indexInRange(0, width);
    var sum = FloatVector.fromArray(S, dw, at, in);
    for (int o = 0; o < outs; o++) {
      var g = FloatVector.fromArray(S, dy, dyo + o * channels, in);
      sum = g.fma(FloatVector.fromArray(S, x, xo + tap + o * xStep, in), sum);
    }
    sum.intoArray(dw, at, in);
  }
}
