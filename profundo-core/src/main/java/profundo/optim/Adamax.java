package profundo.optim;

import java.util.List;
import profundo.DType;
import profundo.Tensor;

/// AdaMax, Adam with the largest in place of the mean square (Kingma and Ba 2015, section 7.1):
/// m <- b1 m + (1 - b1) g, u <- max(b2 u, |g| + epsilon), w <- w - rate / (1 - b1^t) m / u.
///
/// Definition and defaults are those of PyTorch's `Adamax`.
///
/// @param schedule learning rate
/// @param beta1 b1
/// @param beta2 b2
/// @param epsilon keeps the quotient finite
public record Adamax(Schedule schedule, double beta1, double beta2, double epsilon) implements Optimizer {
  /// Checks the settings.
  public Adamax {
    Moments.check("Adamax", beta1, beta2, epsilon);
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8, at a constant rate (PyTorch's is 0.002).
  public static Adamax of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8.
  public static Adamax of(Schedule schedule) {
    return new Adamax(schedule, 0.9, 0.999, 1e-8);
  }

  /// The same with other decays.
  public Adamax withBetas(double beta1, double beta2) {
    return new Adamax(schedule, beta1, beta2, epsilon);
  }

  /// The same with another epsilon.
  public Adamax withEpsilon(double epsilon) {
    return new Adamax(schedule, beta1, beta2, epsilon);
  }

  @Override
  public List<String> slots() {
    return List.of("mean", "largest");
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    Tensor scale = rate.div(Moments.correction(beta1, step.cast(DType.F32).add(1)));
    return (_, w, g, slots) -> {
      Tensor m = Moments.average(slots.get(0), beta1, g.mul(1 - beta1));
      Tensor u = slots.get(1).mul(beta2).max(g.abs().add(epsilon));
      return new Update(w.sub(m.div(u).mul(scale)), List.of(m, u));
    };
  }
}
