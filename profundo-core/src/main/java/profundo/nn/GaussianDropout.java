package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// In training, multiplies each element by a normal number of mean 1 and variance rate / (1 - rate), which are those of
/// [Dropout]'s factor; otherwise passes x on (Srivastava et al. 2014, section 10).
///
/// @param rate that of the dropout it stands for, 0 <= rate < 1
public record GaussianDropout(double rate) implements Described {
  /// Checks the rate.
  public GaussianDropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("GaussianDropout: expected a rate of at least 0 and below 1, got " + rate);
    }
  }

  /// Noise as strong as that of dropout of this rate.
  public static GaussianDropout of(double rate) {
    return new GaussianDropout(rate);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    if (!pass.training() || rate == 0) {
      return x;
    }
    return x.mul(pass.normal(this, x.shape()).mul(Math.sqrt(rate / (1 - rate))).add(1));
  }

  @Override
  public String expects() {
    return "F32 x";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("rate", rate);
  }
}
