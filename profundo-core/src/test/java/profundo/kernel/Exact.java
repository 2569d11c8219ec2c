package profundo.kernel;

/// The operations in double: what the kernels are measured against.
final class Exact {
  private Exact() {}

  /// erf(x) = 2 / sqrt(pi) e^(-x^2) sum of 2^n x^(2n+1) / (1 * 3 * ... (2n+1)): no term is negative, so nothing cancels
  /// (Abramowitz and Stegun 7.1.6).
  static double erf(double x) {
    double a = Math.abs(x);
    if (a > 6) {
      return Math.signum(x);
    }
    double term = a;
    double sum = a;
    for (int n = 1; term > sum * 0x1p-54; n++) {
      term *= 2 * a * a / (2 * n + 1);
      sum += term;
    }
    double value = 2 / Math.sqrt(Math.PI) * StrictMath.exp(-a * a) * sum;
    return Double.isNaN(x) ? x : Math.copySign(Math.min(value, 1), x);
  }

  static double unary(ElementOp op, double x) {
    return switch (op) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SQRT -> Math.sqrt(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TANH -> StrictMath.tanh(x);
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
      case ERF -> erf(x);
      case FLOOR -> Math.floor(x);
      case RECIPROCAL -> 1 / x;
      case COPY -> x;
      case RELU -> Math.max(x, 0);
      default -> throw new IllegalArgumentException(op.name());
    };
  }

  static double binary(ElementOp op, double x, double y) {
    return switch (op) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case POW -> StrictMath.pow(x, y);
      case MAX -> Math.max(x, y);
      case MIN -> Math.min(x, y);
      case EQ -> x == y ? 1 : 0;
      case NE -> x != y ? 1 : 0;
      case LT -> x < y ? 1 : 0;
      case LE -> x <= y ? 1 : 0;
      default -> throw new IllegalArgumentException(op.name());
    };
  }

  static double apply(ElementOp op, double a, double b, double c) {
    return switch (op.arity()) {
      case 1 -> unary(op, a);
      case 2 -> binary(op, a, b);
      default -> a != 0 ? b : c;
    };
  }

  /// Distance in units of the last place of a float; results below the smallest normal number count as zero.
  static double ulps(float got, double exact) {
    float want = (float) exact;
    if (Float.isNaN(want) || Float.isNaN(got) || Float.isInfinite(want) || Float.isInfinite(got)) {
      boolean same = Float.compare(want, got) == 0;
      boolean edge = Math.abs(exact) > Float.MAX_VALUE * 0.999999 && Math.abs(got) > Float.MAX_VALUE * 0.999999f;
      return same || edge ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Math.abs(exact) < 2 * Float.MIN_NORMAL) {
      return Math.abs(got) <= 2 * Float.MIN_NORMAL ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(got - exact) / Math.ulp(want);
  }
}
