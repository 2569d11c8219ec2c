package profundo.zoo.autoencoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
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
import profundo.optim.Optimizer;
import profundo.train.Minimization;
import profundo.train.Step;
import profundo.train.Trace;

/// Autoencoder: an encoder f and a decoder g, trained so that g(f(x)) is near x (Rumelhart, Hinton, Williams 1986; deep:
/// Hinton and Salakhutdinov 2006).
///
///     code h = f(x),   reconstruction r = g(h),   loss = distance(r, x)
///
/// x `[batch, ...]` -> r of the same shape. Encoder and decoder are any layers. What keeps it from learning the identity
/// is a code that is smaller than x, a [KSparse] layer at the end of the encoder, a [Corruption] at its beginning, or a
/// [CodePenalty].
///
/// The loss compares what the decoder itself gives: where it takes logits, as [Loss#binaryCrossEntropy] does, the decoder
/// gives logits and `output` is the sigmoid that turns them into a reconstruction. Published: squared error of 3.00 for
/// each image of MNIST with 784-1000-500-250-30, PCA 13.87; here: `profundo reproduce deep-autoencoder`.
///
/// @param encoder f
/// @param decoder g; may share weights of the encoder through [TiedLinear]
/// @param output from what the decoder gives to a reconstruction, where that is not the same
public record Autoencoder(Layer encoder, Layer decoder, Optional<Layer> output) implements Described {
  /// The distance between decoder's output and input.
  public static Autoencoder of(Layer encoder, Layer decoder) {
    return new Autoencoder(encoder, decoder, Optional.empty());
  }

  /// The same with a last layer that the loss does not see, such as the sigmoid after logits.
  public Autoencoder withOutput(Layer layer) {
    return new Autoencoder(encoder, decoder, Optional.of(layer));
  }

  /// The same with noise on the way in, in training: a denoising autoencoder.
  ///
  /// @throws IllegalArgumentException when the encoder is no Sequential, which it becomes the first layer of
  public Autoencoder withNoise(Corruption noise) {
    if (!(encoder instanceof Sequential layers)) {
      throw new IllegalArgumentException(
          "Autoencoder.withNoise: expected a Sequential as encoder, got " + encoder.getClass().getSimpleName());
    }
    // Under their old names, by which tied layers know the weights.
    Sequential noisy = Sequential.of().then("noise", noise);
    for (int i = 0; i < layers.layers().size(); i++) {
      noisy = noisy.then(layers.names().get(i), layers.layers().get(i));
    }
    return new Autoencoder(noisy, decoder, output);
  }

  /// One linear layer each way: h = x W + b, r = h V + c. It finds the subspace of the principal components (Bourlard
  /// and Kamp 1988; Baldi and Hornik 1989).
  public static Autoencoder linear(int in, int code, Rng rng) {
    return of(Linear.of(in, code, Initializer.glorotUniform(), rng), Linear.of(code, in, Initializer.glorotUniform(), rng));
  }

  /// A multilayer perceptron of the given widths to the code and the same widths back, as 784-1000-500-250-30 and back.
  /// The code is linear, and so is the output.
  ///
  /// @param sample shape of one x
  /// @param sizes widths of the encoder's layers, the code's last
  /// @param activation after each layer but the code and the last
  /// @param tied whether the decoder uses the encoder's weights, transposed
  /// @param initializer of weights
  public static Autoencoder symmetric(
      Shape sample, List<Integer> sizes, Supplier<? extends Layer> activation, boolean tied, Initializer initializer, Rng rng) {
    return symmetric(sample, sizes, activation, Optional.empty(), tied, initializer, rng);
  }

  /// The same with a function of the code, such as a [KSparse] or a sigmoid.
  ///
  /// @param onCode applied to the code
  public static Autoencoder symmetric(
      Shape sample, List<Integer> sizes, Supplier<? extends Layer> activation, Optional<? extends Layer> onCode, boolean tied,
      Initializer initializer, Rng rng) {
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("Autoencoder: expected the width of at least one layer, got none");
    }
    List<Integer> widths = new ArrayList<>(sizes);
    widths.addFirst(sample.count());
    int layers = sizes.size();
    Sequential encoder = Sequential.of().then("flatten", Flatten.of());
    List<Linear> made = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      made.add(Linear.of(widths.get(i), widths.get(i + 1), initializer, rng));
      encoder = encoder.then("linear" + (i + 1), made.get(i));
      if (i < layers - 1) {
        encoder = encoder.then("activation" + (i + 1), activation.get());
      }
    }
    if (onCode.isPresent()) {
      encoder = encoder.then("code", onCode.get());
    }
    return of(encoder, mirrored(encoder, made, sample, activation, tied, initializer, rng));
  }

  private static Sequential mirrored(
      Layer encoder, List<Linear> layers, Shape sample, Supplier<? extends Layer> activation, boolean tied,
      Initializer initializer, Rng rng) {
    Sequential decoder = Sequential.of();
    for (int i = layers.size() - 1; i >= 0; i--) {
      Shape w = layers.get(i).weight().shape();
      String name = "linear" + (i + 1);
      decoder =
          decoder.then(name, tied ? TiedLinear.of(encoder, name + ".weight") : Linear.of(w.size(1), w.size(0), initializer, rng));
      if (i > 0) {
        decoder = decoder.then("activation" + (i + 1), activation.get());
      }
    }
    return sample.rank() == 1 ? decoder : decoder.then("reshape", Reshape.of(sample.sizes()));
  }

  /// h = f(x).
  public Tensor encode(Tensor x, Pass pass) {
    return pass.apply(encoder, x);
  }

  /// g(h) as the loss takes it.
  public Tensor decode(Tensor code, Pass pass) {
    return pass.apply(decoder, code);
  }

  /// The reconstruction of what the decoder gave.
  public Tensor finish(Tensor decoded, Pass pass) {
    return output.isPresent() ? pass.apply(output.get(), decoded) : decoded;
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    return finish(decode(encode(x, pass), pass), pass);
  }

  /// From codes to reconstructions, as a layer of its own: what [profundo.train.Predictor] makes pictures of codes with.
  public Layer generator() {
    return new Generator(this);
  }

  /// @param autoencoder whose decoder this is
  record Generator(Autoencoder autoencoder) implements Layer {
    @Override
    public Tensor apply(Tensor code, Pass pass) {
      return autoencoder.finish(autoencoder.decode(code, pass), pass);
    }
  }

  /// Learns to reproduce `x`; reports `squared_error`, the sum over a sample's elements, mean over samples.
  ///
  /// @param distance between what the decoder gives and x
  public Minimization reconstructing(Loss distance, Optimizer optimizer) {
    return reconstructing(distance, CodePenalty.none(), optimizer);
  }

  /// The same with a penalty on the code added to the distance, and reported as `penalty`. In validation the distance
  /// counts alone.
  public Minimization reconstructing(Loss distance, CodePenalty penalty, Optimizer optimizer) {
    return Step.minimizing(this, (batch, pass) -> trace(batch, pass, distance, penalty), optimizer);
  }

  private Trace trace(Map<String, Tensor> batch, Pass pass, Loss distance, CodePenalty penalty) {
    Tensor x = batch.get(Dataset.X);
    Tensor code = encode(x, pass);
    Tensor decoded = decode(code, pass);
    if (!decoded.shape().equals(x.shape())) {
      throw new ShapeException("Autoencoder: expected a decoder that gives the shape of x " + x.shape() + ", got " + decoded.shape());
    }
    Tensor r = finish(decoded, pass);
    Tensor loss = distance.of(decoded, x);
    Tensor squared = squaredError(r, x);
    if (!pass.training() || penalty == CodePenalty.none()) {
      return Trace.of(loss).reporting("squared_error", squared).predicting(r, Dataset.X);
    }
    Tensor p = penalty.of(encoder, x, code, pass);
    return Trace.of(loss.add(p)).reporting("squared_error", squared).reporting("penalty", p).predicting(r, Dataset.X);
  }

  /// Sum over the elements of a sample of (r - x)², mean over samples: the squared error per image of the papers.
  public static Tensor squaredError(Tensor r, Tensor x) {
    return r.sub(x).square().sum().mul(1.0 / x.shape().size(0));
  }

  /// A loss that is a mean over all elements as a sum over those of a sample, mean over samples: what papers weigh their
  /// penalties against.
  public static Loss perSample(Loss mean) {
    return (prediction, target) ->
        mean.of(prediction, target).mul((double) prediction.shape().count() / prediction.shape().size(0));
  }

  @Override
  public SequencedMap<String, Object> config() {
    var c = new LinkedHashMap<String, Object>();
    c.put("encoder", LayerRegistry.describe(encoder));
    c.put("decoder", LayerRegistry.describe(decoder));
    output.ifPresent(o -> c.put("output", LayerRegistry.describe(o)));
    return c;
  }

  static Autoencoder of(Config c) {
    Layer encoder = c.layer("encoder");
    Layer decoder = c.layer("decoder", TiedLinear.TYPE, d -> TiedLinear.of(encoder, d));
    return new Autoencoder(encoder, decoder, c.has("output") ? Optional.of(c.layer("output")) : Optional.empty());
  }
}
