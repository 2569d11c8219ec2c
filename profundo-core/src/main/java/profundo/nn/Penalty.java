package profundo.nn;

import java.util.function.Predicate;
import profundo.Tensor;
import profundo.Variable;

/// What is added to a loss to keep weights small: a function of a model's parameters to a scalar.
///
/// Only weights that are trained count; biases do not, unless a test lets them in: `Penalty.l2(1e-4, Penalty.WITH_BIASES)`.
@FunctionalInterface
public interface Penalty {
  /// Lets every trained parameter count.
  Predicate<Parameter> WITH_BIASES = _ -> true;

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

  /// strength * (mix * sum |w| + (1 - mix) / 2 * sum w²), biases left out: elastic net (Zou and Hastie 2005; `mix` is
  /// scikit-learn's `l1_ratio`).
  ///
  /// @param mix 1 for L1 alone, 0 for L2 alone
  static Penalty elasticNet(double strength, double mix) {
    return elasticNet(strength, mix, p -> !p.bias());
  }

  /// strength * (mix * sum |w| + (1 - mix) / 2 * sum w²) over the trained parameters that pass a test.
  static Penalty elasticNet(double strength, double mix, Predicate<Parameter> which) {
    Shapes.atLeast("Penalty.elasticNet", "strength", strength, 0);
    if (!(mix >= 0 && mix <= 1)) {
      throw new IllegalArgumentException("Penalty.elasticNet: expected a mix from 0 to 1, got " + mix);
    }
    return l1(strength * mix, which).and(l2(strength * (1 - mix), which));
  }

  /// This penalty and another one.
  default Penalty and(Penalty other) {
    return parameters -> of(parameters).add(other.of(parameters));
  }
}
