package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Assignment;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Parameters;
import profundo.optim.Optimizer;
import profundo.optim.OptimizerState;
import profundo.train.Step;
import profundo.train.Trace;

/// Learns a [BoltzmannMachine]: dW_ij = <s_i s_j> with the visible units clamped to data less <s_i s_j> running free (Ackley,
/// Hinton, Sejnowski 1985, equation 6). Clamped, hidden units are sampled anew for each batch; free, chains go on from batch to
/// batch (Neal 1992). The trainer reports as `loss` the squared error of the visible means given the hidden units.
final class BoltzmannMachineStep implements Step {
  private final BoltzmannMachine machine;
  private final int sweeps;
  private final OptimizerState optimizer;
  private final Variable chains;

  BoltzmannMachineStep(BoltzmannMachine machine, int sweeps, int chains, Optimizer optimizer) {
    if (sweeps < 1 || chains < 1 || machine.visible() < 1) {
      throw new IllegalArgumentException(
          "BoltzmannMachine: expected a sweep, a chain and a visible unit or more to learn, got " + sweeps + ", " + chains
              + ", " + machine.visible());
    }
    this.machine = machine;
    this.sweeps = sweeps;
    this.optimizer = optimizer.start(Parameters.of(machine).byName());
    Tensor half = Tensor.fill(Shape.of(chains, machine.units()), 0.5);
    this.chains = Variable.of("chains", Draws.of("chains", 0, 0).bernoulli(half).evaluate());
  }

  @Override
  public String name() {
    return "BoltzmannMachine";
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(machine);
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    SequencedMap<String, Variable> all = new LinkedHashMap<>(optimizer.slots());
    all.put("chains", chains);
    return all;
  }

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
    Draws draws = Draws.of("boltzmann machine", seed, step);
    Tensor one = Tensor.scalar(1);
    Tensor v = Rbm.flat(batch.get(Dataset.X));
    Tensor clamped = machine.meanField(v);
    int hidden = machine.units() - machine.visible();
    if (hidden > 0) {
      Tensor start = draws.bernoulli(clamped.slice(1, machine.visible(), machine.units()));
      clamped = Tensor.concat(1, v, start);
      for (int i = 0; i < sweeps; i++) {
        clamped = machine.sweep(clamped, machine.visible(), one, draws);
      }
    }
    Tensor free = chains;
    for (int i = 0; i < sweeps; i++) {
      free = machine.sweep(free, 0, one, draws);
    }
    SequencedMap<String, Tensor> gradients = new LinkedHashMap<>();
    Shape square = machine.weight().shape();
    Tensor off = Tensor.iota(square, 0).ne(Tensor.iota(square, 1));
    gradients.put("weight", correlation(free).sub(correlation(clamped)).mul(off));
    gradients.put("bias", free.mean(0).sub(clamped.mean(0)));
    Tensor rate = optimizer.optimizer().schedule().rate(step);
    List<Assignment> updates =
        new ArrayList<>(optimizer.step(new ArrayList<>(gradients.sequencedValues()), step, rate));
    updates.add(new Assignment(chains, free));
    return Trace.of(error(v, clamped)).at(rate).through(gradients).updating(updates);
  }

  private static Tensor correlation(Tensor s) {
    double n = s.shape().size(0);
    return s.transpose().matmul(s).mul(1 / n);
  }

  private Tensor error(Tensor v, Tensor states) {
    Tensor mean = states.matmul(machine.symmetric()).add(machine.bias()).sigmoid().slice(1, 0, machine.visible());
    return mean.sub(v).square().sum().mul(1.0 / v.shape().size(0));
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    Tensor v = Rbm.flat(batch.get(Dataset.X));
    return Trace.of(error(v, machine.meanField(v)));
  }
}
