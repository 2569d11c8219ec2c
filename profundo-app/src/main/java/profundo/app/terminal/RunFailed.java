package profundo.app.terminal;

/// The run failed for a reason that is known and said in one line: exit code 1.
public final class RunFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message why, and what to try
  public RunFailed(String message) {
    super(message);
  }
}
