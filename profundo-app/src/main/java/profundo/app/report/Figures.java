package profundo.app.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/// How numbers are printed for people.
final class Figures {
  private static final Pattern SHARE = Pattern.compile("(^|_)(accuracy|precision|recall|f1|top_?\\d*)(_|$)");
  private static final String NARROW_SPACE = "\u202F";

  private Figures() {}

  /// Whether a metric of this name is a part of a whole, which people read in per cent.
  static boolean isShare(String name) {
    return SHARE.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  /// A figure as its name suggests.
  static String of(String name, double value) {
    if (isShare(name) && value >= 0 && value <= 1) {
      return percent(value);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if ((lower.equals("seconds") || lower.endsWith("_seconds")) && value >= 0 && value < 1e9) {
      return duration(value);
    }
    if (lower.endsWith("_percent")) {
      return number(value) + NARROW_SPACE + "%";
    }
    return number(value);
  }

  /// As in `98.91 %`.
  static String percent(double share) {
    return percent(share, 2);
  }

  /// As in `98.9 %`; less than all is never printed as 100 %.
  static String percent(double share, int digits) {
    if (!Double.isFinite(share)) {
      return number(share);
    }
    BigDecimal exact = BigDecimal.valueOf(share).movePointRight(2);
    BigDecimal rounded = exact.setScale(digits, RoundingMode.HALF_UP);
    if (share < 1 && rounded.compareTo(BigDecimal.valueOf(100)) == 0) {
      rounded = exact.setScale(digits, RoundingMode.DOWN);
    }
    return rounded.toPlainString() + NARROW_SPACE + "%";
  }

  /// Whole numbers with commas, others with four digits that count.
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e15) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    if (size >= 1e6 || size < 1e-4) {
      return exponent(String.format(Locale.ROOT, "%.2e", value));
    }
    if (size >= 1e4) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0).toPlainString() : rounded.toPlainString();
  }

  /// A tick of an axis: no more digits than it needs.
  static String tick(double value) {
    double size = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    if (size >= 1e5 || size < 1e-4) {
      return exponent(String.format(Locale.ROOT, "%.1e", value).replace(".0e", "e"));
    }
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }

  /// As in `42.3 s`, `3 min 12 s`, `2 h 5 min`.
  static String duration(double seconds) {
    long s = Math.round(seconds);
    if (seconds < 60) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }
    return s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }

  /// A name from a program, for people: `val_accuracy` becomes `val accuracy`.
  static String words(String name) {
    return name.replace('_', ' ');
  }

  private static String exponent(String e) {
    return e.replaceFirst("e([-+])0*(\\d)", "e$1$2").replace("e+", "e");
  }

  /// The text, cut where it is too long for its place.
  static String cut(String text, int length) {
    if (text.codePointCount(0, text.length()) <= length) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
  }
}
