package profundo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import profundo.io.Json;

/// What everything is measured on, and against.
///
/// @param processor its name
/// @param java version of the JVM
/// @param bits of a vector register
/// @param gflops peak of multiplications and additions, all threads
/// @param gflopsOfOne the same, one thread
/// @param gigabytes memory bandwidth, all threads
record Machine(
    String processor, int processors, int threads, String java, int bits, double gflops, double gflopsOfOne, double gigabytes) {
  /// Takes about two seconds.
  static Machine measure(int threads) throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    int atOnce = Math.min(threads, processors);
    return new Machine(
        nameOfProcessor(), processors, threads, Runtime.version().toString(), Peak.bits(), Peak.gflops(atOnce), Peak.gflops(1),
        Peak.gigabytes(atOnce));
  }

  private static String nameOfProcessor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      for (String line : Files.readAllLines(info)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }

  Json.Obj json() {
    return Json.Obj.EMPTY
        .with("processor", processor)
        .with("processors", processors)
        .with("threads", threads)
        .with("java", java)
        .with("vector_bits", bits)
        .with("peak_gflops", gflops)
        .with("peak_gflops_1_thread", gflopsOfOne)
        .with("memory_gb_per_second", gigabytes);
  }
}
