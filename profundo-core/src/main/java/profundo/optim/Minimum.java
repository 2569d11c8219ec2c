package profundo.optim;

import java.util.List;

/// Where a search for a minimum has ended.
///
/// @param value of the function there
/// @param gradientNorm largest element of the gradient there, by absolute value
/// @param iterations steps taken
/// @param evaluations of function and gradient
/// @param reason why it ended
/// @param trace the value at the start and after each step
public record Minimum(
    double value, double gradientNorm, int iterations, int evaluations, Reason reason, List<Double> trace) {
  /// Why a search ends.
  public enum Reason {
    /// No element of the gradient is larger than the tolerance.
    GRADIENT,
    /// A step changed the value by less than the tolerance.
    CHANGE,
    /// As many steps as were allowed.
    ITERATIONS,
    /// No step along the gradient finds a smaller value: as near as the precision of the numbers allows, or the gradient
    /// is not that of the function.
    NO_PROGRESS
  }

  /// Copies the list.
  public Minimum {
    trace = List.copyOf(trace);
  }
}
