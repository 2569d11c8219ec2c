package profundo.kernel;

/// What each elementwise operation does to one number, step by step as [VectorMath] and [VectorDouble] do it to a
/// register: the same bits, which the tests hold it to. So loops in plain Java can take the ends of vector loops, small
/// arrays and the time before the JVM has compiled the vectors.
///
/// For sources and accuracy see the vector variants.
final class ScalarMath {
  private static final float ROUND = 0x1.8p23f;
  private static final float LOG2_E = 0x1.715476p0f;
  private static final float LN2_HIGH = 0x1.62e4p-1f;
  private static final float LN2_LOW = 0x1.7f7d1cp-20f;
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final double ROUND_DOUBLE = 0x1.8p52;
  private static final double PI_HALF_HIGH = 0x1.921fb54442d18p0;
  private static final double PI_HALF_LOW = 0x1.1a62633145c07p-54;
  private static final float LARGE_ANGLE = 0x1p30f;
  private static final long ROOT_HALF_BITS = 0x3fe6a09e667f3bcdL;
  private static final double TWO_LOG2_E = 2 / 0.693147180559945309417;

  private ScalarMath() {}

  static float neg(float x) {
    return -x;
  }

  static float abs(float x) {
    return Math.abs(x);
  }

  static float sign(float x) {
    return x > 0 ? 1 : x < 0 ? -1 : x;
  }

  static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }

  static float reciprocal(float x) {
    return 1 / x;
  }

  static float relu(float x) {
    return x <= 0 ? 0 : x;
  }

  static float add(float x, float y) {
    return x + y;
  }

  static float sub(float x, float y) {
    return x - y;
  }

  static float mul(float x, float y) {
    return x * y;
  }

  static float div(float x, float y) {
    return x / y;
  }

  static float max(float x, float y) {
    return x >= y || x != x ? x : y;
  }

  static float min(float x, float y) {
    return x <= y || x != x ? x : y;
  }

  static float eq(float x, float y) {
    return x == y ? 1 : 0;
  }

  static float ne(float x, float y) {
    return x != y ? 1 : 0;
  }

  static float lt(float x, float y) {
    return x < y ? 1 : 0;
  }

  static float le(float x, float y) {
    return x <= y ? 1 : 0;
  }

  static float select(float a, float b, float c) {
    return a != 0 ? b : c;
  }

  static float floor(float x) {
    if (!(Math.abs(x) < 0x1p23f)) {
      return x;
    }
    float t = (int) x;
    t = t > x ? t - 1 : t;
    return t == x ? x : t;
  }

  static float exp(float x) {
    float t = Math.fma(x, LOG2_E, ROUND);
    float n = t - ROUND;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float p = expTail(r) + 1;
    float y = Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
    y = x <= 88.72283f ? y : x * INFINITY;
    return x < -87.33f ? 0 : y;
  }

  /// e^r - 1 for |r| <= ln 2 / 2.
  private static float expTail(float r) {
    float p = Math.fma(r, 0.00139511792411f, 0.00836959220293f);
    p = Math.fma(p, r, 0.041666197119f);
    p = Math.fma(p, r, 0.166665129238f);
    p = Math.fma(p, r, 0.5000000097f);
    return Math.fma(p, r * r, r);
  }

  static float log(float x) {
    boolean tiny = x < Float.MIN_NORMAL;
    int i = Float.floatToRawIntBits(tiny ? x * 0x1p25f : x) - 0x3f3504f3;
    float k = i >> 23;
    k = tiny ? k - 25 : k;
    float f = Float.intBitsToFloat((i & 0x7fffff) + 0x3f3504f3) - 1;
    float s = f / (f + 2);
    float z = s * s;
    float r = Math.fma(z, 0.24279078841f, 0.28498786688f);
    r = Math.fma(r, z, 0.40000972152f);
    r = Math.fma(r, z, 0.66666662693f) * z;
    float half = f * f * 0.5f;
    float y = (half + r) * s;
    y = Math.fma(k, 9.0580006145e-06f, y) - half + f;
    y = Math.fma(k, 6.9313812256e-01f, y);
    y = x < INFINITY ? y : x;
    y = x < 0 ? Float.NaN : y;
    return x == 0 ? -INFINITY : y;
  }

  static float tanh(float x) {
    float a = Math.abs(x);
    a += a;
    a = a > 30 ? 30 : a;
    float t = Math.fma(a, LOG2_E, ROUND);
    float n = t - ROUND;
    float r = Math.fma(n, -LN2_HIGH, a);
    r = Math.fma(n, -LN2_LOW, r);
    float p = expTail(r);
    float scale = Float.intBitsToFloat((Float.floatToRawIntBits(t) << 23) + 0x3f800000);
    float m = Math.fma(scale, p, scale - 1);
    float y = m / (m + 2);
    int sign = Float.floatToRawIntBits(x) & 0x80000000;
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) | sign);
  }

  static float sigmoid(float x) {
    return 1 / (exp(-x) + 1);
  }

  static float softplus(float x) {
    float z = exp(-Math.abs(x));
    float s = z / (z + 2);
    float w = s * s;
    float p = Math.fma(w, 0.122121621151f, 0.106950528456f);
    p = Math.fma(p, w, 0.143105150642f);
    p = Math.fma(p, w, 0.199993392807f);
    p = Math.fma(p, w, 0.333333397406f);
    s += s;
    return Math.fma(p, s * w, s) + relu(x);
  }

  static float erf(float x) {
    float c = x > 4 ? 4 : x < -4 ? -4 : x;
    float w = c * c;
    float p = Math.fma(w, -2.72614225801306e-10f, 2.77068142495902e-08f);
    p = Math.fma(p, w, -2.10102402082508e-06f);
    p = Math.fma(p, w, -5.69250639462346e-05f);
    p = Math.fma(p, w, -7.34990630326855e-04f);
    p = Math.fma(p, w, -2.95459980854025e-03f);
    p = Math.fma(p, w, -1.60960333262415e-02f);
    float q = Math.fma(w, -1.45660718464996e-05f, -2.13374055278905e-04f);
    q = Math.fma(q, w, -1.68282697438203e-03f);
    q = Math.fma(q, w, -7.37332916720468e-03f);
    q = Math.fma(q, w, -1.42647390514189e-02f);
    float y = p / q * c;
    return y > 1 ? 1 : y < -1 ? -1 : y;
  }

  static float sin(float x) {
    return Math.abs(x) < LARGE_ANGLE ? circular(x, 0) : (float) StrictMath.sin(x);
  }

  static float cos(float x) {
    return Math.abs(x) < LARGE_ANGLE ? circular(x, 1) : (float) StrictMath.cos(x);
  }

  private static float circular(double v, int quarter) {
    double t = Math.fma(v, 2 / Math.PI, ROUND_DOUBLE);
    double n = t - ROUND_DOUBLE;
    double r = Math.fma(n, -PI_HALF_HIGH, v);
    r = Math.fma(n, -PI_HALF_LOW, r);
    double z = r * r;
    long k = Double.doubleToRawLongBits(t) + quarter;
    double y;
    if ((k & 1) == 0) {
      double s = Math.fma(z, -1.0 / 39916800, 1.0 / 362880);
      s = Math.fma(s, z, -1.0 / 5040);
      s = Math.fma(s, z, 1.0 / 120);
      s = Math.fma(s, z, -1.0 / 6);
      y = Math.fma(s, z, 1.0) * r;
    } else {
      double c = Math.fma(z, -1.0 / 3628800, 1.0 / 40320);
      c = Math.fma(c, z, -1.0 / 720);
      c = Math.fma(c, z, 1.0 / 24);
      c = Math.fma(c, z, -0.5);
      y = Math.fma(c, z, 1.0);
    }
    return (float) ((k & 2) == 0 ? y : -y);
  }

  static float pow(float x, float y) {
    if (!(Math.abs(x) < INFINITY && Math.abs(y) < INFINITY)) {
      return (float) StrictMath.pow(x, y);
    }
    if (y == 0) {
      return 1;
    }
    boolean whole = y == Math.rint(y);
    boolean odd = whole && Math.abs(y) < 0x1p24f && ((int) y & 1) != 0;
    float p = x == 0 ? y < 0 ? INFINITY : 0 : (float) exp2(log2(Math.abs(x)) * y);
    p = odd && Float.floatToRawIntBits(x) < 0 ? -p : p;
    return x < 0 && !whole ? Float.NaN : p;
  }

  private static double log2(double v) {
    long bits = Double.doubleToRawLongBits(v);
    long k = (bits - ROOT_HALF_BITS) >> 52;
    double m = Double.longBitsToDouble(bits - (k << 52));
    double s = (m - 1) / (m + 1);
    double w = s * s;
    double p = Math.fma(w, 1.0 / 13, 1.0 / 11);
    p = Math.fma(p, w, 1.0 / 9);
    p = Math.fma(p, w, 1.0 / 7);
    p = Math.fma(p, w, 1.0 / 5);
    p = Math.fma(p, w, 1.0 / 3);
    p = Math.fma(p, w, 1.0);
    return Math.fma(p * s, TWO_LOG2_E, k);
  }

  private static double exp2(double t) {
    t = t > 1000 ? 1000 : t < -1000 ? -1000 : t;
    double n = t + ROUND_DOUBLE;
    double f = (t - (n - ROUND_DOUBLE)) * 0.693147180559945309417;
    double p = Math.fma(f, 1.0 / 362880, 1.0 / 40320);
    p = Math.fma(p, f, 1.0 / 5040);
    p = Math.fma(p, f, 1.0 / 720);
    p = Math.fma(p, f, 1.0 / 120);
    p = Math.fma(p, f, 1.0 / 24);
    p = Math.fma(p, f, 1.0 / 6);
    p = Math.fma(p, f, 0.5);
    p = Math.fma(p, f, 1.0);
    p = Math.fma(p, f, 1.0);
    return Double.longBitsToDouble(Double.doubleToRawLongBits(p) + (Double.doubleToRawLongBits(n) << 52));
  }
}
