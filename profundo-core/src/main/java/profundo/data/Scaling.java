package profundo.data;

import java.util.Arrays;
import profundo.Array;
import profundo.Shape;

/// Shifts and scales `x` to mean 0 and standard deviation 1 by the statistics of one data set, normally the training
/// part: `(x - mean) / std`.
///
/// @param mean `[features...]`, aligned with the last axes of a sample
/// @param std as `mean`; 1 where a feature never changes
public record Scaling(Array mean, Array std) {
  /// @throws IllegalArgumentException when the shapes differ
  public Scaling {
    if (!mean.shape().equals(std.shape())) {
      throw new IllegalArgumentException(
          "Scaling: expected mean and std of one shape, got " + mean.shape() + " and " + std.shape());
    }
  }

  /// Statistics of every position of a sample: for tables, `[features]`.
  public static Scaling perFeature(Dataset train) {
    return measure(train, train.sampleShape());
  }

  /// Statistics of every channel (last axis) over all positions and samples: for images and sequences.
  public static Scaling perChannel(Dataset train) {
    Shape sample = train.sampleShape();
    return measure(train, sample.rank() == 0 ? sample : Shape.of(sample.size(-1)));
  }

  private static Scaling measure(Dataset data, Shape kept) {
    Shape sample = data.sampleShape();
    int features = kept.count();
    double[] sum = new double[features];
    double[] squares = new double[features];
    double count = (double) data.size() * sample.count() / features;
    Array one = Array.zeros(Column.many(1, sample), data.dtype(Dataset.X));
    float[] values = one.floats();
    for (int i = 0; i < data.size(); i++) {
      data.gather(Dataset.X, null, i, 1, one);
      for (int k = 0; k < values.length; k++) {
        sum[k % features] += values[k];
      }
    }
    float[] mean = new float[features];
    for (int f = 0; f < features; f++) {
      mean[f] = (float) (sum[f] / count);
    }
    // A second pass: differences to the mean, so that large means cost no digits.
    for (int i = 0; i < data.size(); i++) {
      data.gather(Dataset.X, null, i, 1, one);
      for (int k = 0; k < values.length; k++) {
        double d = (double) values[k] - mean[k % features];
        squares[k % features] += d * d;
      }
    }
    float[] std = new float[features];
    Arrays.fill(std, 1);
    for (int f = 0; f < features; f++) {
      float s = (float) Math.sqrt(squares[f] / count);
      if (s > 0) {
        std[f] = s;
      }
    }
    return new Scaling(Array.wrap(kept, mean), Array.wrap(kept, std));
  }

  /// The data set with its `x` scaled, as new floats.
  ///
  /// @throws IllegalArgumentException when the last axes of a sample are not those of the statistics
  public Dataset apply(Dataset data) {
    Shape sample = data.sampleShape();
    Shape kept = mean.shape();
    if (kept.rank() > sample.rank() || !sample.range(sample.rank() - kept.rank(), sample.rank()).equals(kept)) {
      throw new IllegalArgumentException(
          "Scaling: expected samples that end in " + kept + ", got " + sample + "; measure on data of the same shape");
    }
    return data.map(Dataset.X, x -> {
      float[] from = x.floats();
      float[] to = new float[from.length];
      float[] m = mean.floats();
      float[] s = std.floats();
      for (int i = 0; i < to.length; i++) {
        int f = i % m.length;
        to[i] = (from[i] - m[f]) / s[f];
      }
      return Array.wrap(x.shape(), to);
    });
  }
}
