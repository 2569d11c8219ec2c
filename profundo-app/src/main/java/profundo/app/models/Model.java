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

  /// Builds the network with new weights.
  ///
  /// @param sample shape of one sample, without the batch: `[28, 28, 1]`
  /// @param classes number of outputs
  /// @param rng draws the weights
  /// @return `[batch, sample...]` -> logits `[batch, classes]`
  /// @throws IllegalArgumentException when samples are too small, or no images
  Sequential build(Shape sample, int classes, Rng rng);
}
