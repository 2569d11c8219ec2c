package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Linear;
import profundo.nn.Recurrent;
import profundo.nn.Reshape;
import profundo.nn.Sequential;

/// A long short-term memory that reads a series step by step, or the rows of an image, and answers at the end.
public record Lstm() implements Model {
  private static final int UNITS = 128;

  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public String description() {
    return "series, or rows of an image: 128 LSTM units read the steps; the last one decides";
  }

  @Override
  public String paper() {
    return "Hochreiter, Schmidhuber 1997, Long short-term memory; Gers, Schmidhuber, Cummins 2000, Learning to forget";
  }

  @Override
  public String family() {
    return Network.RECURRENT;
  }

  @Override
  public Training defaults() {
    return Training.adam(4e-3, Training.ONE_CYCLE).withBatch(16).withEpochs(60);
  }

  @Override
  public Sample usual() {
    return Sample.of(Shape.of(100, 1, 1));
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    Shape steps = steps(name(), sample);
    return Sequential.of()
        .then("steps", Reshape.of(steps.sizes()))
        .then("lstm", Recurrent.lstm(steps.size(1), UNITS, rng).last())
        .then("output", Linear.of(UNITS, classes, rng));
  }

  /// The rows of an image as steps.
  static Shape steps(String model, Shape sample) {
    if (sample.rank() != 3) {
      throw new IllegalArgumentException(
          model + ": expected series [time, features, 1] or images [height, width, channels], got " + sample);
    }
    return Shape.of(sample.size(0), sample.size(1) * sample.size(2));
  }
}
