package profundo.data;

/// Thrown when data from outside cannot be used: a file is missing, truncated, oversized or corrupt, or its contents do
/// not fit together. The message names the file, what was expected, what came, and the remedy.
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message file, expected, got, remedy
  public DataException(String message) {
    super(message);
  }

  /// @param message file, expected, got, remedy
  /// @param cause what the operating system or a decoder reported
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
