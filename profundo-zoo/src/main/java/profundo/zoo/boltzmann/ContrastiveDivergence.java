package profundo.zoo.boltzmann;

import java.util.Optional;
import profundo.Array;
import profundo.Shape;
import profundo.Variable;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.GradientDescent;
import profundo.optim.Optimizer;
import profundo.train.Step;
import profundo.zoo.stack.Stackable;

/// How an [Rbm] learns: up the gradient of the log-likelihood, E[v'h | data] - E[v'h | model], where the second term comes from
/// k steps of Gibbs sampling that begin at the data (CD-k, Hinton 2002), or from chains that go on from step to step (persistent
/// contrastive divergence, Tieleman 2008).
///
///     Trainer.of(ContrastiveDivergence.of(rbm).withSteps(3).withRate(0.05, 0.9).pretraining())
///
/// The trainer reports as `loss` the squared error of v -> h -> v, summed over the units, and the mean `free_energy` of the data.
/// The free energy of held-out data rises above that of learned data as far as the machine overfits (Hinton 2010, section 6), but
/// only between the same weights: what training reports is a mean over the epoch in which they change, what validation
/// reports is after it, and free energies of different weights do not compare. For the gap take the mean of [Rbm#freeEnergy] over
/// both after training, as `profundo train rbm` does for its figure `free_energy_gap`. Validation reports the
/// `pseudo_likelihood` of binary units too.
///
/// @param rbm what learns
/// @param steps k, of Gibbs sampling
/// @param chains persistent ones; 0 to begin at the data
/// @param optimizer of the descent along the negative gradient
/// @param weightDecay factor of the weights that is added to their gradient
/// @param sparsity activity that hidden units are drawn to
/// @param sampled whether the last visible state of CD is a sample rather than the mean, which is less noisy; those before it,
///     and those of persistent chains, always are samples
/// @param up factor of the visible units' input to hidden units: 2 for the lowest machine of a [DeepBoltzmannMachine]
/// @param down factor of the hidden units' input to visible units: 2 for the highest
public record ContrastiveDivergence(
    Rbm rbm,
    int steps,
    int chains,
    Optimizer optimizer,
    double weightDecay,
    Optional<Sparsity> sparsity,
    boolean sampled,
    double up,
    double down)
    implements Stackable {

  /// Draws the mean activity q of each hidden unit to a target p by the gradient p - q of their cross-entropy with respect to
  /// the unit's input (Hinton 2010, section 11).
  ///
  /// @param target p
  /// @param decay of the running mean q, such as 0.95
  /// @param cost factor of the gradient
  public record Sparsity(double target, double decay, double cost) {
    /// Checks the ranges.
    public Sparsity {
      if (!(target > 0 && target < 1 && decay >= 0 && decay < 1 && cost >= 0)) {
        throw new IllegalArgumentException(
            "Sparsity: expected a target and a decay between 0 and 1 and a cost of at least 0, got " + target + ", " + decay
                + ", " + cost);
      }
    }
  }

  /// Checks the settings.
  public ContrastiveDivergence {
    if (steps < 1 || chains < 0 || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "ContrastiveDivergence: expected at least 1 step, 0 chains and a weight decay of 0, got " + steps + ", " + chains
              + ", " + weightDecay);
    }
  }

  /// CD-1 at the rate 0.1, or 0.001 where not all units are binary, with momentum 0.5 and weight decay 0.0002; rates are per sample,
  /// as in Hinton 2010.
  public static ContrastiveDivergence of(Rbm rbm) {
    double rate = rbm.visible() == Units.BINARY && rbm.hidden() == Units.BINARY ? 0.1 : 0.001;
    return new ContrastiveDivergence(
        rbm, 1, 0, GradientDescent.of(rate).withMomentum(0.5), 0.0002, Optional.empty(), false, 1, 1);
  }

  /// The same with k steps.
  public ContrastiveDivergence withSteps(int k) {
    return new ContrastiveDivergence(rbm, k, chains, optimizer, weightDecay, sparsity, sampled, up, down);
  }

  /// The same with persistent chains.
  public ContrastiveDivergence withChains(int count) {
    return new ContrastiveDivergence(rbm, steps, count, optimizer, weightDecay, sparsity, sampled, up, down);
  }

  /// The same at a constant rate with momentum.
  public ContrastiveDivergence withRate(double rate, double momentum) {
    return withOptimizer(GradientDescent.of(rate).withMomentum(momentum));
  }

  /// The same with another optimizer.
  public ContrastiveDivergence withOptimizer(Optimizer other) {
    return new ContrastiveDivergence(rbm, steps, chains, other, weightDecay, sparsity, sampled, up, down);
  }

  /// The same with another weight decay.
  public ContrastiveDivergence withWeightDecay(double decay) {
    return new ContrastiveDivergence(rbm, steps, chains, optimizer, decay, sparsity, sampled, up, down);
  }

  /// The same with a sparsity target.
  public ContrastiveDivergence withSparsity(Sparsity goal) {
    return new ContrastiveDivergence(rbm, steps, chains, optimizer, weightDecay, Optional.of(goal), sampled, up, down);
  }

  /// The same with the last visible state sampled.
  public ContrastiveDivergence withSampledVisible() {
    return new ContrastiveDivergence(rbm, steps, chains, optimizer, weightDecay, sparsity, true, up, down);
  }

  /// The same with inputs counted more than once, as if there were copies of the units below or above.
  public ContrastiveDivergence withDoubling(double up, double down) {
    return new ContrastiveDivergence(rbm, steps, chains, optimizer, weightDecay, sparsity, sampled, up, down);
  }

  @Override
  public Step pretraining() {
    return new RbmStep(this);
  }

  @Override
  public Layer encoder() {
    return nonlinear(rbm.linear(), rbm.hidden());
  }

  @Override
  public Layer decoder() {
    Array w = rbm.weight().transpose().evaluate();
    return nonlinear(
        new Linear(
            Variable.of("weight", w), Optional.of(Variable.of("bias", rbm.visibleBias().value()))), rbm.visible());
  }

  private static Layer nonlinear(Linear linear, Units units) {
    return switch (units) {
      case BINARY -> Sequential.of(linear, Sigmoid.of());
      case RECTIFIED -> Sequential.of(linear, Relu.of());
      case GAUSSIAN -> linear;
    };
  }

  Shape chainShape() {
    return Shape.of(chains, rbm.visibleSize());
  }
}
