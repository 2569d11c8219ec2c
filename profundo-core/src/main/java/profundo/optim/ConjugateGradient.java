package profundo.optim;

/// Nonlinear conjugate gradients (Polak and Ribiere 1969, in the form PR+ of Gilbert and Nocedal 1992):
/// d <- -g + beta d with beta = max(0, g·(g - g') / g'·g') for the gradient g' before, lengths by a line search that
/// satisfies the strong Wolfe conditions (c1 = 1e-4, c2 = 0.1). Where beta is 0, or d would not lead down, it begins
/// anew along the gradient. Needs less memory than [LBfgs] and usually more steps.
///
/// @param iterations most steps
/// @param gradient ends when no element of the gradient is larger
/// @param change ends when a step changes the value by no more
public record ConjugateGradient(int iterations, double gradient, double change) implements Minimizer {
  /// Checks the settings.
  public ConjugateGradient {
    Descent.check("ConjugateGradient", iterations, gradient, change);
  }

  /// At most 1000 steps, until no element of the gradient is above 1e-7.
  public static ConjugateGradient of() {
    return new ConjugateGradient(1000, 1e-7, 0);
  }

  /// The same with another most number of steps.
  public ConjugateGradient withIterations(int most) {
    return new ConjugateGradient(most, gradient, change);
  }

  /// The same with other tolerances.
  ///
  /// @param gradient ends when no element of the gradient is larger
  /// @param change ends when a step changes the value by no more
  public ConjugateGradient withTolerances(double gradient, double change) {
    return new ConjugateGradient(iterations, gradient, change);
  }

  @Override
  public Minimum minimize(Objective f, double[] x) {
    return Descent.run(f, x, new Conjugate(), 0.1, iterations, gradient, change);
  }

  private static final class Conjugate implements Descent.Directions {
    /// NaN: no direction before.
    private double beta = Double.NaN;

    @Override
    public void next(double[] gradient, double[] direction) {
      for (int i = 0; i < direction.length; i++) {
        direction[i] = -gradient[i] + (Double.isNaN(beta) ? 0 : beta * direction[i]);
      }
    }

    @Override
    public void moved(double[] step, double[] before, double[] after) {
      double now = WolfeSearch.dot(after, after);
      beta = Math.max(0, (now - WolfeSearch.dot(after, before)) / WolfeSearch.dot(before, before));
    }

    @Override
    public void forget() {
      beta = Double.NaN;
    }

    /// So that the first-order change of the value is that of the step before (Nocedal and Wright 2006, equation 3.60).
    @Override
    public double trial(double slope, double lastSlope, double lastLength) {
      return lastLength * lastSlope / slope;
    }
  }
}
