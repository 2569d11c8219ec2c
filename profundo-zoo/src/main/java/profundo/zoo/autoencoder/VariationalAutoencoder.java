package profundo.zoo.autoencoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Dataset;
import profundo.nn.Config;
import profundo.nn.Described;
import profundo.nn.Flatten;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Pass;
import profundo.nn.Reshape;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Optimizer;
import profundo.train.Minimization;
import profundo.train.Step;
import profundo.train.Trace;

/// Variational autoencoder (Kingma and Welling 2014, "Auto-encoding variational Bayes"; Rezende, Mohamed, Wierstra 2014): the
/// encoder gives a normal distribution over codes, the decoder a distribution over x.
///
///     q(z|x) = N(mu(x), sigma(x)²),   p(z) = N(0, 1),   p(x|z) = Bernoulli(sigmoid(g(z)))
///     loss   = -log p(x|z) + KL(q(z|x) || p(z)),        the negative lower bound of log p(x)
///     z      = mu + sigma * epsilon, epsilon ~ N(0, 1)   the reparameterisation, through which gradients flow
///     KL     = 1/2 sum over units of mu² + sigma² - 1 - log sigma²   (appendix B)
///
/// x `[batch, ...]` -> reconstruction of the same shape, in [0, 1]: of a z that is drawn in training, of mu in use. New samples
/// are what [#generator] makes of standard normal codes.
///
/// @param body from x to features `[batch, features]`
/// @param mean mu
/// @param logVariance log sigma²
/// @param decoder g, from codes `[batch, units]` to logits shaped like x
/// @param beta weight of KL; 1 is the bound, more ask for independent units (Higgins and others 2017)
public record VariationalAutoencoder(Layer body, Linear mean, Linear logVariance, Layer decoder, double beta)
    implements Described {
  /// Checks that mean and variance belong together.
  public VariationalAutoencoder {
    if (!mean.weight().shape().equals(logVariance.weight().shape()) || !(beta >= 0 && beta <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "VariationalAutoencoder: expected mean and log variance of one shape and a finite beta of at least 0, got "
              + mean.weight().shape() + ", " + logVariance.weight().shape() + ", " + beta);
    }
  }

  /// Layers of the given widths to the code, and the same back.
  ///
  /// @param sample shape of one x
  /// @param sizes widths of the hidden layers, at least one
  /// @param code units of z
  /// @param activation after each hidden layer
  public static VariationalAutoencoder of(
      Shape sample, List<Integer> sizes, int code, Supplier<? extends Layer> activation, Rng rng) {
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("VariationalAutoencoder: expected at least one hidden layer, got none");
    }
    Sequential body = Sequential.of().then("flatten", Flatten.of());
    int in = sample.count();
    for (int i = 0; i < sizes.size(); i++) {
      body = body.then("linear" + (i + 1), Linear.of(in, sizes.get(i), rng)).then("activation" + (i + 1), activation.get());
      in = sizes.get(i);
    }
    Linear mean = Linear.of(in, code, Initializer.glorotUniform(), rng);
    Linear logVariance = Linear.of(in, code, Initializer.glorotUniform(), rng);
    Sequential decoder = Sequential.of();
    in = code;
    for (int i = sizes.size() - 1; i >= 0; i--) {
      decoder =
          decoder.then("linear" + (i + 2), Linear.of(in, sizes.get(i), rng)).then("activation" + (i + 2), activation.get());
      in = sizes.get(i);
    }
    decoder = decoder.then("linear1", Linear.of(in, sample.count(), Initializer.glorotUniform(), rng));
    decoder = sample.rank() == 1 ? decoder : decoder.then("reshape", Reshape.of(sample.sizes()));
    return new VariationalAutoencoder(body, mean, logVariance, decoder, 1);
  }

  /// The same with another weight of KL.
  public VariationalAutoencoder withBeta(double weight) {
    return new VariationalAutoencoder(body, mean, logVariance, decoder, weight);
  }

  /// A code for each sample: its distribution, and a draw from it in training.
  ///
  /// @param mean mu `[batch, units]`
  /// @param logVariance log sigma² `[batch, units]`
  /// @param z `[batch, units]`
  record Code(Tensor mean, Tensor logVariance, Tensor z) {
    /// KL(q(z|x) || N(0, 1)), `[batch]`.
    Tensor divergence() {
      return mean.square().add(logVariance.exp()).sub(1).sub(logVariance).sum(-1).mul(0.5);
    }
  }

  Code encode(Tensor x, Pass pass) {
    Tensor features = pass.apply(body, x);
    Tensor mu = pass.apply(mean, features);
    Tensor logVariance = pass.apply(this.logVariance, features);
    Tensor z = pass.training() ? mu.add(logVariance.mul(0.5).exp().mul(pass.normal(this, mu.shape()))) : mu;
    return new Code(mu, logVariance, z);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    return pass.apply(decoder, encode(x, pass).z).sigmoid();
  }

  /// From samples to mu, as a layer of its own.
  public Layer encoder() {
    return Sequential.of().then("body", body).then("mean", mean);
  }

  /// From codes to reconstructions, as a layer of its own.
  public Layer generator() {
    return Sequential.of().then("decoder", decoder).then("sigmoid", Sigmoid.of());
  }

  /// Learns by the lower bound, with one draw of z for each sample; reports `reconstruction`, -log p(x|z) in nats, `kl` in nats
  /// and `squared_error`, all sums over the elements of a sample, means over samples. In validation z is mu.
  public Minimization learning(Optimizer optimizer) {
    return Step.minimizing(this, this::trace, optimizer);
  }

  private Trace trace(Map<String, Tensor> batch, Pass pass) {
    Tensor x = batch.get(Dataset.X);
    Code code = encode(x, pass);
    Tensor logits = pass.apply(decoder, code.z);
    Tensor reconstruction = Autoencoder.perSample(Loss::binaryCrossEntropy).of(logits, x);
    Tensor kl = code.divergence().mean();
    Tensor r = logits.sigmoid();
    return Trace.of(reconstruction.add(kl.mul(beta)))
        .reporting("reconstruction", reconstruction)
        .reporting("kl", kl)
        .reporting("squared_error", Autoencoder.squaredError(r, x))
        .predicting(r, Dataset.X);
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("body", LayerRegistry.describe(body));
    c.put("mean", LayerRegistry.describe(mean));
    c.put("log_variance", LayerRegistry.describe(logVariance));
    c.put("decoder", LayerRegistry.describe(decoder));
    c.put("beta", beta);
    return c;
  }

  static VariationalAutoencoder of(Config c) {
    Layer body = c.layer("body");
    Layer mean = c.layer("mean");
    Layer logVariance = c.layer("log_variance");
    if (mean instanceof Linear m && logVariance instanceof Linear v) {
      return new VariationalAutoencoder(body, m, v, c.layer("decoder"), c.number("beta"));
    }
    throw new IllegalArgumentException(
        "VariationalAutoencoder: expected Linear as 'mean' and 'log_variance', got " + mean.getClass().getSimpleName() + " and "
            + logVariance.getClass().getSimpleName());
  }
}
