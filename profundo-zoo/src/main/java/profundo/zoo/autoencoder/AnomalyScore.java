package profundo.zoo.autoencoder;

import java.util.Arrays;
import profundo.data.Dataset;
import profundo.nn.Layer;
import profundo.train.Predictor;

/// How unlike a sample is to what an autoencoder has learned: the squared error of its reconstruction, sum over its elements
/// (Japkowicz, Myers, Gluck 1995, A novelty detection approach to classification).
///
/// @param model from samples to reconstructions of the same shape
public record AnomalyScore(Layer model) {
  /// The scores of samples, the larger the stranger.
  public double[] of(Dataset data) {
    float[] r = Predictor.of(model).predict(data).floats();
    float[] x = data.x().floats();
    if (r.length != x.length) {
      throw new IllegalArgumentException(
          "AnomalyScore: expected a model that gives samples " + data.sampleShape() + ", got " + r.length / data.size() + " elements");
    }
    int each = x.length / data.size();
    double[] scores = new double[data.size()];
    for (int i = 0; i < x.length; i++) {
      double d = r[i] - x[i];
      scores[i / each] += d * d;
    }
    return scores;
  }

  /// Area under the ROC curve: the share of pairs of which the anomaly has the larger score, ties by half. 0.5 is guessing.
  public static double auc(double[] normal, double[] anomalies) {
    if (normal.length == 0 || anomalies.length == 0) {
      throw new IllegalArgumentException(
          "AnomalyScore.auc: expected scores of both kinds, got " + normal.length + " and " + anomalies.length);
    }
    double[] sorted = normal.clone();
    Arrays.sort(sorted);
    double pairs = 0;
    for (double a : anomalies) {
      int below = first(sorted, a, false);
      int upTo = first(sorted, a, true);
      pairs += (below + upTo) / 2.0;
    }
    return pairs / normal.length / anomalies.length;
  }

  /// How many are below a value, or not above it.
  private static int first(double[] sorted, double value, boolean equalToo) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || equalToo && sorted[middle] == value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
