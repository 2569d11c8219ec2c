package profundo.app.report;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A browser without a window, as a process.
///
/// @param program where it is
/// @param folder for its profile and its output
record Chromium(Path program, Path folder) {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  /// What the browser made of a page.
  ///
  /// @param dom the page after loading
  /// @param log what it complained about
  record Seen(String dom, String log) {}

  /// The browser of the PATH, if there is one.
  static Optional<Chromium> find(Path folder) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(p -> !p.isBlank())
        .flatMap(p -> NAMES.stream().map(n -> Path.of(p, n)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Chromium(program, folder));
  }

  /// Loads a page and waits until it is complete.
  Seen load(Path page, String... flags) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory(folder, "profile");
    Path dom = profile.resolve("dom.html");
    Path log = profile.resolve("log.txt");
    var command = new ArrayList<String>();
    command.add(program.toString());
    // No sandbox: the tests of a container run as root, and the page is our own.
    command.addAll(
        List.of(
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--enable-logging=stderr", "--user-data-dir=" + profile, "--window-size=1240,2000"));
    command.addAll(List.of(flags));
    command.add("--dump-dom");
    command.add(page.toUri().toString());
    Process process = new ProcessBuilder(command).redirectOutput(dom.toFile()).redirectError(log.toFile()).start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        throw new AssertionError("the browser did not load " + page + " in two minutes; it says: "
            + Files.readString(log));
      }
      return new Seen(Files.readString(dom), new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      delete(profile);
    }
  }

  /// Children of the browser may still be writing; what they leave behind lies in the build folder.
  private static void delete(Path profile) {
    try (Stream<Path> all = Files.walk(profile)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException busy) {
      profile.toFile().deleteOnExit();
    }
  }
}
