package profundo.zoo.autoencoder;

import java.util.Optional;
import profundo.Rng;
import profundo.Variable;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Optimizer;
import profundo.train.Step;
import profundo.zoo.stack.Stackable;

/// An autoencoder of one layer with tied weights, the brick of a stack (Bengio and others 2007; denoising: Vincent and
/// others 2010; contractive: Rifai and others 2011):
///
///     h = sigmoid(x W + b),   r = sigmoid(h Wᵀ + c),   loss = cross-entropy(r, x), summed over elements, + penalty
///
/// x `[batch, in]` with values in [0, 1]. With a [Corruption] h is that of the corrupted x; in a stack the code is that of the
/// clean one.
///
/// @param linear W and b
/// @param autoencoder the whole, with c and the corruption
/// @param penalty on the code
/// @param optimizer of its pre-training
public record ShallowAutoencoder(Linear linear, Autoencoder autoencoder, CodePenalty penalty, Optimizer optimizer)
    implements Stackable {
  /// Plain, with Glorot-uniform weights. A code that is wider than x needs noise or a penalty, or it may learn to copy.
  public static ShallowAutoencoder of(int in, int code, Optimizer optimizer, Rng rng) {
    return made(Linear.of(in, code, Initializer.glorotUniform(), rng), Optional.empty(), CodePenalty.none(), optimizer);
  }

  /// Denoising.
  public static ShallowAutoencoder denoising(int in, int code, Corruption corruption, Optimizer optimizer, Rng rng) {
    return of(in, code, optimizer, rng).with(corruption);
  }

  /// Contractive, by the closed form.
  ///
  /// @param strength lambda, beside a cross-entropy that is summed over elements; the paper's is 0.1
  public static ShallowAutoencoder contractive(int in, int code, double strength, Optimizer optimizer, Rng rng) {
    ShallowAutoencoder plain = of(in, code, optimizer, rng);
    return plain.with(CodePenalty.contractive(strength, plain.linear));
  }

  private static ShallowAutoencoder made(Linear linear, Optional<Corruption> noise, CodePenalty penalty, Optimizer optimizer) {
    Sequential encoder = Sequential.of();
    if (noise.isPresent()) {
      encoder = encoder.then("noise", noise.get());
    }
    encoder = encoder.then("linear", linear).then("sigmoid", Sigmoid.of());
    Autoencoder whole = Autoencoder.of(encoder, TiedLinear.of(encoder, "linear.weight")).withOutput(Sigmoid.of());
    return new ShallowAutoencoder(linear, whole, penalty, optimizer);
  }

  /// The same weights W and b with noise on the way in; c starts anew.
  public ShallowAutoencoder with(Corruption corruption) {
    return made(linear, Optional.of(corruption), penalty, optimizer);
  }

  /// The same with a penalty on the code.
  public ShallowAutoencoder with(CodePenalty other) {
    return new ShallowAutoencoder(linear, autoencoder, other, optimizer);
  }

  @Override
  public Step pretraining() {
    return autoencoder.reconstructing(Autoencoder.perSample(Loss::binaryCrossEntropy), penalty, optimizer);
  }

  @Override
  public Layer encoder() {
    return Sequential.of().then("linear", linear).then("sigmoid", Sigmoid.of());
  }

  @Override
  public Layer decoder() {
    int in = linear.weight().shape().size(0);
    int code = linear.weight().shape().size(1);
    Linear back = Linear.of(code, in, Initializer.zeros(), Rng.of(0));
    DeepAutoencoder.transpose(linear.weight(), back.weight());
    Variable c = ((TiedLinear) autoencoder.decoder()).bias().orElseThrow();
    back.bias().orElseThrow().set(c.value());
    return Sequential.of().then("linear", back).then("sigmoid", Sigmoid.of());
  }
}
