package profundo.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// What each elementwise operation does to a register: the one definition that tiled and generated loops share.
///
/// The transcendental functions are polynomials of our own, because the lanewise ones of the Vector API give other
/// bits in interpreted than in compiled code. Errors are a few units in the last place; results below the smallest
/// normal number may flush to zero. Every method is small enough that a hot loop inlines it.
final class VectorMath {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /// 1.5 * 2^23: adding it rounds to the nearest integer and leaves that integer in the low bits.
  private static final float ROUND = 0x1.8p23f;

  private static final float LOG2_E = 0x1.715476p0f;
  private static final float LN2_HIGH = 0x1.62e4p-1f;
  private static final float LN2_LOW = 0x1.7f7d1cp-20f;
  private static final int SIGN_BIT = 0x80000000;

  private VectorMath() {}

  static FloatVector neg(FloatVector x) {
    return x.neg();
  }

  static FloatVector abs(FloatVector x) {
    return x.abs();
  }

  static FloatVector sign(FloatVector x) {
    return x.blend(1f, x.compare(VectorOperators.GT, 0f)).blend(-1f, x.compare(VectorOperators.LT, 0f));
  }

  static FloatVector sqrt(FloatVector x) {
    return x.sqrt();
  }

  static FloatVector reciprocal(FloatVector x) {
    return broadcast(S, 1f).div(x);
  }

  static FloatVector copy(FloatVector x) {
    return x;
  }

  /// A blend costs half of what the Vector API's max does, which sorts out the zeros too.
  static FloatVector relu(FloatVector x) {
    return x.blend(0f, x.compare(VectorOperators.LE, 0f));
  }

  static FloatVector add(FloatVector x, FloatVector y) {
    return x.add(y);
  }

  static FloatVector sub(FloatVector x, FloatVector y) {
    return x.sub(y);
  }

  static FloatVector mul(FloatVector x, FloatVector y) {
    return x.mul(y);
  }

  static FloatVector div(FloatVector x, FloatVector y) {
    return x.div(y);
  }

  static FloatVector max(FloatVector x, FloatVector y) {
    VectorMask<Float> first = x.compare(VectorOperators.GE, y).or(x.compare(VectorOperators.NE, x));
    return y.blend(x, first);
  }

  static FloatVector min(FloatVector x, FloatVector y) {
    VectorMask<Float> first = x.compare(VectorOperators.LE, y).or(x.compare(VectorOperators.NE, x));
    return y.blend(x, first);
  }

  static FloatVector eq(FloatVector x, FloatVector y) {
    return broadcast(S, 0f).blend(1f, x.compare(VectorOperators.EQ, y));
  }

  static FloatVector ne(FloatVector x, FloatVector y) {
    return broadcast(S, 0f).blend(1f, x.compare(VectorOperators.NE, y));
  }

  static FloatVector lt(FloatVector x, FloatVector y) {
    return broadcast(S, 0f).blend(1f, x.compare(VectorOperators.LT, y));
  }

  static FloatVector le(FloatVector x, FloatVector y) {
    return broadcast(S, 0f).blend(1f, x.compare(VectorOperators.LE, y));
  }

  static FloatVector select(FloatVector a, FloatVector b, FloatVector c) {
    return c.blend(b, a.compare(VectorOperators.NE, 0f));
  }

  static FloatVector floor(FloatVector x) {
    FloatVector t = (FloatVector) x.convert(VectorOperators.F2I, 0).convert(VectorOperators.I2F, 0);
    t = t.blend(t.sub(1f), t.compare(VectorOperators.GT, x));
    // from 2^23 on every float is an integer; NaN and -0 stay what they are
    t = x.blend(t, x.abs().compare(VectorOperators.LT, 0x1p23f));
    return t.blend(x, t.compare(VectorOperators.EQ, x));
  }

  /// e^x = 2^n e^r, |r| <= ln 2 / 2, with e^r = 1 + r + r^2 P(r), P of degree 4 (minimax, 3e-9); n is added to the
  /// exponent bits. Below -87.33 zero, above 88.72 infinity.
  static FloatVector exp(FloatVector x) {
    FloatVector t = x.fma(broadcast(S, LOG2_E), broadcast(S, ROUND));
    FloatVector n = t.sub(ROUND);
    FloatVector r = n.fma(broadcast(S, -LN2_HIGH), x);
    r = n.fma(broadcast(S, -LN2_LOW), r);
    FloatVector p = r.fma(broadcast(S, 0.00139511792411f), broadcast(S, 0.00836959220293f));
    p = p.fma(r, broadcast(S, 0.041666197119f));
    p = p.fma(r, broadcast(S, 0.166665129238f));
    p = p.fma(r, broadcast(S, 0.5000000097f));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector bits = p.reinterpretAsInts();
    bits = bits.add(t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23));
    FloatVector y = bits.reinterpretAsFloats();
    // the product is infinity above the range and NaN for NaN
    y = x.mul(Float.POSITIVE_INFINITY).blend(y, x.compare(VectorOperators.LE, 88.72283f));
    return y.blend(0f, x.compare(VectorOperators.LT, -87.33f));
  }

  /// After logf of FreeBSD's msun: x = 2^k (1 + f), log(1 + f) by s = f / (2 + f).
  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector i = x.blend(x.mul(0x1p25f), tiny).reinterpretAsInts().sub(0x3f3504f3);
    FloatVector k = (FloatVector) i.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0);
    k = k.blend(k.sub(25f), tiny);
    FloatVector f = i.and(0x7fffff).add(0x3f3504f3).reinterpretAsFloats().sub(1f);
    FloatVector s = f.div(f.add(2f));
    FloatVector z = s.mul(s);
    FloatVector r = z.fma(broadcast(S, 0.24279078841f), broadcast(S, 0.28498786688f));
    r = r.fma(z, broadcast(S, 0.40000972152f));
    r = r.fma(z, broadcast(S, 0.66666662693f)).mul(z);
    FloatVector half = f.mul(f).mul(0.5f);
    FloatVector y = half.add(r).mul(s);
    y = k.fma(broadcast(S, 9.0580006145e-06f), y).sub(half).add(f);
    y = k.fma(broadcast(S, 6.9313812256e-01f), y);
    y = x.blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
    return y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
  }

  /// tanh |x| = m / (m + 2) with m = e^(2 |x|) - 1 formed without cancellation.
  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    a = a.add(a);
    a = a.blend(30f, a.compare(VectorOperators.GT, 30f));
    FloatVector t = a.fma(broadcast(S, LOG2_E), broadcast(S, ROUND));
    FloatVector n = t.sub(ROUND);
    FloatVector r = n.fma(broadcast(S, -LN2_HIGH), a);
    r = n.fma(broadcast(S, -LN2_LOW), r);
    FloatVector p = r.fma(broadcast(S, 0.00139511792411f), broadcast(S, 0.00836959220293f));
    p = p.fma(r, broadcast(S, 0.041666197119f));
    p = p.fma(r, broadcast(S, 0.166665129238f));
    p = p.fma(r, broadcast(S, 0.5000000097f));
    p = p.fma(r.mul(r), r);
    IntVector power = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000);
    FloatVector scale = power.reinterpretAsFloats();
    FloatVector m = scale.fma(p, scale.sub(1f));
    IntVector y = m.div(m.add(2f)).reinterpretAsInts();
    return y.or(x.reinterpretAsInts().and(SIGN_BIT)).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    return broadcast(S, 1f).div(exp(x.neg()).add(1f));
  }

  /// log(1 + e^x) = max(x, 0) + log(1 + z), z = e^-|x|; log(1 + z) = 2 atanh(s), s = z / (2 + z) <= 1/3, by an odd
  /// polynomial (minimax, 1e-10).
  static FloatVector softplus(FloatVector x) {
    FloatVector z = exp(x.abs().neg());
    FloatVector s = z.div(z.add(2f));
    FloatVector w = s.mul(s);
    FloatVector p = w.fma(broadcast(S, 0.122121621151f), broadcast(S, 0.106950528456f));
    p = p.fma(w, broadcast(S, 0.143105150642f));
    p = p.fma(w, broadcast(S, 0.199993392807f));
    p = p.fma(w, broadcast(S, 0.333333397406f));
    s = s.add(s);
    return p.fma(s.mul(w), s).add(relu(x));
  }

  /// An odd rational function on [-4, 4], the one that Eigen and XLA use; 1 beyond.
  static FloatVector erf(FloatVector x) {
    FloatVector c = x.blend(4f, x.compare(VectorOperators.GT, 4f)).blend(-4f, x.compare(VectorOperators.LT, -4f));
    FloatVector w = c.mul(c);
    FloatVector p = w.fma(broadcast(S, -2.72614225801306e-10f), broadcast(S, 2.77068142495902e-08f));
    p = p.fma(w, broadcast(S, -2.10102402082508e-06f));
    p = p.fma(w, broadcast(S, -5.69250639462346e-05f));
    p = p.fma(w, broadcast(S, -7.34990630326855e-04f));
    p = p.fma(w, broadcast(S, -2.95459980854025e-03f));
    p = p.fma(w, broadcast(S, -1.60960333262415e-02f));
    FloatVector q = w.fma(broadcast(S, -1.45660718464996e-05f), broadcast(S, -2.13374055278905e-04f));
    q = q.fma(w, broadcast(S, -1.68282697438203e-03f));
    q = q.fma(w, broadcast(S, -7.37332916720468e-03f));
    q = q.fma(w, broadcast(S, -1.42647390514189e-02f));
    FloatVector y = p.div(q).mul(c);
    return y.blend(1f, y.compare(VectorOperators.GT, 1f)).blend(-1f, y.compare(VectorOperators.LT, -1f));
  }
}
