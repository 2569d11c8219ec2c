package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Keeps gradients from being too large.
@FunctionalInterface
public interface Clip {
  /// The gradients to use instead of these, in the same order and of the same shapes.
  List<Tensor> apply(List<Tensor> gradients);

  /// The gradients as they are.
  static Clip none() {
    return gradients -> gradients;
  }

  /// Each element cut to [-limit, limit].
  static Clip value(double limit) {
    require("value", limit);
    return gradients -> gradients.stream().map(g -> g.max(-limit).min(limit)).toList();
  }

  /// All scaled by one factor so that their common Euclidean norm is at most `limit`: by limit / (norm + 1e-6), as
  /// PyTorch does, where that is below 1 (Pascanu, Mikolov, Bengio 2013).
  static Clip globalNorm(double limit) {
    require("globalNorm", limit);
    return gradients -> {
      if (gradients.isEmpty()) {
        return gradients;
      }
      Tensor scale = Tensor.scalar(limit).div(norm(gradients).add(1e-6)).min(1);
      return gradients.stream().map(g -> g.mul(scale)).toList();
    };
  }

  /// The Euclidean norm of all gradients together, a scalar.
  static Tensor norm(List<Tensor> gradients) {
    return gradients.stream()
        .map(g -> g.square().sum())
        .reduce(Tensor::add)
        .orElseGet(() -> Tensor.scalar(0))
        .sqrt();
  }

  private static void require(String what, double limit) {
    if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Clip." + what + ": expected a finite limit above 0, got " + limit);
    }
  }
}
