package profundo.data;

import profundo.Rng;
import profundo.Shape;
import profundo.data.Augmentation.Named;

/// Changes of waves `[time, channels]` and of spectrograms `[frames, bands, channels]`.
public final class SoundAugment {
  private static final String WAVE = "[time, channels]";
  private static final String SPECTROGRAM = "[frames, bands, channels]";

  private SoundAugment() {}

  /// Moves a wave by up to `most` steps earlier or later; silence comes in.
  public static Augmentation shift(int most) {
    require(most >= 0, "shift: expected at least 0 steps", most);
    return new Named("time-shift:" + most, WAVE, 2, (v, s, rng) -> {
      int by = (rng.nextInt(2 * most + 1) - most) * s.size(1);
      float[] out = new float[v.length];
      int n = v.length - Math.abs(by);
      if (n > 0) {
        System.arraycopy(v, Math.max(0, -by), out, Math.max(0, by), n);
      }
      return out;
    });
  }

  /// Adds white noise to a wave.
  ///
  /// @param low least ratio of signal to noise in decibels
  /// @param high largest one
  public static Augmentation noise(double low, double high) {
    require(low <= high, "noise: expected low <= high decibels", low + ", " + high);
    return new Named("noise:" + low + ":" + high, WAVE, 2, (v, s, rng) -> {
      double squares = 0;
      for (float x : v) {
        squares += (double) x * x;
      }
      double decibels = low + (high - low) * rng.nextFloat();
      float std = (float) (Math.sqrt(squares / v.length) * Math.pow(10, -decibels / 20));
      for (int i = 0; i < v.length; i++) {
        v[i] += std * rng.nextGaussian();
      }
      return v;
    });
  }

  /// Plays a wave faster or slower, and so higher or lower, by a factor from `low` to `high`, each ratio as likely as its
  /// inverse: resampled linearly from its beginning, filled with silence at its end.
  ///
  /// @param low lowest speed, above 0; 1 is as it was
  /// @param high highest one
  public static Augmentation speed(double low, double high) {
    require(low > 0 && low <= high && high < 100, "speed: expected 0 < low <= high < 100", low + ", " + high);
    return new Named("speed:" + low + ":" + high, WAVE, 2, (v, s, rng) -> {
      double speed = low * Math.pow(high / low, rng.nextFloat());
      int channels = s.size(1);
      float[] out = new float[v.length];
      for (int i = 0; i < s.size(0); i++) {
        double at = i * speed;
        int before = (int) at;
        if (before >= s.size(0)) {
          break;
        }
        float share = (float) (at - before);
        for (int c = 0; c < channels; c++) {
          float next = before + 1 < s.size(0) ? v[(before + 1) * channels + c] : 0;
          out[i * channels + c] = (1 - share) * v[before * channels + c] + share * next;
        }
      }
      return out;
    });
  }

  /// Hides 0 to `most` neighbouring bands of a spectrogram behind its mean (Park and others 2019, SpecAugment,
  /// <https://arxiv.org/abs/1904.08779>).
  public static Augmentation maskBands(int most) {
    require(most >= 0, "maskBands: expected at least 0 bands", most);
    return new Named("mask-bands:" + most, SPECTROGRAM, 3, (v, s, rng) -> mask(v, s, 1, most, rng));
  }

  /// Hides 0 to `most` neighbouring frames of a spectrogram behind its mean.
  public static Augmentation maskFrames(int most) {
    require(most >= 0, "maskFrames: expected at least 0 frames", most);
    return new Named("mask-frames:" + most, SPECTROGRAM, 3, (v, s, rng) -> mask(v, s, 0, most, rng));
  }

  private static float[] mask(float[] v, Shape s, int axis, int most, Rng rng) {
    double sum = 0;
    for (float x : v) {
      sum += x;
    }
    float mean = (float) (sum / v.length);
    int n = s.size(axis);
    int width = rng.nextInt(Math.min(most, n) + 1);
    int from = rng.nextInt(n - width + 1);
    int inner = axis == 0 ? s.size(1) * s.size(2) : s.size(2);
    for (int i = 0; i < v.length; i++) {
      int at = i / inner % n;
      if (at >= from && at < from + width) {
        v[i] = mean;
      }
    }
    return v;
  }

  private static void require(boolean good, String what, Object got) {
    if (!good) {
      throw new IllegalArgumentException("SoundAugment." + what + ", got " + got);
    }
  }
}
