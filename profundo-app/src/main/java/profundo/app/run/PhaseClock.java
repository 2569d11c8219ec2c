package profundo.app.run;

import profundo.train.Listener;
import profundo.train.Run;
import profundo.train.TrainEvent;

/// How long a phase took, all its sittings together; it stands still when the phase has ended.
final class PhaseClock implements Listener {
  private final Watch watch;
  private double seconds;

  /// @param watch of the same phase, which hears of things before
  PhaseClock(Watch watch) {
    this.watch = watch;
  }

  @Override
  public void on(TrainEvent event, Run run) {
    if (event instanceof TrainEvent.RunEnded) {
      seconds = watch.seconds();
    }
  }

  double seconds() {
    return seconds;
  }
}
