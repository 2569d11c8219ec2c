package profundo.nn;

import java.util.Map;
import java.util.function.Function;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// What the normalizations share.
final class Norms {
  private Norms() {}

  static Variable ones(String name, Shape shape) {
    return Variable.of(name, Initializer.constant(1).draw(shape, Rng.of(0)));
  }

  /// (x - mean) / sqrt(variance + epsilon), both taken over some axes.
  static Tensor standardize(Tensor x, double epsilon, int... axes) {
    double n = 1;
    for (int a : axes) {
      n *= x.shape().size(a);
    }
    Tensor centered = x.sub(x.sumKeep(axes).mul(1 / n));
    Tensor variance = centered.square().sumKeep(axes).mul(1 / n);
    return centered.div(variance.add(epsilon).sqrt());
  }

  static void register(Map<String, Function<Config, ? extends Layer>> f) {
    f.put("BatchNorm", BatchNorm::of);
    f.put("LayerNorm", LayerNorm::of);
    f.put("GroupNorm", GroupNorm::of);
  }
}
