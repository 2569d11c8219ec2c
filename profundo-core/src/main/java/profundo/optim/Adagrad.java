package profundo.optim;

import java.util.List;
import profundo.Tensor;

/// Adagrad (Duchi, Hazan, Singer 2011): v <- v + g², w <- w - rate g / (sqrt(v0 + v) + epsilon).
///
/// Definition and defaults are those of PyTorch's `Adagrad`; its `lr_decay` is a [Schedule] here.
///
/// @param schedule learning rate
/// @param initial v0, what the sum of squares starts from
/// @param epsilon keeps the quotient finite
public record Adagrad(Schedule schedule, double initial, double epsilon) implements Optimizer {
  /// Checks the settings.
  public Adagrad {
    Check.within("Adagrad", "an initial sum", initial, 0, Double.MAX_VALUE);
    Check.within("Adagrad", "an epsilon", epsilon, 0, Double.MAX_VALUE);
  }

  /// Sum from 0, epsilon 1e-10, at a constant rate (PyTorch's is 0.01).
  public static Adagrad of(double rate) {
    return of(Schedule.constant(rate));
  }

  /// Sum from 0, epsilon 1e-10.
  public static Adagrad of(Schedule schedule) {
    return new Adagrad(schedule, 0, 1e-10);
  }

  /// The same with a sum of squares that starts elsewhere.
  public Adagrad withInitial(double initial) {
    return new Adagrad(schedule, initial, epsilon);
  }

  /// The same with another epsilon.
  public Adagrad withEpsilon(double epsilon) {
    return new Adagrad(schedule, initial, epsilon);
  }

  @Override
  public List<String> slots() {
    return List.of("sum");
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return (_, w, g, slots) -> {
      Tensor v = slots.get(0).add(g.square());
      Tensor along = g.div(v.add(initial).sqrt().add(epsilon));
      return new Update(w.sub(along.mul(rate)), List.of(v));
    };
  }
}
