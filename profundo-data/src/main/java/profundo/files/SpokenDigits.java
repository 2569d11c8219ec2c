package profundo.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

/// The Free Spoken Digit Dataset (Jackson 2018, <https://doi.org/10.5281/zenodo.1342401>): people who say a digit, 8 kHz.
///
/// @param recordings sorted by digit, speaker and take
public record SpokenDigits(List<Recording> recordings) {
  /// Samples a second.
  public static final int RATE = 8000;

  private static final Pattern NAME = Pattern.compile("(?:.{0,200}/)?([0-9])_([a-z]{1,40})_([0-9]{1,6})\\.wav");
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_RECORDING = 1 << 22;
  private static final long MAX_TOTAL = 1L << 30;

  /// One digit said once.
  ///
  /// @param digit 0 to 9
  /// @param speaker who says it
  /// @param take number of the recording among those of this digit and speaker
  /// @param samples at [#RATE]
  public record Recording(int digit, String speaker, int take, float[] samples) {}

  /// Copies the list.
  public SpokenDigits {
    recordings = List.copyOf(recordings);
  }

  /// Reads `DIGIT_SPEAKER_TAKE.wav` out of a zip archive.
  ///
  /// @throws DataException when the archive is missing, broken or too large, or a recording is no WAV at 8 kHz
  public static SpokenDigits load(Path zip) {
    FileBytes.requireFile(zip);
    var all = new ArrayList<Recording>();
    long total = 0;
    try (var archive = new ZipFile(zip.toFile())) {
      if (archive.size() > MAX_ENTRIES) {
        throw new DataException(zip + ": expected at most " + MAX_ENTRIES + " files, got " + archive.size());
      }
      for (Enumeration<? extends ZipEntry> e = archive.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        Matcher name = NAME.matcher(entry.getName());
        if (!name.matches()) {
          continue;
        }
        byte[] bytes;
        try (InputStream in = archive.getInputStream(entry)) {
          bytes = in.readNBytes(MAX_RECORDING + 1);
        }
        total += bytes.length;
        String where = zip + ", " + entry.getName();
        if (bytes.length > MAX_RECORDING || total > MAX_TOTAL) {
          throw new DataException(
              where + ": expected at most " + MAX_RECORDING + " bytes, and " + MAX_TOTAL + " in all recordings, got more");
        }
        Wav wav = Wav.read(bytes, where);
        if (wav.rate() != RATE) {
          throw new DataException(where + ": expected " + RATE + " samples a second, got " + wav.rate());
        }
        all.add(
            new Recording(
                Integer.parseInt(name.group(1)), name.group(2), Integer.parseInt(name.group(3)), wav.samples()));
      }
    } catch (IOException e) {
      throw new DataException(zip + " is no sound zip archive: " + e.getMessage() + "; get it again", e);
    }
    if (all.isEmpty()) {
      throw new DataException(zip + ": expected recordings named DIGIT_SPEAKER_TAKE.wav, got none");
    }
    all.sort(
        Comparator.comparingInt(Recording::digit).thenComparing(Recording::speaker).thenComparingInt(Recording::take));
    return new SpokenDigits(all);
  }

  /// The speakers, sorted by name.
  public List<String> speakers() {
    return recordings.stream().map(Recording::speaker).distinct().sorted().toList();
  }

  /// Positions of what a speaker says, or of what all others say: the parts for "each speaker held out in turn".
  ///
  /// @param speaker one of [#speakers]
  /// @param others whether to give the other speakers instead
  public int[] positions(String speaker, boolean others) {
    IntPredicate chosen = i -> recordings.get(i).speaker().equals(speaker) != others;
    return IntStream.range(0, recordings.size()).filter(chosen).toArray();
  }

  /// The waves: `x` F32 `[n, length, 1]`, each divided by its largest magnitude, cut at the end or filled with silence;
  /// `y` I32 `[n]`, the digits.
  ///
  /// @param length samples of each
  public Dataset waves(int length) {
    checkLength(length);
    float[] x = new float[Math.multiplyExact(recordings.size(), length)];
    for (int i = 0; i < recordings.size(); i++) {
      float[] s = loud(recordings.get(i).samples());
      System.arraycopy(s, 0, x, i * length, Math.min(length, s.length));
    }
    return labelled(Array.wrap(Shape.of(recordings.size(), length, 1), x));
  }

  /// Their spectrograms: `x` F32 `[n, frames, mels, 1]`, of the waves as [#waves] gives them; `y` I32 `[n]`, the digits.
  ///
  /// @param length samples of each
  public Dataset spectrograms(LogMel mel, int length) {
    checkLength(length);
    if (mel.rate() != RATE) {
      throw new IllegalArgumentException("SpokenDigits: expected spectrograms for " + RATE + " Hz, got " + mel.rate());
    }
    int n = recordings.size();
    int values = mel.frames(length) * mel.mels();
    float[] x = new float[Math.multiplyExact(n, values)];
    IntStream.range(0, n).parallel().forEach(i -> {
      float[] s = Arrays.copyOf(loud(recordings.get(i).samples()), length);
      System.arraycopy(mel.apply(s).floats(), 0, x, i * values, values);
    });
    return labelled(Array.wrap(Shape.of(n, mel.frames(length), mel.mels(), 1), x));
  }

  private static void checkLength(int length) {
    if (length < 1 || length > MAX_RECORDING) {
      throw new IllegalArgumentException("SpokenDigits: expected a length from 1 to " + MAX_RECORDING + ", got " + length);
    }
  }

  private static float[] loud(float[] samples) {
    float most = 0;
    for (float s : samples) {
      most = Math.max(most, Math.abs(s));
    }
    float[] out = samples.clone();
    for (int i = 0; most > 0 && i < out.length; i++) {
      out[i] /= most;
    }
    return out;
  }

  private Dataset labelled(Array x) {
    int[] y = recordings.stream().mapToInt(Recording::digit).toArray();
    return Dataset.of(x, Array.wrap(Shape.of(y.length), y))
        .withClasses(IntStream.range(0, 10).mapToObj(Integer::toString).toList());
  }
}
