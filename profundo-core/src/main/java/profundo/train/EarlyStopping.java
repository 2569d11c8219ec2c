package profundo.train;

import java.util.LinkedHashMap;
import java.util.Map;
import profundo.Array;
import profundo.io.FormatException;

/// Ends a run when a metric has not improved for some epochs, as Keras' callback of this name does.
///
///     EarlyStopping.on("val_loss").patience(3).restoreBestWeights()
public final class EarlyStopping implements Listener {
  private final Monitor monitor;
  private int patience;
  private double baseline = Double.NaN;
  private boolean restore;
  private int from;
  private int wait;
  private double best = Double.NaN;
  private int bestEpoch;
  private Map<String, Array> bestWeights = Map.of();

  private EarlyStopping(Monitor monitor) {
    this.monitor = monitor;
  }

  /// Watches a metric, such as `val_loss` or `val_accuracy`, and stops at the first epoch that does not improve it.
  public static EarlyStopping on(String metric) {
    return new EarlyStopping(new Monitor("EarlyStopping", metric));
  }

  /// Waits for so many epochs without improvement; 0 if never called.
  public EarlyStopping patience(int epochs) {
    patience = Monitor.atLeast("EarlyStopping", "patience", epochs, 0);
    return this;
  }

  /// Counts a change as improvement only if it is larger than this; 0 if never called.
  public EarlyStopping minDelta(double delta) {
    monitor.minDelta(delta);
    return this;
  }

  /// Whether larger is better; worked out from the metric if never called.
  public EarlyStopping mode(Mode mode) {
    monitor.mode(mode);
    return this;
  }

  /// Asks for more than improvement: the wait starts anew only when the metric is also better than this.
  public EarlyStopping baseline(double value) {
    baseline = value;
    return this;
  }

  /// Gives the model the weights of its best epoch when the run ends, however it ends: those that were judged, which are
  /// averages where a step keeps some.
  public EarlyStopping restoreBestWeights() {
    restore = true;
    return this;
  }

  /// Looks from this epoch on, counted from 1.
  public EarlyStopping startFromEpoch(int epoch) {
    from = Monitor.atLeast("EarlyStopping", "startFromEpoch", epoch, 0);
    return this;
  }

  /// The best value seen; NaN before there is one.
  public double best() {
    return best;
  }

  /// The epoch of the best value, from 1; 0 before there is one.
  public int bestEpoch() {
    return bestEpoch;
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.EpochEnded e when e.epoch() >= from -> look(e, run);
      case TrainEvent.RunEnded e when restore && e.outcome() != TrainEvent.Outcome.FAILED -> giveBack(run);
      default -> {}
    }
  }

  private void look(TrainEvent.EpochEnded e, Run run) {
    double now = monitor.value(e, run);
    wait++;
    if (monitor.better(now, best)) {
      best = now;
      bestEpoch = e.epoch();
      if (restore) {
        Map<String, Array> copies = new LinkedHashMap<>();
        run.judged().forEach((name, v) -> copies.put(name, v.value().copy()));
        bestWeights = copies;
      }
      if (Double.isNaN(baseline) || monitor.better(now, baseline)) {
        wait = 0;
      }
    } else if (wait >= patience && e.epoch() > 1) {
      run.stop(
          monitor.metric() + " has not improved for " + wait + (wait == 1 ? " epoch" : " epochs")
              + (bestEpoch == 0 ? "" : "; best was " + (float) best + " in epoch " + bestEpoch));
    }
  }

  private void giveBack(Run run) {
    bestWeights.forEach(
        (name, weights) -> {
          run.model().get(name).set(weights);
          run.judged().get(name).set(weights);
        });
  }

  @Override
  public String key() {
    return "EarlyStopping " + monitor.metric();
  }

  @Override
  public Saved save() {
    return Saved.NOTHING.with("wait", wait).with("best", best).with("bestEpoch", bestEpoch).with(bestWeights);
  }

  @Override
  public void restore(Saved saved) {
    wait = Math.toIntExact(saved.whole("wait"));
    best = saved.number("best");
    bestEpoch = Math.toIntExact(saved.whole("bestEpoch"));
    bestWeights = saved.arrays();
    if (restore && bestEpoch > 0 && bestWeights.isEmpty()) {
      throw new FormatException("EarlyStopping: the best weights were not kept; resume without restoreBestWeights");
    }
  }
}
