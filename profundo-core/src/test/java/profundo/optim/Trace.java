package profundo.optim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Array;
import profundo.Assignment;
import profundo.Gradient;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// Runs an optimizer in double precision on f(w) = a/2 (w0 - 1)² + b/2 (w1 + 2)² + w0 w1 / 2, whose gradient is written
/// out in [#gradient] for the hand-made traces to compare with.
final class Trace {
  private static final double A = 3;
  private static final double B = 0.5;

  private Trace() {}

  static double[] gradient(double[] w) {
    return new double[] {A * (w[0] - 1) + w[1] / 2, B * (w[1] + 2) + w[0] / 2};
  }

  /// The weights after each step, from (0.5, -1).
  static List<double[]> of(Optimizer optimizer, String name, int steps) {
    Variable w = Variable.of(name, Array.of(Shape.of(2), 0.5f, -1f));
    Variable counter = Variable.counter("step");
    Tensor w0 = w.slice(0, 0, 1);
    Tensor w1 = w.slice(0, 1, 2);
    Tensor loss =
        w0.sub(1).square().mul(A / 2).add(w1.add(2).square().mul(B / 2)).add(w0.mul(w1).mul(0.5)).sum();
    SequencedMap<String, Variable> weights = new LinkedHashMap<>(Map.of("net." + name, w));
    OptimizerState state = optimizer.start(weights);
    List<Assignment> step = new ArrayList<>(state.step(Gradient.of(loss, state.weights()), counter));
    step.add(new Assignment(counter, counter.add(1)));
    Map<Tensor, Values> now = new HashMap<>();
    List<double[]> trace = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      List<Values> next = Interpreter.evaluate(step.stream().map(Assignment::value).toList(), now);
      for (int k = 0; k < next.size(); k++) {
        now.put(step.get(k).variable(), next.get(k));
      }
      trace.add(now.get(w).reals());
    }
    return trace;
  }
}
