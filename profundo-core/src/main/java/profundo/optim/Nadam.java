package profundo.optim;

import java.util.List;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;

/// Adam with Nesterov's momentum (Dozat 2016, with the schedule of momentum that the paper proposes):
/// mu_t = b1 (1 - 0.96^(t psi) / 2), m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g²,
/// w <- w - rate (mu_{t+1} m / (1 - mu_1 ... mu_{t+1}) + (1 - mu_t) g / (1 - mu_1 ... mu_t)) / (sqrt(v / (1 - b2^t)) + epsilon).
///
/// Definition and defaults are those of PyTorch's `NAdam`, its decoupled weight decay included.
///
/// @param schedule learning rate
/// @param beta1 b1
/// @param beta2 b2
/// @param epsilon keeps the quotient finite
/// @param momentumDecay psi
/// @param decay decoupled weight decay, as in [AdamW]; biases are left out
public record Nadam(
    Schedule schedule, double beta1, double beta2, double epsilon, double momentumDecay, double decay)
    implements Optimizer {
  /// Checks the settings.
  public Nadam {
    Moments.check("Nadam", beta1, beta2, epsilon);
    Check.within("Nadam", "a momentum decay", momentumDecay, 0, Double.MAX_VALUE);
    Check.within("Nadam", "a weight decay", decay, 0, Double.MAX_VALUE);
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8, psi 0.004, no weight decay, at a constant rate (PyTorch's is 0.002).
  public static Nadam of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8, psi 0.004, no weight decay.
  public static Nadam of(Schedule schedule) {
    return new Nadam(schedule, 0.9, 0.999, 1e-8, 4e-3, 0);
  }

  /// The same with other decays of the means.
  public Nadam withBetas(double beta1, double beta2) {
    return new Nadam(schedule, beta1, beta2, epsilon, momentumDecay, decay);
  }

  /// The same with another epsilon.
  public Nadam withEpsilon(double epsilon) {
    return new Nadam(schedule, beta1, beta2, epsilon, momentumDecay, decay);
  }

  /// The same with decoupled weight decay.
  public Nadam withDecay(double decay) {
    return new Nadam(schedule, beta1, beta2, epsilon, momentumDecay, decay);
  }

  /// `product` is 1 - mu_1 ... mu_t, which begins at 0 like everything that is remembered.
  @Override
  public List<String> slots() {
    return List.of("mean", "square", "product");
  }

  @Override
  public Shape shape(String slot, Shape weight) {
    return slot.equals("product") ? Shape.SCALAR : weight;
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    Tensor t = step.cast(DType.F32).add(1);
    Tensor now = momentum(t);
    Tensor next = momentum(t.add(1));
    Tensor root = Moments.correction(beta2, t).sqrt();
    Tensor scale = rate.mul(root);
    Tensor floor = root.mul(epsilon);
    return (name, w, g, slots) -> {
      Tensor m = Moments.average(slots.get(0), beta1, g.mul(1 - beta1));
      Tensor v = Moments.average(slots.get(1), beta2, g.mul(1 - beta2).mul(g));
      Tensor product = grown(slots.get(2), now);
      Tensor ahead = m.mul(scale.mul(next).div(grown(product, next)));
      Tensor here = g.mul(scale.mul(Tensor.scalar(1).sub(now)).div(product));
      Tensor along = ahead.add(here).div(v.sqrt().add(floor));
      return new Update(Moments.decayed(name, w, rate, decay).sub(along), List.of(m, v, product));
    };
  }

  private Tensor momentum(Tensor t) {
    return t.mul(momentumDecay * Math.log(0.96)).exp().mul(-0.5).add(1).mul(beta1);
  }

  /// 1 - p mu from 1 - p, as a sum of what is positive.
  private static Tensor grown(Tensor product, Tensor mu) {
    return product.add(Tensor.scalar(1).sub(product).mul(Tensor.scalar(1).sub(mu)));
  }
}
