package profundo.data;

import java.util.Arrays;
import profundo.Rng;

/// Draws samples with replacement, each in proportion to its weight.
///
/// @param until sums of the weights up to and with each sample, divided by the sum of all
record Sampling(double[] until) {
  static Sampling of(int samples, double... weights) {
    if (weights.length != samples) {
      throw new IllegalArgumentException(
          "Batches: expected a weight for each of " + samples + " samples, got " + weights.length);
    }
    double sum = 0;
    double[] until = new double[samples];
    for (int i = 0; i < samples; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "Batches: expected finite weights of at least 0, got " + weights[i] + " for sample " + i);
      }
      sum += weights[i];
      until[i] = sum;
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Batches: expected weights with a finite sum above 0, got " + sum);
    }
    for (int i = 0; i < samples; i++) {
      until[i] /= sum;
    }
    return new Sampling(until);
  }

  /// One over the number of samples of its class, for each sample.
  static double[] balanced(Dataset data) {
    int[] counts = data.classCounts();
    double[] weights = new double[data.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1.0 / counts[data.label(i)];
    }
    return weights;
  }

  int[] draw(Rng rng) {
    int[] drawn = new int[until.length];
    for (int i = 0; i < drawn.length; i++) {
      // 48 bits: those of a float would leave out samples of large sets.
      double u = ((rng.nextBits() & 0xFFFFFFL) * 0x1p24 + (rng.nextBits() & 0xFFFFFFL)) * 0x1p-48;
      int at = Arrays.binarySearch(until, u);
      // The first whose sum is above u: one that was hit exactly, and those of weight 0 behind it, end there.
      int k = at < 0 ? -at - 1 : at;
      while (k < until.length - 1 && until[k] <= u) {
        k++;
      }
      drawn[i] = k;
    }
    return drawn;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sampling s && Arrays.equals(until, s.until);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(until);
  }
}
