package profundo.zoo.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.data.Batches;
import profundo.data.Dataset;
import profundo.nn.Flatten;
import profundo.nn.Layer;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.train.Phase;
import profundo.train.Predictor;
import profundo.train.Trainer;

/// Greedy layer-wise pre-training: each layer of a stack learns without labels on the codes of those below, from the input
/// up; then the stack is unrolled into a network over the same weights, which is fine-tuned (Hinton, Osindero, Teh 2006;
/// Bengio, Lamblin, Popovici, Larochelle 2007, Greedy layer-wise training of deep networks).
///
///     var stack = LayerwisePretraining.of(Rbm.of(784, 500, rng), Rbm.of(500, 500, rng));
///     Course.of(stack.phases("rbm", train, null, 100, 10, seed)).fit();
///     Sequential net = stack.unroll(Linear.of(500, 10, rng));      // shares W and c with the machines
///
/// @param input what comes before the first layer and has no weights; [Flatten] as a rule
/// @param layers from the input up
public record LayerwisePretraining(Layer input, List<Stackable> layers) {
  /// Checks that there are layers.
  public LayerwisePretraining {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("LayerwisePretraining: expected at least one layer, got none");
    }
  }

  /// Layers from the input up, over samples that are flattened.
  public static LayerwisePretraining of(Stackable... layers) {
    return of(List.of(layers));
  }

  /// Layers from the input up, over samples that are flattened.
  public static LayerwisePretraining of(List<? extends Stackable> layers) {
    return new LayerwisePretraining(Flatten.of(), List.copyOf(layers));
  }

  /// One phase for each layer, called `NAME-1`, `NAME-2`, ... The codes of the layers below are computed once, when a phase
  /// begins.
  ///
  /// @param name of the phases, such as `rbm`
  /// @param train samples; parts besides `x` are handed on
  /// @param validation samples to validate on after each epoch, or null
  /// @param batch samples in a batch
  /// @param epochs of each layer
  /// @param seed of the order of the samples and of what the steps draw
  public List<Phase> phases(String name, Dataset train, Dataset validation, int batch, int epochs, long seed) {
    List<Phase> phases = new ArrayList<>();
    Shape sample = train.sampleShape();
    for (int i = 0; i < layers.size(); i++) {
      int below = i;
      Supplier<Trainer> trainer = () -> Trainer.of(layers.get(below).pretraining()).seed(seed + below);
      Supplier<Batches> learn = () -> codes(below, train).batches(batch).shuffled(seed + below);
      Phase phase = Phase.of(name + "-" + (i + 1), trainer, learn, epochs).sized(width(i, sample) + "-" + width(i + 1, sample));
      phases.add(validation == null ? phase : phase.validating(() -> codes(below, validation).batches(batch)));
    }
    return phases;
  }

  /// Units of a code; nothing is computed.
  private int width(int count, Shape sample) {
    Sequential net = encoder(count);
    return Pass.inference(net).apply(net, Tensor.input("x", sample.insert(0, 1), DType.F32)).shape().size(-1);
  }

  /// A data set with `x` replaced by its code after some of the layers, as they are now.
  ///
  /// @param count of layers from the input up; after 0 of them `x` has only gone through [#input]
  public Dataset codes(int count, Dataset data) {
    return data.with(Dataset.X, Predictor.of(encoder(count)).predict(data));
  }

  /// From samples to codes after some of the layers, over the same weights.
  ///
  /// @param count of layers from the input up
  public Sequential encoder(int count) {
    Sequential net = Sequential.of().then("input", input);
    for (int i = 0; i < count; i++) {
      net = net.then("layer" + (i + 1), layers.get(i).encoder());
    }
    return net;
  }

  /// The whole stack as a network over the same weights, `input`, `layer1`, `layer2`, ..., with a new layer `output` on
  /// top. What trains it changes the stack, too.
  ///
  /// @param output such as the logits of classes
  public Sequential unroll(Layer output) {
    return encoder(layers.size()).then("output", output);
  }

  /// The stack and its mirror image: from samples to codes over the same weights, and back to the flat input through
  /// decoders of their own, `back3`, `back2`, `back1`, which begin as the transposed weights (Hinton and Salakhutdinov
  /// 2006, figure 1).
  public Sequential autoencoder() {
    Sequential net = encoder(layers.size());
    for (int i = layers.size(); i > 0; i--) {
      net = net.then("back" + i, layers.get(i - 1).decoder());
    }
    return net;
  }
}
