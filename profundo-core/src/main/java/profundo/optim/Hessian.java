package profundo.optim;

import java.util.List;
import profundo.Gradient;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// Second derivatives, as gradients of gradients.
public final class Hessian {
  private Hessian() {}

  /// The product of the Hessian of a loss with a vector, which costs about as much as two gradients (Pearlmutter 1994):
  /// d/dw (dL/dw · v). The matrix itself is never made.
  ///
  /// @param loss shape `[]`
  /// @param wrt what it depends on
  /// @param vector one part for each of `wrt`, of its shape
  /// @return one part for each of `wrt`, of its shape
  public static List<Tensor> product(Tensor loss, List<? extends Tensor> wrt, List<? extends Tensor> vector) {
    List<Shape> expected = wrt.stream().map(t -> t.shape()).toList();
    List<Shape> got = vector.stream().map(t -> t.shape()).toList();
    if (!expected.equals(got)) {
      throw new ShapeException("Hessian: expected a vector of parts " + expected + ", got " + got);
    }
    List<Tensor> gradients = Gradient.of(loss, wrt);
    Tensor along = Tensor.scalar(0);
    for (int i = 0; i < gradients.size(); i++) {
      along = along.add(gradients.get(i).mul(vector.get(i).detach()).sum());
    }
    return Gradient.of(along, wrt);
  }
}
