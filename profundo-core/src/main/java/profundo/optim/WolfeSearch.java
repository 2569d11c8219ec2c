package profundo.optim;

/// A step along a direction that satisfies the strong Wolfe conditions: f(a) <= f(0) + c1 a f'(0) and
/// |f'(a)| <= c2 |f'(0)|. Bracketing and zoom after Nocedal and Wright 2006, algorithms 3.5 and 3.6, with cubic
/// interpolation (equation 3.59).
final class WolfeSearch {
  private static final int TRIALS = 40;
  private static final double GROWTH = 4;

  /// A trial step: its length, the value and the slope there.
  private record Trial(double a, double f, double slope) {}

  private final Objective objective;
  private final double c1;
  private final double c2;
  private final double[] gradient;
  private final double[] best;
  private final double[] bestGradient;
  private double[] x;
  private double[] d;
  private final double[] point;
  private double start;
  private double startSlope;
  private Trial kept;
  private int evaluations;

  WolfeSearch(Objective objective, int n, double c1, double c2) {
    this.objective = objective;
    this.c1 = c1;
    this.c2 = c2;
    this.point = new double[n];
    this.gradient = new double[n];
    this.best = new double[n];
    this.bestGradient = new double[n];
  }

  int evaluations() {
    return evaluations;
  }

  /// The value at a point.
  double evaluate(double[] at, double[] into) {
    evaluations++;
    return objective.at(at, into);
  }

  /// Moves x along d.
  ///
  /// @param f value at x
  /// @param g gradient at x; becomes that at the new x
  /// @param length of the first trial
  /// @return the new value, or NaN when no smaller one was found; x and g are then as before
  double move(double[] x, double f, double[] g, double[] d, double length) {
    this.x = x;
    this.d = d;
    start = f;
    startSlope = dot(g, d);
    kept = null;
    Trial found = bracket(length);
    // Not both conditions, but lower: single precision may allow no more.
    if (found == null && kept != null && kept.f < start) {
      found = kept;
    }
    if (found == null) {
      return Double.NaN;
    }
    System.arraycopy(best, 0, x, 0, x.length);
    System.arraycopy(bestGradient, 0, g, 0, g.length);
    return found.f;
  }

  private Trial bracket(double length) {
    Trial before = new Trial(0, start, startSlope);
    double a = length;
    double most = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIALS; i++) {
      Trial now = at(a);
      if (!Double.isFinite(now.f) || !Double.isFinite(now.slope)) {
        // Outside of where the function has values: come back.
        most = a;
        a = before.a + (a - before.a) / 10;
        continue;
      }
      if (now.f > start + c1 * now.a * startSlope || i > 0 && before.a > 0 && now.f >= before.f) {
        return zoom(before, now, TRIALS - i);
      }
      if (Math.abs(now.slope) <= -c2 * startSlope) {
        return now;
      }
      if (now.slope >= 0) {
        return zoom(now, before, TRIALS - i);
      }
      double cubic = cubic(before, now);
      double next = Double.isFinite(cubic) ? Math.clamp(cubic, 1.1 * now.a, GROWTH * now.a) : GROWTH * now.a;
      before = now;
      a = next < most ? next : (now.a + most) / 2;
    }
    return null;
  }

  /// Between a lower end that satisfies the first condition and another one.
  private Trial zoom(Trial low, Trial high, int trials) {
    for (int i = 0; i < trials; i++) {
      double left = Math.min(low.a, high.a);
      double width = Math.abs(high.a - low.a);
      if (!(width > 1e-16 * Math.max(1e-300, left + width))) {
        return null;
      }
      double a = cubic(low, high);
      // Not too near either end, and halve now and then, or the interval may hardly shrink.
      a = Double.isFinite(a) && i % 4 != 3 ? Math.clamp(a, left + 0.1 * width, left + 0.9 * width) : left + width / 2;
      Trial now = at(a);
      if (!(now.f <= start + c1 * now.a * startSlope) || !(now.f < low.f)) {
        high = now;
      } else {
        if (Math.abs(now.slope) <= -c2 * startSlope) {
          return now;
        }
        if (now.slope * (high.a - low.a) >= 0) {
          high = low;
        }
        low = now;
      }
    }
    return null;
  }

  /// The minimum of the cubic that has both values and slopes; NaN where there is none.
  private static double cubic(Trial p, Trial q) {
    double d1 = p.slope + q.slope - 3 * (p.f - q.f) / (p.a - q.a);
    double d2 = Math.signum(q.a - p.a) * Math.sqrt(d1 * d1 - p.slope * q.slope);
    return q.a - (q.a - p.a) * (q.slope + d2 - d1) / (q.slope - p.slope + 2 * d2);
  }

  private Trial at(double a) {
    for (int i = 0; i < point.length; i++) {
      point[i] = x[i] + a * d[i];
    }
    double f = evaluate(point, gradient);
    Trial now = new Trial(a, f, dot(gradient, d));
    if (Double.isFinite(f) && (kept == null || satisfies(now) || f < kept.f)) {
      kept = now;
      System.arraycopy(point, 0, best, 0, point.length);
      System.arraycopy(gradient, 0, bestGradient, 0, point.length);
    }
    return now;
  }

  private boolean satisfies(Trial t) {
    return t.f <= start + c1 * t.a * startSlope && Math.abs(t.slope) <= -c2 * startSlope;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
