package profundo.zoo.autoencoder;

import profundo.ShapeException;
import profundo.Tensor;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Pass;

/// What is added to the distance of an [Autoencoder] to shape its codes.
@FunctionalInterface
public interface CodePenalty {
  /// The penalty, shape `[]`.
  ///
  /// @param encoder f
  /// @param x `[batch, ...]`
  /// @param code f(x), `[batch, ...]`
  /// @param pass in which f was applied to x
  Tensor of(Layer encoder, Tensor x, Tensor code, Pass pass);

  /// No penalty.
  static CodePenalty none() {
    return None.ONLY;
  }

  /// The one without effect.
  enum None implements CodePenalty {
    /// The only one.
    ONLY;

    @Override
    public Tensor of(Layer encoder, Tensor x, Tensor code, Pass pass) {
      return Tensor.scalar(0);
    }
  }

  /// strength * sum over units of |h_j|, mean over the batch: sparse coding's prior (Olshausen and Field 1996).
  static CodePenalty l1(double strength) {
    check("l1", strength);
    return (_, x, code, _) -> code.abs().sum().mul(strength / x.shape().size(0));
  }

  /// strength * sum over units j of KL(rho || rho_j), with rho_j the mean of h_j over the batch (Ng 2011, CS294A lecture
  /// notes, section 3):
  ///
  ///     KL(rho || rho_j) = rho log(rho / rho_j) + (1 - rho) log((1 - rho) / (1 - rho_j))
  ///
  /// It wants codes between 0 and 1, as a sigmoid gives them; rho_j is kept 1e-6 away from both. A unit may be active
  /// often for some samples, if it is silent for the others: that is what sparse means here.
  ///
  /// @param activity rho, the mean that units shall have, such as 0.05
  static CodePenalty kl(double strength, double activity) {
    check("kl", strength);
    if (!(activity > 0 && activity < 1)) {
      throw new IllegalArgumentException("CodePenalty.kl: expected an activity between 0 and 1, got " + activity);
    }
    double entropy = activity * Math.log(activity) + (1 - activity) * Math.log(1 - activity);
    return (_, _, code, _) -> {
      Tensor rho = code.mean(0).max(1e-6).min(1 - 1e-6);
      Tensor cross = rho.log().mul(activity).add(rho.neg().add(1).log().mul(1 - activity));
      return cross.neg().add(entropy).sum().mul(strength);
    };
  }

  /// strength * |df/dx|², the squared Frobenius norm of the encoder's Jacobian, mean over the batch (Rifai, Vincent,
  /// Muller, Glorot, Bengio 2011): the code shall not move where x moves, but where the distance needs it. For any
  /// encoder, by differentiating a gradient; see [JacobianNorm].
  static CodePenalty contractive(double strength) {
    check("contractive", strength);
    return (encoder, x, code, pass) -> {
      if (code.shape().rank() != 2) {
        throw new ShapeException("CodePenalty.contractive: expected codes [batch, units], got " + code.shape());
      }
      return JacobianNorm.of(encoder, x, pass).mean().mul(strength);
    };
  }

  /// The same for an encoder that is one linear layer and a sigmoid, by its closed form: as quick as the encoder itself.
  ///
  /// @param linear the layer below the sigmoid that gives the code
  static CodePenalty contractive(double strength, Linear linear) {
    check("contractive", strength);
    return (_, _, code, pass) -> JacobianNorm.ofSigmoid(linear, code, pass).mean().mul(strength);
  }

  /// This penalty and another one.
  default CodePenalty and(CodePenalty other) {
    return (encoder, x, code, pass) -> of(encoder, x, code, pass).add(other.of(encoder, x, code, pass));
  }

  private static void check(String which, double strength) {
    if (!(strength >= 0 && strength <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("CodePenalty." + which + ": expected a finite strength of at least 0, got " + strength);
    }
  }
}
