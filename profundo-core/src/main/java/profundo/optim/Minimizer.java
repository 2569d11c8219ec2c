package profundo.optim;

import java.util.Collection;
import java.util.List;
import profundo.Tensor;
import profundo.Variable;

/// A method that looks for the minimum of a function of all its data at once, by itself: [LBfgs], [ConjugateGradient].
/// Unlike an [Optimizer] it chooses the length of each step, and stops when there is nothing left to gain.
///
///     Minimum found = LBfgs.of().minimize(loss, Parameters.of(net).byName().values());
public interface Minimizer {
  /// Searches from a point on.
  ///
  /// @param f the function
  /// @param x where to start; holds the minimum afterwards
  /// @throws IllegalArgumentException when the function has no finite value at the start
  Minimum minimize(Objective f, double[] x);

  /// Searches from the present values of some variables on, and leaves them at the minimum. Loss and gradient are
  /// compiled once. They are computed in single precision: the smallest loss that can be told from the next depends on it.
  ///
  /// @param loss shape `[]`; it reads no placeholders: a whole data set is a constant in it
  /// @param variables what may change
  default Minimum minimize(Tensor loss, Collection<Variable> variables) {
    CompiledObjective f = new CompiledObjective(loss, List.copyOf(variables));
    double[] x = f.point();
    Minimum found = minimize(f, x);
    f.set(x);
    return found;
  }
}
