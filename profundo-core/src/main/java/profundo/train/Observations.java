package profundo.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a [TrainingMonitor] has seen of a run.
///
/// @param firstLoss of the first batch; NaN where it was not seen
/// @param trouble the first batch whose loss was not finite, as a step; 0 when all were
/// @param epochs metrics of each epoch
/// @param gradients norm of each variable's gradient
/// @param updates length of the update of each weight, as a share of the weight's own: root of the sum of squares of both
/// @param dead share of a relu's units that are zero on every sample looked at, by layer
/// @param saturated share of a sigmoid's or tanh's outputs within 2 % of its range from a limit, by layer
/// @param activations of the last measurement, in the order of the model
public record Observations(
    double firstLoss,
    long trouble,
    List<Map<String, Double>> epochs,
    List<Point> gradients,
    List<Point> updates,
    List<Point> dead,
    List<Point> saturated,
    List<Activation> activations) {

  /// A measurement.
  ///
  /// @param step batches trained on so far
  /// @param values by layer or variable, in the order of the model
  public record Point(long step, Map<String, Double> values) {
    /// Copies the map.
    public Point {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /// What a layer gave out.
  ///
  /// @param layer its path
  /// @param mean of all outputs
  /// @param deviation standard, of all outputs
  /// @param min the smallest
  /// @param max the largest
  /// @param counts outputs in equal parts of the range from the smallest to the largest
  public record Activation(String layer, double mean, double deviation, double min, double max, List<Integer> counts) {
    /// Copies the list.
    public Activation {
      counts = List.copyOf(counts);
    }
  }

  /// Copies the lists.
  public Observations {
    epochs = epochs.stream().map(e -> Collections.unmodifiableMap(new LinkedHashMap<>(e))).toList();
    gradients = List.copyOf(gradients);
    updates = List.copyOf(updates);
    dead = List.copyOf(dead);
    saturated = List.copyOf(saturated);
    activations = List.copyOf(activations);
  }
}
