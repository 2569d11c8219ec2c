package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;

/// A small convolutional network in the manner of VGG: pairs of 3x3 convolutions that keep the size, pooling after each
/// pair, dropout before every layer that sees many inputs.
public record Cnn() implements Model {
  @Override
  public String name() {
    return "cnn";
  }

  @Override
  public String description() {
    return "convolutions of 3x3: 32, 32, pool, 64, 64, pool, a linear layer of 512; dropout";
  }

  @Override
  public String paper() {
    return "Simonyan, Zisserman 2015, Very deep convolutional networks for large-scale image recognition;"
        + " dropout: Srivastava et al. 2014";
  }

  @Override
  public Training defaults() {
    return Training.adam(2e-3, Training.ONE_CYCLE).withBatch(128).withEpochs(5);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    var features =
        Sequential.of()
            .then("conv1", Conv2d.of(Features.channels(name(), sample), 32, 3, rng).withPadding("same"))
            .then("relu1", Relu.of())
            .then("conv2", Conv2d.of(32, 32, 3, rng).withPadding("same"))
            .then("relu2", Relu.of())
            .then("pool1", MaxPool2d.of(2))
            .then("dropout1", Dropout.of(0.25))
            .then("conv3", Conv2d.of(32, 64, 3, rng).withPadding("same"))
            .then("relu3", Relu.of())
            .then("conv4", Conv2d.of(64, 64, 3, rng).withPadding("same"))
            .then("relu4", Relu.of())
            .then("pool2", MaxPool2d.of(2))
            .then("dropout2", Dropout.of(0.25))
            .then("flatten", Flatten.of());
    return features
        .then("full", Linear.of(Features.count(name(), features, sample), 512, rng))
        .then("relu5", Relu.of())
        .then("dropout3", Dropout.of(0.5))
        .then("output", Linear.of(512, classes, rng));
  }
}
