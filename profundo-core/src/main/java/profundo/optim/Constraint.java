package profundo.optim;

import java.util.Arrays;
import java.util.function.Predicate;
import profundo.Tensor;
import profundo.nn.Parameter;

/// What weights must satisfy: applied to the value that an optimizer gives them, after every step, outside of any
/// gradient. Chosen for a whole run by `Step.supervised(...).withConstraint(...)`.
@FunctionalInterface
public interface Constraint {
  /// The value to use instead.
  ///
  /// @param name the weight's full name
  /// @param next what the optimizer makes of it, shaped like the weight
  /// @return of the same shape
  Tensor apply(String name, Tensor next);

  /// Weights as they are.
  static Constraint none() {
    return (_, next) -> next;
  }

  /// The weights that flow into each unit, as a vector, are no longer than `limit`; longer ones are scaled back
  /// (Srebro and Shraibman 2005; with dropout: Srivastava et al. 2014, section 5.1, where limits are 3 to 4).
  ///
  /// The unit is the last axis: a matrix `[in, out]` has `out` vectors of length `in`, a kernel `[spatial..., in, out]`
  /// takes in space too; of a transposed convolution, whose kernel is `[spatial..., out, in]`, those that flow out of each input
  /// channel are limited. Biases, and whatever has one axis, stay as they are.
  static Constraint maxNorm(double limit) {
    return maxNorm(limit, name -> !Parameter.isBias(name));
  }

  /// [#maxNorm(double)] for the weights of some names only: Kim 2014 limits the last layer alone, and the rows of an
  /// embedding are no vectors that flow into a unit.
  static Constraint maxNorm(double limit, Predicate<String> which) {
    if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Constraint.maxNorm: expected a finite limit above 0, got " + limit);
    }
    return (name, next) -> {
      if (next.shape().rank() < 2 || !which.test(name)) {
        return next;
      }
      int[] axes = new int[next.shape().rank() - 1];
      Arrays.setAll(axes, i -> i);
      Tensor norm = next.square().sumKeep(axes).sqrt();
      // limit / max(norm, limit) is exactly 1 where nothing is to be done.
      return next.mul(Tensor.scalar(limit).div(norm.max(limit)));
    };
  }

  /// No weight is below zero, biases left alone, as for parts that may only add up (Lee and Seung 1999).
  static Constraint nonNegative() {
    return (name, next) -> Parameter.isBias(name) ? next : next.max(0);
  }

  /// This constraint, then another one.
  default Constraint and(Constraint other) {
    return (name, next) -> other.apply(name, apply(name, next));
  }
}
