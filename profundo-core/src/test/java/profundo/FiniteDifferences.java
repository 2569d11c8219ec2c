package profundo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// Proves a gradient: central differences in double precision, on the interpreter, along random directions.
final class FiniteDifferences {
  private static final double STEP = 1e-5;

  private FiniteDifferences() {}

  /// Checks d f . v against (f(x + h v) - f(x - h v)) / 2h for a scalar made of `build` by random weights, and the same
  /// once more for the scalar d f . u, whose gradient is of second order.
  ///
  /// @param build the expression under test over its F32 operands
  /// @param at where: one array of values for each operand
  static void check(String what, long seed, Function<List<Tensor>, Tensor> build, List<Values> at) {
    Random random = new Random(seed);
    List<Tensor> x =
        at.stream().map(v -> Tensor.input("x", v.shape(), DType.F32)).toList();
    Tensor y = build.apply(x);
    Tensor first = weighted(y, random);
    verify(what + ", first order, seed " + seed, random, first, x, at);
    Tensor second = null;
    for (Tensor g : Gradient.of(first, x)) {
      Tensor part = weighted(g, random);
      second = second == null ? part : second.add(part);
    }
    verify(what + ", second order, seed " + seed, random, second, x, at);
  }

  private static Tensor weighted(Tensor y, Random random) {
    float[] w = new float[y.shape().count()];
    for (int i = 0; i < w.length; i++) {
      w[i] = random.nextInt(1, 9) / 4f - 1.1f;
    }
    return y.mul(Tensor.of(y.shape(), w)).sum();
  }

  private static void verify(String what, Random random, Tensor loss, List<Tensor> x, List<Values> at) {
    List<Tensor> gradients = Gradient.of(loss, x);
    for (int k = 0; k < x.size(); k++) {
      assertThat(gradients.get(k).shape()).as(what).isEqualTo(x.get(k).shape());
    }
    List<Values> analytic = Interpreter.evaluate(gradients, given(x, at, null, 0));
    for (int trial = 0; trial < 3; trial++) {
      double[][] v = new double[x.size()][];
      double expected = 0;
      double size = 0;
      for (int k = 0; k < v.length; k++) {
        v[k] = random.doubles(at.get(k).shape().count(), -1, 1).toArray();
        for (int i = 0; i < v[k].length; i++) {
          double term = v[k][i] * analytic.get(k).reals()[i];
          expected += term;
          size += Math.abs(term);
        }
      }
      double up = value(loss, given(x, at, v, STEP));
      double down = value(loss, given(x, at, v, -STEP));
      double numeric = (up - down) / (2 * STEP);
      assertThat(Math.abs(numeric - expected))
          .as("%s: differences give %s, the rule gives %s", what, numeric, expected)
          .isLessThanOrEqualTo(1e-6 * size + 1e-7 * (1 + Math.abs(up)));
    }
  }

  private static double value(Tensor loss, Map<Tensor, Values> given) {
    return Interpreter.evaluate(List.of(loss), given).get(0).reals()[0];
  }

  private static Map<Tensor, Values> given(List<Tensor> x, List<Values> at, double[][] v, double h) {
    Map<Tensor, Values> given = new HashMap<>();
    for (int k = 0; k < x.size(); k++) {
      double[] moved = at.get(k).reals().clone();
      for (int i = 0; v != null && i < moved.length; i++) {
        moved[i] += h * v[k][i];
      }
      given.put(x.get(k), Values.of(at.get(k).shape(), moved));
    }
    return given;
  }
}
