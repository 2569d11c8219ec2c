package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import profundo.Assignment;
import profundo.DType;
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
      this.chains.add(Variable.zeros("chain", Shape.of(chains, machine.size(i))));
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
    List<Tensor> states = begun(q, step, draws);
    for (int i = 0; i < gibbs; i++) {
      states = machine.gibbs(states, draws);
    }
    // The even layers as the means that their samples came from: the same expectation, with less noise.
    List<Tensor> model = machine.means(states, 0);
    SequencedMap<String, Tensor> gradients = new LinkedHashMap<>();
    for (int i = 0; i < machine.depth(); i++) {
      Tensor g = correlation(model, i).sub(correlation(q, i));
      gradients.put("weights." + i, weightDecay == 0 ? g : g.add(machine.weights().get(i).mul(weightDecay)));
    }
    for (int i = 0; i <= machine.depth(); i++) {
      gradients.put("biases." + i, model.get(i).mean(0).sub(q.get(i).mean(0)));
    }
    Tensor rate = optimizer.optimizer().schedule().rate(step);
    List<Assignment> updates =
        new ArrayList<>(optimizer.step(new ArrayList<>(gradients.sequencedValues()), step, rate));
    for (int i = 0; i < chains.size(); i++) {
      updates.add(new Assignment(chains.get(i), states.get(i)));
    }
    return trace(q).at(rate).through(gradients).updating(updates);
  }

  /// The chains where they stand. In the first step they begin at the data: a machine that has been pre-trained has modes that
  /// chains from coins do not find, but fall into others that the data are not in.
  private List<Tensor> begun(List<Tensor> q, Tensor step, Draws draws) {
    Tensor first = step.eq(Tensor.scalar(0, DType.I32));
    List<Tensor> states = new ArrayList<>();
    for (int i = 0; i < chains.size(); i++) {
      int samples = q.get(i).shape().size(0);
      int[] rows = IntStream.range(0, chains.get(i).shape().size(0)).map(r -> r % samples).toArray();
      Tensor p = q.get(i).gather(Tensor.of(Shape.of(rows.length), rows));
      states.add(first.select(draws.bernoulli(p), chains.get(i)));
    }
    return states;
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
