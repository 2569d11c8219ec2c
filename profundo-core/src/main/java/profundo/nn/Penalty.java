package profundo.nn;

import java.util.function.Predicate;
import profundo.Tensor;
import profundo.Variable;

/// What is added to a loss to keep weights small: a function of a model's parameters to a scalar.
///
/// Only weights that are trained count; biases do not, unless a test of the caller's own lets them in.
@FunctionalInterface
public interface Penalty {
  /// The penalty, shape `[]`.
  Tensor of(Parameters parameters);

  /// strength * sum |w|, biases left out.
  static Penalty l1(double strength) {
    return l1(strength, p -> !p.bias());
  }

  /// strength * sum |w| over the trained parameters that pass a test.
  static Penalty l1(double strength, Predicate<Parameter> which) {
    Shapes.atLeast("Penalty.l1", "strength", strength, 0);
    return parameters -> {
      Tensor sum = Tensor.scalar(0);
      for (Parameter p : parameters.trainable()) {
        sum = which.test(p) ? sum.add(p.variable().abs().sum()) : sum;
      }
      return sum.mul(strength);
    };
  }

  /// strength / 2 * sum w², biases left out; its gradient is strength * w, the weight decay of plain gradient descent.
  static Penalty l2(double strength) {
    return l2(strength, p -> !p.bias());
  }

  /// strength / 2 * sum w² over the trained parameters that pass a test.
  static Penalty l2(double strength, Predicate<Parameter> which) {
    Shapes.atLeast("Penalty.l2", "strength", strength, 0);
    return parameters -> {
      Tensor sum = Tensor.scalar(0);
      for (Parameter p : parameters.trainable()) {
        Variable w = p.variable();
        sum = which.test(p) ? sum.add(w.square().sum()) : sum;
      }
      return sum.mul(strength / 2);
    };
  }

  /// This penalty and another one.
  default Penalty and(Penalty other) {
    return parameters -> of(parameters).add(other.of(parameters));
  }
}
