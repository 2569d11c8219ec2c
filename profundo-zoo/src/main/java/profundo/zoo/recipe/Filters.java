package profundo.zoo.recipe;

import java.util.Optional;
import profundo.Array;
import profundo.DType;
import profundo.Shape;

/// What the units of a first layer look for: the weights that flow into each, drawn as the pictures that they are laid over.
public final class Filters {
  private static final int COLUMNS = 10;
  private static final int MOST = 100;

  private Filters() {}

  /// The weights into the first units; empty where samples are no pictures, or the weights do not lie over them.
  ///
  /// @param weight `[elements, units]`
  /// @param sample shape of one sample
  /// @param when these are the weights of, as in ` after fine-tuning`; may be empty
  public static Optional<Sheet> sheet(Array weight, Shape sample, String when) {
    int count = Math.min(MOST, weight.shape().size(1));
    if (weight.shape().size(0) != sample.count()) {
      return Optional.empty();
    }
    String caption =
        "The weights into the first " + count + " units" + when + ", each scaled to its largest; white excites, black inhibits.";
    return Sheet.picture(sample)
        .map(
            picture -> {
              Array all = Array.zeros(picture.insert(0, count), DType.F32);
              for (int j = 0; j < count; j++) {
                System.arraycopy(of(weight, j), 0, all.floats(), j * sample.count(), sample.count());
              }
              return new Sheet("filters", "Filters of the first layer", caption, all, COLUMNS, -1, 1);
            });
  }

  /// The weights into one unit, scaled so that the largest is 1 or -1.
  ///
  /// @param weight `[elements, units]`
  public static float[] of(Array weight, int unit) {
    int units = weight.shape().size(1);
    float[] w = new float[weight.shape().size(0)];
    float most = Float.MIN_NORMAL;
    for (int i = 0; i < w.length; i++) {
      w[i] = weight.floats()[i * units + unit];
      most = Math.max(most, Math.abs(w[i]));
    }
    for (int i = 0; i < w.length; i++) {
      w[i] /= most;
    }
    return w;
  }
}
