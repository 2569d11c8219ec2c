package profundo.nn;

import profundo.Array;

/// A mean of something over many batches: its whole memory is a sum and a count, both in double precision.
abstract sealed class MeanMetric implements Metric permits Accuracy, TopKAccuracy, ErrorMetric {
  private final String name;
  private final boolean higherIsBetter;
  private double sum;
  private double count;

  MeanMetric(String name, boolean higherIsBetter) {
    this.name = name;
    this.higherIsBetter = higherIsBetter;
  }

  /// The sum over a batch.
  abstract double sum(Array predictions, Array targets);

  /// How many numbers a batch adds to the count.
  int weight(Array predictions, Array targets) {
    return targets.shape().count();
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final boolean higherIsBetter() {
    return higherIsBetter;
  }

  @Override
  public final void update(Array predictions, Array targets) {
    sum += sum(predictions, targets);
    count += weight(predictions, targets);
  }

  @Override
  public final double result() {
    return sum / count;
  }

  @Override
  public final void reset() {
    sum = 0;
    count = 0;
  }

  @Override
  public final double[] state() {
    return new double[] {sum, count};
  }

  @Override
  public final void restore(double[] state) {
    if (state.length != 2) {
      throw new IllegalArgumentException(name + ": expected a state of 2 numbers, got " + state.length);
    }
    sum = state[0];
    count = state[1];
  }
}
