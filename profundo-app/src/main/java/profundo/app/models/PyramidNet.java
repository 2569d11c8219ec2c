package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Pyramid;
import profundo.nn.Sequential;

/// Phases of convolution, relu and pooling, repeated until the maps are 1 x 1 x channels, and one linear layer.
public record PyramidNet() implements Model {
  private static final int FILTERS = 32;

  @Override
  public String name() {
    return "pyramid";
  }

  @Override
  public String description() {
    return "phases of 3x3 convolution and pooling until the maps are 1x1: 32 to 256 channels";
  }

  @Override
  public String paper() {
    return "LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition"
        + " (its bi-pyramid: maps shrink as channels grow)";
  }

  @Override
  public Training defaults() {
    return Training.adam(1e-3, Training.ONE_CYCLE).withBatch(128).withEpochs(5);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    Features.channels(name(), sample);
    Sequential features = Pyramid.of(FILTERS).build(sample, rng).then("flatten", Flatten.of());
    return features.then("output", Linear.of(Features.count(name(), features, sample), classes, rng));
  }
}
