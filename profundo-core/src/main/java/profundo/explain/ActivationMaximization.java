package profundo.explain;

import java.util.List;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.nn.Layer;
import profundo.nn.Pass;

/// The input that a score, or a unit inside the model, likes best: found by climbing its gradient from faint noise (Erhan,
/// Bengio, Courville, Vincent 2009, Visualizing higher-layer features of a deep network). A pull towards zero, and a blur now
/// and then, keep out what no picture has (Simonyan et al. 2013, equation 1; Yosinski et al. 2015, section 3). Numbers stay
/// from 0 to 1.
///
/// @param steps of the climb
/// @param rate length of a step: root of the mean square over the picture
/// @param decay share of the picture that is lost in a step
/// @param blurEvery steps from one blur to the next; 0 for none
/// @param seed of the noise that it begins with
public record ActivationMaximization(int steps, double rate, double decay, int blurEvery, long seed) {
  /// Checks the settings.
  public ActivationMaximization {
    if (steps < 1 || !(rate > 0) || !(decay >= 0 && decay < 1) || blurEvery < 0) {
      throw new IllegalArgumentException(
          "ActivationMaximization: expected at least 1 step, a rate above 0, a decay from 0 to below 1 and a blur every 0 or"
              + " more steps, got " + steps + ", " + rate + ", " + decay + ", " + blurEvery);
    }
  }

  /// 60 steps of 0.05 with a decay of 2 %, blurred every fourth.
  public static ActivationMaximization of() {
    return new ActivationMaximization(60, 0.05, 0.02, 4, 0);
  }

  /// The picture that a score likes best.
  ///
  /// @param sample shape of one input, `[height, width, channels]`
  /// @param target which score
  /// @return of the shape `sample`, from 0 to 1
  public Array maximize(Layer model, Shape sample, int target) {
    Variable x = begin(sample);
    return climb(x, Score.of(model, x, target, Pass.inference(model)).sum());
  }

  /// The picture that a unit of a layer likes best: one channel of maps, all places together, or one number.
  ///
  /// @param layer its path, as in `summary`
  /// @param unit index along the last axis of the layer's output
  public Array maximize(Layer model, Shape sample, String layer, int unit) {
    Variable x = begin(sample);
    Pass pass = Pass.inference(model);
    pass.apply(model, x);
    List<Pass.Applied> found = pass.applied().stream().filter(a -> a.path().equals(layer)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "ActivationMaximization: expected the path of a layer, one of "
              + String.join(", ", pass.applied().stream().map(Pass.Applied::path).filter(p -> !p.isEmpty()).distinct().toList())
              + ", got '" + layer + "'");
    }
    Tensor y = found.getLast().output();
    int units = y.shape().size(-1);
    if (unit < 0 || unit >= units || y.dtype() != DType.F32) {
      throw new IllegalArgumentException(
          "ActivationMaximization: expected a unit of " + layer + " from 0 to " + (units - 1) + ", got " + unit);
    }
    return climb(x, y.slice(y.shape().rank() - 1, unit, unit + 1).mean());
  }

  private Variable begin(Shape sample) {
    if (sample.rank() != 3) {
      throw new ShapeException("ActivationMaximization: expected inputs [height, width, channels], got " + sample);
    }
    return Variable.of("picture", Rng.of(seed).stream("maximization").uniform(sample.insert(0, 1), 0, 0.2f));
  }

  private Array climb(Variable x, Tensor score) {
    Tensor gradient = Gradient.of(score, x);
    Shape sample = x.shape().range(1, 4);
    float[] v = x.value().floats();
    for (int step = 1; step <= steps; step++) {
      float[] g = gradient.toFloats();
      double squares = 0;
      for (float f : g) {
        squares += (double) f * f;
      }
      double scale = rate / (Math.sqrt(squares / g.length) + 1e-12);
      for (int i = 0; i < v.length; i++) {
        v[i] = (float) Math.clamp(v[i] * (1 - decay) + scale * g[i], 0.0, 1.0);
      }
      if (blurEvery > 0 && step % blurEvery == 0 && step < steps) {
        x.set(blurred(x.value(), sample));
      }
    }
    return x.value().copy().reshape(sample);
  }

  /// Each pixel with its neighbours, weights 1, 2, 1 in both directions.
  private static Array blurred(Array picture, Shape sample) {
    int h = sample.size(0);
    int w = sample.size(1);
    int c = sample.size(2);
    float[] from = picture.floats();
    float[] to = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      int y = i / c / w;
      int x = i / c % w;
      double sum = 0;
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          int at = (Math.clamp(y + dy, 0, h - 1) * w + Math.clamp(x + dx, 0, w - 1)) * c + i % c;
          sum += (2 - Math.abs(dy)) * (2 - Math.abs(dx)) / 16.0 * from[at];
        }
      }
      to[i] = (float) sum;
    }
    return Array.wrap(picture.shape(), to);
  }
}
