package profundo.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;
import profundo.kernel.Provider;

/// A steady training step allocates nothing, on any thread.
///
/// On scalar kernels that is a property of this project's code alone. On vector kernels it is also one of the JVM's
/// compiler, which keeps a vector on the heap wherever it cannot keep it in a register; what it manages depends on all
/// that ran before, so that test starts a JVM that runs nothing but training steps, as a user's does. A compilation
/// sometimes turns out worse and stays; a second JVM then tells that from code that always allocates.
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ATTEMPTS = 3;

  @Test
  void onScalarKernelsAStepAllocatesNothing() {
    try (Engine engine = Engine.of(Provider.scalar(), 2, false)) {
      Training training = new Training(engine);
      training.warmUp(200);
      assertThat(training.leastBytes(20)).as("bytes in 20 steps, all threads").isZero();
    }
  }

  @Test
  void onVectorKernelsASteadyStepAllocatesNothing() throws Exception {
    List<String> reports = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      String report = inOtherJvm();
      if (report.startsWith("0 bytes")) {
        return;
      }
      reports.add(report);
    }
    assertThat(reports).as("bytes in 20 steps, all threads, in every JVM").isEmpty();
  }

  private static String inOtherJvm() throws IOException, InterruptedException {
    Process jvm = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules", "jdk.incubator.vector",
            "-Xmx1g",
            "-cp", System.getProperty("java.class.path"),
            OtherJvm.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String report = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(jvm.waitFor()).as("exit code; it printed: %s", report).isZero();
    return report;
  }

  /// What runs alone in a JVM: prints the bytes of 20 steps, and where they come from unless there are none.
  static final class OtherJvm {
    private OtherJvm() {}

    public static void main(String[] args) throws IOException {
      try (Engine engine = Engine.of(2)) {
        Training training = new Training(engine);
        training.warmUp(20_000);
        long bytes = training.leastBytes(200);
        System.out.println(bytes + " bytes, vector kernels: " + engine.provider().name());
        if (bytes > 0) {
          System.out.println(training.sites());
        }
      }
    }
  }

  /// A small network with convolution, pooling, dropout, a softmax and updates.
  private static final class Training {
    private final Program program;
    private final Array[] batch;

    Training(Engine engine) {
      Rng rng = Rng.of(1);
      Tensor x = Tensor.input("x", Shape.of(4, 8, 8, 3), DType.F32);
      Tensor y = Tensor.input("y", Shape.of(4), DType.I32);
      Variable k = Variable.of("k", rng.normal(Shape.of(3, 3, 3, 16), 0, 0.2f));
      Variable w = Variable.of("w", rng.normal(Shape.of(4 * 4 * 16, 10), 0, 0.1f));
      Variable b = Variable.zeros("b", Shape.of(10));
      Variable count = Variable.counter("step");
      Window same = Window.of(3, 3).same();
      Tensor h = x.conv(k, same, 1).relu().maxPool(Window.of(2, 2).stride(2)).reshape(4, -1);
      h = h.mul(Tensor.uniform(h.shape(), 1, 2, count).gt(0.2)).mul(1.25);
      Tensor loss = h.matmul(w).add(b).logSoftmax().mul(y.oneHot(10)).sum().neg();
      List<Assignment> updates = new ArrayList<>();
      List<Variable> variables = List.of(k, w, b);
      List<Tensor> gradients = Gradient.of(loss, variables);
      for (int i = 0; i < 3; i++) {
        Variable v = variables.get(i);
        updates.add(new Assignment(v, v.sub(gradients.get(i).mul(0.01))));
      }
      updates.add(new Assignment(count, count.add(1)));
      program = engine.compile(List.of(x, y), List.of(loss), updates);
      batch = new Array[] {rng.normal(x.shape(), 0, 1), Array.zeros(y.shape(), DType.I32)};
    }

    void warmUp(int steps) {
      for (int i = 0; i < steps; i++) {
        program.run(batch);
      }
    }

    /// In 20 steps, on this thread and the workers; measured up to `windows` times, 500 steps apart, until it is zero.
    long leastBytes(int windows) {
      long[] threads = workers();
      assertThat(threads).hasSizeGreaterThan(1);
      long least = Long.MAX_VALUE;
      for (int window = 0; window < windows && least > 0; window++) {
        warmUp(500);
        long before = allocated(threads);
        warmUp(20);
        least = Math.min(least, allocated(threads) - before);
      }
      return least;
    }

    /// Where the steps allocate, by the flight recorder: stack traces, most frequent first.
    String sites() throws IOException {
      Path file = Files.createTempFile("allocation", ".jfr");
      try (Recording recording = new Recording()) {
        recording.enable("jdk.ObjectAllocationInNewTLAB").withStackTrace();
        recording.start();
        warmUp(50_000);
        recording.stop();
        recording.dump(file);
        Map<String, Integer> counts = new TreeMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
          if (event.getStackTrace() != null) {
            counts.merge(trace(event), 1, Integer::sum);
          }
        }
        return counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(5)
            .map(e -> e.getValue() + " x " + e.getKey())
            .collect(Collectors.joining("\n"));
      } finally {
        Files.delete(file);
      }
    }

    private static String trace(RecordedEvent event) {
      return event.getStackTrace().getFrames().stream()
          .limit(8)
          .map(f -> f.getMethod().getType().getName() + "." + f.getMethod().getName() + ":" + f.getLineNumber())
          .collect(Collectors.joining("\n    "));
    }

    private static long allocated(long[] threads) {
      long sum = 0;
      for (long id : threads) {
        sum += THREADS.getThreadAllocatedBytes(id);
      }
      return sum;
    }

    private static long[] workers() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(t -> t == Thread.currentThread() || t.getName().startsWith("profundo"))
          .mapToLong(Thread::threadId)
          .toArray();
    }
  }
}
