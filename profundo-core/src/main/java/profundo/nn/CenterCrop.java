package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.ShapeException;
import profundo.Tensor;

/// The middle of the data: x `[batch, spatial..., channels]` -> y `[batch, sizes..., channels]`; what has these sizes passes
/// as it is. Of an odd margin the smaller half is taken away at the begin.
///
/// A network that learns from random crops sees whole samples when it is used: with this layer in front it looks at their
/// middle, one of the ten views that AlexNet averages over (Krizhevsky, Sutskever and Hinton 2012, section 4.1).
///
/// @param sizes what is left, for each spatial axis
public record CenterCrop(List<Integer> sizes) implements Described {
  /// Checks the numbers.
  public CenterCrop {
    if (sizes.isEmpty() || sizes.stream().anyMatch(n -> n < 1)) {
      throw new ShapeException("CenterCrop: expected a size of at least 1 for each spatial axis, got " + sizes);
    }
    sizes = List.copyOf(sizes);
  }

  /// One size for each spatial axis.
  public static CenterCrop of(int... sizes) {
    return new CenterCrop(Margins.list(sizes));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    boolean fits = Margins.grids(x, sizes);
    for (int i = 0; fits && i < sizes.size(); i++) {
      fits = x.shape().size(i + 1) >= sizes.get(i);
    }
    pass.expect(this, x, fits);
    Tensor y = x;
    for (int i = 0; i < sizes.size(); i++) {
      int low = (x.shape().size(i + 1) - sizes.get(i)) / 2;
      y = y.shape().size(i + 1) == sizes.get(i) ? y : y.slice(i + 1, low, low + sizes.get(i));
    }
    return y;
  }

  @Override
  public String expects() {
    StringBuilder s = new StringBuilder("x[batch, ");
    sizes.forEach(n -> s.append("size>=").append(n).append(", "));
    return s + "channels]";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("sizes", sizes);
  }

  static CenterCrop of(Config c) {
    return new CenterCrop(c.integers("sizes", 1));
  }
}
