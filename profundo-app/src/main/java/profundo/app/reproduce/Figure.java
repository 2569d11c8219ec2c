package profundo.app.reproduce;

import java.util.Locale;

/// A number that a [Reproduction] measures, with what was published and what is demanded of it.
///
///     Figure.atLeast("accuracy", "test accuracy", "%", 97).published("98.4").twin(80)
///
/// @param key its name in what a part gives back, in snake case
/// @param name for people
/// @param unit such as `%`; empty for none
/// @param published as the source prints it, in the same unit; empty where it was not published
/// @param larger whether a larger value is a better one
/// @param demanded the worst value that will do
/// @param twin the worst value that will do for the reduced twin
public record Figure(String key, String name, String unit, String published, boolean larger, double demanded, double twin) {
  /// A figure that must not be smaller.
  public static Figure atLeast(String key, String name, String unit, double demanded) {
    return new Figure(key, name, unit, "", true, demanded, Double.NEGATIVE_INFINITY);
  }

  /// A figure that must not be larger.
  public static Figure atMost(String key, String name, String unit, double demanded) {
    return new Figure(key, name, unit, "", false, demanded, Double.POSITIVE_INFINITY);
  }

  /// A figure to see beside others, of which nothing is demanded.
  public static Figure shown(String key, String name, String unit) {
    return atMost(key, name, unit, Double.POSITIVE_INFINITY);
  }

  /// The same beside a published value.
  public Figure published(String value) {
    return new Figure(key, name, unit, value, larger, demanded, twin);
  }

  /// The same with a bound for the reduced twin. Without one the twin only has to run.
  public Figure twin(double bound) {
    return new Figure(key, name, unit, published, larger, demanded, bound);
  }

  /// What is asked of a value.
  double bound(boolean reduced) {
    return reduced ? twin : demanded;
  }

  /// What is asked of a value, in words; empty where nothing is.
  public String demand(boolean reduced) {
    return Double.isInfinite(bound(reduced)) ? "" : (larger ? "at least " : "at most ") + text(bound(reduced));
  }

  /// Whether a value will do; NaN never does.
  boolean met(double value, boolean reduced) {
    return larger ? value >= bound(reduced) : value <= bound(reduced);
  }

  /// A value with its unit, as a person writes it: `97.82 %`.
  public String text(double value) {
    double size = Math.abs(value);
    String digits;
    if (value == Math.rint(value) && size < 1e6) {
      digits = Long.toString((long) value);
    } else if (size >= 0.001 && size < 1e6) {
      digits = String.format(Locale.ROOT, size < 1 ? "%.4f" : size < 100 ? "%.3f" : "%.1f", value);
      digits = digits.contains(".") ? digits.replaceFirst("\\.?0+$", "") : digits;
    } else {
      digits = String.format(Locale.ROOT, "%.2g", value);
    }
    return unit.isEmpty() ? digits : digits + " " + unit;
  }
}
