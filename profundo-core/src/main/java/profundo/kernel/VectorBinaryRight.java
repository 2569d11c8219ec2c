package profundo.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Loops of two operands on the Vector API, the second one number for all; see [VectorUnary] for their form.
final class VectorBinaryRight {
  private static final VectorSpecies<Float> S = VectorMath.S;
  private static final VectorSpecies<Float> H = VectorDouble.H;
  private static final int LANES = S.length();
  private static final int HALF = H.length();

  private VectorBinaryRight() {}

  /// The loop of an operation that takes two operands.
  static InnerLoop.Right of(ElementOp op) {
    return switch (op) {
      case ADD -> VectorBinaryRight::add;
      case SUB -> VectorBinaryRight::sub;
      case MUL -> VectorBinaryRight::mul;
      case DIV -> VectorBinaryRight::div;
      case POW -> VectorBinaryRight::pow;
      case MAX -> VectorBinaryRight::max;
      case MIN -> VectorBinaryRight::min;
      case EQ -> VectorBinaryRight::eq;
      case NE -> VectorBinaryRight::ne;
      case LT -> VectorBinaryRight::lt;
      case LE -> VectorBinaryRight::le;
      default -> throw new IllegalArgumentException(op + " does not take two operands");
    };
  }

  private static void add(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.add(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.add(a[ao + i], b);
    }
  }

  private static void sub(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.sub(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.sub(a[ao + i], b);
    }
  }

  private static void mul(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.mul(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.mul(a[ao + i], b);
    }
  }

  private static void div(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.div(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.div(a[ao + i], b);
    }
  }

  private static void pow(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(H, b);
    int i = 0;
    for (int full = H.loopBound(n); i < full; i += HALF) {
      VectorDouble.pow(fromArray(H, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.pow(a[ao + i], b);
    }
  }

  private static void max(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.max(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.max(a[ao + i], b);
    }
  }

  private static void min(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.min(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.min(a[ao + i], b);
    }
  }

  private static void eq(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.eq(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.eq(a[ao + i], b);
    }
  }

  private static void ne(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.ne(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.ne(a[ao + i], b);
    }
  }

  private static void lt(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.lt(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.lt(a[ao + i], b);
    }
  }

  private static void le(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector bs = broadcast(S, b);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.le(fromArray(S, a, ao + i), bs).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.le(a[ao + i], b);
    }
  }
}
