package profundo.kernel;

import static jdk.incubator.vector.DoubleVector.broadcast;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Sine, cosine and power: computed in double, half a register of floats at a time, so that plain series and an
/// argument reduction in two parts are exact enough. The rare rest (huge angles, infinities) goes lane by lane
/// through `StrictMath`.
final class VectorDouble {
  static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

  /// As many floats as `D` has doubles.
  static final VectorSpecies<Float> H = VectorSpecies.of(float.class, VectorShape.forBitSize(D.vectorBitSize() / 2));

  /// 1.5 * 2^52: adding it rounds to the nearest integer and leaves that integer in the low bits.
  private static final double ROUND = 0x1.8p52;

  private static final long ROUND_BITS = 0x4338000000000000L;
  private static final double PI_HALF_HIGH = 0x1.921fb54442d18p0;
  private static final double PI_HALF_LOW = 0x1.1a62633145c07p-54;
  private static final float LARGE_ANGLE = 0x1p30f;
  private static final long ROOT_HALF_BITS = 0x3fe6a09e667f3bcdL;
  private static final double TWO_LOG2_E = 2 / 0.693147180559945309417;

  private VectorDouble() {}

  static FloatVector sin(FloatVector x) {
    DoubleVector v = (DoubleVector) x.convertShape(VectorOperators.F2D, D, 0);
    FloatVector y = (FloatVector) circular(v, 0).convertShape(VectorOperators.D2F, H, 0);
    VectorMask<Float> large = x.abs().compare(VectorOperators.LT, LARGE_ANGLE).not();
    return large.anyTrue() ? sinLanes(x, y, large) : y;
  }

  static FloatVector cos(FloatVector x) {
    DoubleVector v = (DoubleVector) x.convertShape(VectorOperators.F2D, D, 0);
    FloatVector y = (FloatVector) circular(v, 1).convertShape(VectorOperators.D2F, H, 0);
    VectorMask<Float> large = x.abs().compare(VectorOperators.LT, LARGE_ANGLE).not();
    return large.anyTrue() ? cosLanes(x, y, large) : y;
  }

  /// sin(v + quarter * pi / 2): v = k pi / 2 + r, |r| <= pi / 4; odd quadrants take the cosine series of r.
  static DoubleVector circular(DoubleVector v, int quarter) {
    DoubleVector t = v.fma(broadcast(D, 2 / Math.PI), broadcast(D, ROUND));
    DoubleVector n = t.sub(ROUND);
    DoubleVector r = n.fma(broadcast(D, -PI_HALF_HIGH), v);
    r = n.fma(broadcast(D, -PI_HALF_LOW), r);
    DoubleVector z = r.mul(r);
    LongVector k = t.reinterpretAsLongs().add(quarter);
    LongVector signs = k.and(2).lanewise(VectorOperators.LSHL, 62);
    VectorMask<Double> odd = k.and(1).compare(VectorOperators.NE, 0).cast(D);
    DoubleVector y = sine(r, z).blend(cosine(z), odd);
    return y.reinterpretAsLongs().lanewise(VectorOperators.XOR, signs).reinterpretAsDoubles();
  }

  private static DoubleVector sine(DoubleVector r, DoubleVector z) {
    DoubleVector s = z.fma(broadcast(D, -1.0 / 39916800), broadcast(D, 1.0 / 362880));
    s = s.fma(z, broadcast(D, -1.0 / 5040));
    s = s.fma(z, broadcast(D, 1.0 / 120));
    s = s.fma(z, broadcast(D, -1.0 / 6));
    return s.fma(z, broadcast(D, 1.0)).mul(r);
  }

  private static DoubleVector cosine(DoubleVector z) {
    DoubleVector c = z.fma(broadcast(D, -1.0 / 3628800), broadcast(D, 1.0 / 40320));
    c = c.fma(z, broadcast(D, -1.0 / 720));
    c = c.fma(z, broadcast(D, 1.0 / 24));
    c = c.fma(z, broadcast(D, -0.5));
    return c.fma(z, broadcast(D, 1.0));
  }

  private static FloatVector sinLanes(FloatVector x, FloatVector y, VectorMask<Float> lanes) {
    for (int i = 0; i < x.length(); i++) {
      if (lanes.laneIsSet(i)) {
        y = y.withLane(i, (float) StrictMath.sin(x.lane(i)));
      }
    }
    return y;
  }

  private static FloatVector cosLanes(FloatVector x, FloatVector y, VectorMask<Float> lanes) {
    for (int i = 0; i < x.length(); i++) {
      if (lanes.laneIsSet(i)) {
        y = y.withLane(i, (float) StrictMath.cos(x.lane(i)));
      }
    }
    return y;
  }

  /// x^y as `StrictMath.pow` defines it.
  ///
  /// The polynomials come first and everything else is spelled out here: C2 stops inlining methods other than those
  /// of the Vector API itself when its graph has grown past a limit, and registers would then be boxed.
  static FloatVector pow(FloatVector x, FloatVector y) {
    DoubleVector e = (DoubleVector) y.convertShape(VectorOperators.F2D, D, 0);
    FloatVector p = positivePow(x.abs(), e);
    // a negative base: the sign of an odd power; NaN unless the exponent is an integer
    DoubleVector rounded = e.add(ROUND);
    VectorMask<Double> whole = rounded.sub(ROUND).compare(VectorOperators.EQ, e);
    LongVector low = rounded.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 63);
    VectorMask<Float> odd = low.compare(VectorOperators.LT, 0).cast(H).and(whole.cast(H));
    odd = odd.and(y.abs().compare(VectorOperators.LT, 0x1p24f));
    VectorMask<Float> zero = x.compare(VectorOperators.EQ, 0f);
    p = p.blend(0f, zero).blend(Float.POSITIVE_INFINITY, zero.and(y.compare(VectorOperators.LT, 0f)));
    p = p.blend(1f, y.compare(VectorOperators.EQ, 0f));
    p = p.blend(p.neg(), x.reinterpretAsInts().compare(VectorOperators.LT, 0).cast(H).and(odd));
    p = p.blend(Float.NaN, x.compare(VectorOperators.LT, 0f).andNot(whole.cast(H)));
    VectorMask<Float> finite = x.abs().compare(VectorOperators.LT, Float.POSITIVE_INFINITY);
    finite = finite.and(y.abs().compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    return finite.allTrue() ? p : powLanes(x, y, p, finite);
  }

  private static FloatVector positivePow(FloatVector x, DoubleVector e) {
    DoubleVector log = log2((DoubleVector) x.convertShape(VectorOperators.F2D, D, 0));
    return (FloatVector) exp2(log.mul(e)).convertShape(VectorOperators.D2F, H, 0);
  }

  private static FloatVector powLanes(FloatVector x, FloatVector y, FloatVector p, VectorMask<Float> done) {
    for (int i = 0; i < x.length(); i++) {
      if (!done.laneIsSet(i)) {
        p = p.withLane(i, (float) StrictMath.pow(x.lane(i), y.lane(i)));
      }
    }
    return p;
  }

  /// v = 2^k m, m in [sqrt 1/2, sqrt 2); log2 m = 2 / ln 2 * atanh(s), s = (m - 1) / (m + 1) < 0.172.
  static DoubleVector log2(DoubleVector v) {
    LongVector bits = v.reinterpretAsLongs();
    LongVector k = bits.sub(ROOT_HALF_BITS).lanewise(VectorOperators.ASHR, 52);
    DoubleVector m = bits.sub(k.lanewise(VectorOperators.LSHL, 52)).reinterpretAsDoubles();
    DoubleVector s = m.sub(1).div(m.add(1));
    DoubleVector w = s.mul(s);
    DoubleVector p = w.fma(broadcast(D, 1.0 / 13), broadcast(D, 1.0 / 11));
    p = p.fma(w, broadcast(D, 1.0 / 9));
    p = p.fma(w, broadcast(D, 1.0 / 7));
    p = p.fma(w, broadcast(D, 1.0 / 5));
    p = p.fma(w, broadcast(D, 1.0 / 3));
    p = p.fma(w, broadcast(D, 1.0));
    DoubleVector exponent = k.add(ROUND_BITS).reinterpretAsDoubles().sub(ROUND);
    return p.mul(s).fma(broadcast(D, TWO_LOG2_E), exponent);
  }

  /// The series of e^(f ln 2), |f| <= 1/2; the integer part goes into the exponent bits.
  static DoubleVector exp2(DoubleVector t) {
    t = t.blend(1000.0, t.compare(VectorOperators.GT, 1000.0));
    t = t.blend(-1000.0, t.compare(VectorOperators.LT, -1000.0));
    DoubleVector n = t.add(ROUND);
    DoubleVector f = t.sub(n.sub(ROUND)).mul(0.693147180559945309417);
    DoubleVector p = f.fma(broadcast(D, 1.0 / 362880), broadcast(D, 1.0 / 40320));
    p = p.fma(f, broadcast(D, 1.0 / 5040));
    p = p.fma(f, broadcast(D, 1.0 / 720));
    p = p.fma(f, broadcast(D, 1.0 / 120));
    p = p.fma(f, broadcast(D, 1.0 / 24));
    p = p.fma(f, broadcast(D, 1.0 / 6));
    p = p.fma(f, broadcast(D, 0.5));
    p = p.fma(f, broadcast(D, 1.0));
    p = p.fma(f, broadcast(D, 1.0));
    LongVector bits = p.reinterpretAsLongs().add(n.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52));
    return bits.reinterpretAsDoubles();
  }
}
