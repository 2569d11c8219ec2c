package profundo.app.terminal;

/// Bad usage or bad input, found by the command itself: exit code 2. The message names what was expected, what came,
/// where, and the remedy.
public final class InvalidInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message where, what was expected, what came, the remedy
  public InvalidInput(String message) {
    super(message);
  }

  /// @param message where, what was expected, what came, the remedy
  /// @param cause what found it
  public InvalidInput(String message, Throwable cause) {
    super(message, cause);
  }
}
