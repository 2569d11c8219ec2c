package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Winograd's transforms on vectors of channels.
final class VectorWinograd implements WinogradKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final float SIXTH = 1 / 6f;
  private static final float TWELFTH = 1 / 12f;
  private static final float TWENTY_FOURTH = 1 / 24f;

  @Override
  public void input(int channels, float[] x, int xo, int line, int pixel, float[] v, int vo, int step, float[] spare) {
    for (int c = 0; c < channels; c += L) {
      for (int j = 0; j < IN; j++) {
        input(x, xo + j * pixel + c, line, spare, j * L, IN * L);
      }
      for (int i = 0; i < IN; i++) {
        input(spare, i * IN * L, L, v, vo + i * IN * step + c, step);
      }
    }
  }

  /// B' of six vectors.
  private static void input(float[] x, int at, int step, float[] v, int to, int vStep) {
    var d0 = FloatVector.fromArray(S, x, at);
    var d1 = FloatVector.fromArray(S, x, at + step);
    var d2 = FloatVector.fromArray(S, x, at + 2 * step);
    var d3 = FloatVector.fromArray(S, x, at + 3 * step);
    var d4 = FloatVector.fromArray(S, x, at + 4 * step);
    var d5 = FloatVector.fromArray(S, x, at + 5 * step);
    var even = d4.sub(d2.mul(4f));
    var odd = d3.sub(d1.mul(4f));
    var evenOfTwo = d4.sub(d2);
    var oddOfTwo = d3.sub(d1).mul(2f);
    d0.mul(4f).sub(d2.mul(5f)).add(d4).intoArray(v, to);
    even.add(odd).intoArray(v, to + vStep);
    even.sub(odd).intoArray(v, to + 2 * vStep);
    evenOfTwo.add(oddOfTwo).intoArray(v, to + 3 * vStep);
    evenOfTwo.sub(oddOfTwo).intoArray(v, to + 4 * vStep);
    d1.mul(4f).sub(d3.mul(5f)).add(d5).intoArray(v, to + 5 * vStep);
  }

  @Override
  public void output(int channels, float[] m, int mo, int step, float[] y, int yo, int line, int pixel, float[] spare) {
    for (int c = 0; c < channels; c += L) {
      for (int j = 0; j < IN; j++) {
        output(m, mo + j * step + c, IN * step, spare, j * L, IN * L);
      }
      for (int i = 0; i < OUT; i++) {
        output(spare, i * IN * L, L, y, yo + i * line + c, pixel);
      }
    }
  }

  /// A' of six vectors.
  private static void output(float[] m, int at, int step, float[] y, int to, int yStep) {
    var m0 = FloatVector.fromArray(S, m, at);
    var m1 = FloatVector.fromArray(S, m, at + step);
    var m2 = FloatVector.fromArray(S, m, at + 2 * step);
    var m3 = FloatVector.fromArray(S, m, at + 3 * step);
    var m4 = FloatVector.fromArray(S, m, at + 4 * step);
    var m5 = FloatVector.fromArray(S, m, at + 5 * step);
    var even = m1.add(m2);
    var odd = m1.sub(m2);
    var evenOfTwo = m3.add(m4);
    var oddOfTwo = m3.sub(m4);
    m0.add(even).add(evenOfTwo).intoArray(y, to);
    odd.add(oddOfTwo.mul(2f)).intoArray(y, to + yStep);
    even.add(evenOfTwo.mul(4f)).intoArray(y, to + 2 * yStep);
    odd.add(oddOfTwo.mul(8f)).add(m5).intoArray(y, to + 3 * yStep);
  }

  @Override
  public void gradient(int channels, float[] dy, int dyo, int line, int pixel, float[] z, int zo, int step, float[] spare) {
    for (int c = 0; c < channels; c += L) {
      for (int j = 0; j < OUT; j++) {
        gradient(dy, dyo + j * pixel + c, line, spare, j * L, OUT * L);
      }
      for (int i = 0; i < IN; i++) {
        gradient(spare, i * OUT * L, L, z, zo + i * IN * step + c, step);
      }
    }
  }

  /// A of four vectors.
  private static void gradient(float[] dy, int at, int step, float[] z, int to, int zStep) {
    var d0 = FloatVector.fromArray(S, dy, at);
    var d1 = FloatVector.fromArray(S, dy, at + step);
    var d2 = FloatVector.fromArray(S, dy, at + 2 * step);
    var d3 = FloatVector.fromArray(S, dy, at + 3 * step);
    var even = d0.add(d2);
    var odd = d1.add(d3);
    var evenOfTwo = d0.add(d2.mul(4f));
    var oddOfTwo = d1.mul(2f).add(d3.mul(8f));
    d0.intoArray(z, to);
    even.add(odd).intoArray(z, to + zStep);
    even.sub(odd).intoArray(z, to + 2 * zStep);
    evenOfTwo.add(oddOfTwo).intoArray(z, to + 3 * zStep);
    evenOfTwo.sub(oddOfTwo).intoArray(z, to + 4 * zStep);
    d3.intoArray(z, to + 5 * zStep);
  }

  @Override
  public void kernel(int n, float[] w, int wo, int wStep, float[] u, int uo, int uStep, float[] spare) {
    for (int c = 0; c < n; c += L) {
      for (int j = 0; j < 3; j++) {
        kernel(w, wo + j * wStep + c, 3 * wStep, spare, j * L, 3 * L);
      }
      for (int i = 0; i < IN; i++) {
        kernel(spare, i * 3 * L, L, u, uo + i * IN * uStep + c, uStep);
      }
    }
  }

  /// G of three vectors.
  private static void kernel(float[] w, int at, int step, float[] u, int to, int uStep) {
    var g0 = FloatVector.fromArray(S, w, at);
    var g1 = FloatVector.fromArray(S, w, at + step);
    var g2 = FloatVector.fromArray(S, w, at + 2 * step);
    var even = g0.add(g2).mul(-SIXTH);
    var odd = g1.mul(SIXTH);
    var evenOfTwo = g0.mul(TWENTY_FOURTH).add(g2.mul(SIXTH));
    var oddOfTwo = g1.mul(TWELFTH);
    g0.mul(0.25f).intoArray(u, to);
    even.sub(odd).intoArray(u, to + uStep);
    even.add(odd).intoArray(u, to + 2 * uStep);
    evenOfTwo.add(oddOfTwo).intoArray(u, to + 3 * uStep);
    evenOfTwo.sub(oddOfTwo).intoArray(u, to + 4 * uStep);
    g2.intoArray(u, to + 5 * uStep);
  }

  @Override
  public void weights(int n, float[] m, int mo, int mStep, float[] dw, int dwo, int dStep, float[] spare) {
    for (int c = 0; c < n; c += L) {
      for (int j = 0; j < IN; j++) {
        weights(m, mo + j * mStep + c, IN * mStep, spare, j * L, IN * L);
      }
      for (int i = 0; i < 3; i++) {
        weights(spare, i * IN * L, L, dw, dwo + i * 3 * dStep + c, dStep);
      }
    }
  }

  /// G' of six vectors.
  private static void weights(float[] m, int at, int step, float[] dw, int to, int dStep) {
    var m0 = FloatVector.fromArray(S, m, at);
    var m1 = FloatVector.fromArray(S, m, at + step);
    var m2 = FloatVector.fromArray(S, m, at + 2 * step);
    var m3 = FloatVector.fromArray(S, m, at + 3 * step);
    var m4 = FloatVector.fromArray(S, m, at + 4 * step);
    var m5 = FloatVector.fromArray(S, m, at + 5 * step);
    var even = m1.add(m2);
    var evenOfTwo = m3.add(m4);
    m0.mul(0.25f).sub(even.mul(SIXTH)).add(evenOfTwo.mul(TWENTY_FOURTH)).intoArray(dw, to);
    m2.sub(m1).mul(SIXTH).add(m3.sub(m4).mul(TWELFTH)).intoArray(dw, to + dStep);
    evenOfTwo.sub(even).mul(SIXTH).add(m5).intoArray(dw, to + 2 * dStep);
  }
}
