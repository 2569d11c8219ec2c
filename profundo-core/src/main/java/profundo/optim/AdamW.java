package profundo.optim;

import java.util.List;
import profundo.Tensor;
import profundo.nn.Parameter;

/// [Adam] with decoupled weight decay (Loshchilov and Hutter 2019): w <- (1 - rate decay) w before Adam's step. Biases do
/// not decay unless asked to.
///
/// @param schedule learning rate
/// @param beta1 decay of the mean gradient
/// @param beta2 decay of the mean squared gradient
/// @param epsilon keeps the quotient finite
/// @param decay weight decay
/// @param decayBiases whether biases decay too
public record AdamW(
    Schedule schedule, double beta1, double beta2, double epsilon, double decay, boolean decayBiases)
    implements Optimizer {
  /// Checks the settings.
  public AdamW {
    Moments.check("AdamW", beta1, beta2, epsilon);
    Check.within("AdamW", "a weight decay", decay, 0, Double.MAX_VALUE);
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01, at a constant rate.
  public static AdamW of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01.
  public static AdamW of(Schedule schedule) {
    return new AdamW(schedule, 0.9, 0.999, 1e-8, 0.01, false);
  }

  /// The same with another weight decay.
  public AdamW withDecay(double decay) {
    return new AdamW(schedule, beta1, beta2, epsilon, decay, decayBiases);
  }

  /// The same with biases that decay too.
  public AdamW withDecayingBiases() {
    return new AdamW(schedule, beta1, beta2, epsilon, decay, true);
  }

  /// The same with other decays of the means.
  public AdamW withBetas(double beta1, double beta2) {
    return new AdamW(schedule, beta1, beta2, epsilon, decay, decayBiases);
  }

  /// The same with another epsilon.
  public AdamW withEpsilon(double epsilon) {
    return new AdamW(schedule, beta1, beta2, epsilon, decay, decayBiases);
  }

  @Override
  public List<String> slots() {
    return Moments.SLOTS;
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    Tensor kept = Tensor.scalar(1).sub(rate.mul(decay));
    Rule adam = Moments.rule(rate, step, beta1, beta2, epsilon);
    return (name, w, g, slots) ->
        adam.update(name, decayBiases || !Parameter.isBias(name) ? w.mul(kept) : w, g, slots);
  }
}
