package profundo.nn;

import java.util.Optional;
import java.util.SequencedMap;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// Affine map y = x W + b.
///
/// x `[..., in]`, weight `[in, out]`, bias `[out]` -> y `[..., out]`. Weights start He-uniform, U(-a, a) with
/// a = sqrt(6 / in), which suits the relus that mostly follow; biases start at zero. See [#of(int, int, Initializer,
/// Rng)] for others.
///
/// @param weight `[in, out]`
/// @param bias `[out]`
public record Linear(Variable weight, Optional<Variable> bias) implements Described {
  /// Checks that the shapes agree.
  public Linear {
    Shapes.require("Linear: weight", weight, "[in, out]", weight.shape().rank() == 2);
    bias.ifPresent(b -> Shapes.require("Linear: bias", b, "[out]", b.shape().equals(weight.shape().range(1, 2))));
  }

  /// With bias, He-uniform.
  public static Linear of(int in, int out, Rng rng) {
    return of(in, out, Initializer.heUniform(), rng);
  }

  /// With bias.
  public static Linear of(int in, int out, Initializer initializer, Rng rng) {
    Shapes.atLeast("Linear", "in", in, 1);
    Shapes.atLeast("Linear", "out", out, 1);
    return new Linear(
        Variable.of("weight", initializer.draw(Shape.of(in, out), rng)),
        Optional.of(Variable.zeros("bias", Shape.of(out))));
  }

  /// The same weights without a bias.
  public Linear withoutBias() {
    return new Linear(weight, Optional.empty());
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Shape s = x.shape();
    pass.expect(this, x, Shapes.isFloat(x) && s.rank() > 0 && s.size(-1) == weight.shape().size(0));
    Tensor y = x.matmul(pass.read(weight));
    return bias.isPresent() ? y.add(pass.read(bias.get())) : y;
  }

  @Override
  public String expects() {
    return "x[..., in=" + weight.shape().size(0) + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of();
    c.put("in", weight.shape().size(0));
    c.put("out", weight.shape().size(1));
    c.put("bias", bias.isPresent());
    return c;
  }

  static Linear of(Config c) {
    int in = c.integer("in", 1);
    int out = c.integer("out", 1);
    return new Linear(
        c.variable("weight", in, out), c.flag("bias") ? Optional.of(c.variable("bias", out)) : Optional.empty());
  }
}
