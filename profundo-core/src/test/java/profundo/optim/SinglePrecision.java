package profundo.optim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import profundo.Graph;
import profundo.Tensor;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// Evaluates with every intermediate result rounded to a float, as any engine on floats does at best.
final class SinglePrecision {
  private SinglePrecision() {}

  static List<Values> evaluate(List<Tensor> outputs, Map<Tensor, Values> given) {
    Map<Tensor, Values> known = new HashMap<>(given);
    for (Tensor t : Graph.topological(outputs)) {
      if (!known.containsKey(t)) {
        known.put(t, Values.of(Interpreter.evaluate(List.of(t), known).get(0).round()));
      }
    }
    return outputs.stream().map(known::get).toList();
  }
}
