package profundo.nn;

import profundo.Array;

/// A figure over many batches, accumulated on values outside the graph. One at a time; not for several threads at once.
public interface Metric {
  /// As it appears in tables: `accuracy`, `top_5_accuracy`, `mse`.
  String name();

  /// Whether a larger figure is a better one.
  boolean higherIsBetter();

  /// Takes in a batch.
  ///
  /// @throws profundo.ShapeException when predictions and targets do not belong together
  void update(Array predictions, Array targets);

  /// The figure over all batches since the last [#reset]; NaN when there were none.
  double result();

  /// Forgets all batches.
  void reset();

  /// All that it has taken in, as numbers, for a checkpoint.
  double[] state();

  /// Goes back to what [#state] returned.
  ///
  /// @throws IllegalArgumentException when the state is not that of such a metric
  void restore(double[] state);
}
