package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// log(1 + e^x), elementwise: a smooth relu.
public record Softplus() implements Described {
  /// The layer; it has no settings.
  public static Softplus of() {
    return new Softplus();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    return x.softplus();
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
