package profundo.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Loops of two operands on the Vector API, the first one number for all; see [VectorUnary] for their form.
final class VectorBinaryLeft {
  private static final VectorSpecies<Float> S = VectorMath.S;
  private static final VectorSpecies<Float> H = VectorDouble.H;
  private static final int LANES = S.length();
  private static final int HALF = H.length();

  private VectorBinaryLeft() {}

  /// The loop of an operation that takes two operands.
  static InnerLoop.Left of(ElementOp op) {
    return switch (op) {
      case ADD -> VectorBinaryLeft::add;
      case SUB -> VectorBinaryLeft::sub;
      case MUL -> VectorBinaryLeft::mul;
      case DIV -> VectorBinaryLeft::div;
      case POW -> VectorBinaryLeft::pow;
      case MAX -> VectorBinaryLeft::max;
      case MIN -> VectorBinaryLeft::min;
      case EQ -> VectorBinaryLeft::eq;
      case NE -> VectorBinaryLeft::ne;
      case LT -> VectorBinaryLeft::lt;
      case LE -> VectorBinaryLeft::le;
      default -> throw new IllegalArgumentException(op + " does not take two operands");
    };
  }

  private static void add(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.add(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.add(a, b[bo + i]);
    }
  }

  private static void sub(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.sub(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.sub(a, b[bo + i]);
    }
  }

  private static void mul(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.mul(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.mul(a, b[bo + i]);
    }
  }

  private static void div(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.div(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.div(a, b[bo + i]);
    }
  }

  private static void pow(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(H, a);
    int i = 0;
    for (int full = H.loopBound(n); i < full; i += HALF) {
      VectorDouble.pow(as, fromArray(H, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.pow(a, b[bo + i]);
    }
  }

  private static void max(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.max(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.max(a, b[bo + i]);
    }
  }

  private static void min(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.min(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.min(a, b[bo + i]);
    }
  }

  private static void eq(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.eq(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.eq(a, b[bo + i]);
    }
  }

  private static void ne(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.ne(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.ne(a, b[bo + i]);
    }
  }

  private static void lt(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.lt(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.lt(a, b[bo + i]);
    }
  }

  private static void le(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector as = broadcast(S, a);
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.le(as, fromArray(S, b, bo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.le(a, b[bo + i]);
    }
  }
}
