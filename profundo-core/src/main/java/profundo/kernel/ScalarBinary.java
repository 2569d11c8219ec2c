package profundo.kernel;

/// Loops of two or three operands in plain Java.
final class ScalarBinary {
  private ScalarBinary() {}

  /// The loop of an operation that takes two operands.
  static InnerLoop.Binary of(ElementOp op) {
    return switch (op) {
      case ADD -> ScalarBinary::add;
      case SUB -> ScalarBinary::sub;
      case MUL -> ScalarBinary::mul;
      case DIV -> ScalarBinary::div;
      case POW -> ScalarBinary::pow;
      case MAX -> ScalarBinary::max;
      case MIN -> ScalarBinary::min;
      case EQ -> ScalarBinary::eq;
      case NE -> ScalarBinary::ne;
      case LT -> ScalarBinary::lt;
      case LE -> ScalarBinary::le;
      default -> throw new IllegalArgumentException(op + " does not take two operands");
    };
  }

  private static void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.add(a[ao + i], b[bo + i]);
    }
  }

  private static void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.sub(a[ao + i], b[bo + i]);
    }
  }

  private static void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.mul(a[ao + i], b[bo + i]);
    }
  }

  private static void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.div(a[ao + i], b[bo + i]);
    }
  }

  private static void pow(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.pow(a[ao + i], b[bo + i]);
    }
  }

  private static void max(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.max(a[ao + i], b[bo + i]);
    }
  }

  private static void min(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.min(a[ao + i], b[bo + i]);
    }
  }

  private static void eq(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.eq(a[ao + i], b[bo + i]);
    }
  }

  private static void ne(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.ne(a[ao + i], b[bo + i]);
    }
  }

  private static void lt(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.lt(a[ao + i], b[bo + i]);
    }
  }

  private static void le(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.le(a[ao + i], b[bo + i]);
    }
  }

  static void select(
      float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.select(a[ao + i], b[bo + i], c[co + i]);
    }
  }
}
