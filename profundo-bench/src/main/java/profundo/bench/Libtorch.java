package profundo.bench;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Fetches libtorch through Maven when asked for, and knows the settings with which it is fastest.
///
/// As it comes it chooses OpenBLAS's kernels by processor names older than the processor and runs two teams of threads that
/// get in each other's way. Tuned: kernels for AVX-512 where the processor has it, an OpenBLAS that computes on libtorch's own
/// team (OpenMP) where the system has one, and a malloc that keeps freed memory.
final class Libtorch {
  private static final String CONTENDER = "profundo.bench.libtorch.LibtorchContender";
  private static final String OWN_BLAS = "PROFUNDO_OPENBLAS";

  private final Path folder;
  private final boolean narrow;

  private Libtorch(Path folder, boolean narrow) {
    this.folder = folder;
    this.narrow = narrow;
  }

  /// @param root of the project
  /// @param narrow whether it is to be held to AVX2, as the JVM is
  static Libtorch in(Path root, boolean narrow) {
    return new Libtorch(root.resolve("profundo-bench/libtorch/target"), narrow);
  }

  /// Whether what speaks to libtorch is there, and not older than these benchmarks.
  ///
  /// @param root of the project
  boolean ready(Path root) throws IOException {
    Path jar = folder.resolve("libtorch.jar");
    Path own = root.resolve("profundo-bench/target/profundo-bench.jar");
    return Files.exists(jar) && Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(own)) >= 0;
  }

  /// Has Maven fetch libtorch and build what speaks to it. That also writes the jar anew from which this process runs: it
  /// must load no more classes from there.
  ///
  /// @param root of the project
  void fetch(Path root, PrintWriter progress) throws IOException, InterruptedException {
    progress.println("fetching libtorch through Maven (some 300 MB the first time) ...");
    Path log = Files.createDirectories(folder).resolve("build.log");
    int code =
        new ProcessBuilder(
                windows() ? "mvn.cmd" : "mvn", "-B", "-q", "-Dstyle.color=never", "-Ppeers", "-Dnative.platform=" + platform(),
                "-pl", "profundo-bench/libtorch", "-am", "-Dmaven.test.skip=true", "package")
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException(
          "libtorch could not be fetched and built:\n" + Files.readString(log).strip() + "\n(also in " + log + ")");
    }
  }

  /// Its settings that may be the fastest for a workload.
  List<Lane.Start> starts(Workload workload, int threads) throws IOException {
    List<Lane.Start> starts = new ArrayList<>();
    boolean images =
        switch (workload) {
          case Workload.Training w -> w.net().convolutional();
          case Workload.Inference w -> w.net().convolutional();
          case Workload.Rbm _ -> false;
          case Workload.Product _ -> false;
          case Workload.Convolution _ -> true;
        };
    List<String> variants = images ? List.of("", "channels-last") : List.of("");
    if (workload instanceof Workload.Rbm) {
      variants = List.of("", "stacked", "uniform", "stacked uniform");
    }
    List<Integer> teams = workload.latency() && threads > 1 ? List.of(threads, 1) : List.of(threads);
    for (String variant : variants) {
      for (int team : teams) {
        starts.add(start(variant, team));
      }
    }
    return starts;
  }

  private Lane.Start start(String variant, int threads) throws IOException {
    Map<String, String> environment = new HashMap<>();
    String team = Integer.toString(threads);
    environment.put("OMP_NUM_THREADS", team);
    environment.put("OPENBLAS_NUM_THREADS", team);
    environment.put("MALLOC_MMAP_THRESHOLD_", "4294967296");
    environment.put("MALLOC_TRIM_THRESHOLD_", "17179869184");
    environment.put("MALLOC_TOP_PAD_", "67108864");
    if (narrow) {
      environment.put("OPENBLAS_CORETYPE", "Haswell");
      environment.put("ATEN_CPU_CAPABILITY", "avx2");
      environment.put("ONEDNN_MAX_CPU_ISA", "AVX2");
    } else if (avx512()) {
      environment.put("OPENBLAS_CORETYPE", "SkylakeX");
    }
    Path blas = openMpBlas();
    if (blas != null) {
      environment.put("LD_PRELOAD", blas.toString());
    }
    String name =
        "libtorch 2.10" + (blas == null ? "" : ", OpenMP OpenBLAS") + (narrow ? ", AVX2" : "") + (variant.isEmpty() ? "" : ", " + variant)
            + (threads == 1 ? ", 1 thread" : "");
    String path = folder.resolve("libtorch.jar") + File.pathSeparator + folder.resolve("lib") + "/*";
    List<String> options =
        List.of("-Xmx2g", "-XX:+UseParallelGC", "--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.javacpp.nopointergc=true",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=12g");
    return new Lane.Start(name, CONTENDER, variant, threads, path, options, environment);
  }

  /// What to say when the fastest OpenBLAS is not there; null when it is.
  static String advice() throws IOException {
    return openMpBlas() != null
        ? null
        : "libtorch is faster with an OpenBLAS that uses its threads: 'apt install libopenblas0-openmp', or name one in $" + OWN_BLAS;
  }

  private static Path openMpBlas() throws IOException {
    String named = System.getenv(OWN_BLAS);
    if (named != null) {
      Path file = Path.of(named);
      if (!Files.isRegularFile(file)) {
        throw new IOException("$" + OWN_BLAS + "=" + named + ": expected a library, such as .../libopenblas.so.0");
      }
      return file;
    }
    Path lib = Path.of("/usr/lib");
    if (!Files.isDirectory(lib)) {
      return null;
    }
    try (Stream<Path> list = Files.list(lib)) {
      return list.map(p -> p.resolve("openblas-openmp/libopenblas.so.0")).filter(Files::isRegularFile).findFirst().orElse(null);
    }
  }

  private static boolean avx512() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    return Files.isReadable(info) && Files.readString(info).contains(" avx512f ");
  }

  private static boolean windows() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  private static String platform() throws IOException {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").replace("amd64", "x86_64").replace("aarch64", "arm64");
    String platform =
        (system.contains("linux") ? "linux" : system.contains("mac") ? "macosx" : "windows") + "-" + processor;
    if (!List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "windows-x86_64").contains(platform)) {
      throw new IOException("there is no libtorch for " + platform);
    }
    return platform;
  }
}
