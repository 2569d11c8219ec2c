package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Adadelta (Zeiler 2012): v <- rho v + (1 - rho) g², d = g sqrt(u + epsilon) / sqrt(v + epsilon),
/// u <- rho u + (1 - rho) d², w <- w - rate d. Steps have the unit of the weights, so the usual rate is 1.
///
/// Definition and defaults are those of PyTorch's `Adadelta`.
///
/// @param schedule learning rate
/// @param decay rho
/// @param epsilon size of the first steps, and what keeps the quotient finite
public record Adadelta(Schedule schedule, double decay, double epsilon) implements Optimizer {
  /// Checks the settings.
  public Adadelta {
    Check.decay("Adadelta", "a decay", decay);
    Check.within("Adadelta", "an epsilon", epsilon, Double.MIN_NORMAL, Double.MAX_VALUE);
  }

  /// Rate 1, decay 0.9, epsilon 1e-6.
  public static Adadelta of() {
    return of(1);
  }

  /// Decay 0.9, epsilon 1e-6, at a constant rate.
  public static Adadelta of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Decay 0.9, epsilon 1e-6.
  public static Adadelta of(Schedule schedule) {
    return new Adadelta(schedule, 0.9, 1e-6);
  }

  /// The same with another decay of the means.
  public Adadelta withDecay(double decay) {
    return new Adadelta(schedule, decay, epsilon);
  }

  /// The same with another epsilon.
  public Adadelta withEpsilon(double epsilon) {
    return new Adadelta(schedule, decay, epsilon);
  }

  @Override
  public List<String> slots() {
    return List.of("square", "change");
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return (_, w, g, slots) -> {
      Tensor v = Moments.average(slots.get(0), decay, g.mul(1 - decay).mul(g));
      Tensor d = slots.get(1).add(epsilon).div(v.add(epsilon)).sqrt().mul(g);
      Tensor u = Moments.average(slots.get(1), decay, d.mul(1 - decay).mul(d));
      return new Update(w.sub(d.mul(rate)), List.of(v, u));
    };
  }
}
