package profundo.zoo.recipe;

import profundo.DType;
import profundo.data.Dataset;

/// Data with values in [0, 1], which stand for probabilities or grey.
public final class UnitInterval {
  private static final int CHUNK = 1000;

  private UnitInterval() {}

  /// Looks at every value.
  ///
  /// @param model what wants them so
  /// @param train samples to learn from
  /// @param validation samples to validate on; null for none
  /// @param why as in `the cross-entropy`
  /// @param remedy what to do about others
  /// @throws IllegalArgumentException when samples are no F32 or a value lies outside, with its place
  public static void require(String model, Dataset train, Dataset validation, String why, String remedy) {
    require(model, "sample", train, why, remedy);
    if (validation != null) {
      require(model, "validation sample", validation, why, remedy);
    }
  }

  private static void require(String model, String what, Dataset data, String why, String remedy) {
    if (data.dtype(Dataset.X) != DType.F32) {
      throw new IllegalArgumentException(model + ": expected samples F32, got " + data.dtype(Dataset.X));
    }
    int each = data.sampleShape().count();
    for (int from = 0; from < data.size(); from += CHUNK) {
      float[] x = data.range(from, Math.min(from + CHUNK, data.size())).x().floats();
      for (int i = 0; i < x.length; i++) {
        if (!(x[i] >= 0 && x[i] <= 1)) {
          throw new IllegalArgumentException(
              model + ": expected samples with values in [0, 1] for " + why + ", got " + x[i] + " in " + what + " " + (from + i / each + 1)
                  + " of " + data.size() + ", element " + (i % each + 1) + " of " + each + "; " + remedy);
        }
      }
    }
  }
}
