package profundo.optim;

import java.util.ArrayList;
import java.util.List;
import profundo.optim.Minimum.Reason;

/// The loop that methods with a line search share: direction, step, what was learned from it.
final class Descent {
  /// Chooses directions.
  interface Directions {
    /// Writes the next direction.
    ///
    /// @param gradient at the present point
    void next(double[] gradient, double[] direction);

    /// Takes in a step.
    ///
    /// @param step from the last point to the present one
    /// @param before gradient at the last point
    /// @param after gradient at the present point
    void moved(double[] step, double[] before, double[] after);

    /// Forgets everything: the next direction is that of steepest descent.
    void forget();

    /// The first trial of a line search.
    ///
    /// @param slope along the direction, below 0
    /// @param lastSlope that of the step before, NaN when there is none or it was forgotten
    /// @param lastLength of the step before
    double trial(double slope, double lastSlope, double lastLength);
  }

  private Descent() {}

  static void check(String type, int iterations, double gradient, double change) {
    Check.steps(type, "a number of iterations", iterations);
    Check.within(type, "a gradient tolerance", gradient, 0, Double.MAX_VALUE);
    Check.within(type, "a change tolerance", change, 0, Double.MAX_VALUE);
  }

  static Minimum run(
      Objective f, double[] x, Directions directions, double c2, int iterations, double gradient, double change) {
    int n = x.length;
    double[] g = new double[n];
    double[] d = new double[n];
    double[] before = new double[n];
    double[] step = new double[n];
    WolfeSearch search = new WolfeSearch(f, n, 1e-4, c2);
    double value = search.evaluate(x, g);
    if (!Double.isFinite(value) || !Double.isFinite(largest(g))) {
      throw new IllegalArgumentException(
          "Minimizer: expected a finite value and gradient at the start, got value " + value);
    }
    List<Double> trace = new ArrayList<>(List.of(value));
    double lastSlope = Double.NaN;
    double lastLength = Double.NaN;
    boolean fresh = true;
    Reason reason = Reason.ITERATIONS;
    for (int i = 0; i < iterations; ) {
      if (largest(g) <= gradient) {
        reason = Reason.GRADIENT;
        break;
      }
      directions.next(g, d);
      double slope = WolfeSearch.dot(g, d);
      if (!(slope < 0)) {
        if (fresh) {
          reason = Reason.NO_PROGRESS;
          break;
        }
        directions.forget();
        fresh = true;
        lastSlope = Double.NaN;
        continue;
      }
      double length =
          fresh ? Math.min(1, 1 / Math.sqrt(-slope)) : directions.trial(slope, lastSlope, lastLength);
      System.arraycopy(x, 0, step, 0, n);
      System.arraycopy(g, 0, before, 0, n);
      double next = search.move(x, value, g, d, length);
      if (Double.isNaN(next)) {
        if (fresh) {
          reason = Reason.NO_PROGRESS;
          break;
        }
        directions.forget();
        fresh = true;
        lastSlope = Double.NaN;
        continue;
      }
      for (int k = 0; k < n; k++) {
        step[k] = x[k] - step[k];
      }
      directions.moved(step, before, g);
      lastSlope = slope;
      lastLength = Math.sqrt(WolfeSearch.dot(step, step) / WolfeSearch.dot(d, d));
      fresh = false;
      i++;
      trace.add(next);
      boolean small = Math.abs(value - next) <= change;
      value = next;
      if (small) {
        reason = Reason.CHANGE;
        break;
      }
    }
    // The last step may have reached what the loop had no turn left to see.
    if (reason == Reason.ITERATIONS && largest(g) <= gradient) {
      reason = Reason.GRADIENT;
    }
    return new Minimum(value, largest(g), trace.size() - 1, search.evaluations(), reason, trace);
  }

  private static double largest(double[] g) {
    double most = 0;
    for (double e : g) {
      most = Double.isNaN(e) ? Double.NaN : Math.max(most, Math.abs(e));
    }
    return most;
  }
}
