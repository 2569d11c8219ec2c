package profundo;

import java.util.Objects;

/// A variable and the value it takes when a step has run. All assignments of a step take effect together: every read
/// in the step sees the values from before it.
///
/// @param variable what changes
/// @param value its next value, of the same shape and type
public record Assignment(Variable variable, Tensor value) {
  /// Checks shape and type.
  ///
  /// @throws ShapeException when the value does not fit the variable; the message names it
  public Assignment {
    Objects.requireNonNull(variable, "variable");
    Objects.requireNonNull(value, "value");
    if (!value.shape().equals(variable.shape()) || value.dtype() != variable.dtype()) {
      throw new ShapeException(
          "assign to variable " + variable.name() + ": expected " + variable.dtype() + " " + variable.shape()
              + ", got " + value.dtype() + " " + value.shape() + "; reshape, sumTo or cast the value");
    }
  }
}
