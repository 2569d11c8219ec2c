package profundo.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.io.AtomicFile;

/// A sound with all of its channels: PCM from a WAV file (or AIFF, AU, whatever the platform reads), samples in [-1, 1].
///
/// @param rate samples a second
/// @param bits of a sample as stored
/// @param channels one `[length]` each, of one length
public record WaveFile(double rate, int bits, List<Array> channels) {
  private static final int MAX_RATE = 768_000;
  private static final int MAX_CHANNELS = 64;

  /// Copies the list.
  public WaveFile {
    channels = List.copyOf(channels);
  }

  /// Reads a file of PCM samples, 8 to 32 bits or floats.
  ///
  /// @throws DataException when it is missing, broken, larger than [Wav#MAX_BYTES], or holds compressed sound
  public static WaveFile read(Path file) {
    return read(FileBytes.read(file, Wav.MAX_BYTES), file.toString());
  }

  /// Reads a file that lies in memory.
  ///
  /// @param name for messages
  public static WaveFile read(byte[] bytes, String name) {
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
      return new WaveFile(format.getSampleRate(), format.getSampleSizeInBits(), channels(data, format));
    } catch (UnsupportedAudioFileException e) {
      throw new DataException(name + ": expected a WAV file with PCM samples, got something else; convert it to WAV", e);
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
    boolean known =
        whole && bits >= 8 && bits <= 32 && bits % 8 == 0 || e.equals(Encoding.PCM_FLOAT) && (bits == 32 || bits == 64);
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

  private static List<Array> channels(byte[] data, AudioFormat format) {
    int n = format.getChannels();
    int size = format.getSampleSizeInBits() / 8;
    boolean signed = !format.getEncoding().equals(Encoding.PCM_UNSIGNED);
    boolean floats = format.getEncoding().equals(Encoding.PCM_FLOAT);
    ByteBuffer in = ByteBuffer.wrap(data).order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    float[][] samples = new float[n][data.length / (n * size)];
    double half = Math.scalb(1.0, 8 * size - 1);
    for (int i = 0, at = 0; i < samples[0].length; i++) {
      for (int c = 0; c < n; c++, at += size) {
        if (floats) {
          double v = size == 4 ? in.getFloat(at) : in.getDouble(at);
          samples[c][i] = Double.isFinite(v) ? (float) v : 0;
        } else {
          long v = whole(data, at, size, format.isBigEndian());
          samples[c][i] = (float) ((signed ? v << 64 - 8 * size >> 64 - 8 * size : v - half) / half);
        }
      }
    }
    var all = new ArrayList<Array>();
    for (float[] channel : samples) {
      all.add(Array.wrap(Shape.of(channel.length), channel));
    }
    return all;
  }

  private static long whole(byte[] data, int at, int size, boolean bigEndian) {
    long v = 0;
    for (int b = 0; b < size; b++) {
      v |= (data[bigEndian ? at + size - 1 - b : at + b] & 0xFFL) << 8 * b;
    }
    return v;
  }

  /// The mean of all channels.
  float[] mono() {
    float[] mean = new float[length()];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (Array c : channels) {
        sum += c.floats()[i];
      }
      mean[i] = (float) (sum / channels.size());
    }
    return mean;
  }

  /// The largest absolute value.
  public double peak() {
    double most = 0;
    for (Array c : channels) {
      for (float v : c.floats()) {
        most = Math.max(most, Math.abs(v));
      }
    }
    return most;
  }

  /// Number of samples of each channel.
  public int length() {
    return channels.getFirst().shape().count();
  }

  /// Writes WAV, whole or not at all: PCM of 16 bits, or of 24 where more came in. Values outside [-1, 1] are cut.
  public void write(Path file) throws IOException {
    int bytes = bits > 16 ? 3 : 2;
    int n = channels.size();
    double top = (1 << 8 * bytes - 1) - 1;
    byte[] data = new byte[Math.multiplyExact(Math.multiplyExact(length(), n), bytes)];
    int at = 0;
    for (int i = 0; i < length(); i++) {
      for (Array c : channels) {
        long v = Math.round(Math.clamp(c.floats()[i], -1.0, 1.0) * top);
        for (int k = 0; k < bytes; k++) {
          data[at++] = (byte) (v >> 8 * k);
        }
      }
    }
    var format = new AudioFormat((float) rate, 8 * bytes, n, true, false);
    AtomicFile.write(
        file,
        out ->
            AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(data), format, length()), AudioFileFormat.Type.WAVE, out));
  }
}
