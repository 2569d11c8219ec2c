package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Tensor;

/// The data without its margins: x `[batch, spatial..., channels]` -> y `[batch, spatial'..., channels]` with
/// size' = size - low - high along each axis.
///
/// @param low elements taken away at the begin, for each spatial axis
/// @param high elements taken away at the end, for each spatial axis
public record Crop(List<Integer> low, List<Integer> high) implements Described {
  /// Checks the numbers.
  public Crop {
    Margins.check("Crop", low, high);
    low = List.copyOf(low);
    high = List.copyOf(high);
  }

  /// As many on both sides: one number for each spatial axis.
  public static Crop of(int... elements) {
    return of(elements, elements);
  }

  /// At the begin and at the end: one number each for each spatial axis.
  public static Crop of(int[] low, int[] high) {
    return new Crop(Margins.list(low), Margins.list(high));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    boolean fits = Margins.grids(x, low);
    for (int i = 0; fits && i < low.size(); i++) {
      fits = x.shape().size(i + 1) > low.get(i) + high.get(i);
    }
    pass.expect(this, x, fits);
    Tensor y = x;
    for (int i = 0; i < low.size(); i++) {
      y = y.slice(i + 1, low.get(i), y.shape().size(i + 1) - high.get(i));
    }
    return y;
  }

  @Override
  public String expects() {
    StringBuilder s = new StringBuilder("x[batch, ");
    for (int i = 0; i < low.size(); i++) {
      s.append("size>").append(low.get(i) + high.get(i)).append(", ");
    }
    return s + "channels]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Margins.config(low, high);
  }

  static Crop of(Config c) {
    return new Crop(c.integers("low", 0), c.integers("high", 0));
  }
}
