package profundo.reference;

/// erf in double precision: Maclaurin series near zero, continued fraction further out (Abramowitz and Stegun 7.1.5,
/// 7.1.14).
final class ErrorFunction {
  private ErrorFunction() {}

  static double erf(double x) {
    double a = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (a > 6) {
      return Math.signum(x);
    }
    return Math.signum(x) * (a < 2.5 ? series(a) : 1 - complement(a));
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * sum; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private static double complement(double x) {
    double f = x;
    for (int k = 120; k >= 1; k--) {
      f = x + k / 2.0 / f;
    }
    return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / f;
  }
}
