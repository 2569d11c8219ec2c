package profundo.files;

import org.jtransforms.fft.FloatFFT_1D;
import profundo.Array;
import profundo.Shape;

/// Log-mel spectrograms: the energy of a sound by time and by pitch, as a picture.
///
/// Frames of `window` samples, every `hop` samples, under a periodic Hann window; their squared Fourier spectrum, summed
/// in triangular bands that are equally wide in mel = 2595 log10(1 + f / 700) (Stevens and Volkmann 1940; as in HTK);
/// the natural logarithm of 1e-6 more than that.
///
/// @param rate samples a second
/// @param window samples of a frame, even
/// @param hop samples from frame to frame
/// @param mels bands
/// @param low lower edge of the lowest band in Hz
/// @param high upper edge of the highest band in Hz, at most half the rate
public record LogMel(int rate, int window, int hop, int mels, double low, double high) {
  private static final double FLOOR = 1e-6;

  /// @throws IllegalArgumentException when the numbers do not fit together
  public LogMel {
    if (rate < 1 || window < 2 || window % 2 != 0 || hop < 1 || mels < 1 || mels > window / 2) {
      throw new IllegalArgumentException(
          "LogMel: expected a rate, an even window, a hop and 1 to window / 2 bands, got rate " + rate + ", window "
              + window + ", hop " + hop + ", bands " + mels);
    }
    if (!(low >= 0 && low < high && high <= rate / 2.0)) {
      throw new IllegalArgumentException(
          "LogMel: expected 0 <= low < high <= " + rate / 2.0 + " Hz, half the rate, got " + low + " and " + high);
    }
  }

  /// All pitches up to half the rate.
  public static LogMel of(int rate, int window, int hop, int mels) {
    return new LogMel(rate, window, hop, mels, 0, rate / 2.0);
  }

  /// Frames of a sound: all that lie within it, at least one.
  public int frames(int samples) {
    return samples <= window ? 1 : 1 + (samples - window) / hop;
  }

  /// Squared magnitudes of the short-time Fourier transform, `[frames, window / 2 + 1]`; a sound shorter than a window is
  /// filled with silence.
  public Array power(float[] samples) {
    int frames = frames(samples.length);
    int bins = window / 2 + 1;
    float[] hann = hann();
    var fft = new FloatFFT_1D(window);
    float[] out = new float[Math.multiplyExact(frames, bins)];
    float[] frame = new float[window];
    for (int f = 0; f < frames; f++) {
      for (int i = 0; i < window; i++) {
        int at = f * hop + i;
        frame[i] = at < samples.length ? samples[at] * hann[i] : 0;
      }
      // Packed: Re(0), Re(window / 2), then Re and Im of 1, 2, ...
      fft.realForward(frame);
      out[f * bins] = frame[0] * frame[0];
      out[f * bins + bins - 1] = frame[1] * frame[1];
      for (int k = 1; k < bins - 1; k++) {
        out[f * bins + k] = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
      }
    }
    return Array.wrap(Shape.of(frames, bins), out);
  }

  private float[] hann() {
    float[] hann = new float[window];
    for (int i = 0; i < window; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / window));
    }
    return hann;
  }

  /// Weights of the bins in each band, `[mels, window / 2 + 1]`: triangles of height 1.
  public Array filters() {
    int bins = window / 2 + 1;
    float[] w = new float[mels * bins];
    for (int m = 0; m < mels; m++) {
      double left = edge(m);
      double middle = edge(m + 1);
      double right = edge(m + 2);
      for (int k = 0; k < bins; k++) {
        double f = (double) k * rate / window;
        w[m * bins + k] = (float) Math.max(0, Math.min((f - left) / (middle - left), (right - f) / (right - middle)));
      }
    }
    return Array.wrap(Shape.of(mels, bins), w);
  }

  private double edge(int i) {
    double from = mel(low);
    double to = mel(high);
    return hertz(from + (to - from) * i / (mels + 1));
  }

  static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  static double hertz(double mel) {
    return 700 * (Math.pow(10, mel / 2595) - 1);
  }

  /// The spectrogram, `[frames, mels]`, low pitches first.
  public Array apply(float[] samples) {
    float[] power = power(samples).floats();
    float[] filters = filters().floats();
    int bins = window / 2 + 1;
    int frames = power.length / bins;
    float[] out = new float[frames * mels];
    for (int f = 0; f < frames; f++) {
      for (int m = 0; m < mels; m++) {
        double sum = 0;
        for (int k = 0; k < bins; k++) {
          sum += power[f * bins + k] * filters[m * bins + k];
        }
        out[f * mels + m] = (float) Math.log(sum + FLOOR);
      }
    }
    return Array.wrap(Shape.of(frames, mels), out);
  }
}
