package profundo.train;

import java.util.Map;

/// A metric that somebody watches: its value after an epoch, and what counts as better.
final class Monitor {
  private final String who;
  private final String metric;
  private Mode mode = Mode.AUTO;
  private double minDelta;

  Monitor(String who, String metric) {
    this.who = who;
    this.metric = metric;
  }

  String metric() {
    return metric;
  }

  void mode(Mode mode) {
    this.mode = mode;
  }

  void minDelta(double delta) {
    if (!(delta >= 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(who + ": expected a minDelta of at least 0, got " + delta);
    }
    minDelta = delta;
  }

  /// The metric after an epoch.
  ///
  /// @throws IllegalArgumentException when there is none of this name
  double value(TrainEvent.EpochEnded e, Run run) {
    Double value = e.metrics().get(metric);
    if (value == null) {
      throw new IllegalArgumentException(
          who + ": there is no metric '" + metric + "'; expected one of " + e.metrics().keySet()
              + (metric.startsWith("val_") && !has(e.metrics(), "val_") ? " (fit was given no validation data)" : ""));
    }
    if (mode == Mode.AUTO) {
      mode = run.higherIsBetter(metric) ? Mode.MAX : Mode.MIN;
    }
    return value;
  }

  private static boolean has(Map<String, Double> metrics, String prefix) {
    return metrics.keySet().stream().anyMatch(name -> name.startsWith(prefix));
  }

  /// Whether a value is better than another by more than the least change; any number is better than none (NaN), and
  /// NaN is better than nothing.
  boolean better(double value, double than) {
    if (Double.isNaN(value) || Double.isNaN(than)) {
      return !Double.isNaN(value);
    }
    return mode == Mode.MAX ? value - minDelta > than : value + minDelta < than;
  }

  static int atLeast(String who, String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(who + ": expected " + what + " of at least " + least + ", got " + value);
    }
    return value;
  }
}
