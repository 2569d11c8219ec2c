package profundo;

/// Thrown while an expression is built whose shapes or types do not fit: the message names the operation, what it
/// expected, what came, and the remedy.
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// @param message operation, expected, got, remedy
  public ShapeException(String message) {
    super(message);
  }
}
