package profundo.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import profundo.data.DataException;

/// Sound: one channel of samples in [-1, 1].
///
/// @param rate samples a second
/// @param samples in their order
public record Wav(int rate, float[] samples) {
  /// Longest file that is read, 256 MiB: more than half an hour of a compact disc.
  public static final int MAX_BYTES = 1 << 28;

  private static final int MAX_RATE = 768_000;

  /// Zero crossings of the resampling filter on each side.
  private static final int CROSSINGS = 16;

  /// @throws IllegalArgumentException when the rate is not from 1 to 768,000
  public Wav {
    if (rate < 1 || rate > MAX_RATE) {
      throw new IllegalArgumentException("Wav: expected a rate from 1 to " + MAX_RATE + " Hz, got " + rate);
    }
  }

  /// Reads a WAV file of PCM samples, 8 to 32 bits or floats; several channels become their mean.
  ///
  /// @throws DataException when it is missing, broken, too large, or holds compressed sound
  public static Wav read(Path file) {
    return read(FileBytes.read(file, MAX_BYTES), file.toString());
  }

  /// Reads a WAV file that lies in memory.
  ///
  /// @param name for messages
  public static Wav read(byte[] bytes, String name) {
    WaveFile all = WaveFile.read(bytes, name);
    return new Wav((int) Math.round(all.rate()), all.mono());
  }

  /// Length in seconds.
  public double seconds() {
    return (double) samples.length / rate;
  }

  /// The same sound at another rate, `ceil(n * other / rate)` samples: each the sum of its neighbours weighted by a sinc
  /// under a Hann window, 16 zero crossings to each side, cut off at half of the lower rate.
  /// (Smith, "Digital Audio Resampling", <https://ccrma.stanford.edu/~jos/resample/>.)
  ///
  /// @throws IllegalArgumentException when the result would be longer than an array
  public Wav resample(int other) {
    if (other == rate) {
      return this;
    }
    new Wav(other, new float[0]);
    long n = ((long) samples.length * other + rate - 1) / rate;
    if (n > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("Wav: " + n + " samples at " + other + " Hz do not fit an array");
    }
    double cut = Math.min(1, (double) other / rate);
    double reach = CROSSINGS / cut;
    float[] out = new float[(int) n];
    for (int m = 0; m < out.length; m++) {
      double t = (double) ((long) m * rate) / other;
      int from = Math.max(0, (int) Math.ceil(t - reach));
      int to = Math.min(samples.length - 1, (int) Math.floor(t + reach));
      double sum = 0;
      for (int i = from; i <= to; i++) {
        double d = t - i;
        double window = 0.5 + 0.5 * Math.cos(Math.PI * d / reach);
        double x = Math.PI * d * cut;
        sum += samples[i] * window * (x == 0 ? 1 : Math.sin(x) / x);
      }
      out[m] = (float) (sum * cut);
    }
    return new Wav(other, out);
  }

  /// The bytes of a WAV file with one channel of 16 bits; what is beyond [-1, 1] is clipped.
  public byte[] toBytes() {
    ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(2, samples.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : samples) {
      data.putShort((short) Math.clamp(Math.round(v * 32768.0), Short.MIN_VALUE, Short.MAX_VALUE));
    }
    var format = new AudioFormat(rate, 16, 1, true, false);
    var out = new ByteArrayOutputStream();
    try (var in = new AudioInputStream(new ByteArrayInputStream(data.array()), format, samples.length)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
    } catch (IOException e) {
      throw new UncheckedIOException("Wav: could not write to memory", e);
    }
    return out.toByteArray();
  }

  /// Writes [#toBytes].
  ///
  /// @throws IOException when the disk is full or the like
  public void write(Path file) throws IOException {
    Files.write(file, toBytes());
  }

  /// As in `Wav 8000 Hz, 0.74 s`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Wav %d Hz, %.2f s", rate, seconds());
  }
}
