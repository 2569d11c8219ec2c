package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Conv2d;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;

/// LeNet-5 in the form that is common today: relus for squashing functions, maximum for trainable averages, every map
/// of the second convolution connected to every one before, softmax for radial basis functions. Images of 28x28 get a
/// margin of two, which makes the paper's 32x32.
public record LeNet5() implements Model {
  @Override
  public String name() {
    return "lenet5";
  }

  @Override
  public String description() {
    return "LeNet-5: two convolutions of 5x5 with pooling, three linear layers";
  }

  @Override
  public String paper() {
    return "LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition"
        + " (test error on MNIST 0.95 %)";
  }

  @Override
  public Training defaults() {
    return Training.adam(4e-3, Training.ONE_CYCLE).withBatch(128).withEpochs(5);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    var features =
        Sequential.of()
            .then("conv1", Conv2d.of(Features.channels(name(), sample), 6, 5, rng).withPadding(2))
            .then("relu1", Relu.of())
            .then("pool1", MaxPool2d.of(2))
            .then("conv2", Conv2d.of(6, 16, 5, rng))
            .then("relu2", Relu.of())
            .then("pool2", MaxPool2d.of(2))
            .then("flatten", Flatten.of());
    return features
        .then("full1", Linear.of(Features.count(name(), features, sample), 120, rng))
        .then("relu3", Relu.of())
        .then("full2", Linear.of(120, 84, rng))
        .then("relu4", Relu.of())
        .then("output", Linear.of(84, classes, rng));
  }
}
