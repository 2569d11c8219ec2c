package profundo.app.models;

import java.util.List;
import profundo.Rng;
import profundo.Shape;
import profundo.nn.Sequential;

/// [TextCnn] as a model of the catalogue: vectors of 128 that start at random, windows of 3, 4 and 5 words.
public record TextCnnModel() implements Model {
  private static final int WIDTH = 128;
  private static final List<Integer> WINDOWS = List.of(3, 4, 5);
  private static final int MAPS = 100;

  @Override
  public String name() {
    return "text-cnn";
  }

  @Override
  public String description() {
    return "texts: windows of 3, 4 and 5 words, 100 filters each, the largest answer counts";
  }

  @Override
  public String paper() {
    return "Kim 2014, Convolutional neural networks for sentence classification";
  }

  @Override
  public String family() {
    return Network.TEXT;
  }

  @Override
  public Training defaults() {
    return Training.adam(2e-3, Training.ONE_CYCLE).withBatch(50).withEpochs(8);
  }

  @Override
  public Sample usual() {
    return Sample.text(40, 10_000);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    throw new IllegalArgumentException(name() + ": expected texts, got samples " + sample + "; use a model of images or series");
  }

  @Override
  public Sequential build(Sample sample, int classes, Rng rng) {
    if (!sample.isText()) {
      return build(sample.shape(), classes, rng);
    }
    int widest = WINDOWS.getLast();
    if (sample.shape().count() < widest) {
      throw new IllegalArgumentException(name() + ": expected texts of at least " + widest + " places, got " + sample.shape().count());
    }
    return new TextCnn(sample.tokens(), WIDTH, WINDOWS, MAPS, 0.5).build(classes, rng);
  }
}
