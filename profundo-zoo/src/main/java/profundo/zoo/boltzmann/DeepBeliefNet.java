package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Optimizer;
import profundo.train.Step;
import profundo.zoo.stack.LayerwisePretraining;
import profundo.zoo.stack.Stackable;

/// Deep belief net: a restricted Boltzmann machine over labels and the highest features, on top of directed layers that
/// generate downwards.
///
///     p(v, h1, h2, h3, y) = p(v | h1) p(h1 | h2) p(h2, h3, y)
///     up:    h1 = sigmoid(v R1 + c1), h2 = sigmoid(h1 R2 + c2)      recognition, an approximation of what caused v
///     down:  p(h1 | h2) = sigmoid(h2 G2 + b2), p(v | h1) = sigmoid(h1 G1 + b1)
///
/// It is learned greedily, each layer as an [Rbm] on the features of those below, with G = R' ([#pretraining]). Then either the
/// up-down algorithm unties R and G and fits all of it to samples and labels ([#upDown], contrastive wake-sleep), or the way up
/// is unrolled into a network over the same weights for back-propagation ([#unroll]).
///
/// Hinton, Osindero, Teh 2006, A fast learning algorithm for deep belief nets: 1.25 % test error on MNIST by 784-500-500-2000
/// after up-down; Hinton and Salakhutdinov 2006: about 1.2 % by back-propagation. `profundo train dbn`, `profundo reproduce dbn`.
/// As a layer: samples `[batch, ...]` -> logits of the labels `[batch, classes]` by the free energy of the machine on top.
///
/// @param below machines of the directed layers, from the input up: recognition weights R, recognition biases c as their hidden
///     biases, generative biases b as their visible ones
/// @param generative G of each of them, `[hidden, visible]`
/// @param top h2, y and h3
public record DeepBeliefNet(List<Rbm> below, List<Variable> generative, ClassRbm top) implements Described {
  /// Checks that the layers fit onto each other.
  public DeepBeliefNet {
    below = List.copyOf(below);
    generative = List.copyOf(generative);
    if (below.size() != generative.size()) {
      throw new IllegalArgumentException(
          "DeepBeliefNet: expected generative weights for each of " + below.size() + " layers, got " + generative.size());
    }
    for (int i = 0; i < below.size(); i++) {
      int above = i + 1 < below.size() ? below.get(i + 1).visibleSize() : top.rbm().visibleSize();
      Shape back = Shape.of(below.get(i).hiddenSize(), below.get(i).visibleSize());
      if (below.get(i).hiddenSize() != above || !generative.get(i).shape().equals(back)) {
        throw new ShapeException(
            "DeepBeliefNet: layer " + (i + 1) + ": expected " + above + " hidden units and generative weights " + back + ", got "
                + below.get(i).hiddenSize() + " and " + generative.get(i).shape());
      }
    }
  }

  /// With small random weights.
  ///
  /// @param visible units of a sample
  /// @param sizes units of the layers from the input up, at least one: `500, 500, 2000`
  public static DeepBeliefNet of(int visible, List<Integer> sizes, int classes, Rng rng) {
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("DeepBeliefNet: expected a layer or more, got none");
    }
    List<Rbm> below = new ArrayList<>();
    List<Variable> generative = new ArrayList<>();
    int in = visible;
    for (int size : sizes.subList(0, sizes.size() - 1)) {
      below.add(Rbm.of(in, size, rng));
      generative.add(Variable.zeros("generative", Shape.of(size, in)));
      in = size;
    }
    return new DeepBeliefNet(below, generative, ClassRbm.of(in, classes, sizes.getLast(), rng));
  }

  /// Number of labels.
  public int classes() {
    return top.classes();
  }

  /// The stack whose phases learn the layers greedily: the lower ones by CD-1, then the highest with labels, when the way down through
  /// the lower ones becomes the way up turned round.
  ///
  /// @param optimizer of every layer
  public LayerwisePretraining pretraining(Optimizer optimizer, double weightDecay) {
    List<Stackable> stack = new ArrayList<>();
    for (Rbm rbm : below) {
      stack.add(ContrastiveDivergence.of(rbm).withOptimizer(optimizer).withWeightDecay(weightDecay));
    }
    var highest = ContrastiveDivergence.of(top.rbm());
    stack.add(
        Stackable.of(
            () -> {
              tie();
              return top.generative(1, optimizer, weightDecay);
            },
            highest.encoder(), highest::decoder));
    return LayerwisePretraining.of(stack);
  }

  /// Lets the way down be the way up turned round: G = R', as greedy learning has it.
  private void tie() {
    for (int i = 0; i < below.size(); i++) {
      generative.get(i).set(below.get(i).weight().transpose().evaluate());
    }
  }

  /// The step of the up-down algorithm, over samples `x` and labels `y`.
  ///
  /// @param gibbs steps of Gibbs sampling in the machine on top
  public Step upDown(int gibbs, Optimizer optimizer) {
    return new UpDown(this, gibbs, optimizer);
  }

  /// The way up as a classifier over the same weights, `flatten`, `layer1`, ..., `output`. The output layer has weights of its own,
  /// which begin as those between label units and highest units.
  public Sequential unroll() {
    Array u = top.labelWeight().transpose().evaluate();
    Linear output =
        new Linear(
            Variable.of("weight", u), Optional.of(Variable.of("bias", top.labelBias().value())));
    Sequential net = Sequential.of().then("flatten", Flatten.of());
    List<Rbm> all = new ArrayList<>(below);
    all.add(top.rbm());
    for (int i = 0; i < all.size(); i++) {
      net = net.then("layer" + (i + 1), Sequential.of(all.get(i).linear(), Sigmoid.of()));
    }
    return net.then("output", output);
  }

  /// Lets the output layer of an unrolled net, which was made before the labels were learned, begin as it would if it were
  /// made now. The other layers are shared.
  void unrollInto(Sequential unrolled) {
    Linear output = (Linear) unrolled.layers().getLast();
    output.weight().set(top.labelWeight().transpose().evaluate());
    output.bias().orElseThrow().set(top.labelBias().value());
  }

  /// The features that the machine on top sees, without randomness: `[n, ...]` -> `[n, top visible]`.
  public Tensor features(Tensor x) {
    Tensor h = Rbm.flat(x);
    for (Rbm rbm : below) {
      h = rbm.hiddenMean(h);
    }
    return h;
  }

  /// The mean of the visible units given a state of the machine on top, without randomness in between.
  ///
  /// @param h `[n, top visible]`
  public Tensor generate(Tensor h) {
    Tensor v = h;
    for (int i = below.size() - 1; i >= 0; i--) {
      v = v.matmul(generative.get(i)).add(below.get(i).visibleBias()).sigmoid();
    }
    return v;
  }

  /// Samples of chosen classes: Gibbs sampling in the machine on top while its label units stay, then one pass down.
  ///
  /// @param start samples at whose features the chains begin, `[n, ...]`: from coins they would fall into modes where no sample is
  /// @param labels a class for each of them
  /// @param sweeps of Gibbs sampling: some hundred after up-down; of greedy learning alone, whose machine on top has seen but one step,
  ///     ten, for longer chains leave what it knows
  /// @return means of the visible units, `[n, visible]`
  public Array generate(Array start, int[] labels, int sweeps, long seed) {
    Array h = top.generate(features(Tensor.of(start)).evaluate(), labels, sweeps, seed);
    return generate(Tensor.of(h)).evaluate();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.shape().rank() > 1 && x.shape().count() / x.shape().size(0) == visibleSize());
    Tensor h = Rbm.flat(x);
    for (Rbm rbm : below) {
      h = pass.apply(rbm, h);
    }
    return pass.apply(top, h);
  }

  /// Units of a sample.
  public int visibleSize() {
    return below.isEmpty() ? top.rbm().visibleSize() : below.getFirst().visibleSize();
  }

  @Override
  public String expects() {
    return "F32 x[batch, visible=" + visibleSize() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("visible", visibleSize());
    List<Object> sizes = new ArrayList<>(below.stream().map(Rbm::hiddenSize).toList());
    sizes.add(top.rbm().hiddenSize());
    c.put("layers", sizes);
    c.put("classes", classes());
    return c;
  }

  static DeepBeliefNet of(Config c) {
    int in = c.integer("visible", 1);
    int classes = c.integer("classes", 1);
    List<Integer> sizes = c.integers("layers", 1);
    List<Rbm> below = new ArrayList<>();
    List<Variable> generative = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      int size = sizes.get(i);
      Rbm rbm =
          new Rbm(
              c.variable("weight", in, size), c.variable("visibleBias", in), c.variable("hiddenBias", size), Units.BINARY,
              Units.BINARY);
      if (i + 1 < sizes.size()) {
        below.add(rbm);
        generative.add(c.variable("generative", size, in));
      } else {
        return new DeepBeliefNet(
            below, generative, new ClassRbm(rbm, c.variable("labelWeight", classes, size), c.variable("labelBias", classes)));
      }
      in = size;
    }
    throw new IllegalArgumentException("DeepBeliefNet: expected a layer or more, got none");
  }
}
