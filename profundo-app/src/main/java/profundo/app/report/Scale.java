package profundo.app.report;

import java.util.ArrayList;
import java.util.List;

/// From values to places along an axis, and the ticks that belong to it.
///
/// @param low smallest value
/// @param high largest value
/// @param log whether equal ratios are equally far apart; then both are above zero
/// @param from the place of the smallest value
/// @param to the place of the largest
record Scale(double low, double high, boolean log, double from, double to) {

  /// A scale between round numbers that holds these values.
  static Scale linear(double min, double max, double from, double to, int ticks) {
    double spread = max - min;
    double pad = spread > 0 ? spread * 0.04 : Math.max(Math.abs(max) * 0.1, 1e-6);
    double step = step(spread + 2 * pad, ticks);
    double low = Math.floor((min - pad) / step) * step;
    // A range that begins near zero begins at zero.
    low = min >= 0 && (low < 0 || low < 0.15 * max) ? 0 : low;
    return new Scale(low, Math.max(max + pad, low + step), false, from, to);
  }

  /// A scale of ratios that holds these values, all above zero.
  static Scale log(double min, double max, double from, double to) {
    double low = Math.max(1e-300, min / 1.15);
    return new Scale(low, Math.max(Math.min(max * 1.15, Double.MAX_VALUE), low * 2), true, from, to);
  }

  /// Exactly from `min` to `max`.
  static Scale exact(double min, double max, double from, double to) {
    return new Scale(min, max, false, from, to);
  }

  double place(double value) {
    double share =
        log ? ratio(value) / ratio(high) : high > low ? (value - low) / (high - low) : 0.5;
    return from + Math.clamp(share, -0.02, 1.02) * (to - from);
  }

  /// Decades above the smallest value; no quotient, which could overflow.
  private double ratio(double value) {
    return Math.log10(value) - Math.log10(low);
  }

  /// Values for the lines of a grid.
  ///
  /// @param about so many
  List<Double> ticks(int about) {
    return log ? logTicks(about) : linearTicks(step(high - low, about));
  }

  /// Whole numbers only.
  List<Double> wholeTicks(int about) {
    return linearTicks(Math.max(1, Math.rint(step(high - low, about))));
  }

  private List<Double> linearTicks(double step) {
    var ticks = new ArrayList<Double>();
    double first = Math.ceil(low / step - 1e-9);
    for (int i = 0; i < 50 && (first + i) * step <= high + step * 1e-9; i++) {
      double tick = (first + i) * step;
      ticks.add(tick == 0 ? 0 : tick);
    }
    return ticks;
  }

  private List<Double> logTicks(int about) {
    double decades = ratio(high);
    int every = Math.max(1, (int) Math.ceil(decades / about));
    double[] within = decades > 2.5 ? new double[] {1} : decades > 0.7 ? new double[] {1, 2, 5}
        : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8};
    var ticks = new ArrayList<Double>();
    for (int d = (int) Math.floor(Math.log10(low)); d <= Math.log10(high); d++) {
      for (double w : within) {
        double tick = Double.parseDouble(w + "e" + d);
        if (tick >= low && tick <= high && Math.floorMod(d, every) == 0) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /// 1, 2 or 5 times a power of ten.
  private static double step(double range, int ticks) {
    double raw = range / Math.max(1, ticks);
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
  }
}
