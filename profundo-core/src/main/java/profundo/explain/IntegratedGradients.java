package profundo.explain;

import java.util.Optional;
import profundo.Array;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.nn.Layer;

/// The gradient, averaged along the straight way from a baseline to the input, times the difference of the two
/// (Sundararajan, Taly, Yan 2017, Axiomatic attribution for deep networks, equation 1). Completeness: the attributions sum to
/// the score of the input less that of the baseline, up to the error of the numeric integral.
///
/// @param steps points on the way, in the middles of equal parts
/// @param baseline shaped like the input; zeros where there is none
public record IntegratedGradients(int steps, Optional<Array> baseline) implements Explainer {
  private static final int CHUNK = 16;

  /// Checks the number of steps.
  public IntegratedGradients {
    if (steps < 1) {
      throw new IllegalArgumentException("IntegratedGradients: expected at least 1 step, got " + steps);
    }
  }

  /// 64 steps from zeros.
  public static IntegratedGradients of() {
    return new IntegratedGradients(64, Optional.empty());
  }

  /// The same with another number of steps: more are nearer to the integral.
  public IntegratedGradients withSteps(int number) {
    return new IntegratedGradients(number, baseline);
  }

  /// The same from another baseline: an input in which there is nothing to see.
  public IntegratedGradients from(Array other) {
    return new IntegratedGradients(steps, Optional.of(other));
  }

  @Override
  public Array explain(Layer model, Array x, int target) {
    Array one = Score.batch(x);
    double[] sum = new double[x.shape().count()];
    for (int done = 0; done < steps; done += CHUNK) {
      float[] part = along(model, Tensor.wrap(one), target, done, Math.min(CHUNK, steps - done)).toFloats();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
    float[] result = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      result[i] = (float) sum[i];
    }
    return Array.wrap(x.shape(), result);
  }

  /// The attributions as an expression.
  ///
  /// @param x `[1, ...]`
  Tensor expression(Layer model, Tensor x, int target) {
    Tensor all = null;
    for (int done = 0; done < steps; done += CHUNK) {
      Tensor part = along(model, x, target, done, Math.min(CHUNK, steps - done));
      all = all == null ? part : all.add(part);
    }
    return all;
  }

  /// What `n` points of the way contribute, shaped like x `[1, ...]`.
  private Tensor along(Layer model, Tensor x, int target, int from, int n) {
    Shape s = x.shape();
    Tensor base =
        baseline
            .map(
                b -> {
                  if (!b.shape().insert(0, 1).equals(s)) {
                    throw new ShapeException(
                        "IntegratedGradients: expected a baseline shaped like the input, " + s.range(1, s.rank()) + ", got " + b.shape());
                  }
                  return Tensor.wrap(b.reshape(s));
                })
            .orElseGet(() -> Tensor.fill(s, 0));
    float[] share = new float[n];
    for (int i = 0; i < n; i++) {
      share[i] = (from + i + 0.5f) / steps;
    }
    int[] column = new int[s.rank()];
    java.util.Arrays.fill(column, 1);
    column[0] = n;
    Tensor way = x.sub(base);
    Tensor points = base.add(way.mul(Tensor.of(Shape.of(column), share)));
    return Score.gradient(model, points, target).sumKeep(0).mul(way).mul(1.0 / steps);
  }
}
