package profundo.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import profundo.data.DataException;

/// Sound: one channel of samples in [-1, 1].
///
/// @param rate samples a second
/// @param samples in their order
public record Wav(int rate, float[] samples) {
  /// Longest file that is read, 256 MiB: more than half an hour of a compact disc.
  public static final int MAX_BYTES = 1 << 28;

  private static final int MAX_RATE = 768_000;
  private static final int MAX_CHANNELS = 64;

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
    try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(bytes))) {
      AudioFormat format = in.getFormat();
      check(format, name);
      int frame = format.getFrameSize();
      byte[] data = frames(in, bytes.length / frame * frame);
      long claimed = in.getFrameLength();
      if (data.length / frame == 0 || claimed != AudioSystem.NOT_SPECIFIED && data.length / frame < claimed) {
        throw new DataException(
            name + ": expected " + (claimed < 1 ? "at least 1" : claimed) + " samples, as its header says, got "
                + data.length / frame + "; the file is cut off, get it again");
      }
      return new Wav(Math.round(format.getSampleRate()), mono(data, format));
    } catch (UnsupportedAudioFileException e) {
      throw new DataException(name + ": expected a WAV file with PCM samples, got something else", e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof DataException known) {
        throw known;
      }
      // The readers of the platform answer to broken headers with exceptions of every kind.
      throw new DataException(name + " is broken or not supported: " + e + "; export it again as 16-bit PCM", e);
    }
  }

  /// Whole frames only: the stream of the platform answers a request for less than a frame with nothing, for ever.
  private static byte[] frames(AudioInputStream in, int most) throws IOException {
    byte[] data = new byte[most];
    int n = 0;
    for (int got = 1; got > 0 && n < most; n += Math.max(0, got)) {
      got = in.read(data, n, most - n);
    }
    return Arrays.copyOf(data, n);
  }

  private static void check(AudioFormat format, String name) {
    Encoding e = format.getEncoding();
    int bits = format.getSampleSizeInBits();
    boolean whole = e.equals(Encoding.PCM_SIGNED) || e.equals(Encoding.PCM_UNSIGNED);
    boolean known = whole && bits >= 8 && bits <= 32 && bits % 8 == 0 || e.equals(Encoding.PCM_FLOAT) && bits == 32;
    int channels = format.getChannels();
    float rate = format.getSampleRate();
    boolean sound =
        channels >= 1 && channels <= MAX_CHANNELS && rate >= 1 && rate <= MAX_RATE
            && format.getFrameSize() == channels * bits / 8;
    if (!known || !sound) {
      throw new DataException(
          name + ": expected PCM samples of 8, 16, 24 or 32 bits, 1 to " + MAX_CHANNELS + " channels, 1 to " + MAX_RATE
              + " Hz, got " + format + "; export it again as 16-bit PCM");
    }
  }

  private static float[] mono(byte[] data, AudioFormat format) {
    int channels = format.getChannels();
    int size = format.getSampleSizeInBits() / 8;
    boolean signed = !format.getEncoding().equals(Encoding.PCM_UNSIGNED);
    boolean floats = format.getEncoding().equals(Encoding.PCM_FLOAT);
    ByteBuffer in = ByteBuffer.wrap(data).order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    float[] samples = new float[data.length / (channels * size)];
    double half = Math.scalb(1.0, 8 * size - 1);
    for (int i = 0, at = 0; i < samples.length; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++, at += size) {
        if (floats) {
          float v = in.getFloat(at);
          sum += Float.isFinite(v) ? v : 0;
        } else {
          long v = whole(data, at, size, format.isBigEndian());
          sum += (signed ? v << 64 - 8 * size >> 64 - 8 * size : v - half) / half;
        }
      }
      samples[i] = (float) (sum / channels);
    }
    return samples;
  }

  private static long whole(byte[] data, int at, int size, boolean bigEndian) {
    long v = 0;
    for (int b = 0; b < size; b++) {
      v |= (data[bigEndian ? at + size - 1 - b : at + b] & 0xFFL) << 8 * b;
    }
    return v;
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
