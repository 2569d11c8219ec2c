package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Sequential;

/// Softmax regression: p(class | x) = softmax(x W + b), one linear layer.
public record SoftmaxRegression() implements Model {
  @Override
  public String name() {
    return "linear";
  }

  @Override
  public String description() {
    return "softmax regression: one linear layer from pixels to classes";
  }

  @Override
  public String paper() {
    return "Cox 1958, The regression analysis of binary sequences (its form for several classes: McFadden 1973)";
  }

  @Override
  public String family() {
    return "feed-forward";
  }

  @Override
  public Training defaults() {
    return Training.adam(1e-2, Training.ONE_CYCLE).withBatch(128).withEpochs(10);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    return Sequential.of().then("flatten", Flatten.of()).then("output", Linear.of(sample.count(), classes, rng));
  }
}
