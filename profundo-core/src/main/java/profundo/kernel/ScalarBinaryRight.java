package profundo.kernel;

/// Loops of two operands in plain Java, the second one number for all.
final class ScalarBinaryRight {
  private ScalarBinaryRight() {}

  /// The loop of an operation that takes two operands.
  static InnerLoop.Right of(ElementOp op) {
    return switch (op) {
      case ADD -> ScalarBinaryRight::add;
      case SUB -> ScalarBinaryRight::sub;
      case MUL -> ScalarBinaryRight::mul;
      case DIV -> ScalarBinaryRight::div;
      case POW -> ScalarBinaryRight::pow;
      case MAX -> ScalarBinaryRight::max;
      case MIN -> ScalarBinaryRight::min;
      case EQ -> ScalarBinaryRight::eq;
      case NE -> ScalarBinaryRight::ne;
      case LT -> ScalarBinaryRight::lt;
      case LE -> ScalarBinaryRight::le;
      default -> throw new IllegalArgumentException(op + " does not take two operands");
    };
  }

  private static void add(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.add(a[ao + i], b);
    }
  }

  private static void sub(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.sub(a[ao + i], b);
    }
  }

  private static void mul(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.mul(a[ao + i], b);
    }
  }

  private static void div(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.div(a[ao + i], b);
    }
  }

  private static void pow(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.pow(a[ao + i], b);
    }
  }

  private static void max(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.max(a[ao + i], b);
    }
  }

  private static void min(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.min(a[ao + i], b);
    }
  }

  private static void eq(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.eq(a[ao + i], b);
    }
  }

  private static void ne(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.ne(a[ao + i], b);
    }
  }

  private static void lt(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.lt(a[ao + i], b);
    }
  }

  private static void le(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.le(a[ao + i], b);
    }
  }
}
