package profundo.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A [Worker] process that can be told to work for a while. Between times it waits and takes no processor.
final class Lane implements AutoCloseable {
  /// How a process is started.
  ///
  /// @param name for people
  /// @param contender class of the [Contender]
  /// @param variant for the contender
  /// @param threads that it may compute with
  /// @param classPath of the process
  /// @param options of its JVM
  /// @param environment added to this process's
  record Start(
      String name, String contender, String variant, int threads, String classPath, List<String> options,
      Map<String, String> environment) {}

  private final Workload workload;
  private final Process process;
  private final BufferedReader answers;
  private final PrintStream orders;
  private final String name;

  /// What the process says when it fails.
  private final Path log;

  private Lane(String name, Workload workload, Process process, Path log) {
    this.name = name;
    this.log = log;
    this.workload = workload;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /// Starts a process and waits until it has done the work once.
  static Lane open(Start start, Workload workload) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(start.options);
    command.addAll(List.of("-cp", start.classPath, Worker.class.getName()));
    command.addAll(List.of(start.contender, workload.id(), Integer.toString(start.threads), start.variant));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(start.environment);
    Path log = Files.createTempFile("profundo-bench", ".log");
    builder.redirectError(log.toFile());
    Lane lane = new Lane(start.name, workload, builder.start(), log);
    log.toFile().deleteOnExit();
    String first = lane.answers.readLine();
    if (!"ready".equals(first)) {
      lane.close();
      String said = Files.readString(log).strip();
      throw new IOException(start.name + " could not do workload " + workload.id() + ":\n" + (first == null ? said : first + "\n" + said));
    }
    return lane;
  }

  /// Works for so many seconds.
  ///
  /// @return units a second; for a workload whose latency counts, one over the median time of a call
  double work(double seconds) throws IOException {
    orders.println(seconds);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(name + " ended in the middle of workload " + workload.id() + ":\n" + Files.readString(log).strip());
    }
    String[] words = answer.split(" ");
    double perCall =
        workload.latency() ? Double.parseDouble(words[2]) : Double.parseDouble(words[1]) / Double.parseDouble(words[0]);
    return workload.amount() / perCall;
  }

  @Override
  public void close() {
    orders.close();
    process.destroy();
  }
}
