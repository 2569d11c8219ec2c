package profundo.nn;

import java.util.SequencedMap;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Group normalization (Wu and He 2018): the channels of each example are cut into groups of neighbours, and each group
/// has mean 0 and variance 1 over its channels and all of space; then every channel times weight, plus bias.
///
/// x `[batch, ..., channels]` -> y of the same shape. One group for each channel is instance normalization
/// (Ulyanov et al. 2016).
///
/// @param weight `[channels]`; ones at first
/// @param bias `[channels]`; zeros at first
/// @param groups how many; divides the channels
/// @param epsilon keeps the quotient finite; added to the (biased) variance
public record GroupNorm(Variable weight, Variable bias, int groups, double epsilon) implements Described {
  /// Checks that shapes and groups agree.
  public GroupNorm {
    Shapes.require("GroupNorm: weight", weight, "[channels]", weight.shape().rank() == 1);
    Shapes.require("GroupNorm: bias", bias, weight.shape().toString(), bias.shape().equals(weight.shape()));
    Shapes.atLeast("GroupNorm", "groups", groups, 1);
    Shapes.atLeast("GroupNorm", "epsilon", epsilon, 0);
    if (weight.shape().count() % groups != 0) {
      throw new IllegalArgumentException(
          "GroupNorm: expected groups that divide " + weight.shape().count() + " channels, got " + groups);
    }
  }

  /// Epsilon 1e-5.
  public static GroupNorm of(int groups, int channels) {
    Shapes.atLeast("GroupNorm", "channels", channels, 1);
    Shape s = Shape.of(channels);
    return new GroupNorm(Norms.ones("weight", s), Variable.zeros("bias", s), groups, 1e-5);
  }

  /// The same variables with another epsilon.
  public GroupNorm withEpsilon(double epsilon) {
    return new GroupNorm(weight, bias, groups, epsilon);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Shape s = x.shape();
    int channels = weight.shape().count();
    pass.expect(this, x, Shapes.isFloat(x) && s.rank() > 1 && s.size(-1) == channels);
    Tensor grouped = x.reshape(s.size(0), -1, groups, channels / groups);
    Tensor y = Norms.standardize(grouped, epsilon, 1, 3).reshape(s);
    return y.mul(pass.read(weight)).add(pass.read(bias));
  }

  @Override
  public String expects() {
    return "x[batch, ..., channels=" + weight.shape().count() + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("groups", groups);
    c.put("channels", weight.shape().count());
    c.put("epsilon", epsilon);
    return c;
  }

  static GroupNorm of(Config c) {
    int n = c.integer("channels", 1);
    return new GroupNorm(c.variable("weight", n), c.variable("bias", n), c.integer("groups", 1), c.number("epsilon"));
  }
}
