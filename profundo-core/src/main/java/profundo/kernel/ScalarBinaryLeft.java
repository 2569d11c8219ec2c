package profundo.kernel;

/// Loops of two operands in plain Java, the first one number for all.
final class ScalarBinaryLeft {
  private ScalarBinaryLeft() {}

  /// The loop of an operation that takes two operands.
  static InnerLoop.Left of(ElementOp op) {
    return switch (op) {
      case ADD -> ScalarBinaryLeft::add;
      case SUB -> ScalarBinaryLeft::sub;
      case MUL -> ScalarBinaryLeft::mul;
      case DIV -> ScalarBinaryLeft::div;
      case POW -> ScalarBinaryLeft::pow;
      case MAX -> ScalarBinaryLeft::max;
      case MIN -> ScalarBinaryLeft::min;
      case EQ -> ScalarBinaryLeft::eq;
      case NE -> ScalarBinaryLeft::ne;
      case LT -> ScalarBinaryLeft::lt;
      case LE -> ScalarBinaryLeft::le;
      default -> throw new IllegalArgumentException(op + " does not take two operands");
    };
  }

  private static void add(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.add(a, b[bo + i]);
    }
  }

  private static void sub(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.sub(a, b[bo + i]);
    }
  }

  private static void mul(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.mul(a, b[bo + i]);
    }
  }

  private static void div(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.div(a, b[bo + i]);
    }
  }

  private static void pow(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.pow(a, b[bo + i]);
    }
  }

  private static void max(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.max(a, b[bo + i]);
    }
  }

  private static void min(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.min(a, b[bo + i]);
    }
  }

  private static void eq(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.eq(a, b[bo + i]);
    }
  }

  private static void ne(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.ne(a, b[bo + i]);
    }
  }

  private static void lt(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.lt(a, b[bo + i]);
    }
  }

  private static void le(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = ScalarMath.le(a, b[bo + i]);
    }
  }
}
