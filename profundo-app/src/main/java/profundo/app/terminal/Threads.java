package profundo.app.terminal;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import profundo.Evaluator;
import profundo.compile.Engine;

/// The option `--threads`, and the engine that follows from it.
public final class Threads {
  private static final int MOST = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute (default: one for each processor). The result does not depend on it.")
  private Integer threads;

  /// How many there are.
  public int count() {
    int n = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (n < 1 || n > MOST) {
      throw new InvalidInput("--threads: expected a whole number from 1 to " + MOST + ", got " + n);
    }
    return n;
  }

  /// Does something with an engine of so many threads in force.
  public <T> T with(Callable<T> task) throws Exception {
    try (Engine engine = Engine.of(count())) {
      return ScopedValue.where(Evaluator.CURRENT, engine).call(task::call);
    }
  }
}
