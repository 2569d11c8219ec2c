package profundo.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
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

/// A sound: PCM from a WAV file (or AIFF, AU, whatever the platform reads), samples in [-1, 1].
///
/// @param rate samples a second
/// @param bits of a sample as stored
/// @param channels one `[length]` each, of one length
record WaveFile(double rate, int bits, List<Array> channels) {
  /// Longest file that is read.
  private static final long MAX_BYTES = 256L << 20;

  private static final int MAX_CHANNELS = 32;
  private static final double MAX_RATE = 1_000_000;

  /// Reads a file.
  ///
  /// @throws DataException when it is missing, broken, too long, or no PCM
  static WaveFile read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new DataException(
            file + ": expected a sound, got " + (Files.isDirectory(file) ? "a folder" : "no file of this name; check the path"));
      }
      long length = Files.size(file);
      if (length > MAX_BYTES) {
        throw new DataException(file + ": expected a sound of at most " + MAX_BYTES + " bytes, got " + length + "; cut it");
      }
      try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
        return read(file, in);
      }
    } catch (UnsupportedAudioFileException e) {
      throw new DataException(file + ": expected a WAV file of PCM samples, got something else; convert it to WAV", e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof DataException d) {
        throw d;
      }
      // The platform's readers answer to broken headers with exceptions of every kind.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new DataException(file + " is broken or cannot be read: " + reason + "; get or export it again", e);
    }
  }

  private static WaveFile read(Path file, AudioInputStream in) throws IOException {
    AudioFormat f = in.getFormat();
    int bits = f.getSampleSizeInBits();
    int n = f.getChannels();
    boolean floats = f.getEncoding().equals(Encoding.PCM_FLOAT);
    boolean whole = f.getEncoding().equals(Encoding.PCM_SIGNED) || f.getEncoding().equals(Encoding.PCM_UNSIGNED);
    boolean sizes = floats ? bits == 32 || bits == 64 : bits == 8 || bits == 16 || bits == 24 || bits == 32;
    if (!(floats || whole) || !sizes) {
      throw new DataException(
          file + ": expected PCM of 8, 16, 24 or 32 bits or floats of 32 or 64, got " + f.getEncoding() + " of " + bits
              + " bits; convert it to WAV with PCM of 16 bits");
    }
    if (n < 1 || n > MAX_CHANNELS || !(f.getSampleRate() >= 1 && f.getSampleRate() <= MAX_RATE)) {
      throw new DataException(
          file + ": expected 1 to " + MAX_CHANNELS + " channels of 1 to 1000000 samples a second, got " + n + " of "
              + f.getSampleRate());
    }
    byte[] bytes = in.readAllBytes();
    int frames = bytes.length / (n * bits / 8);
    if (frames == 0) {
      throw new DataException(file + ": expected samples, got a file without any");
    }
    var buffer = ByteBuffer.wrap(bytes).order(f.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    float[][] values = new float[n][frames];
    for (int i = 0; i < frames * n; i++) {
      float v = floats ? real(buffer, bits) : integer(buffer, bits, f.getEncoding().equals(Encoding.PCM_UNSIGNED));
      if (!Float.isFinite(v)) {
        throw new DataException(file + ": sample " + i / n + " is no number; export it again");
      }
      values[i % n][i / n] = v;
    }
    return new WaveFile(
        f.getSampleRate(), bits, IntStream.range(0, n).mapToObj(c -> Array.wrap(Shape.of(frames), values[c])).toList());
  }

  private static float real(ByteBuffer b, int bits) {
    return bits == 32 ? b.getFloat() : (float) b.getDouble();
  }

  private static float integer(ByteBuffer b, int bits, boolean unsigned) {
    long v =
        switch (bits) {
          case 8 -> b.get();
          case 16 -> b.getShort();
          case 24 -> {
            int first = b.get();
            int middle = b.get() & 0xFF;
            int last = b.get();
            boolean big = b.order() == ByteOrder.BIG_ENDIAN;
            yield (big ? first : last) << 16 | middle << 8 | (big ? last : first) & 0xFF;
          }
          default -> b.getInt();
        };
    long half = 1L << bits - 1;
    if (unsigned) {
      v = (v & 2 * half - 1) - half;
    }
    return (float) (v / (double) half);
  }

  /// The largest absolute value.
  double peak() {
    double most = 0;
    for (Array c : channels) {
      for (float v : c.floats()) {
        most = Math.max(most, Math.abs(v));
      }
    }
    return most;
  }

  /// Number of samples of each channel.
  int length() {
    return channels.getFirst().shape().count();
  }

  /// Writes WAV, whole or not at all: PCM of 16 bits, or of 24 where more came in. Values outside [-1, 1] are cut.
  void write(Path file) throws IOException {
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
