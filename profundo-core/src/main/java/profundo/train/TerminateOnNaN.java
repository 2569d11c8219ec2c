package profundo.train;

/// Ends a run when a loss is not finite, and says which tensor was the first that was not: a layer's output, the loss, a
/// gradient, an update.
public final class TerminateOnNaN implements Listener {
  /// Steps to train again, at most, when a gradient has spoilt a weight.
  private static final int REMEMBER = 200;

  private TerminateOnNaN() {}

  /// Looks at the loss of every batch and of every validation.
  public static TerminateOnNaN of() {
    return new TerminateOnNaN();
  }

  @Override
  public void on(TrainEvent event, Run run) {
    switch (event) {
      case TrainEvent.EpochStarted _ -> run.remember();
      case TrainEvent.BatchEnded b when !Double.isFinite(b.loss()) ->
          run.stop("the loss is " + b.loss() + " at step " + b.step() + ": the first tensor that is not finite: "
              + run.diagnose());
      case TrainEvent.BatchEnded b when b.batch() % REMEMBER == 0 -> run.remember();
      case TrainEvent.EpochEnded e ->
          e.metrics()
              .forEach(
                  (name, value) -> {
                    if (name.endsWith("loss") && !Double.isFinite(value)) {
                      run.stop(name + " is " + value + " after epoch " + e.epoch() + ": " + run.diagnose());
                    }
                  });
      default -> {}
    }
  }
}
