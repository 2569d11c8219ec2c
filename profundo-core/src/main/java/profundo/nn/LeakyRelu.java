package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// x where positive, else slope x, elementwise (Maas, Hannun, Ng 2013); its derivative at 0 is the slope.
///
/// @param slope for negative x
public record LeakyRelu(double slope) implements Described {
  /// Checks that the slope is a number.
  public LeakyRelu {
    if (!Double.isFinite(slope)) {
      throw new IllegalArgumentException("LeakyRelu: expected a finite slope, got " + slope);
    }
  }

  /// Slope 0.01.
  public static LeakyRelu of() {
    return of(0.01);
  }

  /// Any slope.
  public static LeakyRelu of(double slope) {
    return new LeakyRelu(slope);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    return x.gt(0).select(x, x.mul(slope));
  }

  @Override
  public String expects() {
    return "F32 x";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("slope", slope);
  }
}
