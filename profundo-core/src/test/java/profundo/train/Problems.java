package profundo.train;

import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Dropout;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Tanh;

/// Small things to learn.
final class Problems {
  private Problems() {}

  /// Exclusive or: not linearly separable.
  static Dataset xor() {
    return Dataset.of(
        Array.of(Shape.of(4, 2), 0f, 0, 0, 1, 1, 0, 1, 1), Array.of(Shape.of(4), 0, 1, 1, 0));
  }

  /// Points on two sides of a line, with a gap.
  static Dataset sides(int n, long seed) {
    Rng rng = Rng.of(seed);
    float[] x = new float[2 * n];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      float a = rng.nextGaussian();
      float b = rng.nextGaussian();
      y[i] = a + 2 * b > 0 ? 1 : 0;
      x[2 * i] = a + (y[i] == 1 ? 0.2f : -0.2f);
      x[2 * i + 1] = b + (y[i] == 1 ? 0.4f : -0.4f);
    }
    return Dataset.of(Array.wrap(Shape.of(n, 2), x), Array.wrap(Shape.of(n), y));
  }

  /// y = 3 a - 2 b + 1.
  static Dataset line(int n, long seed) {
    Array x = Rng.of(seed).normal(Shape.of(n, 2), 0, 1);
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      y[i] = 3 * x.floats()[2 * i] - 2 * x.floats()[2 * i + 1] + 1;
    }
    return Dataset.of(x, Array.wrap(Shape.of(n, 1), y));
  }

  static Sequential mlp(long seed) {
    Rng rng = Rng.of(seed);
    return Sequential.of(Linear.of(2, 8, rng), Tanh.of(), Linear.of(8, 2, rng));
  }

  static Layer dropping(long seed) {
    Rng rng = Rng.of(seed);
    return Sequential.of(Linear.of(2, 6, rng), Relu.of(), Dropout.of(0.3), Linear.of(6, 2, rng));
  }
}
