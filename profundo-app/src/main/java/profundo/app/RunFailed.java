package profundo.app;

/// The run failed for a reason that is known and said in one line: exit code 1.
final class RunFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFailed(String message) {
    super(message);
  }
}
