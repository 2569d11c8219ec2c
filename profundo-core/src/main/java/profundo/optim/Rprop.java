package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Resilient propagation (Riedmiller and Braun 1993), for full batches: each weight has a step size of its own, which
/// grows by eta+ while the gradient keeps its sign and shrinks by eta- when it changes; then the weight rests once.
/// w <- w - sign(g) size. The rate is the first step size; a schedule cannot change it later.
///
/// Definition and defaults are those of PyTorch's `Rprop` (the variant iRprop- of Igel and Hüsken 2000).
///
/// @param schedule first step size
/// @param shrink eta-, below 1
/// @param grow eta+, above 1
/// @param least smallest step size
/// @param most largest step size
public record Rprop(Schedule schedule, double shrink, double grow, double least, double most) implements Optimizer {
  /// Checks the settings.
  public Rprop {
    if (!schedule.memory().isEmpty()) {
      throw new IllegalArgumentException(
          "Rprop: the rate is the first step size only, so a schedule that is lowered during the run, such as one on plateaus, has no"
              + " effect; leave it out, or take another optimizer");
    }
    Check.within("Rprop", "eta-", shrink, Double.MIN_NORMAL, Math.nextDown(1.0));
    Check.within("Rprop", "eta+", grow, Math.nextUp(1.0), Double.MAX_VALUE);
    Check.within("Rprop", "a smallest step", least, Float.MIN_NORMAL, Double.MAX_VALUE);
    Check.within("Rprop", "a largest step", most, least, Double.MAX_VALUE);
  }

  /// First steps of 0.01, etas 0.5 and 1.2, steps from 1e-6 to 50.
  public static Rprop of() {
    return of(0.01);
  }

  /// Etas 0.5 and 1.2, steps from 1e-6 to 50.
  ///
  /// @param first the first step size
  public static Rprop of(double first) {
    return of(Schedule.constant(first));
  }

  /// Etas 0.5 and 1.2, steps from 1e-6 to 50.
  public static Rprop of(Schedule schedule) {
    return new Rprop(schedule, 0.5, 1.2, 1e-6, 50);
  }

  /// The same with other factors.
  public Rprop withEtas(double shrink, double grow) {
    return new Rprop(schedule, shrink, grow, least, most);
  }

  /// The same with other limits of the step sizes.
  public Rprop withSteps(double least, double most) {
    return new Rprop(schedule, shrink, grow, least, most);
  }

  @Override
  public Rprop withSchedule(Schedule other) {
    return new Rprop(other, shrink, grow, least, most);
  }

  @Override
  public List<String> slots() {
    return List.of("gradient", "size");
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return (_, w, g, slots) -> {
      // By signs: the product of two small gradients would vanish.
      Tensor agree = slots.get(0).sign().mul(g.sign());
      Tensor turned = agree.lt(Tensor.scalar(0));
      Tensor factor = agree.gt(0).select(Tensor.scalar(grow), turned.select(Tensor.scalar(shrink), Tensor.scalar(1)));
      // No step size is 0, so 0 says that there is none yet.
      Tensor before = slots.get(1).eq(Tensor.scalar(0)).select(rate, slots.get(1));
      Tensor size = before.mul(factor).max(least).min(most);
      Tensor used = turned.select(Tensor.scalar(0), g);
      return new Update(w.sub(used.sign().mul(size)), List.of(used, size));
    };
  }
}
