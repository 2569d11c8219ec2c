package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Keeps gradients from being too large.
@FunctionalInterface
public interface Clip {
  /// The gradients to use instead of these, in the same order and of the same shapes.
  List<Tensor> apply(List<Tensor> gradients);

  /// Gradients and what is known of them.
  ///
  /// @param gradients to use
  /// @param norm a scalar that is finite only where all gradients were, as far as the clipping computes one anyway; else null
  record Clipped(List<Tensor> gradients, Tensor norm) {
    /// Copies the list.
    public Clipped {
      gradients = List.copyOf(gradients);
    }
  }

  /// As [#apply], with the norm that it was done by.
  default Clipped clipped(List<Tensor> gradients) {
    return new Clipped(apply(gradients), null);
  }

  /// This one, then another.
  default Clip then(Clip next) {
    Clip first = this;
    return new Clip() {
      @Override
      public List<Tensor> apply(List<Tensor> gradients) {
        return next.apply(first.apply(gradients));
      }

      @Override
      public Clipped clipped(List<Tensor> gradients) {
        Clipped one = first.clipped(gradients);
        Clipped both = next.clipped(one.gradients());
        return both.norm() == null ? new Clipped(both.gradients(), one.norm()) : both;
      }
    };
  }

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
    return new Clip() {
      @Override
      public List<Tensor> apply(List<Tensor> gradients) {
        return clipped(gradients).gradients();
      }

      @Override
      public Clipped clipped(List<Tensor> gradients) {
        if (gradients.isEmpty()) {
          return new Clipped(gradients, null);
        }
        Tensor norm = norm(gradients);
        Tensor scale = Tensor.scalar(limit).div(norm.add(1e-6)).min(1);
        return new Clipped(gradients.stream().map(g -> g.mul(scale)).toList(), norm);
      }
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
