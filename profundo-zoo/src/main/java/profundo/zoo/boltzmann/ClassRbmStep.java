package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Assignment;
import profundo.DType;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Parameters;
import profundo.optim.Optimizer;
import profundo.optim.OptimizerState;
import profundo.train.Step;
import profundo.train.Trace;

/// Contrastive divergence of a [ClassRbm] on samples `x` with labels `y` I32: CD-k from the samples and their labels. The
/// prediction that metrics judge in validation is that of the free energies.
final class ClassRbmStep implements Step {
  private final ClassRbm machine;
  private final int steps;
  private final double weightDecay;
  private final OptimizerState optimizer;

  ClassRbmStep(ClassRbm machine, int steps, Optimizer optimizer, double weightDecay) {
    this.machine = machine;
    this.steps = steps;
    this.weightDecay = weightDecay;
    this.optimizer = optimizer.start(Parameters.of(machine).byName());
  }

  @Override
  public String name() {
    return "ClassRbm";
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(machine);
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    return optimizer.slots();
  }

  /// One phase: states of visible, label and hidden units, as many of each.
  record Phase(Tensor v, Tensor y, Tensor h) {}

  /// Gradients of minus the log-likelihood, by the names of the variables: statistics of the model less those of the data.
  static SequencedMap<String, Tensor> gradients(ClassRbm machine, Phase data, Phase model, double weightDecay) {
    double n = data.v.shape().size(0);
    Tensor h = Tensor.concat(0, model.h, data.h);
    Tensor v = Tensor.concat(0, model.v.mul(1 / n), data.v.mul(-1 / n));
    Tensor y = Tensor.concat(0, model.y.mul(1 / n), data.y.mul(-1 / n));
    SequencedMap<String, Tensor> g = new LinkedHashMap<>();
    g.put("rbm.weight", decayed(v.transpose().matmul(h), machine.rbm().weight(), weightDecay));
    g.put("rbm.visibleBias", v.sum(0));
    g.put("rbm.hiddenBias", model.h.mean(0).sub(data.h.mean(0)));
    g.put("labelWeight", decayed(y.transpose().matmul(h), machine.labelWeight(), weightDecay));
    g.put("labelBias", y.sum(0));
    return g;
  }

  private static Tensor decayed(Tensor gradient, Variable w, double weightDecay) {
    return weightDecay == 0 ? gradient : gradient.add(w.mul(weightDecay));
  }

  /// k steps of Gibbs sampling from the hidden states h of the data; the last visible and hidden units are means, which are less noisy
  /// than samples.
  static Phase negative(ClassRbm machine, Tensor h, int steps, Draws draws) {
    Tensor hidden = h;
    for (int i = 1; ; i++) {
      Tensor v = machine.rbm().visibleMean(hidden);
      Tensor y = machine.labelInput(hidden).softmax();
      if (i == steps) {
        return new Phase(v, y, machine.hiddenInput(v, y).sigmoid());
      }
      hidden = draws.bernoulli(machine.hiddenInput(draws.bernoulli(v), y).sigmoid());
    }
  }

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
    Draws draws = Draws.of("contrastive divergence with labels", seed, step);
    Tensor v0 = Rbm.flat(batch.get(Dataset.X));
    Tensor y0 = label(batch);
    Tensor h0 = machine.hiddenInput(v0, y0).sigmoid();
    Phase model = negative(machine, draws.bernoulli(h0), steps, draws);
    SequencedMap<String, Tensor> gradients = gradients(machine, new Phase(v0, y0, h0), model, weightDecay);
    Tensor rate = optimizer.optimizer().schedule().rate(step);
    List<Assignment> updates = optimizer.step(new ArrayList<>(gradients.sequencedValues()), step, rate);
    Tensor error = v0.sub(model.v).square().sum().mul(1.0 / v0.shape().size(0));
    return Trace.of(error).at(rate).through(gradients).updating(updates);
  }

  private Tensor label(Map<String, Tensor> batch) {
    Tensor y = batch.get(Dataset.Y);
    if (y == null || y.dtype() != DType.I32) {
      throw new IllegalArgumentException("ClassRbm: expected labels I32 in the part 'y' of the data, got " + batch.keySet());
    }
    return y.oneHot(machine.classes());
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    Tensor v = Rbm.flat(batch.get(Dataset.X));
    Tensor y = label(batch);
    Tensor reconstruction = machine.rbm().visibleMean(machine.hiddenInput(v, y).sigmoid());
    Tensor error = v.sub(reconstruction).square().sum().mul(1.0 / v.shape().size(0));
    return Trace.of(error)
        .reporting("free_energy", machine.freeEnergy(v, y).mean())
        .predicting(machine.logits(v), Dataset.Y);
  }
}
