package profundo.zoo.boltzmann;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Pass;
import profundo.optim.Optimizer;
import profundo.train.Step;

/// Restricted Boltzmann machine with label units: a group y of which exactly one is on joins the visible units, and the machine
/// learns the joint distribution of samples and labels.
///
///     E(v, y, h) = -v W h' - y U h' - b v' - d y' - c h'
///     P(h | v, y) = sigmoid(v W + y U + c)     P(y | h) = softmax(h U' + d)
///     log P(y | v) = d_y + sum log(1 + e^(v W + U_y + c)) - log of the sum over all labels
///
/// The last line needs no sampling: the free energy of v with each label is exact. Hinton, Osindero, Teh 2006; Larochelle and
/// Bengio 2008, Classification using discriminative restricted Boltzmann machines. As a layer: samples `[batch, ...]` -> minus
/// the free energy with each label `[batch, classes]`, which are logits; a loss of theirs trains it as a classifier directly.
///
/// @param rbm W `[visible, hidden]`, b and c, with binary hidden units
/// @param labelWeight U `[classes, hidden]`
/// @param labelBias d `[classes]`
public record ClassRbm(Rbm rbm, Variable labelWeight, Variable labelBias) implements Described {
  /// Checks the shapes.
  public ClassRbm {
    Shape u = labelWeight.shape();
    if (u.rank() != 2 || u.size(1) != rbm.hiddenSize() || !labelBias.shape().equals(u.range(0, 1))) {
      throw new ShapeException(
          "ClassRbm: expected labelWeight [classes, hidden=" + rbm.hiddenSize() + "] and labelBias [classes], got " + u + ", "
              + labelBias.shape());
    }
    if (rbm.hidden() != Units.BINARY || rbm.visible() != Units.BINARY) {
      throw new IllegalArgumentException("ClassRbm: expected binary units, got " + rbm.visible() + " and " + rbm.hidden());
    }
  }

  /// With weights from N(0, 0.01²) and biases of zero.
  public static ClassRbm of(int visible, int classes, int hidden, Rng rng) {
    return new ClassRbm(
        Rbm.of(visible, hidden, rng),
        Variable.of("labelWeight", rng.normal(Shape.of(classes, hidden), 0, 0.01f)),
        Variable.zeros("labelBias", Shape.of(classes)));
  }

  /// Number of label units.
  public int classes() {
    return labelWeight.shape().size(0);
  }

  /// v W + y U + c: `[n, hidden]`.
  ///
  /// @param y `[n, classes]`
  public Tensor hiddenInput(Tensor v, Tensor y) {
    return v.matmul(rbm.weight()).add(y.matmul(labelWeight)).add(rbm.hiddenBias());
  }

  /// h U' + d: `[n, classes]`, logits of the labels.
  public Tensor labelInput(Tensor h) {
    return h.matmul(labelWeight.transpose()).add(labelBias);
  }

  /// F(v, y): `[n]`.
  public Tensor freeEnergy(Tensor v, Tensor y) {
    return rbm.visibleTerm(v).sub(y.mul(labelBias).sum(-1)).sub(hiddenInput(v, y).softplus().sum(-1));
  }

  /// log P(y | v) up to what is the same for all labels: `[n, classes]`.
  public Tensor logits(Tensor v) {
    return logits(v, rbm.weight(), rbm.hiddenBias(), labelWeight, labelBias);
  }

  private static Tensor logits(Tensor v, Tensor w, Tensor c, Tensor u, Tensor d) {
    Tensor input = v.matmul(w).add(c);
    int n = v.shape().size(0);
    return input.reshape(n, 1, -1).add(u).softplus().sum(-1).add(d);
  }

  /// Samples of the visible units after Gibbs sampling between v and h while the labels stay.
  ///
  /// @param v where to begin, `[n, visible]`
  /// @param y `[n, classes]`
  public Tensor gibbs(Tensor v, Tensor y, Draws draws) {
    Tensor h = draws.bernoulli(hiddenInput(v, y).sigmoid());
    return rbm.sampleVisible(h, draws);
  }

  /// Visible units of chosen classes: Gibbs sampling while the label units stay.
  ///
  /// @param start where the chains begin, `[n, visible]`: samples, for from coins they would fall into modes where no sample is
  /// @param labels a class for each of them
  /// @param sweeps of Gibbs sampling; after learning by CD-1 some ten, for longer chains leave what the machine knows
  /// @return the means of the visible units at the end, `[n, visible]`
  public Array generate(Array start, int[] labels, int sweeps, long seed) {
    int n = labels.length;
    if (start.shape().rank() != 2 || start.shape().size(0) != n) {
      throw new ShapeException("ClassRbm: expected visible units to begin at for each of " + n + " labels, got " + start.shape());
    }
    for (int label : labels) {
      if (label < 0 || label >= classes()) {
        throw new IllegalArgumentException(
            "ClassRbm: expected classes from 0 to " + (classes() - 1) + " to generate, got " + label);
      }
    }
    Variable v = Variable.of("visible", start);
    Tensor y = Tensor.of(Shape.of(n), labels).oneHot(classes());
    Chain.run(v, (state, draws) -> gibbs(state, y, draws), sweeps, seed);
    Tensor h = Draws.of("generate", seed, 0).bernoulli(hiddenInput(v, y).sigmoid()).materialize();
    return rbm.visibleMean(h).evaluate();
  }

  /// Contrastive divergence on samples `x` with labels `y` I32, which raises the likelihood of both together.
  ///
  /// @param steps k, of Gibbs sampling
  public Step generative(int steps, Optimizer optimizer, double weightDecay) {
    return new ClassRbmStep(this, steps, optimizer, weightDecay);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.shape().rank() > 1 && x.shape().count() / x.shape().size(0) == rbm.visibleSize());
    return logits(
        Rbm.flat(x), pass.read(rbm.weight()), pass.read(rbm.hiddenBias()), pass.read(labelWeight), pass.read(labelBias));
  }

  @Override
  public String expects() {
    return rbm.expects();
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("visible", rbm.visibleSize());
    c.put("hidden", rbm.hiddenSize());
    c.put("classes", classes());
    return c;
  }

  static ClassRbm of(Config c) {
    int visible = c.integer("visible", 1);
    int hidden = c.integer("hidden", 1);
    int classes = c.integer("classes", 1);
    var rbm =
        new Rbm(
            c.variable("weight", visible, hidden), c.variable("visibleBias", visible), c.variable("hiddenBias", hidden),
            Units.BINARY, Units.BINARY);
    return new ClassRbm(rbm, c.variable("labelWeight", classes, hidden), c.variable("labelBias", classes));
  }
}
