package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Tensor;

/// Zeros around the data: x `[batch, spatial..., channels]` -> y `[batch, spatial'..., channels]` with
/// size' = low + size + high along each axis.
///
/// @param low zeros before the first element, for each spatial axis
/// @param high zeros after the last element, for each spatial axis
public record ZeroPad(List<Integer> low, List<Integer> high) implements Described {
  /// Checks the numbers.
  public ZeroPad {
    Margins.check("ZeroPad", low, high);
    low = List.copyOf(low);
    high = List.copyOf(high);
  }

  /// As many on both sides: one number for each spatial axis.
  public static ZeroPad of(int... zeros) {
    return of(zeros, zeros);
  }

  /// Before and after: one number each for each spatial axis.
  public static ZeroPad of(int[] low, int[] high) {
    return new ZeroPad(Margins.list(low), Margins.list(high));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    pass.expect(this, x, Margins.grids(x, low));
    return x.pad(Margins.full(low), Margins.full(high));
  }

  @Override
  public String expects() {
    return "x[batch, " + low.size() + " spatial axes, channels]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Margins.config(low, high);
  }

  static ZeroPad of(Config c) {
    return new ZeroPad(c.integers("low", 0), c.integers("high", 0));
  }
}
