package profundo.nn;

import java.util.List;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.Tensor;

/// Other axes for the elements of each example, in row-major order: x `[batch, ...]` -> y `[batch, sizes...]`. The rows of an
/// image `[height, width, channels]` as a sequence have the sizes `[height, width channels]`.
///
/// @param sizes of the axes after the batch
public record Reshape(List<Integer> sizes) implements Described {
  /// Checks the sizes.
  public Reshape {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty() || sizes.size() >= Shape.MAX_RANK) {
      throw new IllegalArgumentException(
          "Reshape: expected 1 to " + (Shape.MAX_RANK - 1) + " sizes, got " + sizes.size());
    }
    sizes.forEach(s -> Shapes.atLeast("Reshape", "size", s, 1));
  }

  /// To axes of these sizes, after the batch.
  public static Reshape of(int... sizes) {
    return new Reshape(Margins.list(sizes));
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    Shape s = x.shape();
    Shape one = Shape.of(Shapes.ints(sizes));
    pass.expect(this, x, s.rank() > 0 && s.without(0).count() == one.count());
    return x.reshape(one.insert(0, s.size(0)));
  }

  @Override
  public String expects() {
    return "x[batch, ...] with " + Shape.of(Shapes.ints(sizes)).count() + " elements in each example";
  }

  @Override
  public SequencedMap<String, Object> config() {
    return Configs.of("sizes", sizes);
  }

  static Reshape of(Config c) {
    return new Reshape(c.integers("sizes", 1));
  }
}
