package profundo.optim;

/// A function of many numbers and its gradient, for [LBfgs] and [ConjugateGradient].
@FunctionalInterface
public interface Objective {
  /// The value at a point.
  ///
  /// @param x the point; an objective that computes in single precision rounds its elements, any other leaves them
  /// @param gradient takes the gradient, as long as x
  double at(double[] x, double[] gradient);
}
