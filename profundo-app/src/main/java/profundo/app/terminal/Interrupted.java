package profundo.app.terminal;

/// A signal ended the run before its end; it can go on. The exit code is the shell's: 128 and the signal's number, 130
/// for Ctrl-C.
final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  Interrupted(int signal, String message) {
    super(message);
    code = 128 + signal;
  }

  int code() {
    return code;
  }
}
