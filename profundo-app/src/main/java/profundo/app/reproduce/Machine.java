package profundo.app.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/// The computer in a few words: `AMD EPYC 7763, 2 processors`.
public final class Machine {
  private Machine() {}

  /// This one, with so many threads at work.
  public static String describe(int threads) {
    int processors = Runtime.getRuntime().availableProcessors();
    return name() + ", " + threads + (threads == 1 ? " thread" : " threads") + (threads == processors ? "" : " of " + processors);
  }

  private static String name() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        var named = lines.filter(l -> l.toLowerCase(Locale.ROOT).startsWith("model name")).findFirst();
        if (named.isPresent()) {
          return named.get().replaceFirst("^[^:]*:\\s*", "").replaceAll("\\(R\\)|\\(TM\\)| CPU| Processor|@.*", "")
              .replaceAll("\\s+", " ").strip();
        }
      } catch (IOException e) {
        // The architecture will do.
      }
    }
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }
}
