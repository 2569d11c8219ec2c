package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// max(x, 0), elementwise; its derivative at 0 is 0.
public record Relu() implements Described {
  /// The layer; it has no settings.
  public static Relu of() {
    return new Relu();
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    return x.relu();
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
