package profundo.zoo.autoencoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import profundo.Rng;
import profundo.Shape;
import profundo.Variable;
import profundo.data.Dataset;
import profundo.nn.Initializer;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.zoo.boltzmann.ContrastiveDivergence;
import profundo.zoo.boltzmann.Rbm;
import profundo.zoo.boltzmann.Units;
import profundo.zoo.stack.LayerwisePretraining;
import profundo.zoo.stack.Stackable;

/// Deep autoencoder: a symmetric multilayer perceptron with a linear code (Hinton and Salakhutdinov 2006, "Reducing the
/// dimensionality of data with neural networks"), as 784-1000-500-250-30 and back.
///
/// Either from random weights, with GELUs and Adam, which the paper's time did not have; or as in the paper with sigmoids,
/// each layer pre-trained as a restricted Boltzmann machine on the codes of those below, the last one with Gaussian hidden
/// units; then unrolled, the way back beginning as the transposed weights, and fine-tuned.
///
/// Published: squared error of 3.00 for each test image of MNIST, PCA 13.87; here: `profundo reproduce deep-autoencoder`.
///
/// @param autoencoder the whole; gives logits, and a reconstruction in [0, 1]
/// @param stack the machines over the encoder's weights; empty from random weights
public record DeepAutoencoder(Autoencoder autoencoder, Optional<LayerwisePretraining> stack) {
  /// From random weights, with an activation after each layer but the code and the last.
  ///
  /// @param sizes widths of the encoder's layers, the code's last
  public static DeepAutoencoder random(Shape sample, List<Integer> sizes, Supplier<? extends Layer> activation, Rng rng) {
    Autoencoder whole = Autoencoder.symmetric(sample, sizes, activation, false, Initializer.heUniform(), rng);
    return new DeepAutoencoder(whole.withOutput(Sigmoid.of()), Optional.empty());
  }

  /// With sigmoids and a stack of machines that share the encoder's weights. After pre-training call [#unroll].
  ///
  /// @param train what the visible biases of the first machine begin at the means of
  public static DeepAutoencoder pretrained(Dataset train, List<Integer> sizes, Rng rng) {
    Autoencoder whole =
        Autoencoder.symmetric(train.sampleShape(), sizes, Sigmoid::of, false, Initializer.normal(0, 0.01), rng)
            .withOutput(Sigmoid.of());
    List<Stackable> machines = new ArrayList<>();
    for (int i = 1; i <= sizes.size(); i++) {
      Linear linear = linear(whole.encoder(), i);
      Units hidden = i == sizes.size() ? Units.GAUSSIAN : Units.BINARY;
      Variable visibleBias = Variable.zeros("visibleBias", linear.weight().shape().range(0, 1));
      Rbm rbm = new Rbm(linear.weight(), visibleBias, linear.bias().orElseThrow(), Units.BINARY, hidden);
      machines.add(ContrastiveDivergence.of(i == 1 ? rbm.startAt(train.x()) : rbm));
    }
    return new DeepAutoencoder(whole, Optional.of(LayerwisePretraining.of(machines)));
  }

  /// Sets the way back to the transposed weights and the visible biases of the machines.
  public void unroll() {
    List<Stackable> machines = stack.map(LayerwisePretraining::layers).orElse(List.of());
    for (int i = 1; i <= machines.size(); i++) {
      Rbm rbm = ((ContrastiveDivergence) machines.get(i - 1)).rbm();
      Linear back = linear(autoencoder.decoder(), i);
      transpose(rbm.weight(), back.weight());
      back.bias().orElseThrow().set(rbm.visibleBias().value());
    }
  }

  /// Copies the transpose of a matrix.
  static void transpose(Variable from, Variable to) {
    int rows = from.shape().size(0);
    int columns = from.shape().size(1);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to.value().floats()[j * rows + i] = from.value().floats()[i * columns + j];
      }
    }
  }

  private static Linear linear(Layer half, int i) {
    Sequential layers = (Sequential) half;
    return (Linear) layers.layers().get(layers.names().indexOf("linear" + i));
  }
}
