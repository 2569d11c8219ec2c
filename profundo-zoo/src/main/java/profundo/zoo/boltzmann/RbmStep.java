package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Assignment;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Parameters;
import profundo.optim.OptimizerState;
import profundo.train.Step;
import profundo.train.Trace;

/// See [ContrastiveDivergence]. The gradient is in closed form, so nothing is differentiated: a batch costs the products
/// v0 W, h W', v1 W, and those of the two phases of the gradient, which are one product over both.
final class RbmStep implements Step {
  private static final String NAME = "Rbm";

  private final ContrastiveDivergence how;
  private final Rbm rbm;
  private final OptimizerState optimizer;
  private final Variable chains;
  private final Variable activity;

  RbmStep(ContrastiveDivergence how) {
    this.how = how;
    this.rbm = how.rbm();
    this.optimizer = how.optimizer().start(Parameters.of(rbm).byName());
    this.chains = how.chains() == 0 ? null : Variable.of("chains", noise(how.chainShape()));
    this.activity = how.sparsity().isEmpty() ? null : Variable.zeros("activity", Shape.of(rbm.hiddenSize()));
    how.sparsity().ifPresent(s -> Arrays.fill(activity.value().floats(), (float) s.target()));
  }

  /// Where chains begin: coins, always the same, for they forget it soon.
  private static Array noise(Shape shape) {
    Array coins = Rng.of(0).stream("chains").uniform(shape, 0, 1);
    for (int i = 0; i < coins.floats().length; i++) {
      coins.floats()[i] = Math.round(coins.floats()[i]);
    }
    return coins;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(rbm);
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    SequencedMap<String, Variable> all = new LinkedHashMap<>(optimizer.slots());
    if (chains != null) {
      all.put("chains", chains);
    }
    if (activity != null) {
      all.put("activity", activity);
    }
    return all;
  }

  /// The end of the negative phase.
  ///
  /// @param v `[m, visible]`
  /// @param h the mean of the hidden units there, `[m, hidden]`
  /// @param last the last sample of v, where the chains go on
  private record Negative(Tensor v, Tensor h, Tensor last) {}

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
    Draws draws = Draws.of("contrastive divergence", seed, step);
    Tensor v0 = Rbm.flat(batch.get(Dataset.X));
    int n = v0.shape().size(0);
    Tensor input = hiddenInput(v0);
    Tensor h0 = rbm.hidden().mean(input);
    Tensor first = rbm.hidden().sample(chains == null ? input : hiddenInput(chains), draws);
    Tensor reconstruction = rbm.visible().mean(visibleInput(chains == null ? first : h0));
    Negative model = negative(first, draws);

    // Both phases of E[v'h | model] - E[v'h | data] as one product.
    double m = model.v.shape().size(0);
    Tensor h = Tensor.concat(0, model.h.mul(1 / m), h0.mul(-1.0 / n));
    Tensor weight = Tensor.concat(0, model.v, v0).transpose().matmul(h);
    Tensor visibleBias = model.v.mean(0).sub(v0.mean(0));
    Tensor hiddenBias = h.sum(0);
    List<Assignment> updates = new ArrayList<>();
    if (activity != null) {
      var s = how.sparsity().orElseThrow();
      Tensor q = activity.mul(s.decay()).add(h0.mean(0).mul(1 - s.decay()));
      updates.add(new Assignment(activity, q));
      Tensor excess = q.sub(s.target()).mul(s.cost());
      hiddenBias = hiddenBias.add(excess);
      weight = weight.add(v0.mean(0).reshape(-1, 1).mul(excess));
    }
    if (how.weightDecay() > 0) {
      weight = weight.add(rbm.weight().mul(how.weightDecay()));
    }
    if (chains != null) {
      updates.add(new Assignment(chains, model.last));
    }
    Tensor rate = how.optimizer().schedule().rate(step);
    updates.addAll(optimizer.step(List.of(weight, visibleBias, hiddenBias), step, rate));
    SequencedMap<String, Tensor> gradients = new LinkedHashMap<>();
    gradients.put("weight", weight);
    gradients.put("visibleBias", visibleBias);
    gradients.put("hiddenBias", hiddenBias);
    return trace(v0, reconstruction, freeEnergy(v0, input)).at(rate).through(gradients).updating(updates);
  }

  private Negative negative(Tensor h, Draws draws) {
    Tensor hidden = h;
    for (int i = 1; ; i++) {
      Tensor input = visibleInput(hidden);
      boolean last = i == how.steps();
      boolean mean = last && chains == null && !how.sampled();
      Tensor v = mean ? rbm.visible().mean(input) : rbm.visible().sample(input, draws);
      Tensor above = hiddenInput(v);
      if (last) {
        return new Negative(v, rbm.hidden().mean(above), v);
      }
      hidden = rbm.hidden().sample(above, draws);
    }
  }

  private Tensor hiddenInput(Tensor v) {
    return scaled(v.matmul(rbm.weight()), how.up()).add(rbm.hiddenBias());
  }

  private Tensor visibleInput(Tensor h) {
    return scaled(h.matmul(rbm.weight().transpose()), how.down()).add(rbm.visibleBias());
  }

  private static Tensor scaled(Tensor t, double factor) {
    return factor == 1 ? t : t.mul(factor);
  }

  /// Of the machine with as many copies of the units below and above as count.
  private Tensor freeEnergy(Tensor v, Tensor input) {
    return scaled(rbm.visibleTerm(v), how.up()).sub(scaled(rbm.hidden().cumulant(input).sum(-1), how.down())).mean();
  }

  private static Trace trace(Tensor v0, Tensor reconstruction, Tensor freeEnergy) {
    Tensor error = v0.sub(reconstruction).square().sum().mul(1.0 / v0.shape().size(0));
    return Trace.of(error).reporting("free_energy", freeEnergy);
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    Tensor v = Rbm.flat(batch.get(Dataset.X));
    Tensor input = hiddenInput(v);
    Tensor reconstruction = rbm.visible().mean(visibleInput(rbm.hidden().mean(input)));
    Trace trace = trace(v, reconstruction, freeEnergy(v, input));
    return rbm.visible() == Units.BINARY && how.up() == 1 && how.down() == 1
        ? trace.reporting("pseudo_likelihood", rbm.pseudoLikelihood(v, Draws.of("pseudo-likelihood", 0, 0)).mean())
        : trace;
  }
}
