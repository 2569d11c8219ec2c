package profundo.nn;

import java.util.Arrays;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;

/// Draws the first values of a weight.
///
/// Scaled ones look at how many numbers flow in and out: for a kernel `[spatial..., in, out]` fan-in is
/// `product(spatial) * in` and fan-out `product(spatial) * out`; a matrix `[in, out]` is the kernel without spatial
/// axes; a vector counts its length as both. Normal ones are not truncated.
///
/// | family | variance | made for | source |
/// | --- | --- | --- | --- |
/// | LeCun | 1 / fan-in | softplus-like, selu, linear | LeCun et al. 1998, Efficient BackProp |
/// | Glorot | 2 / (fan-in + fan-out) | tanh, sigmoid, softmax | Glorot and Bengio 2010 |
/// | He | 2 / fan-in | relu and its kin | He et al. 2015 |
@FunctionalInterface
public interface Initializer {
  /// Values of a shape.
  Array draw(Shape shape, Rng rng);

  /// The same value everywhere.
  static Initializer constant(double value) {
    return (shape, _) -> {
      Array a = Array.zeros(shape, DType.F32);
      Arrays.fill(a.floats(), (float) value);
      return a;
    };
  }

  /// Zeros: the default of biases.
  static Initializer zeros() {
    return constant(0);
  }

  /// Uniform in [low, high).
  static Initializer uniform(double low, double high) {
    return (shape, rng) -> rng.uniform(shape, (float) low, (float) high);
  }

  /// Normal.
  static Initializer normal(double mean, double deviation) {
    return (shape, rng) -> rng.normal(shape, (float) mean, (float) deviation);
  }

  /// Uniform with variance 1 / fan-in.
  static Initializer lecunUniform() {
    return (shape, rng) -> uniform(1.0 / fanIn(shape)).draw(shape, rng);
  }

  /// Normal with variance 1 / fan-in.
  static Initializer lecunNormal() {
    return (shape, rng) -> normal(1.0 / fanIn(shape)).draw(shape, rng);
  }

  /// Uniform with variance 2 / (fan-in + fan-out).
  static Initializer glorotUniform() {
    return (shape, rng) -> uniform(2.0 / (fanIn(shape) + fanOut(shape))).draw(shape, rng);
  }

  /// Normal with variance 2 / (fan-in + fan-out).
  static Initializer glorotNormal() {
    return (shape, rng) -> normal(2.0 / (fanIn(shape) + fanOut(shape))).draw(shape, rng);
  }

  /// Uniform with variance 2 / fan-in: the default of weights.
  static Initializer heUniform() {
    return (shape, rng) -> uniform(2.0 / fanIn(shape)).draw(shape, rng);
  }

  /// Normal with variance 2 / fan-in.
  static Initializer heNormal() {
    return (shape, rng) -> normal(2.0 / fanIn(shape)).draw(shape, rng);
  }

  private static Initializer uniform(double variance) {
    double bound = Math.sqrt(3 * variance);
    return uniform(-bound, bound);
  }

  private static Initializer normal(double variance) {
    return normal(0, Math.sqrt(variance));
  }

  /// How many numbers one output is computed from.
  static double fanIn(Shape shape) {
    return shape.rank() < 2 ? shape.count() : (double) shape.count() / shape.size(-1);
  }

  /// How many outputs one number goes into.
  static double fanOut(Shape shape) {
    return shape.rank() < 2 ? shape.count() : (double) shape.count() / shape.size(-2);
  }
}
