package profundo.app.models;

import profundo.DType;
import profundo.Shape;

/// What one sample of a data set is, without the batch.
///
/// @param shape `[height, width, channels]` of an image, `[time, features, 1]` of a series, `[words]` of a text
/// @param tokens how many different tokens a text may hold; 0 where samples are no texts
public record Sample(Shape shape, int tokens) {
  /// An image or a series.
  public static Sample of(Shape shape) {
    return new Sample(shape, 0);
  }

  /// A text of so many places.
  ///
  /// @param tokens size of the vocabulary, padding and unknown words included
  public static Sample text(int words, int tokens) {
    return new Sample(Shape.of(words), tokens);
  }

  /// Whether samples are numbers of tokens.
  public boolean isText() {
    return tokens > 0;
  }

  /// I32 for texts, F32 for all else.
  public DType dtype() {
    return isText() ? DType.I32 : DType.F32;
  }
}
