package profundo.train;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import profundo.Array;
import profundo.DType;
import profundo.Shape;
import profundo.compile.Program;
import profundo.data.Batch;

/// A step compiled for batches of one shape. Running it allocates nothing, but for metrics of sequences of different length.
final class Compiled {
  private final Consumer<Batch> check;
  private final Program program;
  private final Map<String, Shape> shapes;
  private final List<String> inputs;
  private final Array[] values;
  private final List<String> means;
  private final int prediction;
  private final int rate;
  private final int counted;
  private final String target;
  private Batch batch;

  /// @param check looks at each batch first
  /// @param shapes of all parts of a batch
  /// @param inputs the parts that the program takes, in order
  /// @param means names of the first outputs, each a scalar
  /// @param trace says which other outputs follow; null when there are none
  Compiled(
      Consumer<Batch> check, Program program, Map<String, Shape> shapes, List<String> inputs, List<String> means, Trace trace) {
    this.check = check;
    this.program = program;
    this.shapes = shapes;
    this.inputs = inputs;
    this.values = new Array[inputs.size()];
    this.means = List.copyOf(means);
    boolean predicts = trace != null && trace.prediction() != null;
    this.prediction = predicts ? means.size() : -1;
    this.rate = trace != null && trace.rate() != null ? means.size() + (predicts ? 1 : 0) : -1;
    this.counted = trace != null && trace.counted() != null ? means.size() + (predicts ? 1 : 0) + (rate >= 0 ? 1 : 0) : -1;
    this.target = predicts ? trace.target() : null;
  }

  /// Whether it was compiled for batches like this one.
  boolean fits(Batch b) {
    if (b.parts().size() != shapes.size()) {
      return false;
    }
    for (Map.Entry<String, Array> part : b.parts().entrySet()) {
      if (!part.getValue().shape().equals(shapes.get(part.getKey()))) {
        return false;
      }
    }
    return true;
  }

  void run(Batch b) {
    check.accept(b);
    batch = b;
    for (int i = 0; i < values.length; i++) {
      values[i] = b.part(inputs.get(i));
    }
    program.run(values);
  }

  List<String> means() {
    return means;
  }

  float mean(int i) {
    return program.output(i).floats()[0];
  }

  /// What is to be judged; null where that is nothing.
  Array prediction() {
    return prediction < 0 || steps(1) == 0 ? null : judged(program.output(prediction));
  }

  Array target() {
    return judged(batch.part(target));
  }

  /// How many steps of the batch count.
  ///
  /// @param otherwise where all do
  int steps(int otherwise) {
    if (counted < 0) {
      return otherwise;
    }
    int n = 0;
    for (float f : program.output(counted).floats()) {
      n += f != 0 ? 1 : 0;
    }
    return n;
  }

  /// The steps that count, one after the other: `[batch, time, ...]` -> `[steps, ...]`.
  private Array judged(Array all) {
    if (counted < 0) {
      return all;
    }
    float[] count = program.output(counted).floats();
    Shape s = all.shape();
    int row = s.count() / count.length;
    Array some = Array.zeros(s.without(0).with(0, steps(0)), all.dtype());
    Object from = all.dtype() == DType.F32 ? all.floats() : all.ints();
    Object to = all.dtype() == DType.F32 ? some.floats() : some.ints();
    int n = 0;
    for (int i = 0; i < count.length; i++) {
      if (count[i] != 0) {
        System.arraycopy(from, i * row, to, n++ * row, row);
      }
    }
    return some;
  }

  double rate() {
    return rate < 0 ? Double.NaN : program.output(rate).floats()[0];
  }
}
