package profundo.train;

import java.util.Map;
import profundo.DType;
import profundo.Variable;

/// Ends a run when a loss is not finite, and says which tensor was the first that was not: a layer's output, the loss, a
/// gradient, an update. Where a step has spoilt the weights although its loss was finite, the weights from before it are given
/// back.
public final class TerminateOnNaN implements Listener {
  /// Steps to train again, at most, when a gradient has spoilt a weight.
  private static final int REMEMBER = 200;

  private TerminateOnNaN() {}

  /// Looks at the loss of every batch and of every validation, and at the weights after every epoch.
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
      case TrainEvent.EpochEnded e -> ended(e, run);
      default -> {}
    }
  }

  private static void ended(TrainEvent.EpochEnded e, Run run) {
    for (Map.Entry<String, Double> m : e.metrics().entrySet()) {
      if (m.getKey().endsWith("loss") && !Double.isFinite(m.getValue())) {
        run.stop(m.getKey() + " is " + m.getValue() + " after epoch " + e.epoch() + ": " + run.diagnose());
        return;
      }
    }
    // The last batch may have spoilt them after its own loss, and nobody has judged them since.
    if (!run.model().values().stream().allMatch(TerminateOnNaN::isFinite)) {
      run.stop("the weights are not finite after epoch " + e.epoch() + ": the first tensor that is not: " + run.diagnose());
    }
  }

  private static boolean isFinite(Variable v) {
    if (v.dtype() == DType.F32) {
      for (float f : v.value().floats()) {
        if (!Float.isFinite(f)) {
          return false;
        }
      }
    }
    return true;
  }
}
