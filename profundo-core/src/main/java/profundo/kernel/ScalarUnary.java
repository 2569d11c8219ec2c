package profundo.kernel;

/// Loops of one operand in plain Java.
final class ScalarUnary {
  private ScalarUnary() {}

  /// The loop of an operation that takes one operand.
  static InnerLoop.Unary of(ElementOp op) {
    return switch (op) {
      case NEG -> ScalarUnary::neg;
      case ABS -> ScalarUnary::abs;
      case SIGN -> ScalarUnary::sign;
      case EXP -> ScalarUnary::exp;
      case LOG -> ScalarUnary::log;
      case SQRT -> ScalarUnary::sqrt;
      case SIN -> ScalarUnary::sin;
      case COS -> ScalarUnary::cos;
      case TANH -> ScalarUnary::tanh;
      case SIGMOID -> ScalarUnary::sigmoid;
      case SOFTPLUS -> ScalarUnary::softplus;
      case ERF -> ScalarUnary::erf;
      case FLOOR -> ScalarUnary::floor;
      case RECIPROCAL -> ScalarUnary::reciprocal;
      case COPY -> ScalarUnary::copy;
      case RELU -> ScalarUnary::relu;
      default -> throw new IllegalArgumentException(op + " does not take one operand");
    };
  }

  private static void neg(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.neg(a[ao + i]);
    }
  }

  private static void abs(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.abs(a[ao + i]);
    }
  }

  private static void sign(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.sign(a[ao + i]);
    }
  }

  private static void exp(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.exp(a[ao + i]);
    }
  }

  private static void log(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.log(a[ao + i]);
    }
  }

  private static void sqrt(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.sqrt(a[ao + i]);
    }
  }

  private static void sin(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.sin(a[ao + i]);
    }
  }

  private static void cos(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.cos(a[ao + i]);
    }
  }

  private static void tanh(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.tanh(a[ao + i]);
    }
  }

  private static void sigmoid(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.sigmoid(a[ao + i]);
    }
  }

  private static void softplus(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.softplus(a[ao + i]);
    }
  }

  private static void erf(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.erf(a[ao + i]);
    }
  }

  private static void floor(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.floor(a[ao + i]);
    }
  }

  private static void reciprocal(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.reciprocal(a[ao + i]);
    }
  }

  private static void copy(float[] a, int ao, float[] y, int yo, int n) {
    System.arraycopy(a, ao, y, yo, n);
  }

  private static void relu(float[] a, int ao, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.relu(a[ao + i]);
    }
  }
}
