package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Sequential;

/// A classifier that the program knows by name: how to build it, how to train it, and where it comes from.
public interface Model {
  /// What it is called on the command line.
  String name();

  /// One line for people.
  String description();

  /// Where it was published.
  String paper();

  /// The family that it belongs to in the catalogue.
  default String family() {
    return "convolutional";
  }

  /// How it is trained where nothing else is asked for.
  Training defaults();

  /// What its samples usually are: for figures where there is no data set.
  default Sample usual() {
    return Sample.of(Shape.of(28, 28, 1));
  }

  /// Builds the network with new weights, also for texts where it takes them.
  ///
  /// @return `[batch, sample...]` -> logits `[batch, classes]`
  /// @throws IllegalArgumentException when samples are too small, or of a kind that it does not take
  default Sequential build(Sample sample, int classes, Rng rng) {
    if (sample.isText()) {
      throw new IllegalArgumentException(name() + ": expected images or series, got texts; use model text-cnn or text-lstm");
    }
    return build(sample.shape(), classes, rng);
  }

  /// Builds the network with new weights.
  ///
  /// @param sample shape of one sample, without the batch: `[28, 28, 1]`
  /// @param classes number of outputs
  /// @param rng draws the weights
  /// @return `[batch, sample...]` -> logits `[batch, classes]`
  /// @throws IllegalArgumentException when samples are too small, or no images
  Sequential build(Shape sample, int classes, Rng rng);
}
