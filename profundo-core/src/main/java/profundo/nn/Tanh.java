package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// The hyperbolic tangent, elementwise.
public record Tanh() implements Described {
  /// The layer; it has no settings.
  public static Tanh of() {
    return new Tanh();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    return x.tanh();
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
