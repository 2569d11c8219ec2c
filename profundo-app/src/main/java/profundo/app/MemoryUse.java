package profundo.app;

import java.io.PrintWriter;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Supplier;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.app.models.Sample;
import profundo.app.models.Training;
import profundo.app.terminal.Table;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.data.Dataset;
import profundo.io.Json;
import profundo.nn.Loss;
import profundo.nn.Sequential;
import profundo.train.Step;
import profundo.train.Supervised;
import profundo.train.Trace;

/// What a training step keeps on the heap, in bytes: as its plan says, and as found after it has run.
///
/// @param batch samples in a batch
/// @param weights the model
/// @param optimizer what the optimizer remembers
/// @param input one batch with its labels; a running training prepares up to three ahead
/// @param arena activations, gradients and all else between the first and the last operation, sharing memory
/// @param found on the heap after two steps, weights and input included; what exceeds the plan is packed operands and programs
record MemoryUse(int batch, long weights, long optimizer, long input, long arena, long found) {
  /// Builds the model and runs two steps on zeros.
  static MemoryUse of(Supplier<Sequential> model, Sample sample, int classes, Training training) {
    long before = used();
    Sequential net = model.get();
    Supervised step = Step.supervised(net, Loss::softmaxCrossEntropy, training.optimizer(1));
    SequencedMap<String, Tensor> parts = new LinkedHashMap<>();
    parts.put(Dataset.X, Tensor.input(Dataset.X, sample.shape().insert(0, training.batch()), sample.dtype()));
    parts.put(Dataset.Y, Tensor.input(Dataset.Y, Shape.of(training.batch()), DType.I32));
    Variable counter = Variable.counter("step");
    Trace trace = step.train(parts, counter, 0);
    List<Assignment> assignments = new ArrayList<>(trace.assignments());
    assignments.add(new Assignment(counter, counter.add(1)));
    Array[] batch = parts.values().stream().map(t -> Array.zeros(t.shape(), t.dtype())).toArray(Array[]::new);
    try (Engine engine = Engine.of(Runtime.getRuntime().availableProcessors())) {
      Program program = engine.compile(List.copyOf(parts.values()), List.of(trace.loss()), assignments);
      program.run(batch);
      program.run(batch);
      long after = used();
      Reference.reachabilityFence(program);
      return new MemoryUse(
          training.batch(),
          bytes(step.parameters().byName().values()),
          bytes(step.memory().values()),
          bytes(parts.values()),
          (long) Float.BYTES * program.arenaFloats(),
          after - before);
    } finally {
      Reference.reachabilityFence(net);
      Reference.reachabilityFence(batch);
    }
  }

  private static long bytes(Iterable<? extends Tensor> tensors) {
    long sum = 0;
    for (Tensor t : tensors) {
      sum += (long) Float.BYTES * t.shape().count();
    }
    return sum;
  }

  /// The heap after a collection.
  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  long planned() {
    return weights + optimizer + input + arena;
  }

  Json.Obj json() {
    return Json.Obj.EMPTY
        .with("batch", batch)
        .with("weights_bytes", weights)
        .with("optimizer_bytes", optimizer)
        .with("input_bytes", input)
        .with("arena_bytes", arena)
        .with("planned_bytes", planned())
        .with("found_bytes", found);
  }

  void print(PrintWriter out) {
    out.println();
    out.println("Memory of a training step, batch " + batch);
    Table.plain()
        .row("weights", megabytes(weights))
        .row("optimizer", megabytes(optimizer))
        .row("one batch", megabytes(input))
        .row("activations, gradients", megabytes(arena))
        .row("planned", megabytes(planned()))
        .row("found on the heap after two steps", megabytes(found))
        .print(out);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes * 1e-6);
  }
}
