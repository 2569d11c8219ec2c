package profundo.train;

/// Which way a metric gets better.
public enum Mode {
  /// As the metric says of itself; a loss gets smaller.
  AUTO,
  /// Smaller is better.
  MIN,
  /// Larger is better.
  MAX
}
