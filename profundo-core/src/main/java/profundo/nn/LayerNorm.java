package profundo.nn;

import java.util.Arrays;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Layer normalization (Ba, Kiros, Hinton 2016): every example has mean 0 and variance 1 over its last axes, then
/// times weight, plus bias. It does not look at the batch, so training and use are the same.
///
/// x `[..., features]` -> y of the same shape; or over several last axes, those of the weight.
///
/// @param weight factors, shaped like what is normalized; ones at first
/// @param bias offsets, of the same shape; zeros at first
/// @param epsilon keeps the quotient finite; added to the (biased) variance
public record LayerNorm(Variable weight, Variable bias, double epsilon) implements Described {
  /// Checks that the shapes agree.
  public LayerNorm {
    Shapes.require("LayerNorm: weight", weight, "[features]", weight.shape().rank() > 0);
    Shapes.require("LayerNorm: bias", bias, weight.shape().toString(), bias.shape().equals(weight.shape()));
    Shapes.atLeast("LayerNorm", "epsilon", epsilon, 0);
  }

  /// Over the last axes, of these sizes; epsilon 1e-5.
  public static LayerNorm of(int... sizes) {
    if (sizes.length == 0) {
      throw new IllegalArgumentException("LayerNorm: expected the size of at least one axis, got none");
    }
    Shape s = Shape.of(sizes);
    return new LayerNorm(Norms.ones("weight", s), Variable.zeros("bias", s), 1e-5);
  }

  /// The same variables with another epsilon.
  public LayerNorm withEpsilon(double epsilon) {
    return new LayerNorm(weight, bias, epsilon);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    int k = weight.shape().rank();
    int rank = x.shape().rank();
    pass.expect(
        this, x, Shapes.isFloat(x) && rank >= k && x.shape().range(rank - k, rank).equals(weight.shape()));
    int[] axes = new int[k];
    Arrays.setAll(axes, i -> rank - k + i);
    return Norms.standardize(x, epsilon, axes).mul(pass.read(weight)).add(pass.read(bias));
  }

  @Override
  public String expects() {
    Shape s = weight.shape();
    return s.rank() == 1
        ? "x[..., features=" + s.count() + "]"
        : "x[..., " + s.toString().substring(1);
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("sizes", Arrays.stream(weight.shape().sizes()).boxed().toList());
    c.put("epsilon", epsilon);
    return c;
  }

  static LayerNorm of(Config c) {
    int[] s = Shapes.ints(c.integers("sizes", 1));
    return new LayerNorm(c.variable("weight", s), c.variable("bias", s), c.number("epsilon"));
  }
}
