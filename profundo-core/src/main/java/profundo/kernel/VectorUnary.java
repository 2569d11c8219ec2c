package profundo.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.VectorSpecies;

/// Loops of one operand on the Vector API.
///
/// Every operation has a textual loop of its own: a shared loop that takes the operation as a value runs at a
/// thirtieth of the speed. The end of a loop is done number by number, with the same bits: a masked end would be a
/// second, rarely reached call, which C2 does not inline, and its registers would live on the heap.
final class VectorUnary {
  private static final VectorSpecies<Float> S = VectorMath.S;
  private static final VectorSpecies<Float> H = VectorDouble.H;
  private static final int LANES = S.length();
  private static final int HALF = H.length();

  private VectorUnary() {}

  /// The loop of an operation that takes one operand.
  static InnerLoop.Unary of(ElementOp op) {
    return switch (op) {
      case NEG -> VectorUnary::neg;
      case ABS -> VectorUnary::abs;
      case SIGN -> VectorUnary::sign;
      case EXP -> VectorUnary::exp;
      case LOG -> VectorUnary::log;
      case SQRT -> VectorUnary::sqrt;
      case SIN -> VectorUnary::sin;
      case COS -> VectorUnary::cos;
      case TANH -> VectorUnary::tanh;
      case SIGMOID -> VectorUnary::sigmoid;
      case SOFTPLUS -> VectorUnary::softplus;
      case ERF -> VectorUnary::erf;
      case FLOOR -> VectorUnary::floor;
      case RECIPROCAL -> VectorUnary::reciprocal;
      case COPY -> VectorUnary::copy;
      case RELU -> VectorUnary::relu;
      default -> throw new IllegalArgumentException(op + " does not take one operand");
    };
  }

  private static void neg(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.neg(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.neg(a[ao + i]);
    }
  }

  private static void abs(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.abs(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.abs(a[ao + i]);
    }
  }

  private static void sign(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.sign(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.sign(a[ao + i]);
    }
  }

  private static void exp(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.exp(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.exp(a[ao + i]);
    }
  }

  private static void log(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.log(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.log(a[ao + i]);
    }
  }

  private static void sqrt(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.sqrt(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.sqrt(a[ao + i]);
    }
  }

  private static void sin(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = H.loopBound(n); i < full; i += HALF) {
      VectorDouble.sin(fromArray(H, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.sin(a[ao + i]);
    }
  }

  private static void cos(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = H.loopBound(n); i < full; i += HALF) {
      VectorDouble.cos(fromArray(H, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.cos(a[ao + i]);
    }
  }

  private static void tanh(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.tanh(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.tanh(a[ao + i]);
    }
  }

  private static void sigmoid(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.sigmoid(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.sigmoid(a[ao + i]);
    }
  }

  private static void softplus(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.softplus(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.softplus(a[ao + i]);
    }
  }

  private static void erf(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.erf(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.erf(a[ao + i]);
    }
  }

  private static void floor(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.floor(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.floor(a[ao + i]);
    }
  }

  private static void reciprocal(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.reciprocal(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.reciprocal(a[ao + i]);
    }
  }

  private static void copy(float[] a, int ao, float[] y, int yo, int n) {
    System.arraycopy(a, ao, y, yo, n);
  }

  private static void relu(float[] a, int ao, float[] y, int yo, int n) {
    int i = 0;
    for (int full = S.loopBound(n); i < full; i += LANES) {
      VectorMath.relu(fromArray(S, a, ao + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = ScalarMath.relu(a[ao + i]);
    }
  }
}
