package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Relu;
import profundo.nn.Sequential;

/// A multilayer perceptron: two hidden layers of 512 rectified units.
public record Mlp() implements Model {
  private static final int HIDDEN = 512;

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public String description() {
    return "multilayer perceptron: two hidden layers of 512 relus";
  }

  @Override
  public String paper() {
    return "Rumelhart, Hinton, Williams 1986, Learning representations by back-propagating errors;"
        + " relus: Glorot, Bordes, Bengio 2011, Deep sparse rectifier neural networks";
  }

  @Override
  public String family() {
    return "feed-forward";
  }

  @Override
  public Training defaults() {
    return Training.adam(2e-3, Training.ONE_CYCLE).withBatch(128).withEpochs(10);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    return Sequential.of()
        .then("flatten", Flatten.of())
        .then("hidden1", Linear.of(sample.count(), HIDDEN, rng))
        .then("relu1", Relu.of())
        .then("hidden2", Linear.of(HIDDEN, HIDDEN, rng))
        .then("relu2", Relu.of())
        .then("output", Linear.of(HIDDEN, classes, rng));
  }
}
