package profundo.nn;

import java.util.SequencedMap;
import profundo.Rng;
import profundo.Tensor;

/// y = T(x) H(x) + (1 - T(x)) x with H(x) = activation(transform(x)) and T(x) = sigmoid(gate(x)): each feature decides how
/// much of it is computed and how much is carried on (Srivastava, Greff, Schmidhuber 2015, equation 3).
///
/// x `[..., features]` -> y of the same shape. The bias of the gate starts at -1, so that at first most is carried on.
///
/// @param transform `[features]` to `[features]`
/// @param gate `[features]` to `[features]`
/// @param activation of what is computed
public record Highway(Linear transform, Linear gate, Layer activation) implements Described {
  /// Checks that both keep the number of features.
  public Highway {
    for (Linear l : new Linear[] {transform, gate}) {
      Shapes.require(
          "Highway: weight", l.weight(), "[features, features] twice",
          l.weight().shape().size(0) == l.weight().shape().size(1)
              && l.weight().shape().equals(transform.weight().shape()));
    }
  }

  /// Relus; the gate's bias starts at -1.
  public static Highway of(int features, Rng rng) {
    return of(features, Relu.of(), -1, rng);
  }

  /// @param bias where the gate's bias starts; the deeper the network, the more negative
  public static Highway of(int features, Layer activation, double bias, Rng rng) {
    Linear gate = Linear.of(features, features, Initializer.glorotUniform(), rng);
    gate.bias().orElseThrow().set(Initializer.constant(bias).draw(gate.bias().get().shape(), rng));
    return new Highway(Linear.of(features, features, rng), gate, activation);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    int features = transform.weight().shape().size(0);
    pass.expect(this, x, Shapes.isFloat(x) && x.shape().rank() > 0 && x.shape().size(-1) == features);
    Tensor open = pass.apply(gate, x).sigmoid();
    Tensor computed = pass.apply(activation, pass.apply(transform, x));
    return x.add(open.mul(computed.sub(x)));
  }

  @Override
  public String expects() {
    return "x[..., features=" + transform.weight().shape().size(0) + "]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("transform", LayerRegistry.describe(transform));
    c.put("gate", LayerRegistry.describe(gate));
    c.put("activation", LayerRegistry.describe(activation));
    return c;
  }

  static Highway of(Config c) {
    return new Highway(
        Structure.layer(c, "transform", Linear.class), Structure.layer(c, "gate", Linear.class), c.layer("activation"));
  }
}
