package profundo.nn;

import profundo.Tensor;
import profundo.Variable;

/// A function from tensor to tensor, mostly with weights.
///
/// A layer with variables is a record whose components are variables, layers, lists or [java.util.Optional]s of them,
/// and plain configuration; or it lists what it holds as a [Composite]. A layer without variables may be a lambda.
///
///     public record Residual(Linear inner) implements Layer {
///       public Tensor apply(Tensor x, Pass pass) {
///         return x.add(pass.apply(inner, x).relu());
///       }
///     }
///
/// Children are best applied through [Pass#apply]: then errors, summaries and diagnosis know their names.
@FunctionalInterface
public interface Layer {
  /// Builds the expression of this layer's output; computes nothing.
  ///
  /// @param x the input; the first axis is the batch
  /// @param pass mode, randomness and pending state of this trace
  /// @throws profundo.ShapeException when x does not fit
  Tensor apply(Tensor x, Pass pass);

  /// The input it expects, for messages: `x[..., in=784]`. Empty where any input will do.
  default String expects() {
    return "";
  }

  /// Which elements of one of its weights flow into one unit together: those along all axes but the last, unless it says
  /// otherwise.
  ///
  /// @param weight one that it holds itself, in no layer inside it
  default Units units(Variable weight) {
    return Units.last(weight.shape());
  }
}
