package profundo.kernel;

/// Winograd's transforms, channel by channel.
final class ScalarWinograd implements WinogradKernels {
  private static final float SIXTH = 1 / 6f;
  private static final float TWELFTH = 1 / 12f;
  private static final float TWENTY_FOURTH = 1 / 24f;

  @Override
  public void input(int channels, float[] x, int xo, int line, int pixel, float[] v, int vo, int step, float[] spare) {
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < IN; j++) {
        input(x, xo + j * pixel + c, line, spare, j, IN);
      }
      for (int i = 0; i < IN; i++) {
        input(spare, i * IN, 1, v, vo + i * IN * step + c, step);
      }
    }
  }

  /// B' of six numbers.
  private static void input(float[] x, int at, int step, float[] v, int to, int vStep) {
    float d0 = x[at];
    float d1 = x[at + step];
    float d2 = x[at + 2 * step];
    float d3 = x[at + 3 * step];
    float d4 = x[at + 4 * step];
    float d5 = x[at + 5 * step];
    float even = d4 - d2 * 4f;
    float odd = d3 - d1 * 4f;
    float evenOfTwo = d4 - d2;
    float oddOfTwo = (d3 - d1) * 2f;
    v[to] = d0 * 4f - d2 * 5f + d4;
    v[to + vStep] = even + odd;
    v[to + 2 * vStep] = even - odd;
    v[to + 3 * vStep] = evenOfTwo + oddOfTwo;
    v[to + 4 * vStep] = evenOfTwo - oddOfTwo;
    v[to + 5 * vStep] = d1 * 4f - d3 * 5f + d5;
  }

  @Override
  public void output(int channels, float[] m, int mo, int step, float[] y, int yo, int line, int pixel, float[] spare) {
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < IN; j++) {
        output(m, mo + j * step + c, IN * step, spare, j, IN);
      }
      for (int i = 0; i < OUT; i++) {
        output(spare, i * IN, 1, y, yo + i * line + c, pixel);
      }
    }
  }

  /// A' of six numbers.
  private static void output(float[] m, int at, int step, float[] y, int to, int yStep) {
    float m0 = m[at];
    float m1 = m[at + step];
    float m2 = m[at + 2 * step];
    float m3 = m[at + 3 * step];
    float m4 = m[at + 4 * step];
    float m5 = m[at + 5 * step];
    float even = m1 + m2;
    float odd = m1 - m2;
    float evenOfTwo = m3 + m4;
    float oddOfTwo = m3 - m4;
    y[to] = m0 + even + evenOfTwo;
    y[to + yStep] = odd + oddOfTwo * 2f;
    y[to + 2 * yStep] = even + evenOfTwo * 4f;
    y[to + 3 * yStep] = odd + oddOfTwo * 8f + m5;
  }

  @Override
  public void gradient(int channels, float[] dy, int dyo, int line, int pixel, float[] z, int zo, int step, float[] spare) {
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < OUT; j++) {
        gradient(dy, dyo + j * pixel + c, line, spare, j, OUT);
      }
      for (int i = 0; i < IN; i++) {
        gradient(spare, i * OUT, 1, z, zo + i * IN * step + c, step);
      }
    }
  }

  /// A of four numbers.
  private static void gradient(float[] dy, int at, int step, float[] z, int to, int zStep) {
    float d0 = dy[at];
    float d1 = dy[at + step];
    float d2 = dy[at + 2 * step];
    float d3 = dy[at + 3 * step];
    float even = d0 + d2;
    float odd = d1 + d3;
    float evenOfTwo = d0 + d2 * 4f;
    float oddOfTwo = d1 * 2f + d3 * 8f;
    z[to] = d0;
    z[to + zStep] = even + odd;
    z[to + 2 * zStep] = even - odd;
    z[to + 3 * zStep] = evenOfTwo + oddOfTwo;
    z[to + 4 * zStep] = evenOfTwo - oddOfTwo;
    z[to + 5 * zStep] = d3;
  }

  @Override
  public void kernel(int n, float[] w, int wo, int wStep, float[] u, int uo, int uStep, float[] spare) {
    for (int c = 0; c < n; c++) {
      for (int j = 0; j < 3; j++) {
        kernel(w, wo + j * wStep + c, 3 * wStep, spare, j, 3);
      }
      for (int i = 0; i < IN; i++) {
        kernel(spare, i * 3, 1, u, uo + i * IN * uStep + c, uStep);
      }
    }
  }

  /// G of three numbers.
  private static void kernel(float[] w, int at, int step, float[] u, int to, int uStep) {
    float g0 = w[at];
    float g1 = w[at + step];
    float g2 = w[at + 2 * step];
    float even = (g0 + g2) * -SIXTH;
    float odd = g1 * SIXTH;
    float evenOfTwo = g0 * TWENTY_FOURTH + g2 * SIXTH;
    float oddOfTwo = g1 * TWELFTH;
    u[to] = g0 * 0.25f;
    u[to + uStep] = even - odd;
    u[to + 2 * uStep] = even + odd;
    u[to + 3 * uStep] = evenOfTwo + oddOfTwo;
    u[to + 4 * uStep] = evenOfTwo - oddOfTwo;
    u[to + 5 * uStep] = g2;
  }

  @Override
  public void weights(int n, float[] m, int mo, int mStep, float[] dw, int dwo, int dStep, float[] spare) {
    for (int c = 0; c < n; c++) {
      for (int j = 0; j < IN; j++) {
        weights(m, mo + j * mStep + c, IN * mStep, spare, j, IN);
      }
      for (int i = 0; i < 3; i++) {
        weights(spare, i * IN, 1, dw, dwo + i * 3 * dStep + c, dStep);
      }
    }
  }

  /// G' of six numbers.
  private static void weights(float[] m, int at, int step, float[] dw, int to, int dStep) {
    float m0 = m[at];
    float m1 = m[at + step];
    float m2 = m[at + 2 * step];
    float m3 = m[at + 3 * step];
    float m4 = m[at + 4 * step];
    float m5 = m[at + 5 * step];
    float even = m1 + m2;
    float evenOfTwo = m3 + m4;
    dw[to] = m0 * 0.25f - even * SIXTH + evenOfTwo * TWENTY_FOURTH;
    dw[to + dStep] = (m2 - m1) * SIXTH + (m3 - m4) * TWELFTH;
    dw[to + 2 * dStep] = (evenOfTwo - even) * SIXTH + m5;
  }
}
