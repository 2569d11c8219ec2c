package profundo.app.terminal;

/// A file from the user has problems, each told on a line of its own: exit code 2.
public final class BadFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadFile(String message) {
    super(message);
  }
}
