package profundo.train;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What happens while a model is trained, in this order:
///
///     RunStarted
///       EpochStarted
///         BatchEnded, now and then GradientsMeasured, Checkpointed
///       EpochEnded, Checkpointed
///     Stopped (when a listener or a failure ended the run early), RunEnded
///
/// A [Warned] may come at any time. Epochs and batches are counted from 1; `step` is the number of batches trained on so
/// far in all epochs. Maps keep their order: `loss` first, metrics of the validation data last, with `val_` before
/// their names. A run that is resumed tells only what is left of it.
public sealed interface TrainEvent {

  /// Once, before anything else.
  ///
  /// @param model name of the model, as in `Sequential`
  /// @param parameters numbers in its variables, trainable or not
  /// @param trainable numbers that the optimizer changes
  /// @param seed the one seed of the run
  /// @param epochs epochs that will have been trained at the end
  /// @param steps batches in an epoch
  /// @param start how many steps were already done: 0, or where a resumed run goes on
  /// @param settings everything else worth keeping, by name, as text
  record RunStarted(
      String model,
      long parameters,
      long trainable,
      long seed,
      int epochs,
      int steps,
      long start,
      Map<String, String> settings)
      implements TrainEvent {
    /// Copies the map.
    public RunStarted {
      settings = ordered(settings);
    }
  }

  /// Before the first batch of an epoch, also of one that a resumed run enters in the middle.
  ///
  /// @param epoch from 1
  /// @param epochs how many there will be
  /// @param steps batches in this epoch
  record EpochStarted(int epoch, int epochs, int steps) implements TrainEvent {}

  /// After each training batch.
  ///
  /// @param epoch from 1
  /// @param batch position in the epoch, from 1
  /// @param of batches in the epoch
  /// @param step batches trained on so far
  /// @param loss of this batch alone
  /// @param learningRate that the batch was trained with; NaN where a step has none
  /// @param metrics means over the epoch so far, `loss` first
  /// @param samplesPerSecond over the epoch so far, as far as this process trained it
  record BatchEnded(
      int epoch,
      int batch,
      int of,
      long step,
      double loss,
      double learningRate,
      Map<String, Double> metrics,
      double samplesPerSecond)
      implements TrainEvent {
    /// Copies the map.
    public BatchEnded {
      metrics = ordered(metrics);
    }
  }

  /// The size of each variable's gradient on the batch just trained, from before its update.
  ///
  /// @param epoch from 1
  /// @param step batches trained on so far
  /// @param norms root of the sum of squares, by variable, in the order of the model
  record GradientsMeasured(int epoch, long step, Map<String, Double> norms) implements TrainEvent {
    /// Copies the map.
    public GradientsMeasured {
      norms = ordered(norms);
    }
  }

  /// After the last batch of an epoch and its validation.
  ///
  /// @param epoch from 1
  /// @param epochs how many there will be
  /// @param step batches trained on so far
  /// @param metrics of the epoch: `loss`, ..., `val_loss`, ...
  /// @param learningRate of the last batch; NaN where a step has none
  /// @param seconds that training and validation took in this process
  /// @param samplesPerSecond in training, without validation
  record EpochEnded(
      int epoch,
      int epochs,
      long step,
      Map<String, Double> metrics,
      double learningRate,
      double seconds,
      double samplesPerSecond)
      implements TrainEvent {
    /// Copies the map.
    public EpochEnded {
      metrics = ordered(metrics);
    }
  }

  /// A checkpoint is complete on disk.
  ///
  /// @param file where
  /// @param epoch from 1
  /// @param step batches trained on so far
  record Checkpointed(Path file, int epoch, long step) implements TrainEvent {}

  /// Something went wrong that does not end the run, such as a checkpoint that could not be written.
  ///
  /// @param message one line for the user
  record Warned(String message) implements TrainEvent {}

  /// The run ends before its last epoch.
  ///
  /// @param reason one line for the user
  record Stopped(String reason) implements TrainEvent {}

  /// Once, after everything else, also after a failure: the place to close files.
  ///
  /// @param outcome how it ended
  /// @param epoch the last one that was begun, from 1
  /// @param step batches trained on so far
  /// @param metrics of the last epoch that was completed in this process; empty when there was none
  /// @param seconds that this process spent
  record RunEnded(Outcome outcome, int epoch, long step, Map<String, Double> metrics, double seconds)
      implements TrainEvent {
    /// Copies the map.
    public RunEnded {
      metrics = ordered(metrics);
    }
  }

  /// How a run ended.
  enum Outcome {
    /// All epochs were trained.
    COMPLETED,
    /// A listener stopped it.
    STOPPED,
    /// An exception came out of the loop.
    FAILED
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
