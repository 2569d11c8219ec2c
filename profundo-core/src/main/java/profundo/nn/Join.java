package profundo.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.StringJoiner;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// How the outputs of several layers become one.
///
/// @param kind sum, product, or one after the other
/// @param axis along which they follow each other; 0 for sum and product
public record Join(Kind kind, int axis) {
  /// What is done.
  public enum Kind {
    /// Element by element; shapes are equal.
    SUM,
    /// Element by element; shapes are equal, or 1 along some axes, as for gates that hold for all of an image.
    PRODUCT,
    /// One after the other along an axis; the other sizes are equal.
    CONCAT
  }

  /// Element by element.
  public static Join sum() {
    return new Join(Kind.SUM, 0);
  }

  /// Element by element.
  public static Join product() {
    return new Join(Kind.PRODUCT, 0);
  }

  /// One after the other along an axis, which may count from the last.
  public static Join concat(int axis) {
    return new Join(Kind.CONCAT, axis);
  }

  /// Joins outputs.
  ///
  /// @param outputs by name, for messages
  /// @throws ShapeException naming the shape of each, when they do not fit
  public Tensor of(SequencedMap<String, Tensor> outputs) {
    List<Tensor> parts = new ArrayList<>(outputs.sequencedValues());
    for (Tensor t : parts) {
      if (t.dtype() != parts.get(0).dtype() || !fits(parts.get(0).shape(), t.shape())) {
        StringJoiner each = new StringJoiner(", ");
        outputs.forEach((name, o) -> each.add(name + " " + o.shape()));
        throw new ShapeException(
            this + ": expected " + expects() + ", got " + each + "; change stride, padding or features of one of them");
      }
    }
    return switch (kind) {
      case SUM -> parts.stream().reduce(Tensor::add).orElseThrow();
      case PRODUCT -> parts.stream().reduce(Tensor::mul).orElseThrow();
      case CONCAT -> Tensor.concat(axis, parts);
    };
  }

  private boolean fits(Shape first, Shape s) {
    if (s.rank() != first.rank() || (kind == Kind.CONCAT && (axis >= s.rank() || axis < -s.rank()))) {
      return false;
    }
    for (int i = 0; i < s.rank(); i++) {
      boolean free = kind == Kind.CONCAT ? i == s.axis(axis) : kind == Kind.PRODUCT && one(s, first, i);
      if (!free && s.size(i) != first.size(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean one(Shape a, Shape b, int axis) {
    return a.size(axis) == 1 || b.size(axis) == 1;
  }

  private String expects() {
    return switch (kind) {
      case SUM -> "outputs of one shape";
      case PRODUCT -> "outputs of one shape, or of size 1 along an axis";
      case CONCAT -> "outputs that differ along axis " + axis + " only";
    };
  }

  /// As in a model file: `sum`, `product`, `concat -1`.
  @Override
  public String toString() {
    return switch (kind) {
      case SUM -> "sum";
      case PRODUCT -> "product";
      case CONCAT -> "concat " + axis;
    };
  }

  /// The reverse of [#toString].
  static Join parse(String text) {
    if (text.equals("sum")) {
      return sum();
    }
    if (text.equals("product")) {
      return product();
    }
    if (text.matches("concat -?[0-9]{1,2}")) {
      return concat(Integer.parseInt(text.substring(7)));
    }
    throw new IllegalArgumentException(
        "Join: expected sum, product or concat with an axis, got '" + Config.brief(text) + "'");
  }
}
