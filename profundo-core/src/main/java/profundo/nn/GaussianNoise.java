package profundo.nn;

import java.util.SequencedMap;
import profundo.Tensor;

/// In training, adds normal noise to each element; otherwise passes x on. On the input it is a regularizer of the
/// Tikhonov kind (Bishop 1995, Training with noise is equivalent to Tikhonov regularization).
///
/// @param deviation standard deviation of the noise, in the units of x
public record GaussianNoise(double deviation) implements Described {
  /// Checks the deviation.
  public GaussianNoise {
    Shapes.atLeast("GaussianNoise", "deviation", deviation, 0);
  }

  /// Noise of this standard deviation.
  public static GaussianNoise of(double deviation) {
    return new GaussianNoise(deviation);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Shapes.isFloat(x));
    return !pass.training() || deviation == 0 ? x : x.add(pass.normal(this, x.shape()).mul(deviation));
  }

  @Override
  public String expects() {
    return "F32 x";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("deviation", deviation);
  }
}
