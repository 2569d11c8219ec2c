package profundo.zoo.stack;

import java.util.function.Supplier;
import profundo.nn.Layer;
import profundo.train.Step;

/// Something that learns a code of its input without labels and can be stacked: the code of one is the input of the next.
/// An RBM is one, a denoising or contractive autoencoder of one layer another. See [LayerwisePretraining].
public interface Stackable {
  /// What trains it without labels on the part `x` `[batch, in...]` of a data set. Each call gives a step over the same
  /// variables that remembers nothing yet; other parts of the data set, such as `y`, are there for it to use.
  Step pretraining();

  /// From the input `[..., in]` to the code `[..., code]` without randomness: a layer over the same variables, so that training
  /// one trains the other.
  Layer encoder();

  /// From the code back to the input's mean: a layer whose variables are its own and begin with the present values, such as
  /// W transposed. Hinton and Salakhutdinov (2006) unroll a stack so, and then let the two halves go different ways.
  Layer decoder();

  /// One made of its parts.
  static Stackable of(Supplier<Step> pretraining, Layer encoder, Supplier<Layer> decoder) {
    return new Stackable() {
      @Override
      public Step pretraining() {
        return pretraining.get();
      }

      @Override
      public Layer encoder() {
        return encoder;
      }

      @Override
      public Layer decoder() {
        return decoder.get();
      }
    };
  }
}
