package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// All axes but the batch made one: x `[batch, ...]` -> y `[batch, features]`, in row-major order.
public record Flatten() implements Described {
  /// The layer; it has no settings.
  public static Flatten of() {
    return new Flatten();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, x.shape().rank() > 0);
    return x.reshape(x.shape().size(0), -1);
  }

  @Override
  public String expects() {
    return "x[batch, ...]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of();
  }
}
