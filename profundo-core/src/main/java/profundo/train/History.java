package profundo.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came out of a run, from its first epoch, also when it was resumed in between.
///
/// @param epochs metrics of each epoch: `loss`, ..., `val_loss`, ...
/// @param steps batches trained on by the trainer so far
/// @param stopped why it ended before its last epoch; empty when it did not
/// @param seconds that this process spent
public record History(List<Map<String, Double>> epochs, long steps, String stopped, double seconds) {
  /// Copies the list.
  public History {
    epochs = epochs.stream().map(e -> Collections.unmodifiableMap(new LinkedHashMap<>(e))).toList();
  }

  /// Metrics of the last epoch; empty when none was completed.
  public Map<String, Double> last() {
    return epochs.isEmpty() ? Map.of() : epochs.getLast();
  }
}
