package profundo.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A process that does one workload for as long as it is told to, and then says how often it has: reads a number of
/// seconds a line, answers `calls seconds medianSecondsOfACall`.
public final class Worker {
  private static final int TIMES = 1 << 20;

  private Worker() {}

  /// Serves until its input ends.
  ///
  /// @param args class of the [Contender], workload, threads, variant
  public static void main(String[] args) throws Exception {
    Contender contender = (Contender) Class.forName(args[0]).getConstructor().newInstance();
    Workload workload = Workload.named(args[1]).orElseThrow();
    Runnable work = contender.prepare(workload, Integer.parseInt(args[2]), args[3]);
    work.run();
    serve(work);
    System.exit(0);
  }

  private static void serve(Runnable work) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    long[] times = new long[TIMES];
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long limit = (long) (Double.parseDouble(line) * 1e9);
      int calls = 0;
      long start = System.nanoTime();
      long now = start;
      while (now - start < limit && calls < TIMES) {
        work.run();
        long end = System.nanoTime();
        times[calls++] = end - now;
        now = end;
      }
      Arrays.sort(times, 0, calls);
      System.out.println(calls + " " + (now - start) * 1e-9 + " " + times[calls / 2] * 1e-9);
    }
  }
}
