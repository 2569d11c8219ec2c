package profundo.optim;

import java.util.function.Predicate;
import profundo.Tensor;
import profundo.nn.Parameter;

/// What weights must satisfy: applied to the value that an optimizer gives them, after every step, outside of any
/// gradient. Chosen for a whole run by `Step.supervised(...).withConstraint(...)`.
@FunctionalInterface
public interface Constraint {
  /// The value to use instead.
  ///
  /// @param weight what it is
  /// @param next what the optimizer makes of it, shaped like the weight
  /// @return of the same shape
  Tensor apply(Parameter weight, Tensor next);

  /// Weights as they are.
  static Constraint none() {
    return (_, next) -> next;
  }

  /// The weights that flow into each unit, as a vector, are no longer than `limit`; longer ones are scaled back
  /// (Srebro and Shraibman 2005; with dropout: Srivastava et al. 2014, section 5.1, where limits are 3 to 4).
  ///
  /// What flows into a unit is what the weight's layer says ([profundo.nn.Layer#units]): a column of a matrix `[in, out]`; of a kernel the
  /// weights of one output channel, over space and the input channels of its group, also in a transposed convolution; of a locally
  /// connected layer those of one channel at one place. Biases, tables that are looked up, and whatever has one axis, stay as they are.
  static Constraint maxNorm(double limit) {
    return maxNorm(limit, name -> !Parameter.isBias(name));
  }

  /// [#maxNorm(double)] for the weights of some names only: Kim 2014 limits the last layer alone.
  static Constraint maxNorm(double limit, Predicate<String> which) {
    if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Constraint.maxNorm: expected a finite limit above 0, got " + limit);
    }
    return (weight, next) -> {
      if (weight.units().axes().isEmpty() || !which.test(weight.name())) {
        return next;
      }
      // limit / max(norm, limit) is exactly 1 where nothing is to be done.
      Tensor factor = Tensor.scalar(limit).div(weight.units().norms(next).max(limit));
      return next.reshape(weight.units().view()).mul(factor).reshape(next.shape());
    };
  }

  /// No weight is below zero, biases left alone, as for parts that may only add up (Lee and Seung 1999).
  static Constraint nonNegative() {
    return (weight, next) -> weight.bias() ? next : next.max(0);
  }

  /// This constraint, then another one.
  default Constraint and(Constraint other) {
    return (weight, next) -> other.apply(weight, apply(weight, next));
  }
}
