package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// x P(X <= x) for a standard normal X, elementwise, in the exact form x (1 + erf(x / sqrt 2)) / 2
/// (Hendrycks and Gimpel 2016).
public record Gelu() implements Described {
  /// The layer; it has no settings.
  public static Gelu of() {
    return new Gelu();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    return x.mul(x.mul(Math.sqrt(0.5)).erf().add(1)).mul(0.5);
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
