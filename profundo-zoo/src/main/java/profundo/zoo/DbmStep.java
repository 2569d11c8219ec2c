package profundo.zoo;

import java.util.ArrayList;
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
import profundo.optim.Optimizer;
import profundo.optim.OptimizerState;
import profundo.train.Step;
import profundo.train.Trace;

/// Learns a [DeepBoltzmannMachine]: mean field for the data, persistent chains for the model (algorithm 1 of the paper). The
/// trainer reports as `loss` the squared error of the visible means given the first layer's, and the mean `bound` without log Z.
final class DbmStep implements Step {
  private final DeepBoltzmannMachine machine;
  private final int rounds;
  private final int gibbs;
  private final double weightDecay;
  private final OptimizerState optimizer;
  private final List<Variable> chains = new ArrayList<>();

  DbmStep(DeepBoltzmannMachine machine, int rounds, int chains, int gibbs, Optimizer optimizer, double weightDecay) {
    if (rounds < 1 || chains < 1 || gibbs < 1 || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "DeepBoltzmannMachine: expected a round of mean field, a chain and a step of it or more, and a weight decay of at"
              + " least 0, got " + rounds + ", " + chains + ", " + gibbs + ", " + weightDecay);
    }
    this.machine = machine;
    this.rounds = rounds;
    this.gibbs = gibbs;
    this.weightDecay = weightDecay;
    this.optimizer = optimizer.start(Parameters.of(machine).byName());
    for (int i = 0; i <= machine.depth(); i++) {
      Array coins = Rng.of(0).stream("chains").stream(i).uniform(Shape.of(chains, machine.size(i)), 0, 1);
      for (int k = 0; k < coins.floats().length; k++) {
        coins.floats()[k] = Math.round(coins.floats()[k]);
      }
      this.chains.add(Variable.of("chain", coins));
    }
  }

  @Override
  public String name() {
    return "DeepBoltzmannMachine";
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(machine);
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    SequencedMap<String, Variable> all = new LinkedHashMap<>(optimizer.slots());
    for (int i = 0; i < chains.size(); i++) {
      all.put("chain/" + i, chains.get(i));
    }
    return all;
  }

  @Override
  public Trace train(Map<String, Tensor> batch, Tensor step, long seed) {
    Draws draws = Draws.of("deep boltzmann machine", seed, step);
    Tensor v = Rbm.flat(batch.get(Dataset.X));
    List<Tensor> q = machine.meanField(v, rounds);
    List<Tensor> states = List.copyOf(chains);
    for (int i = 0; i < gibbs; i++) {
      states = machine.gibbs(states, draws);
    }
    SequencedMap<String, Tensor> gradients = new LinkedHashMap<>();
    for (int i = 0; i < machine.depth(); i++) {
      Tensor g = correlation(states, i).sub(correlation(q, i));
      gradients.put("weights." + i, weightDecay == 0 ? g : g.add(machine.weights().get(i).mul(weightDecay)));
    }
    for (int i = 0; i <= machine.depth(); i++) {
      gradients.put("biases." + i, states.get(i).mean(0).sub(q.get(i).mean(0)));
    }
    Tensor rate = optimizer.optimizer().schedule().rate(step);
    List<Assignment> updates =
        new ArrayList<>(optimizer.step(new ArrayList<>(gradients.sequencedValues()), step, rate));
    for (int i = 0; i < chains.size(); i++) {
      updates.add(new Assignment(chains.get(i), states.get(i)));
    }
    return trace(q).at(rate).through(gradients).updating(updates);
  }

  /// E[s_i' s_(i+1)].
  private static Tensor correlation(List<Tensor> states, int i) {
    double n = states.get(i).shape().size(0);
    return states.get(i).transpose().matmul(states.get(i + 1)).mul(1 / n);
  }

  private Trace trace(List<Tensor> q) {
    Tensor missed = machine.input(0, q).sigmoid().sub(q.get(0));
    Tensor error = missed.square().sum().mul(1.0 / missed.shape().size(0));
    return Trace.of(error).reporting("bound", machine.bound(q).mean());
  }

  @Override
  public Trace evaluate(Map<String, Tensor> batch) {
    return trace(machine.meanField(Rbm.flat(batch.get(Dataset.X)), rounds));
  }
}
