package profundo.data;

import profundo.data.Augmentation.Named;

/// Changes of series `[time, channels]` (Um and others 2017, <https://arxiv.org/abs/1706.00527>).
public final class SeriesAugment {
  private static final String AXES = "[time, channels]";

  private SeriesAugment() {}

  /// Adds noise of N(0, std^2) to every value.
  public static Augmentation jitter(double std) {
    require(std >= 0, "jitter: expected a standard deviation of at least 0", std);
    return new Named("jitter:" + std, AXES, 2, (v, s, rng) -> {
      for (int i = 0; i < v.length; i++) {
        v[i] += (float) (std * rng.nextGaussian());
      }
      return v;
    });
  }

  /// Multiplies each channel by a factor of N(1, std^2).
  public static Augmentation scale(double std) {
    require(std >= 0, "scale: expected a standard deviation of at least 0", std);
    return new Named("magnitude:" + std, AXES, 2, (v, s, rng) -> {
      float[] factor = new float[s.size(1)];
      for (int k = 0; k < factor.length; k++) {
        factor[k] = (float) (1 + std * rng.nextGaussian());
      }
      for (int i = 0; i < v.length; i++) {
        v[i] *= factor[i % factor.length];
      }
      return v;
    });
  }

  /// Lets time pass faster here and slower there: the speed is exp(N(0, strength^2)) at some knots and linear between them;
  /// the first and the last value stay, values between the steps are interpolated.
  ///
  /// @param strength 0 changes nothing, 0.2 a little
  /// @param knots at least 2, the ends included
  public static Augmentation warp(double strength, int knots) {
    require(strength >= 0 && knots >= 2, "warp: expected a strength of at least 0 and 2 knots", strength + ", " + knots);
    return new Named("warp:" + strength + ":" + knots, AXES, 2, (v, s, rng) -> {
      double[] speed = new double[knots];
      for (int i = 0; i < knots; i++) {
        speed[i] = Math.exp(strength * rng.nextGaussian());
      }
      return warp(v, s.size(0), s.size(1), speed);
    });
  }

  private static float[] warp(float[] v, int n, int channels, double[] speed) {
    if (n < 2) {
      return v;
    }
    double[] time = new double[n];
    for (int i = 1; i < n; i++) {
      double at = (i - 0.5) * (speed.length - 1) / (n - 1);
      int k = Math.min(speed.length - 2, (int) at);
      time[i] = time[i - 1] + speed[k] + (at - k) * (speed[k + 1] - speed[k]);
    }
    float[] out = new float[v.length];
    for (int i = 0; i < n; i++) {
      double at = i == n - 1 ? n - 1 : time[i] * (n - 1) / time[n - 1];
      int left = Math.min(n - 2, (int) at);
      float part = (float) (at - left);
      for (int k = 0; k < channels; k++) {
        out[i * channels + k] = (1 - part) * v[left * channels + k] + part * v[(left + 1) * channels + k];
      }
    }
    return out;
  }

  private static void require(boolean good, String what, Object got) {
    if (!good) {
      throw new IllegalArgumentException("SeriesAugment." + what + ", got " + got);
    }
  }
}
