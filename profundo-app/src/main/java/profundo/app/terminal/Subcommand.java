package profundo.app.terminal;

/// One command of the program, such as `profundo doctor`.
///
/// A command is one file: a final class with picocli's `@Command` and `@Option` annotations, listed in `Main`. It
/// reports progress on the console's `err` and gives its findings back; printing them for people or as JSON, errors and
/// exit codes are the program's business, the same for every command.
public interface Subcommand {
  /// Does the work.
  ///
  /// @throws InvalidInput for bad usage or input, which ends the program with exit code 2
  /// @throws Exception when the run fails; [Failure] says which exit code each kind has
  Result run(Console console) throws Exception;
}
