package profundo.zoo.autoencoder;

import profundo.Gradient;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Pass;

/// The squared Frobenius norm of an encoder's Jacobian, |df(x)/dx|² = sum over i, j of (dh_j / dx_i)², for each sample
/// (Rifai and others 2011, "Contractive auto-encoders", equations 1 and 7).
public final class JacobianNorm {
  private JacobianNorm() {}

  /// For h = sigmoid(x W + b): sum over j of (h_j (1 - h_j))² sum over i of W_ij².
  ///
  /// @param linear W and b
  /// @param h `[batch, units]`
  /// @return `[batch]`
  public static Tensor ofSigmoid(Linear linear, Tensor h, Pass pass) {
    if (h.shape().rank() != 2 || h.shape().size(1) != linear.weight().shape().size(1)) {
      throw new ShapeException(
          "JacobianNorm: expected codes [batch, " + linear.weight().shape().size(1) + "], got " + h.shape());
    }
    Tensor slope = h.mul(h.neg().add(1));
    Tensor lengths = pass.read(linear.weight()).square().sum(0);
    return slope.square().matmul(lengths.reshape(-1, 1)).reshape(h.shape().size(0));
  }

  /// For any encoder x `[batch, ...]` -> h `[batch, units]`, exactly: the rows of the Jacobian are gradients of single
  /// units, and what is built of them can be differentiated again.
  ///
  /// All rows are found in one way back, over a batch in which every sample stands once for each unit. That costs `units`
  /// times what the encoder costs; the encoder must not draw random numbers or look at the batch as a whole.
  ///
  /// @return `[batch]`
  public static Tensor of(Layer encoder, Tensor x, Pass pass) {
    Shape s = x.shape();
    int batch = s.size(0);
    int units = units(encoder, x, pass);
    Tensor many = x.reshape(s.insert(0, 1)).expand(s.insert(0, units)).reshape(s.with(0, units * batch));
    Tensor h = pass.apply(encoder, many).reshape(units, batch, units);
    Shape square = Shape.of(units, units);
    Tensor own = Tensor.iota(square, 0).eq(Tensor.iota(square, 1)).select(Tensor.scalar(1), Tensor.scalar(0));
    Tensor unit = h.mul(own.reshape(units, 1, units)).sum();
    return Gradient.of(unit, many).reshape(units, batch, -1).square().sum(0, 2);
  }

  private static int units(Layer encoder, Tensor x, Pass pass) {
    Shape h = pass.apply(encoder, x).shape();
    if (h.rank() != 2) {
      throw new ShapeException("JacobianNorm: expected an encoder to codes [batch, units], got " + h);
    }
    return h.size(1);
  }
}
