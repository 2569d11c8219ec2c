package profundo.data;

import java.util.Map;
import profundo.Array;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;

/// Fills batches with samples that were changed at random; each place in an epoch has a generator of its
/// own, so that a sample that comes twice is changed twice.
///
/// @param augmentation null for none
/// @param alpha of mixup; 0 for none
/// @param rng what the generators are derived from; never advanced
record Augmenter(Augmentation augmentation, double alpha, Rng rng) {
  /// Nothing is changed.
  static final Augmenter NONE = new Augmenter(null, 0, null);

  boolean isActive() {
    return rng != null;
  }

  Shape output(Shape sample) {
    return augmentation == null ? sample : augmentation.output(sample);
  }

  /// Fills a batch.
  ///
  /// @param order samples of the epoch, null for the order of the data
  /// @param from where the batch begins in the order
  void fill(Dataset data, int[] order, int epoch, int from, int count, Map<String, Array> into) {
    into.forEach((part, array) -> {
      if (!part.equals(Dataset.X)) {
        data.gather(part, order, from, count, array);
      }
    });
    Array x = into.get(Dataset.X);
    Array y = into.get(Dataset.Y);
    int values = x.shape().count() / x.shape().size(0);
    for (int i = 0; i < count; i++) {
      int sample = order == null ? from + i : order[from + i];
      Rng own = rng.stream(epoch).stream((long) from + i);
      System.arraycopy(changed(data, sample, own.stream("sample")), 0, x.floats(), i * values, values);
      if (alpha > 0) {
        Rng draw = own.stream("mixup");
        int other = draw.nextInt(data.size());
        float keep = (float) beta(alpha, draw);
        mix(x.floats(), i * values, changed(data, other, own.stream("other")), keep);
        Array target = Array.zeros(y.shape().with(0, 1), DType.F32);
        data.gather(Dataset.Y, new int[] {other}, 0, 1, target);
        mix(y.floats(), i * target.shape().count(), target.floats(), keep);
      }
    }
  }

  private float[] changed(Dataset data, int sample, Rng own) {
    Shape shape = data.sampleShape();
    Array one = Array.zeros(Column.many(1, shape), DType.F32);
    data.gather(Dataset.X, new int[] {sample}, 0, 1, one);
    return augmentation == null ? one.floats() : augmentation.apply(one.floats(), shape, own);
  }

  /// The labels as shares of the classes, F32 `[n, classes]`: 1 for the one, 0 for all others.
  static Dataset shares(Dataset data) {
    int classes = Math.max(data.classCounts().length, data.classes().size());
    return data.map(Dataset.Y, y -> {
      float[] shares = new float[Math.multiplyExact(data.size(), classes)];
      for (int i = 0; i < data.size(); i++) {
        shares[i * classes + y.ints()[i]] = 1;
      }
      return Array.wrap(Shape.of(data.size(), classes), shares);
    });
  }

  private static void mix(float[] into, int offset, float[] other, float keep) {
    for (int k = 0; k < other.length; k++) {
      into[offset + k] = keep * into[offset + k] + (1 - keep) * other[k];
    }
  }

  /// Drawn from Beta(alpha, alpha): the share of one of two gamma variables in their sum.
  static double beta(double alpha, Rng rng) {
    double a = gamma(alpha, rng);
    double b = gamma(alpha, rng);
    // Both can underflow for a small alpha, whose mass is at the ends.
    return a + b > 0 ? a / (a + b) : rng.nextInt(2);
  }

  /// Drawn from Gamma(alpha, 1) (Marsaglia and Tsang 2000, <https://doi.org/10.1145/358407.358414>).
  private static double gamma(double alpha, Rng rng) {
    if (alpha < 1) {
      return gamma(alpha + 1, rng) * Math.pow(1 - rng.nextFloat(), 1 / alpha);
    }
    double d = alpha - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = rng.nextGaussian();
      double v = 1 + c * x;
      v = v * v * v;
      double u = 1 - rng.nextFloat();
      if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
