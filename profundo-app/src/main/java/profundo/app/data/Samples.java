package profundo.app.data;

import java.util.Optional;
import profundo.app.models.Sample;
import profundo.data.TrainTest;

/// A data set as models take it.
///
/// @param parts to learn from, and to be judged on
/// @param kind of the samples
/// @param code how texts became numbers; empty for all else
public record Samples(TrainTest parts, Kind kind, Optional<TextCode> code) {
  /// Kinds of samples.
  public enum Kind {
    IMAGE,
    SERIES,
    TEXT
  }

  static Samples images(TrainTest parts) {
    return new Samples(parts, Kind.IMAGE, Optional.empty());
  }

  /// What one is.
  public Sample sample() {
    return new Sample(parts.train().sampleShape(), code.map(c -> c.vocabulary().size()).orElse(0));
  }
}
