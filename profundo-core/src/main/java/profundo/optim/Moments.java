package profundo.optim;

import java.util.List;
import profundo.DType;
import profundo.Tensor;
import profundo.nn.Parameter;
import profundo.optim.Optimizer.Rule;
import profundo.optim.Optimizer.Update;

/// Decaying sums, and what Adam and AdamW share: running means of gradient and squared gradient, corrected for their start at zero.
final class Moments {
  static final List<String> SLOTS = List.of("mean", "square");

  private static final double TINY = 1e-25;

  private Moments() {}

  static void check(String type, double beta1, double beta2, double epsilon) {
    Check.decay(type, "beta1", beta1);
    Check.decay(type, "beta2", beta2);
    Check.within(type, "an epsilon", epsilon, 0, Double.MAX_VALUE);
  }

  /// w - rate (m / c1) / (sqrt(v / c2) + epsilon) with c = 1 - beta^t. Both roots of c2 go into two scalars, so that
  /// each element takes one square root and one division:
  /// w - (rate sqrt(c2) / c1) m / (sqrt v + epsilon sqrt(c2)).
  static Rule rule(Tensor rate, Tensor step, double beta1, double beta2, double epsilon) {
    Tensor t = step.cast(DType.F32).add(1);
    Tensor root = correction(beta2, t).sqrt();
    Tensor scale = rate.mul(root).div(correction(beta1, t));
    Tensor floor = root.mul(epsilon);
    return (_, w, g, slots) -> {
      Tensor m = average(slots.get(0), beta1, g.mul(1 - beta1));
      Tensor v = average(slots.get(1), beta2, g.mul(1 - beta2).mul(g));
      Tensor along = m.div(v.sqrt().add(floor));
      return new Update(w.sub(along.mul(scale)), List.of(m, v));
    };
  }

  /// beta old + added, kept out of the denormals: 1e-25 is added first and taken off last, so that what decays stops at a
  /// few multiples of its last binary place, about 1e-31, and zero stays zero. Without this a unit that gets no gradient
  /// any more would hold a denormal number for ever, since 0.9 times the smallest few round up to themselves, and
  /// processors are slow on them. Squared gradients this small are far below any epsilon squared.
  static Tensor average(Tensor old, double beta, Tensor added) {
    return old.mul(beta).add(added.add(TINY)).sub(TINY);
  }

  /// (1 - rate decay) w for what is no bias: decoupled weight decay (Loshchilov and Hutter 2019).
  static Tensor decayed(String name, Tensor w, Tensor rate, double decay) {
    return decay == 0 || Parameter.isBias(name) ? w : w.mul(Tensor.scalar(1).sub(rate.mul(decay)));
  }

  /// 1 - beta^t, without the cancellation that 1 - 0.999^t suffers in single precision: with h = tanh(-t ln(beta) / 2)
  /// it is 2h / (1 + h).
  static Tensor correction(double beta, Tensor t) {
    if (beta == 0) {
      return Tensor.scalar(1);
    }
    Tensor h = t.mul(-Math.log(beta) / 2).tanh();
    return h.mul(2).div(h.add(1));
  }
}
