package profundo.files;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Real data beside the checkout, where there is some: `$PROFUNDO_DATA`, or `shared/data` beside a folder above.
final class TestData {
  private TestData() {}

  /// The folder of a data set; skips the test where it is not there.
  static Path folder(String name) {
    String set = System.getenv("PROFUNDO_DATA");
    if (set != null && Files.isDirectory(Path.of(set, name))) {
      return Path.of(set, name);
    }
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      Path candidate = p.resolve("shared/data").resolve(name);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return Assumptions.abort("no data set '" + name + "' here; set PROFUNDO_DATA");
  }
}
