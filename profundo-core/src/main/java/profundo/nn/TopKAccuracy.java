package profundo.nn;

import profundo.Array;

/// The part of examples whose label is among the k largest scores. For scores `[..., classes]` and I32 labels `[...]`;
/// of equal scores the first counts as larger, so that k = 1 is [Accuracy].
public final class TopKAccuracy extends MeanMetric {
  private final int k;

  private TopKAccuracy(int k) {
    super("top_" + k + "_accuracy", true);
    this.k = k;
  }

  /// Among the k largest.
  public static TopKAccuracy of(int k) {
    Shapes.atLeast("TopKAccuracy", "k", k, 1);
    return new TopKAccuracy(k);
  }

  @Override
  int weight(Array predictions, Array targets) {
    return Decisions.rows(predictions);
  }

  @Override
  double sum(Array predictions, Array targets) {
    int[] labels = Decisions.labels(name(), predictions, targets);
    int classes = predictions.shape().size(-1);
    float[] s = predictions.floats();
    int hits = 0;
    for (int row = 0; row < labels.length; row++) {
      int label = labels[row];
      if (label >= 0 && label < classes) {
        int ahead = 0;
        float own = s[row * classes + label];
        for (int c = 0; c < classes; c++) {
          float other = s[row * classes + c];
          ahead += other > own || (other == own && c < label) ? 1 : 0;
        }
        hits += ahead < k && own == own ? 1 : 0;
      }
    }
    return hits;
  }
}
