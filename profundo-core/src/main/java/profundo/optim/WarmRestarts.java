package profundo.optim;

import profundo.DType;
import profundo.Tensor;

/// See [Schedule#warmRestarts].
///
/// @param rate at the beginning of each cycle
/// @param last what each cycle falls to
/// @param first steps of the first cycle
/// @param factor each cycle is so many times as long as the one before
record WarmRestarts(double rate, double last, int first, int factor) implements Schedule {
  WarmRestarts {
    Check.rate("Schedule", rate);
    Check.rate("Schedule", last);
    Check.steps("Schedule", "first cycle", first);
    Check.steps("Schedule", "factor", factor);
  }

  @Override
  public Tensor rate(Tensor step) {
    Tensor t = step.cast(DType.F32);
    // Half a step more keeps the quotients off the whole numbers, where rounding would decide.
    Tensor inside = t.add(0.5);
    if (factor == 1) {
      Tensor done = inside.div(first).floor().mul(first);
      return HalfCosine.between(rate, last, t.sub(done).div(first));
    }
    // Cycle i begins at first (factor^i - 1) / (factor - 1).
    Tensor i = inside.mul((factor - 1.0) / first).add(1).log().div(Math.log(factor)).floor();
    Tensor power = i.mul(Math.log(factor)).exp().add(0.5).floor();
    Tensor begin = power.sub(1).mul((double) first / (factor - 1)).add(0.5).floor();
    return HalfCosine.between(rate, last, t.sub(begin).div(power.mul(first)));
  }
}
