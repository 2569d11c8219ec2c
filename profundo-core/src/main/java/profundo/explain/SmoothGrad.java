package profundo.explain;

import profundo.Array;
import profundo.Rng;
import profundo.Tensor;
import profundo.nn.Layer;

/// The mean of gradients at noisy copies of the input: what single gradients have of flicker averages out (Smilkov et al.
/// 2017, SmoothGrad, equation 1).
///
/// @param samples noisy copies
/// @param noise standard deviation of the noise, as a share of the range from the smallest to the largest number of the input
/// @param seed of the noise
public record SmoothGrad(int samples, double noise, long seed) implements Explainer {
  /// Copies computed at once: more would only take memory.
  private static final int CHUNK = 16;

  /// Checks the settings.
  public SmoothGrad {
    if (samples < 1 || !(noise >= 0 && noise <= 10)) {
      throw new IllegalArgumentException(
          "SmoothGrad: expected at least 1 sample and noise from 0 to 10, got " + samples + " and " + noise);
    }
  }

  /// 50 copies with noise of 15 %, as in the paper.
  public static SmoothGrad of() {
    return new SmoothGrad(50, 0.15, 0);
  }

  @Override
  public Array explain(Layer model, Array x, int target) {
    Array one = Score.batch(x);
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float v : x.floats()) {
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
    double[] sum = new double[x.shape().count()];
    for (int done = 0; done < samples; done += CHUNK) {
      int n = Math.min(CHUNK, samples - done);
      Array noisy = Rng.of(seed).stream("smoothgrad").stream(done).normal(x.shape().insert(0, n), 0, (float) (noise * (max - min)));
      for (int i = 0; i < noisy.floats().length; i++) {
        noisy.floats()[i] += one.floats()[i % sum.length];
      }
      float[] g = Score.gradient(model, Tensor.wrap(noisy), target).toFloats();
      for (int i = 0; i < g.length; i++) {
        sum[i % sum.length] += g[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / samples);
    }
    return Array.wrap(x.shape(), mean);
  }
}
