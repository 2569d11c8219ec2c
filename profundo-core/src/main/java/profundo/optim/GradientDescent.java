package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Gradient descent, with momentum if wanted: m <- mu m + g, w <- w - rate m; Nesterov's form goes along g + mu m.
///
/// Full batch, mini-batch and batch of one differ in the data, not here.
///
/// @param schedule learning rate
/// @param momentum mu, 0 for none
/// @param nesterov whether to look ahead (Sutskever et al. 2013, in PyTorch's form)
public record GradientDescent(Schedule schedule, double momentum, boolean nesterov) implements Optimizer {
  /// Checks the settings.
  public GradientDescent {
    Check.decay("GradientDescent", "a momentum", momentum);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("GradientDescent: Nesterov's form needs a momentum above 0");
    }
  }

  /// Without momentum, at a constant rate.
  public static GradientDescent of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Without momentum.
  public static GradientDescent of(Schedule schedule) {
    return new GradientDescent(schedule, 0, false);
  }

  /// The same with momentum.
  public GradientDescent withMomentum(double momentum) {
    return new GradientDescent(schedule, momentum, false);
  }

  /// The same with momentum in Nesterov's form.
  public GradientDescent withNesterov(double momentum) {
    return new GradientDescent(schedule, momentum, true);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of() : List.of("momentum");
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return (_, w, g, slots) -> {
      if (momentum == 0) {
        return new Update(w.sub(g.mul(rate)), List.of());
      }
      Tensor m = Moments.average(slots.get(0), momentum, g);
      Tensor along = nesterov ? m.mul(momentum).add(g) : m;
      return new Update(w.sub(along.mul(rate)), List.of(m));
    };
  }
}
