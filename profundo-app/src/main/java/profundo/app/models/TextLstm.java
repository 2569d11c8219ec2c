package profundo.app.models;

import profundo.Rng;
import profundo.Shape;
import profundo.nn.Dropout;
import profundo.nn.Embedding;
import profundo.nn.Initializer;
import profundo.nn.Linear;
import profundo.nn.Recurrent;
import profundo.nn.Sequential;

/// A long short-term memory that reads a text word by word and answers at its end; padding is passed over.
public record TextLstm() implements Model {
  private static final int UNITS = 128;
  private static final int WIDTH = 128;

  @Override
  public String name() {
    return "text-lstm";
  }

  @Override
  public String description() {
    return "texts: 128 LSTM units read the words' vectors; the last word decides";
  }

  @Override
  public String paper() {
    return "Hochreiter, Schmidhuber 1997, Long short-term memory; Gers, Schmidhuber, Cummins 2000, Learning to forget";
  }

  @Override
  public String family() {
    return Network.TEXT;
  }

  @Override
  public Training defaults() {
    return Training.adam(4e-3, Training.ONE_CYCLE).withBatch(50).withEpochs(8);
  }

  @Override
  public Sample usual() {
    return Sample.text(40, 10_000);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    throw new IllegalArgumentException(name() + ": expected texts, got samples " + sample + "; use model lstm");
  }

  @Override
  public Sequential build(Sample sample, int classes, Rng rng) {
    if (!sample.isText()) {
      return build(sample.shape(), classes, rng);
    }
    return Sequential.of()
        .then("words", Embedding.of(sample.tokens(), WIDTH, Initializer.uniform(-0.25, 0.25), rng).withPadding(0))
        .then("lstm", Recurrent.lstm(WIDTH, UNITS, rng).ignorePadding().last())
        .then("dropout", Dropout.of(0.5))
        .then("output", Linear.of(UNITS, classes, rng));
  }
}
