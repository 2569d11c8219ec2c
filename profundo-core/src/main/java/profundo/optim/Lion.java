package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", program 1): every weight moves by the rate,
/// in the direction of sign(b1 m + (1 - b1) g); then m <- b2 m + (1 - b2) g. Weight decay is decoupled:
/// w <- w - rate (sign(...) + decay w), biases left out. Rates are about a tenth of Adam's, decays ten times as large.
///
/// @param schedule learning rate
/// @param beta1 b1, of the step
/// @param beta2 b2, of what is remembered
/// @param decay weight decay
public record Lion(Schedule schedule, double beta1, double beta2, double decay) implements Optimizer {
  /// Checks the settings.
  public Lion {
    Moments.check("Lion", beta1, beta2, 0);
    Check.within("Lion", "a weight decay", decay, 0, Double.MAX_VALUE);
  }

  /// The paper's betas 0.9 and 0.99, no weight decay, at a constant rate (the paper's default is 1e-4).
  public static Lion of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// The paper's betas 0.9 and 0.99, no weight decay.
  public static Lion of(Schedule schedule) {
    return new Lion(schedule, 0.9, 0.99, 0);
  }

  /// The same with other decays of the means.
  public Lion withBetas(double beta1, double beta2) {
    return new Lion(schedule, beta1, beta2, decay);
  }

  /// The same with decoupled weight decay.
  public Lion withDecay(double decay) {
    return new Lion(schedule, beta1, beta2, decay);
  }

  @Override
  public List<String> slots() {
    return List.of("mean");
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return (name, w, g, slots) -> {
      Tensor along = slots.get(0).mul(beta1).add(g.mul(1 - beta1)).sign();
      Tensor m = Moments.average(slots.get(0), beta2, g.mul(1 - beta2));
      return new Update(Moments.decayed(name, w, rate, decay).sub(along.mul(rate)), List.of(m));
    };
  }
}
