package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// In training, sets each element to zero with some probability and divides the others by the probability of staying,
/// so that the expectation is kept; otherwise passes x on (inverted dropout; Srivastava et al. 2014). As the first
/// layer it drops inputs.
///
/// @param rate probability of a zero, 0 <= rate < 1
public record Dropout(double rate) implements Described {
  /// Checks the rate.
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("Dropout: expected a rate of at least 0 and below 1, got " + rate);
    }
  }

  /// Drops this part of the elements.
  public static Dropout of(double rate) {
    return new Dropout(rate);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    if (!pass.training() || rate == 0) {
      return x;
    }
    Tensor stays = Tensor.scalar(rate).le(pass.uniform(this, x.shape()));
    return x.mul(stays.mul(1 / (1 - rate)));
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
