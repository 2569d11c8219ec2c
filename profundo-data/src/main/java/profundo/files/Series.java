package profundo.files;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

/// One series of values in the order of time, to forecast.
///
/// @param name what it counts
/// @param times one label for each value
/// @param values in order
public record Series(String name, List<String> times, float[] values) {
  /// @throws IllegalArgumentException when the counts differ
  public Series {
    times = List.copyOf(times);
    if (times.size() != values.length) {
      throw new IllegalArgumentException("Series: expected " + times.size() + " values, got " + values.length);
    }
  }

  /// Reads a table with a header, the times in its first column and the values in its second one, such as
  /// `airline-passengers.csv` (Box and Jenkins 1970, series G) and `daily-min-temperatures.csv` (Melbourne).
  ///
  /// @throws DataException when there are fewer than two columns, or a value is no number
  public static Series read(Path file) {
    Rows rows = Rows.read(file, Rows.Format.withHeader());
    if (rows.names().size() < 2) {
      throw new DataException(file + ": expected a column of times and one of values, got " + rows.names());
    }
    float[] values = new float[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = FileBytes.number(rows.rows().get(i).fields().get(1), rows.where(i));
    }
    return new Series(rows.names().get(1), rows.rows().stream().map(r -> r.fields().getFirst()).toList(), values);
  }

  /// Number of values.
  public int size() {
    return values.length;
  }

  /// Values `from` to `to` exclusive.
  public Series range(int from, int to) {
    return new Series(name, times.subList(from, to), Arrays.copyOfRange(values, from, to));
  }

  /// The same with other values, for example scaled or as differences.
  public Series with(float[] others) {
    return new Series(name, times, others);
  }

  /// Every stretch of the series as a sample: `x` F32 `[n, input, 1]`, and the values that follow it, `y` F32
  /// `[n, horizon]`.
  ///
  /// @param input values that a model sees
  /// @param horizon values that it foretells
  /// @throws IllegalArgumentException when the series is shorter than both together
  public Dataset windows(int input, int horizon) {
    int n = values.length - input - horizon + 1;
    if (input < 1 || horizon < 1 || n < 1) {
      throw new IllegalArgumentException(
          "Series: expected windows of at least 1 + 1 and at most " + values.length + " values, got " + input + " + "
              + horizon);
    }
    float[] x = new float[Math.multiplyExact(n, input)];
    float[] y = new float[Math.multiplyExact(n, horizon)];
    for (int i = 0; i < n; i++) {
      System.arraycopy(values, i, x, i * input, input);
      System.arraycopy(values, i + input, y, i * horizon, horizon);
    }
    return Dataset.of(Array.wrap(Shape.of(n, input, 1), x), Array.wrap(Shape.of(n, horizon), y));
  }

  /// The forecast that repeats what was one season before, for values `from` to the end.
  ///
  /// @param season values in a season, 12 for months and 365 for days of years
  public float[] seasonalNaive(int season, int from) {
    if (season < 1 || from < season || from >= values.length) {
      throw new IllegalArgumentException(
          "Series: expected a forecast from a season (" + season + ") on and before " + values.length + ", got " + from);
    }
    return Arrays.copyOfRange(values, from - season, values.length - season);
  }
}
