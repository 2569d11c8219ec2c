package profundo;

import java.util.List;
import java.util.ServiceLoader;

/// Computes the values of expressions: the door through which the language reaches an engine without depending on one.
///
/// There is one default, found by [ServiceLoader] on first use; a [ScopedValue] overrides it for a stretch of code:
///
///     ScopedValue.where(Evaluator.CURRENT, new Interpreter()).run(() -> x.toFloats());
public interface Evaluator {
  /// Overrides the default engine while bound.
  ScopedValue<Evaluator> CURRENT = ScopedValue.newInstance();

  /// The values of expressions without open inputs, computed together, against the present values of their variables.
  ///
  /// @throws IllegalArgumentException when an expression depends on an [Op.Input]; the message names it
  List<Array> evaluate(List<Tensor> outputs);

  /// The engine in force.
  static Evaluator current() {
    return CURRENT.isBound() ? CURRENT.get() : Default.ENGINE;
  }

  /// Found on first use.
  final class Default {
    private static final Evaluator ENGINE =
        ServiceLoader.load(Evaluator.class, Evaluator.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no engine found: profundo-core is incomplete"));

    private Default() {}
  }
}
