package profundo.nn;

import java.util.SequencedMap;
import java.util.stream.IntStream;
import profundo.Tensor;

/// The largest of each channel over all places: x `[batch, spatial..., channels]` with at least one spatial axis -> y
/// `[batch, channels]`.
public record GlobalMaxPool() implements Described {
  /// The layer; it has no settings.
  public static GlobalMaxPool of() {
    return new GlobalMaxPool();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() >= 3);
    return x.max(IntStream.range(1, x.shape().rank() - 1).toArray());
  }

  @Override
  public String expects() {
    return "x[batch, spatial..., channels]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of();
  }
}
