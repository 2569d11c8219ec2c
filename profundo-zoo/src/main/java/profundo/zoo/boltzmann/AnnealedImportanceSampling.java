package profundo.zoo.boltzmann;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;

/// Estimates log Z of a machine that is too large to go through its states. Chains begin with samples of a machine whose Z is
/// known and are led to the other through many between them, p_beta(x) with beta from 0 to 1; each chain gathers
///
///     log w = sum over k of log p*_(beta k+1)(x_k) - log p*_(beta k)(x_k),      x_k+1 ~ T_(beta k+1)(x_k)
///
/// and Z / Z_0 is the mean of w (Neal 2001; Salakhutdinov and Murray 2008, On the quantitative analysis of deep belief networks,
/// section 3.1).
///
///     var z = AnnealedImportanceSampling.of(rbm, train.x()).withChains(100).estimate(seed);
public final class AnnealedImportanceSampling {
  /// A family of distributions from one that is known, at beta = 0, to the one of interest, at beta = 1.
  public interface Family {
    /// Units of a state.
    int size();

    /// log Z at beta = 0.
    double logZ0();

    /// Exact samples at beta = 0, `[chains, size]`.
    Tensor start(int chains, Draws draws);

    /// log p*_beta(x), not normalised: `[chains]`.
    ///
    /// @param beta F32 scalar
    Tensor logProbability(Tensor x, Tensor beta);

    /// A step of a Markov chain that leaves p_beta as it is.
    Tensor transition(Tensor x, Tensor beta, Draws draws);
  }

  /// What came out.
  ///
  /// @param logZ the estimate
  /// @param low log of the estimate of Z less three standard deviations; -infinity where that is not positive
  /// @param high log of the estimate of Z and three standard deviations
  /// @param logWeights log w of each chain
  public record Estimate(double logZ, double low, double high, List<Double> logWeights) {
    /// The figures of a recipe; without `log_z_low` where there is no lower end, which says that the chains are too few or too
    /// short to tell.
    void addTo(Map<String, Double> figures) {
      figures.put("log_z_estimate", logZ);
      if (Double.isFinite(low)) {
        figures.put("log_z_low", low);
      }
      figures.put("log_z_high", high);
    }
  }

  private final Family family;
  private final int chains;
  private final double[] betas;

  private AnnealedImportanceSampling(Family family, int chains, double[] betas) {
    this.family = family;
    this.chains = chains;
    this.betas = betas;
  }

  /// Of any family: 100 chains over 1000 temperatures at even distances.
  public static AnnealedImportanceSampling of(Family family) {
    return new AnnealedImportanceSampling(family, 100, even(1000));
  }

  /// Of a machine of binary units. The one to begin with has no hidden units and the means of some samples.
  ///
  /// @param samples `[n, ...]` with values in [0, 1]
  public static AnnealedImportanceSampling of(Rbm rbm, Array samples) {
    if (rbm.visible() != Units.BINARY || rbm.hidden() != Units.BINARY) {
      throw new IllegalArgumentException(
          "AnnealedImportanceSampling: expected binary units, got " + rbm.visible() + " and " + rbm.hidden());
    }
    return of(new RbmFamily(rbm, samples));
  }

  /// The same with another number of chains.
  public AnnealedImportanceSampling withChains(int count) {
    if (count < 2) {
      throw new IllegalArgumentException("AnnealedImportanceSampling: expected 2 chains or more, got " + count);
    }
    return new AnnealedImportanceSampling(family, count, betas);
  }

  /// The same with so many temperatures at even distances.
  public AnnealedImportanceSampling withTemperatures(int count) {
    return new AnnealedImportanceSampling(family, chains, even(count));
  }

  /// The same with the temperatures of Salakhutdinov and Murray: 500 up to 0.5, 4,000 up to 0.9, 10,000 up to 1.
  public AnnealedImportanceSampling withManyTemperatures() {
    double[] b =
        DoubleStream.concat(
                IntStream.range(0, 500).mapToDouble(i -> 0.5 * i / 500),
                DoubleStream.concat(
                    IntStream.range(0, 4000).mapToDouble(i -> 0.5 + 0.4 * i / 4000),
                    IntStream.rangeClosed(0, 10_000).mapToDouble(i -> 0.9 + 0.1 * i / 10_000)))
            .toArray();
    return new AnnealedImportanceSampling(family, chains, b);
  }

  private static double[] even(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("AnnealedImportanceSampling: expected a temperature or more, got " + count);
    }
    return IntStream.rangeClosed(0, count).mapToDouble(i -> (double) i / count).toArray();
  }

  /// Runs the chains.
  public Estimate estimate(long seed) {
    Variable counter = Variable.counter("step");
    Draws draws = Draws.of("annealed importance sampling", seed, counter);
    Variable x = Variable.of("x", family.start(chains, draws).evaluate());
    Variable logW = Variable.zeros("log w", Shape.of(chains));
    Tensor from = Tensor.input("from", Shape.SCALAR, DType.F32);
    Tensor to = Tensor.input("to", Shape.SCALAR, DType.F32);
    Tensor gain = family.logProbability(x, to).sub(family.logProbability(x, from));
    Program program =
        Engine.shared()
            .compile(
                List.of(from, to),
                List.of(),
                List.of(
                    new Assignment(logW, logW.add(gain)),
                    new Assignment(x, family.transition(x, to, draws)),
                    new Assignment(counter, counter.add(1))));
    for (int k = 0; k + 1 < betas.length; k++) {
      program.run(scalar(betas[k]), scalar(betas[k + 1]));
    }
    float[] w = logW.value().floats();
    return estimate(IntStream.range(0, chains).mapToDouble(i -> w[i]).toArray());
  }

  /// Biases with which independent units have the means of samples.
  static Tensor independent(int visible, Array samples) {
    return Tensor.of(Rbm.of(visible, 1, Rng.of(0)).startAt(samples).visibleBias().value());
  }

  private static Array scalar(double value) {
    return Array.of(Shape.SCALAR, (float) value);
  }

  private Estimate estimate(double... logW) {
    double top = DoubleStream.of(logW).max().orElseThrow();
    double mean = DoubleStream.of(logW).map(w -> Math.exp(w - top)).average().orElseThrow();
    double variance =
        DoubleStream.of(logW).map(w -> Math.pow(Math.exp(w - top) - mean, 2)).sum() / (logW.length - 1) / logW.length;
    double three = 3 * Math.sqrt(variance);
    double base = family.logZ0() + top;
    return new Estimate(
        base + Math.log(mean),
        mean > three ? base + Math.log(mean - three) : Double.NEGATIVE_INFINITY,
        base + Math.log(mean + three),
        DoubleStream.of(logW).boxed().toList());
  }

  /// log p*_beta(v) = ((1 - beta) b_0 + beta b) v' + sum log(1 + e^(beta (v W + c))): equations 15 to 18 of the paper, with a
  /// base machine whose hidden units have neither weights nor biases.
  private record RbmFamily(Rbm rbm, Tensor base, double logZ0) implements Family {
    RbmFamily(Rbm rbm, Array samples) {
      this(rbm, independent(rbm.visibleSize(), samples), 0);
    }

    RbmFamily {
      float[] b = base.toFloats();
      logZ0 = rbm.hiddenSize() * Math.log(2) + IntStream.range(0, b.length).mapToDouble(i -> Math.log1p(Math.exp(b[i]))).sum();
    }

    @Override
    public int size() {
      return rbm.visibleSize();
    }

    @Override
    public Tensor start(int chains, Draws draws) {
      return draws.bernoulli(base.sigmoid().expand(Shape.of(chains, size())));
    }

    private Tensor bias(Tensor beta) {
      return base.add(rbm.visibleBias().sub(base).mul(beta));
    }

    @Override
    public Tensor logProbability(Tensor v, Tensor beta) {
      return v.mul(bias(beta)).sum(-1).add(rbm.hiddenInput(v).mul(beta).softplus().sum(-1));
    }

    @Override
    public Tensor transition(Tensor v, Tensor beta, Draws draws) {
      Tensor h = draws.bernoulli(rbm.hiddenInput(v).mul(beta).sigmoid());
      return draws.bernoulli(h.matmul(rbm.weight().transpose()).mul(beta).add(bias(beta)).sigmoid());
    }
  }
}
