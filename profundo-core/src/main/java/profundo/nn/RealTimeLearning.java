package profundo.nn;

import java.util.List;
import java.util.function.BiFunction;
import profundo.Gradient;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// Real-time recurrent learning: the gradient of a [FullyRecurrentCell]'s loss, carried forwards along with the units
/// instead of back through time. With p_k the derivative of unit k with respect to all weights,
///
///     p_k(t) = y_k(t) (1 - y_k(t)) (sum over l of W_lk p_l(t-1) + what weight ij adds to unit k itself: z_i(t) where j = k)
///     dE/dW = sum over t and k of e_k(t) p_k(t),   e_k(t) = dE_t / dy_k(t)
///
/// Memory does not grow with time, but units² x inputs numbers are kept, and units³ x inputs products made a step.
///
/// Source: Williams and Zipser 1989, equations 10 to 12.
public final class RealTimeLearning {
  private RealTimeLearning() {}

  /// The gradient of a sum of losses over time with respect to the cell's weights.
  ///
  /// @param x `[batch, time, in]`
  /// @param loss of outputs `[batch, out]` at a step, to a scalar
  /// @return shaped like the cell's weight
  public static Tensor gradient(FullyRecurrentCell cell, Tensor x, BiFunction<Tensor, Integer, Tensor> loss) {
    if (x.shape().rank() != 3 || x.shape().size(2) != cell.in()) {
      throw new ShapeException(
          "RealTimeLearning: expected x[batch, time, in=" + cell.in() + "], got " + x.shape());
    }
    Pass pass = Pass.inference(cell);
    int batch = x.shape().size(0);
    int units = cell.units();
    int sources = cell.in() + 1 + units;
    Tensor recurrent = cell.weight().slice(0, cell.in() + 1, sources).transpose();
    Tensor own = Tensor.iota(Shape.of(units, units), 0).eq(Tensor.iota(Shape.of(units, units), 1));
    List<Tensor> state = cell.begin(batch);
    List<Tensor> weights = cell.weights(pass);
    Tensor p = Tensor.fill(Shape.of(batch, units, sources * units), 0);
    Tensor total = Tensor.fill(cell.weight().shape(), 0);
    for (int t = 0; t < x.shape().size(1); t++) {
      Tensor now = x.slice(1, t, t + 1).reshape(batch, cell.in());
      Tensor z = Tensor.concat(1, now, Tensor.fill(Shape.of(batch, 1), 1), state.get(0));
      Cell.Stepped next = cell.step(cell.project(now, pass), state, weights, t);
      Tensor y = next.state().get(0);
      Tensor direct =
          z.reshape(batch, 1, sources, 1).mul(own.reshape(1, units, 1, units)).reshape(batch, units, sources * units);
      Tensor slope = y.mul(Tensor.scalar(1).sub(y)).reshape(batch, units, 1);
      p = recurrent.reshape(1, units, units).matmul(p).add(direct).mul(slope);
      Tensor error = Gradient.of(loss.apply(next.output(), t), y);
      total = total.add(error.reshape(batch, units, 1).mul(p).sum(0, 1).reshape(cell.weight().shape()));
      state = next.state();
    }
    return total;
  }
}
