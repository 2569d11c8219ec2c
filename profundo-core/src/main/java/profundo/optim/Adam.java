package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Adam (Kingma and Ba 2015): m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g²,
/// w <- w - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon), t = 1, 2, ...
///
/// @param schedule learning rate
/// @param beta1 b1
/// @param beta2 b2
/// @param epsilon keeps the quotient finite
public record Adam(Schedule schedule, double beta1, double beta2, double epsilon) implements Optimizer {
  /// Checks the settings.
  public Adam {
    Moments.check("Adam", beta1, beta2, epsilon);
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8, at a constant rate.
  public static Adam of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8.
  public static Adam of(Schedule schedule) {
    return new Adam(schedule, 0.9, 0.999, 1e-8);
  }

  /// The same with other decays of the means.
  public Adam withBetas(double beta1, double beta2) {
    return new Adam(schedule, beta1, beta2, epsilon);
  }

  /// The same with another epsilon.
  public Adam withEpsilon(double epsilon) {
    return new Adam(schedule, beta1, beta2, epsilon);
  }

  @Override
  public List<String> slots() {
    return Moments.SLOTS;
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return Moments.rule(rate, step, beta1, beta2, epsilon);
  }
}
