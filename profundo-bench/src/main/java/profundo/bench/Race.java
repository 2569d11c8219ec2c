package profundo.bench;

import java.io.IOException;
import java.util.List;

/// Two contenders on the same work in turn, A B A B ..., so that what the machine does besides meets both.
///
/// @param ours units a second
/// @param theirs units a second, and null if nobody else ran
/// @param ratio ours / theirs, round by round; null like theirs
/// @param against what they were set to
record Race(Workload workload, Spread ours, Spread theirs, Spread ratio, String against) {
  private static final double WARM_UP = 3;
  private static final double TRIAL = 0.5;

  /// Runs one workload.
  ///
  /// @param others settings of the other contender, of which the fastest in a short trial runs; empty to run alone
  static Race run(Workload workload, Lane.Start our, List<Lane.Start> others, int rounds, double seconds)
      throws IOException {
    Lane.Start other = others.isEmpty() ? null : fastest(workload, others);
    try (Lane a = Lane.open(our, workload);
        Lane b = other == null ? null : Lane.open(other, workload)) {
      a.work(WARM_UP);
      if (b != null) {
        b.work(WARM_UP);
      }
      double[] ours = new double[rounds];
      double[] theirs = new double[rounds];
      double[] ratios = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        ours[i] = a.work(seconds);
        if (b != null) {
          theirs[i] = b.work(seconds);
          ratios[i] = ours[i] / theirs[i];
        }
      }
      return b == null
          ? new Race(workload, Spread.of(ours), null, null, "")
          : new Race(workload, Spread.of(ours), Spread.of(theirs), Spread.of(ratios), other.name());
    }
  }

  private static Lane.Start fastest(Workload workload, List<Lane.Start> starts) throws IOException {
    if (starts.size() == 1) {
      return starts.getFirst();
    }
    Lane.Start best = null;
    double most = 0;
    for (Lane.Start start : starts) {
      try (Lane lane = Lane.open(start, workload)) {
        lane.work(1);
        double speed = Math.max(lane.work(TRIAL), lane.work(TRIAL));
        if (best == null || speed > most) {
          best = start;
          most = speed;
        }
      }
    }
    return best;
  }
}
