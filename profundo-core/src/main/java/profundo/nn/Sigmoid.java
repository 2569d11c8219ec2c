package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// 1 / (1 + e^-x), elementwise.
public record Sigmoid() implements Described {
  /// The layer; it has no settings.
  public static Sigmoid of() {
    return new Sigmoid();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    return x.sigmoid();
  }

  @Override
  public String expects() {
    return "F32 x";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of();
  }
}
