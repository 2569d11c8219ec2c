package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// x where positive, else alpha (e^x - 1), elementwise (Clevert, Unterthiner, Hochreiter 2016).
///
/// @param alpha minus the limit for large negative x
public record Elu(double alpha) implements Described {
  /// Checks that alpha is not negative.
  public Elu {
    Shapes.atLeast("Elu", "alpha", alpha, 0);
  }

  /// Alpha 1.
  public static Elu of() {
    return of(1);
  }

  /// Any alpha.
  public static Elu of(double alpha) {
    return new Elu(alpha);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    // The minimum keeps e^x finite in the branch that is not taken: infinity times zero would spoil the gradient.
    return x.gt(0).select(x, x.min(0).exp().sub(1).mul(alpha));
  }

  @Override
  public String expects() {
    return "F32 x";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("alpha", alpha);
  }
}
