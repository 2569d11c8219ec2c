package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Optimizer;
import profundo.train.Predictor;
import profundo.train.Step;
import profundo.zoo.stack.LayerwisePretraining;
import profundo.zoo.stack.Stackable;

/// Deep Boltzmann machine: layers of binary units, each connected with the next, all connections going both ways.
///
///     E(v, h1, h2) = -v W1 h1' - h1 W2 h2' - b v' - c1 h1' - c2 h2'
///     P(h1 | v, h2) = sigmoid(v W1 + h2 W2' + c1)    P(h2 | h1) = sigmoid(h1 W2 + c2)    P(v | h1) = sigmoid(h1 W1' + b)
///     q1 = sigmoid(v W1 + q2 W2' + c1),   q2 = sigmoid(q1 W2 + c2)                        mean field, iterated
///
/// It learns up E[. | data] - E[. | model], with the first term by mean-field inference and the second by persistent chains
/// ([#learning]), after greedy pre-training by machines whose input from below or above counts twice ([#pretraining]). Then a
/// network over samples and their q2 is fine-tuned ([#network], [DbmClassifier]).
///
/// Salakhutdinov and Hinton 2009, Deep Boltzmann machines: 0.95 % test error on MNIST by 784-500-1000, fine-tuned. `profundo
/// train dbm`, `profundo reproduce dbm`. As a layer: samples `[batch, ...]` -> the mean field of the highest layer.
///
/// @param weights W1 `[visible, h1]`, W2 `[h1, h2]`, ...
/// @param biases b `[visible]`, c1 `[h1]`, c2 `[h2]`, ...
public record DeepBoltzmannMachine(List<Variable> weights, List<Variable> biases) implements Described {
  /// Rounds of mean field where nobody says how many.
  public static final int ROUNDS = 10;

  /// Checks that the layers fit onto each other.
  public DeepBoltzmannMachine {
    weights = List.copyOf(weights);
    biases = List.copyOf(biases);
    if (weights.size() < 2 || biases.size() != weights.size() + 1) {
      throw new IllegalArgumentException(
          "DeepBoltzmannMachine: expected two layers of hidden units or more and a bias for each and the visible ones, got "
              + weights.size() + " and " + biases.size());
    }
    for (int i = 0; i < weights.size(); i++) {
      Shape fit = Shape.of(biases.get(i).shape().count(), biases.get(i + 1).shape().count());
      if (!weights.get(i).shape().equals(fit)) {
        throw new ShapeException(
            "DeepBoltzmannMachine: expected weights " + (i + 1) + " " + fit + ", got " + weights.get(i).shape());
      }
    }
  }

  /// With weights from N(0, 0.01²) and biases of zero.
  ///
  /// @param sizes of the hidden layers, at least two: `500, 1000`
  public static DeepBoltzmannMachine of(int visible, List<Integer> sizes, Rng rng) {
    List<Variable> weights = new ArrayList<>();
    List<Variable> biases = new ArrayList<>(List.of(Variable.zeros("bias", Shape.of(visible))));
    int in = visible;
    for (int size : sizes) {
      weights.add(Variable.of("weight", rng.normal(Shape.of(in, size), 0, 0.01f)));
      biases.add(Variable.zeros("bias", Shape.of(size)));
      in = size;
    }
    return new DeepBoltzmannMachine(weights, biases);
  }

  /// Number of hidden layers.
  public int depth() {
    return weights.size();
  }

  /// Units of a layer; 0 is the visible one.
  public int size(int layer) {
    return biases.get(layer).shape().count();
  }

  /// Total input of a layer from its neighbours.
  ///
  /// @param states of all layers, `[n, size]`; only the neighbours are read
  public Tensor input(int layer, List<Tensor> states) {
    Tensor input = null;
    if (layer > 0) {
      input = states.get(layer - 1).matmul(weights.get(layer - 1));
    }
    if (layer < depth()) {
      Tensor above = states.get(layer + 1).matmul(weights.get(layer).transpose());
      input = input == null ? above : input.add(above);
    }
    return input.add(biases.get(layer));
  }

  /// Approximate posterior means of all layers given samples, the samples first. It begins with a pass up in which the input
  /// from below counts twice, since there is none from above yet.
  ///
  /// @param v `[n, visible]`
  /// @param rounds over all layers
  public List<Tensor> meanField(Tensor v, int rounds) {
    List<Tensor> q = new ArrayList<>(List.of(v));
    for (int i = 0; i < depth(); i++) {
      double twice = i + 1 < depth() ? 2 : 1;
      q.add(q.get(i).matmul(weights.get(i)).mul(twice).add(biases.get(i + 1)).sigmoid());
    }
    for (int r = 0; r < rounds; r++) {
      for (int i = 1; i <= depth(); i++) {
        q.set(i, input(i, q).sigmoid());
      }
    }
    return q;
  }

  /// The layers of one parity as their means given the others, which stay.
  ///
  /// @param states of all layers; those of this parity are not read
  /// @param parity 0: the even layers, 1: the odd ones
  public List<Tensor> means(List<Tensor> states, int parity) {
    List<Tensor> next = new ArrayList<>(states);
    for (int i = parity; i <= depth(); i += 2) {
      next.set(i, input(i, states).sigmoid());
    }
    return next;
  }

  /// One step of Gibbs sampling: all even layers given the odd ones after all odd ones given the even.
  ///
  /// @param states of all layers; those of odd layers are not read
  public List<Tensor> gibbs(List<Tensor> states, Draws draws) {
    List<Tensor> next = states;
    for (int parity = 1; parity >= 0; parity--) {
      next = means(next, parity);
      for (int i = parity; i <= depth(); i += 2) {
        next.set(i, draws.bernoulli(next.get(i)));
      }
    }
    return next;
  }

  /// E of states of all layers: `[n]`.
  public Tensor energy(List<Tensor> states) {
    Tensor minus = states.get(0).mul(biases.get(0)).sum(-1);
    for (int i = 0; i < depth(); i++) {
      Tensor up = states.get(i).matmul(weights.get(i)).add(biases.get(i + 1));
      minus = minus.add(up.mul(states.get(i + 1)).sum(-1));
    }
    return minus.neg();
  }

  /// log p(v) >= this - log Z: minus the energy at the means, and the entropy of the means (equation 6 of the paper): `[n]`.
  ///
  /// @param q as from [#meanField]
  public Tensor bound(List<Tensor> q) {
    Tensor bound = energy(q).neg();
    for (int i = 1; i <= depth(); i++) {
      // Kept off 0 and 1, where the logarithm has no value and the entropy is nothing.
      Tensor p = q.get(i).max(1e-7).min(1 - 1e-7);
      Tensor off = p.neg().add(1);
      bound = bound.sub(p.mul(p.log()).add(off.mul(off.log())).sum(-1));
    }
    return bound;
  }

  /// An estimate of log Z by annealed importance sampling over the odd layers; the even ones are summed out. The machine to begin
  /// with has fair coins in hidden layers, and visible units with the means of some samples.
  ///
  /// @param samples `[n, ...]` with values in [0, 1]
  public AnnealedImportanceSampling partition(Array samples) {
    return AnnealedImportanceSampling.of(new DbmFamily(this, AnnealedImportanceSampling.independent(size(0), samples)));
  }

  /// Greedy pre-training, and how the machines become one afterwards.
  ///
  /// @param stack whose phases learn the layers
  /// @param combine to be called when they have: puts the weights into this machine
  public record Pretraining(LayerwisePretraining stack, Runnable combine) {}

  /// Greedy pre-training by machines that share the weights. The lowest sees two copies of the samples and the highest two
  /// copies of its hidden units, for in the whole machine every layer between gets half of its input from each side; weights
  /// between are halved, and biases that two machines have learned are averaged.
  public Pretraining pretraining(Optimizer optimizer, double weightDecay) {
    List<Stackable> stack = new ArrayList<>();
    List<Rbm> machines = new ArrayList<>();
    for (int i = 0; i < depth(); i++) {
      Variable visible = i == 0 ? biases.get(0) : Variable.zeros("visibleBias", biases.get(i).shape());
      Rbm rbm = new Rbm(weights.get(i), visible, biases.get(i + 1), Units.BINARY, Units.BINARY);
      machines.add(rbm);
      double up = i == 0 ? 2 : 1;
      double down = i == depth() - 1 ? 2 : 1;
      var how =
          ContrastiveDivergence.of(rbm).withOptimizer(optimizer).withWeightDecay(weightDecay).withDoubling(up, down);
      stack.add(
          Stackable.of(
              how::pretraining,
              new Doubled(rbm, up),
              how::decoder));
    }
    return new Pretraining(LayerwisePretraining.of(stack), () -> combine(machines));
  }

  /// The code of a machine whose input counts more than once.
  private record Doubled(Rbm machine, double up) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.matmul(machine.weight()).mul(up).add(machine.hiddenBias()).sigmoid();
    }
  }

  private record Augmented(DeepBoltzmannMachine machine) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return machine.augmented(x);
    }
  }

  private void combine(List<Rbm> machines) {
    for (int i = 1; i < depth(); i++) {
      Rbm above = machines.get(i);
      biases.get(i).set(biases.get(i).add(above.visibleBias()).mul(0.5).evaluate());
      if (i < depth() - 1) {
        weights.get(i).set(weights.get(i).mul(0.5).evaluate());
      }
    }
  }

  /// The step that learns the whole machine.
  ///
  /// @param rounds of mean field
  /// @param chains persistent ones
  /// @param gibbs steps of the chains for each batch
  public Step learning(int rounds, int chains, int gibbs, Optimizer optimizer, double weightDecay) {
    return new DbmStep(this, rounds, chains, gibbs, optimizer, weightDecay);
  }

  /// Samples with the mean field of the second layer beside them, `[n, visible + h2]`: what [#network] takes.
  public Dataset augmented(Dataset data) {
    return data.with(Dataset.X, Predictor.of(new Augmented(this)).predict(data));
  }

  Tensor augmented(Tensor x) {
    Tensor v = Rbm.flat(x);
    return Tensor.concat(1, v, meanField(v, ROUNDS).get(2));
  }

  /// A feed-forward network over samples and the mean field of their second layer, whose weights begin as this machine's: its
  /// first layer then computes what mean field does (section 3.4 of the paper). Nothing is shared, for the mean field that it
  /// takes is to stay as it is.
  public Sequential network(int classes, Rng rng) {
    Tensor first = Tensor.concat(0, weights.get(0), weights.get(1).transpose());
    Sequential net = Sequential.of();
    for (int i = 0; i < depth(); i++) {
      Array w = (i == 0 ? first : weights.get(i)).evaluate();
      Linear linear =
          new Linear(Variable.of("weight", w), Optional.of(Variable.of("bias", biases.get(i + 1).value())));
      net = net.then("layer" + (i + 1), Sequential.of(linear, Sigmoid.of()));
    }
    return net.then("output", Linear.of(size(depth()), classes, Initializer.normal(0, 0.01), rng));
  }

  /// Lets the layers of a network of this machine begin as [#network] would make them now, except for the output.
  void startNetwork(Sequential network) {
    Sequential fresh = network(1, Rng.of(0));
    for (int i = 0; i < depth(); i++) {
      Linear from = (Linear) ((Sequential) fresh.layers().get(i)).layers().getFirst();
      Linear to = (Linear) ((Sequential) network.layers().get(i)).layers().getFirst();
      to.weight().set(from.weight().value());
      to.bias().orElseThrow().set(from.bias().orElseThrow().value());
    }
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(
        this, x, x.dtype() == DType.F32 && x.shape().rank() > 1 && x.shape().count() / x.shape().size(0) == size(0));
    return meanField(Rbm.flat(x), ROUNDS).getLast();
  }

  @Override
  public String expects() {
    return "F32 x[batch, visible=" + size(0) + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("sizes", biases.stream().map(b -> (Object) b.shape().count()).toList());
    return c;
  }

  static DeepBoltzmannMachine of(Config c) {
    List<Integer> sizes = c.integers("sizes", 1);
    List<Variable> weights = new ArrayList<>();
    List<Variable> biases = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      biases.add(c.variable("bias", sizes.get(i)));
      if (i > 0) {
        weights.add(c.variable("weight", sizes.get(i - 1), sizes.get(i)));
      }
    }
    return new DeepBoltzmannMachine(weights, biases);
  }
}
