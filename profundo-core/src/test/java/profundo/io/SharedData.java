package profundo.io;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// Real files that are not part of the project: in `$PROFUNDO_DATA`, else in `../shared/data` beside the repository.
final class SharedData {
  private SharedData() {}

  /// The file, or the test is skipped.
  static Path find(String name) {
    String folder = System.getenv("PROFUNDO_DATA");
    Path inEnvironment = folder == null ? null : Path.of(folder, name);
    if (inEnvironment != null && Files.isRegularFile(inEnvironment)) {
      return inEnvironment;
    }
    Path beside = Path.of("..", "..", "shared", "data", name);
    return Files.isRegularFile(beside)
        ? beside
        : abort("skipped: " + name + " is neither in $PROFUNDO_DATA nor in " + beside.toAbsolutePath().normalize());
  }
}
