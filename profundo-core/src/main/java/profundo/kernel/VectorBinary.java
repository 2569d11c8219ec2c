package profundo.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Loops of two or three operands on the Vector API; see [VectorUnary] for their form.
final class VectorBinary {
  private static final VectorSpecies<Float> S = VectorMath.S;
  private static final VectorSpecies<Float> H = VectorDouble.H;
  private static final int LANES = S.length();
  private static final int HALF = H.length();

  private VectorBinary() {}

  /// The loop of an operation that takes two operands.
  static InnerLoop.Binary of(ElementOp op) {
    return switch (op) {
      case ADD -> VectorBinary::add;
      case SUB -> VectorBinary::sub;
      case MUL -> VectorBinary::mul;
      case DIV -> VectorBinary::div;
      case POW -> VectorBinary::pow;
      case MAX -> VectorBinary::max;
      case MIN -> VectorBinary::min;
      case EQ -> VectorBinary::eq;
      case NE -> VectorBinary::ne;
      case LT -> VectorBinary::lt;
      case LE -> VectorBinary::le;
      default -> throw new IllegalArgumentException(op + " does not take two operands");
    };
  }

  private static void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.add(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.add(a[ao + i], b[bo + i]);
    }
  }

  private static void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.sub(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.sub(a[ao + i], b[bo + i]);
    }
  }

  private static void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.mul(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.mul(a[ao + i], b[bo + i]);
    }
  }

  private static void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.div(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.div(a[ao + i], b[bo + i]);
    }
  }

  private static void pow(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = H.loopBound(n); i < full; i += HALF) {
      VectorDouble.pow(fromArray(H, a, ao + i), fromArray(H, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.pow(a[ao + i], b[bo + i]);
    }
  }

  private static void max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.max(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.max(a[ao + i], b[bo + i]);
    }
  }

  private static void min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.min(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.min(a[ao + i], b[bo + i]);
    }
  }

  private static void eq(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.eq(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.eq(a[ao + i], b[bo + i]);
    }
  }

  private static void ne(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.ne(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.ne(a[ao + i], b[bo + i]);
    }
  }

  private static void lt(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.lt(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.lt(a[ao + i], b[bo + i]);
    }
  }

  private static void le(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.le(fromArray(S, a, ao + i), fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.le(a[ao + i], b[bo + i]);
    }
  }

  static void select(
      float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      FloatVector otherwise = fromArray(S, c, co + i);
      VectorMath.select(fromArray(S, a, ao + i), fromArray(S, b, bo + i), otherwise).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.select(a[ao + i], b[bo + i], c[co + i]);
    }
  }
}
