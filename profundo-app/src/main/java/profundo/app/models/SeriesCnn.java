package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.BatchNorm;
import profundo.nn.Conv1d;
import profundo.nn.GlobalAvgPool;
import profundo.nn.Linear;
import profundo.nn.Relu;
import profundo.nn.Reshape;
import profundo.nn.Sequential;

/// A fully convolutional network for series: three convolutions along time with batch normalization, and the mean of each map.
public record SeriesCnn() implements Model {
  private static final int WIDTH = 64;

  @Override
  public String name() {
    return "series-cnn";
  }

  @Override
  public String description() {
    return "series: convolutions of 8, 5 and 3 steps, 64, 128 and 64 maps, mean over time";
  }

  @Override
  public String paper() {
    return "Wang, Yan, Oates 2017, Time series classification from scratch with deep neural networks: a strong baseline";
  }

  @Override
  public Training defaults() {
    return Training.adam(4e-3, Training.ONE_CYCLE).withBatch(16).withEpochs(200);
  }

  @Override
  public Sample usual() {
    return Sample.of(Shape.of(100, 1, 1));
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    Shape steps = Lstm.steps(name(), sample);
    Sequential net = Sequential.of().then("steps", Reshape.of(steps.sizes()));
    int in = steps.size(1);
    int[] sizes = {8, 5, 3};
    int[] widths = {WIDTH, 2 * WIDTH, WIDTH};
    for (int i = 0; i < sizes.length; i++) {
      net =
          net.then("conv" + (i + 1), Conv1d.of(in, widths[i], sizes[i], rng).withPadding("same"))
              .then("norm" + (i + 1), BatchNorm.of(widths[i]))
              .then("relu" + (i + 1), Relu.of());
      in = widths[i];
    }
    return net.then("pool", GlobalAvgPool.of()).then("output", Linear.of(in, classes, rng));
  }
}
