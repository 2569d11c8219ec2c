package profundo.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import profundo.data.Batches;
import profundo.optim.Schedule;

/// Looks for a learning rate: trains some steps with a rate that rises from tiny to huge, and watches the loss fall, then
/// blow up (Smith 2017, section 3.3). The weights are afterwards as they were.
///
///     RateFinder.Found found = RateFinder.of(step).find(train.batches(128).shuffled(42), 42);
///     double rate = found.suggestion();
///
/// @param step what is to be trained
/// @param from first rate
/// @param to last rate
/// @param steps at most; fewer when the loss blows up before
public record RateFinder(Supervised step, double from, double to, int steps) {
  /// Weight of what was before in the smoothed loss, as fastai has it.
  private static final double SMOOTHING = 0.9;

  /// The search ends when the smoothed loss is so many times its least.
  private static final double BLOWN = 4;

  /// What was seen.
  ///
  /// @param rates of the steps
  /// @param losses of the batches, before each step
  /// @param smoothed the running mean of the losses, corrected for its start
  public record Found(List<Double> rates, List<Double> losses, List<Double> smoothed) {
    /// Copies the lists.
    public Found {
      rates = List.copyOf(rates);
      losses = List.copyOf(losses);
      smoothed = List.copyOf(smoothed);
    }

    /// The rate at which the smoothed loss fell most steeply over the logarithm of the rate, before its least value: a
    /// rate at which training makes good progress, well below where it breaks.
    public double suggestion() {
      int end = lowest();
      int best = 0;
      double steepest = Double.POSITIVE_INFINITY;
      // The slope over a few steps: single ones are noise.
      int reach = Math.max(1, rates.size() / 25);
      for (int i = reach; i + reach <= end; i++) {
        double slope = smoothed.get(i + reach) - smoothed.get(i - reach);
        if (slope < steepest) {
          steepest = slope;
          best = i;
        }
      }
      return rates.get(best);
    }

    /// The rate at which the smoothed loss was least: training breaks soon above.
    public double atLowest() {
      return rates.get(lowest());
    }

    private int lowest() {
      int lowest = 0;
      for (int i = 1; i < smoothed.size(); i++) {
        lowest = smoothed.get(i) < smoothed.get(lowest) ? i : lowest;
      }
      return lowest;
    }
  }

  /// Checks the settings.
  public RateFinder {
    if (!(from > 0 && to > from && to <= 1e6)) {
      throw new IllegalArgumentException("RateFinder: expected rates 0 < from < to <= 1e6, got " + from + " and " + to);
    }
    if (steps < 10) {
      throw new IllegalArgumentException("RateFinder: expected at least 10 steps, got " + steps);
    }
  }

  /// From 1e-7 to 10 in 150 steps.
  public static RateFinder of(Supervised step) {
    return new RateFinder(step, 1e-7, 10, 150);
  }

  /// The same over other rates.
  public RateFinder between(double from, double to) {
    return new RateFinder(step, from, to, steps);
  }

  /// The same in more or fewer steps.
  public RateFinder in(int steps) {
    return new RateFinder(step, from, to, steps);
  }

  /// Carries the search out.
  ///
  /// @param train as many epochs as are needed
  /// @param seed of what the step draws
  public Found find(Batches train, long seed) {
    Supervised trial =
        step.withOptimizer(step.optimizer().withSchedule(Schedule.exponential(from, steps - 1, to / from)));
    Trainer trainer = Trainer.of(trial).seed(seed);
    Snapshot before = Snapshot.of(trainer);
    List<Double> rates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    List<Double> smoothed = new ArrayList<>();
    trainer.on(
        (event, run) -> {
          if (event instanceof TrainEvent.BatchEnded b) {
            double mean = losses.isEmpty() ? 0 : smoothed.getLast() * (1 - Math.pow(SMOOTHING, losses.size()));
            double now = (SMOOTHING * mean + (1 - SMOOTHING) * b.loss()) / (1 - Math.pow(SMOOTHING, losses.size() + 1));
            if (!Double.isFinite(now)) {
              run.stop("the loss is " + b.loss());
              return;
            }
            rates.add(b.learningRate());
            losses.add(b.loss());
            smoothed.add(now);
            double least = smoothed.stream().mapToDouble(d -> d).min().orElseThrow();
            if (losses.size() >= steps || now > BLOWN * Math.max(least, 1e-12) && losses.size() >= 10) {
              run.stop("enough was seen");
            }
          }
        });
    try {
      trainer.fit(train, 1 + steps / train.count());
    } catch (IOException e) {
      throw new AssertionError("nothing is resumed", e);
    } finally {
      before.restore();
    }
    if (rates.isEmpty()) {
      throw new IllegalArgumentException("RateFinder: the loss of the first batch is not finite");
    }
    return new Found(rates, losses, smoothed);
  }
}
