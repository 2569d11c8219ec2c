package profundo.app.terminal;

/// A file from the user has problems, each told on a line of its own: exit code 2.
public final class BadFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message a line for each problem: place, what was expected, what came
  public BadFile(String message) {
    super(message);
  }
}
