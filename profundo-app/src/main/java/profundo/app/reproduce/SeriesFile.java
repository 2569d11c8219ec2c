package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

/// Series with one channel, equal lengths and a class each, from a `.ts` file of the UCR archive: after the line `@data` a series
/// on each line, numbers with commas between, a colon, the class. Classes are numbered in the order of the line `@classLabel`.
final class SeriesFile {
  private static final long MAX_BYTES = 256L << 20;

  private SeriesFile() {}

  /// x `[n, length, 1]`, y `[n]`.
  ///
  /// @throws DataException naming file and line of what is wrong
  static Dataset read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new DataException(file + ": expected at most " + MAX_BYTES + " bytes, got " + Files.size(file));
    }
    List<String> classes = new ArrayList<>();
    List<float[]> series = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    boolean data = false;
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String head = line.strip().toLowerCase(Locale.ROOT);
      if (head.startsWith("@classlabel")) {
        String[] words = line.strip().split("\\s+");
        classes.addAll(List.of(words).subList(Math.min(2, words.length), words.length));
      } else if (head.equals("@data")) {
        data = true;
      } else if (data && !head.isEmpty()) {
        add(file + ", line " + number, line.strip(), classes, series, labels);
      }
    }
    if (series.isEmpty()) {
      throw new DataException(file + ": expected series after a line @data, got none");
    }
    int length = series.getFirst().length;
    float[] x = new float[Math.multiplyExact(length, series.size())];
    for (int i = 0; i < series.size(); i++) {
      System.arraycopy(series.get(i), 0, x, i * length, length);
    }
    return Dataset.of(
            Array.wrap(Shape.of(series.size(), length, 1), x),
            Array.wrap(Shape.of(series.size()), labels.stream().mapToInt(Integer::intValue).toArray()))
        .withClasses(classes);
  }

  private static void add(String place, String line, List<String> classes, List<float[]> series, List<Integer> labels) {
    int colon = line.lastIndexOf(':');
    int label = classes.indexOf(line.substring(colon + 1).strip());
    String[] numbers = line.substring(0, Math.max(0, colon)).split(",");
    if (label < 0 || line.indexOf(':') != colon) {
      throw new DataException(
          place + ": expected numbers, one colon and a class of " + classes + ", got '"
              + line.substring(0, Math.min(40, line.length())) + "'");
    }
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = Float.parseFloat(numbers[i].strip());
      } catch (NumberFormatException _) {
        values[i] = Float.NaN;
      }
      if (!Float.isFinite(values[i])) {
        throw new DataException(place + ": expected a finite number, got '" + numbers[i] + "'");
      }
    }
    if (!series.isEmpty() && series.getFirst().length != values.length) {
      throw new DataException(
          place + ": expected " + series.getFirst().length + " numbers like the lines before, got " + values.length);
    }
    series.add(values);
    labels.add(label);
  }
}
