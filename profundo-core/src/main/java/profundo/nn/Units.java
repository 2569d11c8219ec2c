package profundo.nn;

import java.util.List;
import java.util.stream.IntStream;
import profundo.Shape;
import profundo.Tensor;

/// Which elements of a weight flow into one unit together: what a limit on the length of such a vector is about.
///
/// @param view the weight's elements in order, seen as this shape
/// @param axes of the view: the elements along them flow into one unit, and the others tell the units apart; empty where the
///     weight has no units that something flows into
public record Units(Shape view, List<Integer> axes) {
  /// Copies the list.
  public Units {
    axes = List.copyOf(axes);
  }

  /// The last axis tells the units apart, as in `[in, out]` and `[kernel..., in, out]`; what has one axis, such as a bias,
  /// has no units.
  public static Units last(Shape weight) {
    return weight.rank() < 2 ? none(weight) : new Units(weight, IntStream.range(0, weight.rank() - 1).boxed().toList());
  }

  /// No units: rows of a table that are looked up, for instance.
  public static Units none(Shape weight) {
    return new Units(weight, List.of());
  }

  /// The length of the vector that flows into each unit, of the rank of the view and 1 along its axes.
  ///
  /// @param weight of as many elements as the view
  /// @throws IllegalStateException when there are no units
  public Tensor norms(Tensor weight) {
    if (axes.isEmpty()) {
      throw new IllegalStateException("Units: expected a weight with units, got " + view + ", which has none");
    }
    return weight.reshape(view).square().sumKeep(Shapes.ints(axes)).sqrt();
  }
}
