package profundo.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;
import profundo.data.TrainTest;

/// Classified time series in the forms of the UCR and UEA archives (Dau and others 2019, <https://arxiv.org/abs/1810.07758>).
///
/// - `.ts`: comments `#`, headings `@`, then after `@data` one sample a line: a comma-separated series for each
///   dimension, `:` between them, the class last.
/// - `.tsv`, `.txt`, `.csv`: one sample a line, the class first, then the values, between tabulators, blanks or commas.
public final class UcrSeries {
  private static final long MAX_VALUES = 1L << 28;

  private UcrSeries() {}

  /// One sample as read.
  private record Sample(String where, String label, float[][] dimensions) {}

  /// Reads `NAME_TRAIN` and `NAME_TEST` with one of the endings out of a folder.
  ///
  /// @param name such as `GunPoint`
  public static TrainTest load(Path folder, String name) {
    return load(find(folder, name + "_TRAIN"), find(folder, name + "_TEST"));
  }

  private static Path find(Path folder, String name) {
    for (String ending : List.of(".ts", ".tsv", ".txt", ".csv")) {
      if (Files.isRegularFile(folder.resolve(name + ending))) {
        return folder.resolve(name + ending);
      }
    }
    throw new DataException(folder + ": expected " + name + ".ts, .tsv, .txt or .csv, got none of them; check the path");
  }

  /// Reads two files: `x` F32 `[n, length, dimensions]`, `y` I32 `[n]`; the classes are those of the training part,
  /// sorted as numbers where they are numbers.
  ///
  /// @throws DataException with file and line when a value is missing or no number, lengths differ, or a class of the test
  ///     part is not in the training part
  public static TrainTest load(Path train, Path test) {
    List<Sample> learn = read(train);
    List<Sample> judge = read(test);
    var names = new TreeSet<>(UcrSeries::compare);
    learn.forEach(s -> names.add(s.label()));
    var classes = new ArrayList<>(names);
    int length = learn.getFirst().dimensions()[0].length;
    int dimensions = learn.getFirst().dimensions().length;
    return new TrainTest(
        dataset(learn, classes, length, dimensions), dataset(judge, classes, length, dimensions));
  }

  private static int compare(String a, String b) {
    try {
      int order = Double.compare(Double.parseDouble(a), Double.parseDouble(b));
      return order == 0 ? a.compareTo(b) : order;
    } catch (NumberFormatException e) {
      return a.compareTo(b);
    }
  }

  private static List<Sample> read(Path file) {
    List<String> lines = FileBytes.lines(file, StandardCharsets.UTF_8);
    boolean headed = file.getFileName().toString().endsWith(".ts");
    boolean data = !headed;
    var samples = new ArrayList<Sample>();
    long values = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String where = file + ", line " + (i + 1);
      if (line.isEmpty() || headed && line.startsWith("#")) {
        continue;
      }
      if (!data) {
        if (!line.startsWith("@")) {
          throw new DataException(where + ": expected a heading that begins with @ before @data, got " + FileBytes.shown(line));
        }
        data = line.equalsIgnoreCase("@data");
        if (line.toLowerCase(Locale.ROOT).matches("@timestamps\\s+true")) {
          throw new DataException(where + ": expected series without time stamps; leave them out");
        }
        continue;
      }
      Sample sample = headed ? ts(line, where) : flat(line, where);
      for (float[] d : sample.dimensions()) {
        values += d.length;
      }
      if (values > MAX_VALUES) {
        throw new DataException(where + ": expected at most " + MAX_VALUES + " values in the file, got more; divide it");
      }
      samples.add(sample);
    }
    if (samples.isEmpty()) {
      throw new DataException(file + ": expected at least one series" + (headed ? " after @data" : "") + ", got none");
    }
    return samples;
  }

  private static Sample ts(String line, String where) {
    String[] parts = line.split(":", -1);
    if (parts.length < 2) {
      throw new DataException(where + ": expected series and class with ':' between them, got " + FileBytes.shown(line));
    }
    float[][] dimensions = new float[parts.length - 1][];
    for (int d = 0; d < dimensions.length; d++) {
      dimensions[d] = numbers(parts[d].split(",", -1), 0, where);
    }
    return new Sample(where, parts[parts.length - 1].strip(), dimensions);
  }

  private static Sample flat(String line, String where) {
    String[] fields = line.split("\\s*,\\s*|\\s+", -1);
    if (fields.length < 2) {
      throw new DataException(where + ": expected a class and values, got " + FileBytes.shown(line));
    }
    return new Sample(where, whole(fields[0]), new float[][] {numbers(fields, 1, where)});
  }

  /// Old files write classes as `1.0000000e+00`.
  private static String whole(String label) {
    try {
      double v = Double.parseDouble(label);
      return v == Math.rint(v) && Math.abs(v) < 1e9 ? Long.toString((long) v) : label;
    } catch (NumberFormatException e) {
      return label;
    }
  }

  private static float[] numbers(String[] fields, int from, String where) {
    float[] v = new float[fields.length - from];
    for (int i = 0; i < v.length; i++) {
      String field = fields[from + i].strip();
      if (field.equals("?") || field.equals("NaN")) {
        throw new DataException(where + ", value " + (i + 1) + ": expected a number, got a missing value; fill it in");
      }
      v[i] = FileBytes.number(field, where + ", value " + (i + 1));
    }
    return v;
  }

  private static Dataset dataset(List<Sample> samples, List<String> classes, int length, int dimensions) {
    int n = samples.size();
    float[] x = new float[Math.multiplyExact(n, length * dimensions)];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      Sample s = samples.get(i);
      y[i] = classes.indexOf(s.label());
      if (y[i] < 0) {
        throw new DataException(
            s.where() + ": expected one of the classes of the training part, " + classes + ", got "
                + FileBytes.shown(s.label()));
      }
      if (s.dimensions().length != dimensions) {
        throw new DataException(
            s.where() + ": expected " + dimensions + " dimensions as in the first training series, got "
                + s.dimensions().length);
      }
      for (int d = 0; d < dimensions; d++) {
        float[] values = s.dimensions()[d];
        if (values.length != length) {
          throw new DataException(
              s.where() + ": expected " + length + " values as in the first training series, got " + values.length
                  + "; make all series equally long");
        }
        for (int t = 0; t < length; t++) {
          x[(i * length + t) * dimensions + d] = values[t];
        }
      }
    }
    return Dataset.of(Array.wrap(Shape.of(n, length, dimensions), x), Array.wrap(Shape.of(n), y)).withClasses(classes);
  }
}
