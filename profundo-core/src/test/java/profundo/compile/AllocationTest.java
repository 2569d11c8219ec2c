package profundo.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
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

/// A steady training step allocates nothing, on any thread.
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aSteadyStepAllocatesNothing() {
    try (Engine engine = Engine.of(2)) {
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
      Program p = engine.compile(List.of(x, y), List.of(loss), updates);
      Array[] batch = {rng.normal(x.shape(), 0, 1), Array.zeros(y.shape(), DType.I32)};
      // Until the loops are compiled their vectors live on the heap, so the network is small and the warm-up long: it
      // goes on for as long as a step allocates, up to a limit.
      for (int i = 0; i < 20_000; i++) {
        p.run(batch);
      }
      long[] threads = workers();
      assertThat(threads).hasSizeGreaterThan(1);
      long least = Long.MAX_VALUE;
      for (int window = 0; window < 200 && least > 0; window++) {
        for (int i = 0; i < 500; i++) {
          p.run(batch);
        }
        long before = allocated(threads);
        for (int i = 0; i < 20; i++) {
          p.run(batch);
        }
        least = Math.min(least, allocated(threads) - before);
      }
      assertThat(least).as("bytes in 20 steps, all threads").isZero();
    }
  }

  /// Of this thread and of the workers.
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
