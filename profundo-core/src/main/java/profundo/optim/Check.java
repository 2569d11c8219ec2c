package profundo.optim;

/// Checks of settings.
final class Check {
  private Check() {}

  static double rate(String type, double rate) {
    return within(type, "a learning rate", rate, 0, Double.MAX_VALUE);
  }

  /// Checks that 0 <= value < 1.
  static double decay(String type, String what, double value) {
    return within(type, what, value, 0, Math.nextDown(1.0));
  }

  static double within(String type, String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      String range =
          most == Double.MAX_VALUE
              ? "a finite number of at least " + least
              : "from " + least + (most < 1 ? " to below 1" : " to " + most);
      throw new IllegalArgumentException(type + ": expected " + what + ": " + range + ", got " + value);
    }
    return value;
  }

  static int steps(String type, String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(type + ": expected " + what + " of at least 1, got " + value);
    }
    return value;
  }
}
