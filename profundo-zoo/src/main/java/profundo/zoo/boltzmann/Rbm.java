package profundo.zoo.boltzmann;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Linear;
import profundo.nn.Pass;

/// Restricted Boltzmann machine: visible units v and hidden units h with connections W between the two kinds alone.
///
///     E(v, h) = -v W h' - b v' - c h'          p(v, h) = e^(-E(v, h)) / Z
///     P(h | v) = sigmoid(v W + c)              P(v | h) = sigmoid(h W' + b)
///     F(v) = -b v' - sum log(1 + e^(v W + c))  p(v) = e^(-F(v)) / Z
///
/// for binary units; other kinds of [Units] replace sigmoid and log(1 + e^x) by what they are, and Gaussian visible units
/// replace b v' by -|v - b|² / 2. [ContrastiveDivergence] trains it; [PartitionFunction] and [AnnealedImportanceSampling] tell
/// Z.
///
/// Smolensky 1986 (the harmonium); Hinton 2002, Training products of experts by minimizing contrastive divergence; Hinton 2010,
/// A practical guide to training restricted Boltzmann machines. As a layer: samples `[batch, ...]` -> the mean of the hidden
/// units `[batch, hidden]`.
///
/// @param weight W `[visible, hidden]`
/// @param visibleBias b `[visible]`
/// @param hiddenBias c `[hidden]`
/// @param visible kind of the visible units: binary or Gaussian
/// @param hidden kind of the hidden units
public record Rbm(Variable weight, Variable visibleBias, Variable hiddenBias, Units visible, Units hidden) implements Described {
  private static final double DEVIATION = 0.01;

  /// Checks the shapes and the kinds.
  public Rbm {
    Shape w = weight.shape();
    if (w.rank() != 2 || !visibleBias.shape().equals(w.range(0, 1)) || !hiddenBias.shape().equals(w.range(1, 2))) {
      throw new ShapeException(
          "Rbm: expected weight [visible, hidden], visibleBias [visible], hiddenBias [hidden], got " + w + ", "
              + visibleBias.shape() + ", " + hiddenBias.shape());
    }
    if (visible == Units.RECTIFIED || visible == Units.GAUSSIAN && hidden == Units.GAUSSIAN) {
      throw new IllegalArgumentException(
          "Rbm: expected binary visible units, or Gaussian ones with binary or rectified hidden units, got "
              + visible + " and " + hidden);
    }
  }

  /// Of binary units, with weights from N(0, 0.01²) and biases of zero.
  public static Rbm of(int visible, int hidden, Rng rng) {
    return of(visible, Units.BINARY, hidden, Units.BINARY, rng);
  }

  /// With weights from N(0, 0.01²) and biases of zero.
  public static Rbm of(int visible, Units visibleUnits, int hidden, Units hiddenUnits, Rng rng) {
    if (visible < 1 || hidden < 1) {
      throw new IllegalArgumentException("Rbm: expected a unit or more of each kind, got " + visible + " and " + hidden);
    }
    return new Rbm(
        Variable.of("weight", rng.normal(Shape.of(visible, hidden), 0, (float) DEVIATION)),
        Variable.zeros("visibleBias", Shape.of(visible)),
        Variable.zeros("hiddenBias", Shape.of(hidden)),
        visibleUnits,
        hiddenUnits);
  }

  /// Sets the visible biases so that the machine without hidden units would have the means of some samples: log(p / (1 - p)),
  /// p kept off 0 and 1 by `smooth` (Hinton 2010, section 8.1); for Gaussian units the means. Hidden units need then not learn
  /// how often each pixel is on.
  ///
  /// @param samples `[n, ...]`
  public Rbm startAt(Array samples) {
    int size = visibleSize();
    float[] mean = new float[size];
    float[] x = samples.floats();
    int n = x.length / size;
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int k = 0; k < n; k++) {
        sum += x[k * size + i];
      }
      double p = visible == Units.GAUSSIAN ? sum / n : (sum + 1) / (n + 2);
      mean[i] = (float) (visible == Units.GAUSSIAN ? p : Math.log(p / (1 - p)));
    }
    visibleBias.set(Array.wrap(Shape.of(size), mean));
    return this;
  }

  /// Number of visible units.
  public int visibleSize() {
    return weight.shape().size(0);
  }

  /// Number of hidden units.
  public int hiddenSize() {
    return weight.shape().size(1);
  }

  /// Total input of the hidden units, v W + c: v `[n, visible]` -> `[n, hidden]`.
  public Tensor hiddenInput(Tensor v) {
    return v.matmul(weight).add(hiddenBias);
  }

  /// Total input of the visible units, h W' + b: h `[n, hidden]` -> `[n, visible]`.
  public Tensor visibleInput(Tensor h) {
    return h.matmul(weight.transpose()).add(visibleBias);
  }

  /// E[h | v].
  public Tensor hiddenMean(Tensor v) {
    return hidden.mean(hiddenInput(v));
  }

  /// E[v | h].
  public Tensor visibleMean(Tensor h) {
    return visible.mean(visibleInput(h));
  }

  /// A sample of P(h | v).
  public Tensor sampleHidden(Tensor v, Draws draws) {
    return hidden.sample(hiddenInput(v), draws);
  }

  /// A sample of P(v | h).
  public Tensor sampleVisible(Tensor h, Draws draws) {
    return visible.sample(visibleInput(h), draws);
  }

  /// One step of block Gibbs sampling: v -> h -> v.
  public Tensor gibbs(Tensor v, Draws draws) {
    return sampleVisible(sampleHidden(v, draws), draws);
  }

  /// E(v, h) of binary units: `[n]`.
  public Tensor energy(Tensor v, Tensor h) {
    return visibleInput(h).mul(v).sum(-1).add(h.mul(hiddenBias).sum(-1)).neg();
  }

  /// F(v): `[n]`.
  public Tensor freeEnergy(Tensor v) {
    return visibleTerm(v).sub(hidden.cumulant(hiddenInput(v)).sum(-1));
  }

  /// What the visible units alone add to the energy, `[n]`: -b v', or |v - b|² / 2.
  Tensor visibleTerm(Tensor v) {
    return visible == Units.GAUSSIAN
        ? v.sub(visibleBias).square().sum(-1).mul(0.5)
        : v.mul(visibleBias).sum(-1).neg();
  }

  /// The logarithm of the pseudo-likelihood of binary samples, sum over i of log P(v_i | the others), estimated by one unit i
  /// drawn for each sample: visible * log sigmoid(F(v with v_i flipped) - F(v)), `[n]` (Besag 1975).
  ///
  /// Which unit it is depends on the draws, on the row and on the sample itself, so that the mean over a data set goes over all
  /// units although the draws are the same in every batch.
  ///
  /// @param v 0 or 1, or near
  public Tensor pseudoLikelihood(Tensor v, Draws draws) {
    return conditional(v, drawnUnit(v, draws)).mul(visibleSize());
  }

  /// A unit for each sample, evenly spread: the part behind the point of |v r| + u, r normal and the same for all, u uniform
  /// for each row.
  ///
  /// @return I32 `[n]`
  Tensor drawnUnit(Tensor v, Draws draws) {
    Tensor place = v.mul(draws.normal(Shape.of(visibleSize()))).sum(-1).abs().add(draws.uniform(Shape.of(v.shape().size(0))));
    Tensor fraction = place.sub(place.floor());
    return fraction.mul(visibleSize()).min(visibleSize() - 1).cast(DType.I32);
  }

  /// log P(v_i | the others) of binary units, `[n]`.
  ///
  /// @param i I32 `[n]`: one unit for each sample
  Tensor conditional(Tensor v, Tensor i) {
    Tensor change = v.mul(-2).add(1).mul(i.oneHot(visibleSize()));
    Tensor input = hiddenInput(v);
    Tensor flipped = input.add(weight.gather(i).mul(change.sumKeep(-1)));
    Tensor difference =
        visibleTerm(change).add(hidden.cumulant(input).sub(hidden.cumulant(flipped)).sum(-1));
    return difference.neg().softplus().neg();
  }

  /// v -> h -> v without samples: the mean of v given the mean of h.
  public Tensor reconstruct(Tensor v) {
    return visibleMean(hiddenMean(v));
  }

  /// Samples of any shape `[n, ...]` as `[n, visible]`.
  static Tensor flat(Tensor x) {
    return x.shape().rank() == 2 ? x : x.reshape(x.shape().size(0), -1);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.shape().rank() > 1 && x.shape().count() / x.shape().size(0) == visibleSize());
    return hidden.mean(flat(x).matmul(pass.read(weight)).add(pass.read(hiddenBias)));
  }

  /// The affine map from visible to hidden units over the same variables.
  Linear linear() {
    return new Linear(weight, Optional.of(hiddenBias));
  }

  @Override
  public String expects() {
    return "x[batch, visible=" + visibleSize() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("visible", visibleSize());
    c.put("hidden", hiddenSize());
    c.put("visible_units", visible.name());
    c.put("hidden_units", hidden.name());
    return c;
  }

  static Rbm of(Config c) {
    int visible = c.integer("visible", 1);
    int hidden = c.integer("hidden", 1);
    return new Rbm(
        c.variable("weight", visible, hidden), c.variable("visibleBias", visible), c.variable("hiddenBias", hidden),
        c.word("visible_units", Units.class), c.word("hidden_units", Units.class));
  }
}
