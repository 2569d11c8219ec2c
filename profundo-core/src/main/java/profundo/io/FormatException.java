package profundo.io;

/// Thrown when the content of a file is not what its format allows: truncated, corrupt, of an unknown type, or larger
/// than is sane. The message names the file, the place in it, and the remedy. The file system itself failing is an
/// [java.io.IOException] instead.
public final class FormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message where, expected, got, remedy
  public FormatException(String message) {
    super(message);
  }

  /// @param message where, expected, got, remedy
  /// @param cause what found it
  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The same complaint with its place put before it, as in `model.safetensors: <message>`.
  public FormatException in(String where) {
    return new FormatException(where + ": " + getMessage(), this);
  }
}
