package profundo.nn;

import java.util.Arrays;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.Tensor;

/// Dropout of whole maps: in training, a channel of an example is zero everywhere in space with some probability, and
/// the others are divided by the probability of staying (Tompson et al. 2015). Neighbours in a map say nearly the same,
/// so dropping single elements of it hides little.
///
/// x `[batch, ..., channels]` -> y of the same shape; after an [Embedding] it drops features of a whole sequence.
///
/// @param rate probability of a zero, 0 <= rate < 1
public record SpatialDropout(double rate) implements Described {
  /// Checks the rate.
  public SpatialDropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("SpatialDropout: expected a rate of at least 0 and below 1, got " + rate);
    }
  }

  /// Drops this part of the maps.
  public static SpatialDropout of(double rate) {
    return new SpatialDropout(rate);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() > 1);
    if (!pass.training() || rate == 0) {
      return x;
    }
    int[] sizes = x.shape().sizes();
    Arrays.fill(sizes, 1, sizes.length - 1, 1);
    Tensor stays = Tensor.scalar(rate).le(pass.uniform(this, Shape.of(sizes)));
    return x.mul(stays.mul(1 / (1 - rate)));
  }

  @Override
  public String expects() {
    return "F32 x[batch, ..., channels]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("rate", rate);
  }
}
