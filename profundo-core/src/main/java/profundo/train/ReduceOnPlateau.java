package profundo.train;

import java.util.Locale;
import profundo.Array;
import profundo.Shape;
import profundo.Variable;
import profundo.optim.Schedule;

/// Lowers the learning rate when a metric has not improved for some epochs, as Keras' `ReduceLROnPlateau` does. It
/// multiplies a schedule, and listens to the run:
///
///     var plateau = ReduceOnPlateau.on("val_loss").factor(0.5).patience(3);
///     Trainer.supervised(net, loss, Adam.of(plateau.over(Schedule.constant(1e-3)))).on(plateau);
///
/// Patience 10, factor 0.1 and least change 1e-4 if never called. For one run.
public final class ReduceOnPlateau implements Listener {
  private final Monitor monitor;
  private final Variable rate = Variable.of("plateau", Array.of(Shape.SCALAR, 1f));
  private double factor = 0.1;
  private double least;
  private int patience = 10;
  private int cooldown;
  private int resting;
  private int wait;
  private double best = Double.NaN;

  private ReduceOnPlateau(String metric) {
    monitor = new Monitor("ReduceOnPlateau", metric);
    monitor.minDelta(1e-4);
  }

  /// Watches a metric, such as `val_loss` or `val_accuracy`.
  public static ReduceOnPlateau on(String metric) {
    return new ReduceOnPlateau(metric);
  }

  /// Multiplies the rate by this each time.
  public ReduceOnPlateau factor(double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException("ReduceOnPlateau: expected a factor above 0 and below 1, got " + value);
    }
    factor = value;
    return this;
  }

  /// Waits for so many epochs without improvement.
  public ReduceOnPlateau patience(int epochs) {
    patience = Monitor.atLeast("ReduceOnPlateau", "patience", epochs, 0);
    return this;
  }

  /// Counts a change as improvement only if it is larger than this.
  public ReduceOnPlateau minDelta(double delta) {
    monitor.minDelta(delta);
    return this;
  }

  /// Whether larger is better; worked out from the metric if never called.
  public ReduceOnPlateau mode(Mode mode) {
    monitor.mode(mode);
    return this;
  }

  /// Does not count for so many epochs after the rate was lowered; 0 if never called.
  public ReduceOnPlateau cooldown(int epochs) {
    cooldown = Monitor.atLeast("ReduceOnPlateau", "cooldown", epochs, 0);
    return this;
  }

  /// Goes no lower than this part of the schedule's rate; 0 if never called.
  public ReduceOnPlateau least(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("ReduceOnPlateau: expected a least part from 0 to 1, got " + part);
    }
    least = part;
    return this;
  }

  /// The schedule times what is left of the rate.
  public Schedule over(Schedule schedule) {
    return schedule.times("rate/plateau", rate);
  }

  /// What is left of the schedule's rate: 1 at first.
  public double part() {
    return rate.value().floats()[0];
  }

  @Override
  public void on(TrainEvent event, Run run) {
    if (event instanceof TrainEvent.EpochEnded e) {
      look(e, run);
    }
  }

  private void look(TrainEvent.EpochEnded e, Run run) {
    double now = monitor.value(e, run);
    if (resting > 0) {
      resting--;
      wait = 0;
    }
    if (monitor.better(now, best)) {
      best = now;
      wait = 0;
    } else if (resting == 0 && ++wait >= patience && part() > least) {
      float next = (float) Math.max(least, part() * factor);
      rate.value().floats()[0] = next;
      run.warn(
          String.format(
              Locale.ROOT, "%s has not improved for %d %s: the learning rate is now %.3g of its schedule",
              monitor.metric(), wait, wait == 1 ? "epoch" : "epochs", next));
      resting = cooldown;
      wait = 0;
    }
  }

  @Override
  public String key() {
    return "ReduceOnPlateau " + monitor.metric();
  }

  /// The factor itself is a variable of the schedule.
  @Override
  public Saved save() {
    return Saved.NOTHING.with("wait", wait).with("best", best).with("resting", resting);
  }

  @Override
  public void restore(Saved saved) {
    wait = Math.toIntExact(saved.whole("wait"));
    best = saved.number("best");
    resting = Math.toIntExact(saved.whole("resting"));
  }
}
