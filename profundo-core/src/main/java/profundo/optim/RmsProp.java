package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// RMSProp: v <- a v + (1 - a) g², w <- w - rate g / (sqrt v + epsilon); with momentum the quotient is accumulated,
/// m <- mu m + quotient, w <- w - rate m (Tieleman and Hinton 2012, lecture 6.5).
///
/// @param schedule learning rate
/// @param decay a
/// @param epsilon keeps the quotient finite
/// @param momentum mu, 0 for none
public record RmsProp(Schedule schedule, double decay, double epsilon, double momentum) implements Optimizer {
  /// Checks the settings.
  public RmsProp {
    Check.decay("RmsProp", "a decay", decay);
    Check.within("RmsProp", "an epsilon", epsilon, 0, Double.MAX_VALUE);
    Check.decay("RmsProp", "a momentum", momentum);
  }

  /// Decay 0.99, epsilon 1e-8, no momentum, at a constant rate.
  public static RmsProp of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Decay 0.99, epsilon 1e-8, no momentum.
  public static RmsProp of(Schedule schedule) {
    return new RmsProp(schedule, 0.99, 1e-8, 0);
  }

  /// The same with another decay of the mean square.
  public RmsProp withDecay(double decay) {
    return new RmsProp(schedule, decay, epsilon, momentum);
  }

  /// The same with momentum.
  public RmsProp withMomentum(double momentum) {
    return new RmsProp(schedule, decay, epsilon, momentum);
  }

  /// The same with another epsilon.
  public RmsProp withEpsilon(double epsilon) {
    return new RmsProp(schedule, decay, epsilon, momentum);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of("square") : List.of("square", "momentum");
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return (_, w, g, slots) -> {
      Tensor v =
          decay == 0 ? g.square() : Moments.average(slots.get(0), decay, g.mul(1 - decay).mul(g));
      // Without epsilon a gradient that is and was zero moves nothing: 0 / 0 would be no number.
      Tensor along =
          epsilon == 0
              ? v.gt(0).select(g.div(v.sqrt()), Tensor.scalar(0))
              : g.div(v.sqrt().add(epsilon));
      if (momentum == 0) {
        return new Update(w.sub(along.mul(rate)), List.of(v));
      }
      Tensor m = Moments.average(slots.get(1), momentum, along);
      return new Update(w.sub(m.mul(rate)), List.of(v, m));
    };
  }
}
