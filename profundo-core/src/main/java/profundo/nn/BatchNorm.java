package profundo.nn;

import java.util.Arrays;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

/// Batch normalization (Ioffe and Szegedy 2015): y = (x - mean) / sqrt(variance + epsilon) * weight + bias for each
/// channel.
///
/// x `[batch, ..., channels]` of any rank from two up -> y of the same shape; after a convolution the statistics are
/// taken over batch and space.
///
/// In training, mean and (biased) variance are those of the batch, and the running ones move towards them as in
/// PyTorch: running <- (1 - momentum) running + momentum batch, where the variance of the batch counts unbiased,
/// divided by n - 1. In use the running ones are taken, so that a prediction does not depend on its neighbours.
/// (Keras calls 1 - momentum momentum.) A batch with one value per channel has no variance and is an error in training.
///
/// @param weight `[channels]`, the factor gamma; ones at first
/// @param bias `[channels]`, the offset beta; zeros at first
/// @param runningMean `[channels]`; zeros at first
/// @param runningVariance `[channels]`; ones at first
/// @param momentum how much of a batch goes into the running statistics, 0 to 1
/// @param epsilon keeps the quotient finite
public record BatchNorm(
    Variable weight,
    Variable bias,
    @State Variable runningMean,
    @State Variable runningVariance,
    double momentum,
    double epsilon)
    implements Described {
  /// Checks shapes and settings.
  public BatchNorm {
    Shapes.require("BatchNorm: weight", weight, "[channels]", weight.shape().rank() == 1);
    for (Variable v : new Variable[] {bias, runningMean, runningVariance}) {
      Shapes.require("BatchNorm: " + v.name(), v, weight.shape().toString(), v.shape().equals(weight.shape()));
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("BatchNorm: expected a momentum from 0 to 1, got " + momentum);
    }
    Shapes.atLeast("BatchNorm", "epsilon", epsilon, 0);
  }

  /// Momentum 0.1, epsilon 1e-5.
  public static BatchNorm of(int channels) {
    Shapes.atLeast("BatchNorm", "channels", channels, 1);
    Shape s = Shape.of(channels);
    return new BatchNorm(
        Norms.ones("weight", s),
        Variable.zeros("bias", s),
        Variable.zeros("runningMean", s),
        Norms.ones("runningVariance", s),
        0.1,
        1e-5);
  }

  /// The same variables with another momentum.
  public BatchNorm withMomentum(double momentum) {
    return new BatchNorm(weight, bias, runningMean, runningVariance, momentum, epsilon);
  }

  /// The same variables with another epsilon.
  public BatchNorm withEpsilon(double epsilon) {
    return new BatchNorm(weight, bias, runningMean, runningVariance, momentum, epsilon);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Shape s = x.shape();
    int channels = weight.shape().count();
    pass.expect(this, x, Shapes.isFloat(x) && s.rank() > 1 && s.size(-1) == channels);
    if (!pass.training()) {
      return scaled(x.sub(pass.read(runningMean)), pass.read(runningVariance), pass);
    }
    int n = s.count() / channels;
    if (n < 2) {
      throw new ShapeException(
          "BatchNorm: expected more than one value for each channel in training, got " + s
              + "; use a larger batch, Batches.dropLast() where only the last one is this small, or GroupNorm");
    }
    int[] axes = new int[s.rank() - 1];
    Arrays.setAll(axes, i -> i);
    Tensor mean = x.mean(axes);
    Tensor centered = x.sub(mean);
    Tensor variance = centered.square().mean(axes);
    move(runningMean, mean, pass);
    move(runningVariance, variance.mul(n / (n - 1.0)), pass);
    return scaled(centered, variance, pass);
  }

  private Tensor scaled(Tensor centered, Tensor variance, Pass pass) {
    return centered.mul(pass.read(weight).div(variance.add(epsilon).sqrt())).add(pass.read(bias));
  }

  private void move(Variable running, Tensor batch, Pass pass) {
    pass.assign(running, pass.read(running).mul(1 - momentum).add(batch.detach().mul(momentum)));
  }

  @Override
  public String expects() {
    return "x[batch, ..., channels=" + weight.shape().count() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("channels", weight.shape().count());
    c.put("momentum", momentum);
    c.put("epsilon", epsilon);
    return c;
  }

  static BatchNorm of(Config c) {
    int n = c.integer("channels", 1);
    return new BatchNorm(
        c.variable("weight", n),
        c.variable("bias", n),
        c.variable("runningMean", n),
        c.variable("runningVariance", n),
        c.number("momentum"),
        c.number("epsilon"));
  }
}
