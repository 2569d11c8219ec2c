package profundo.train;

import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.function.Consumer;
import profundo.Variable;

/// A training run in progress, as its [Listener]s see it.
public interface Run {
  /// The variables of the model by their names, such as `0.weight`, in the order of the model; they hold the values
  /// after the last batch and may be set.
  SequencedMap<String, Variable> model();

  /// What evaluation reads, by the names of [#model]: the same variables, or averages of them.
  default SequencedMap<String, Variable> judged() {
    return model();
  }

  /// Whether a larger value of this metric is a better one, with or without `val_` before its name. A loss, and what
  /// nobody knows, is better when smaller.
  boolean higherIsBetter(String metric);

  /// Ends the run after this event has reached every listener. The first reason counts.
  ///
  /// @param reason one line for the user
  void stop(String reason);

  /// Tells every listener something that does not end the run.
  ///
  /// @param message one line for the user
  void warn(String message);

  /// Writes the whole state of the run to a file, from which it can go on bit for bit, after this event has reached
  /// every listener. [TrainEvent.Checkpointed] tells that it is on disk, [TrainEvent.Warned] that it could not be
  /// written, once as long as the reason is the same; a file that was there before then stays as it was.
  default void checkpoint(Path file) {
    checkpoint(file, _ -> {});
  }

  /// As [#checkpoint(Path)].
  ///
  /// @param then learns whether the file was written, before another one is
  void checkpoint(Path file, Consumer<Boolean> then);

  /// Keeps a copy of all variables in memory, from which [#diagnose] can go back to where things went wrong. Counts
  /// within an epoch; copies less often than every hundred steps cost nothing that can be measured.
  void remember();

  /// Computes the batch just trained on once more, from the variables as they are, and looks for the first tensor that
  /// is not finite: a layer's output, the loss, a gradient, an update. When a variable is not finite already, trains
  /// again from what was remembered, to find the step that spoilt it, and gives all variables the values from before that step
  /// back. Otherwise changes nothing. Slow; for when a loss is not finite.
  ///
  /// @return one line for the user
  String diagnose();
}
