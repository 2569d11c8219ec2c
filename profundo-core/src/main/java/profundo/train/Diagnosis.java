package profundo.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import profundo.Array;
import profundo.DType;
import profundo.Graph;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.data.Batch;

/// Looks for the first tensor of a step that is not finite, in the order in which values flow: first what goes in (the
/// batch, the variables), then whatever has a label.
final class Diagnosis {
  private final Step step;
  private final Engine engine;
  private final long seed;
  private final Variable counter;

  Diagnosis(Step step, Engine engine, long seed, Variable counter) {
    this.step = step;
    this.engine = engine;
    this.seed = seed;
    this.counter = counter;
  }

  /// The first tensor that is not finite when this batch is trained on from the variables as they are, in words; null
  /// when all are finite.
  String of(Batch batch) {
    for (Map.Entry<String, Array> part : batch.parts().entrySet()) {
      if (firstBad(part.getValue()) >= 0) {
        return describe("'" + part.getKey() + "' of the batch itself", part.getValue());
      }
    }
    String variable = ofVariables(step);
    if (variable != null) {
      return variable;
    }
    SequencedMap<String, Tensor> inputs = Programs.placeholders(batch);
    Trace trace = step.train(inputs, counter, seed);
    List<Tensor> roots = new ArrayList<>(trace.means().values());
    roots.addAll(trace.gradients().values());
    trace.assignments().forEach(a -> roots.add(a.value()));
    List<Tensor> order = Graph.topological(roots);
    List<Tensor> labelled = order.stream().filter(t -> t.label() != null && t.dtype() == DType.F32).toList();
    List<Array> values = evaluate(batch, inputs, labelled);
    Set<Tensor> sound = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < labelled.size(); i++) {
      if (firstBad(values.get(i)) >= 0) {
        return describe(labelled.get(i).label(), values.get(i))
            + operation(batch, inputs, labelled.get(i), sound);
      }
      sound.add(labelled.get(i));
    }
    return null;
  }

  /// The first variable that is not finite, in words; null when all are finite.
  static String ofVariables(Step step) {
    for (Map.Entry<String, Variable> v : step.parameters().byName().entrySet()) {
      if (firstBad(v.getValue().value()) >= 0) {
        return describe("variable " + v.getKey(), v.getValue().value());
      }
    }
    for (Map.Entry<String, Variable> v : step.memory().entrySet()) {
      if (firstBad(v.getValue().value()) >= 0) {
        return describe("variable " + v.getKey(), v.getValue().value());
      }
    }
    return null;
  }

  /// Which operation between the sound tensors and this one went wrong first.
  private String operation(Batch batch, SequencedMap<String, Tensor> inputs, Tensor bad, Set<Tensor> sound) {
    List<Tensor> between = new ArrayList<>();
    Set<Tensor> below = Collections.newSetFromMap(new IdentityHashMap<>());
    Graph.topological(sound).forEach(below::add);
    for (Tensor t : Graph.topological(List.of(bad))) {
      if (t.dtype() == DType.F32 && !below.contains(t) && !t.op().operands().isEmpty()) {
        between.add(t);
      }
    }
    List<Array> values = evaluate(batch, inputs, between);
    Set<String> movement = new HashSet<>(List.of("reshape", "expand", "permute", "slice", "detach"));
    for (int i = 0; i < between.size(); i++) {
      if (firstBad(values.get(i)) >= 0 && !movement.contains(between.get(i).op().name())) {
        return ", by its operation " + between.get(i).op().name();
      }
    }
    return "";
  }

  private List<Array> evaluate(Batch batch, SequencedMap<String, Tensor> inputs, List<Tensor> outputs) {
    SequencedMap<String, Tensor> used = Programs.used(inputs, Graph.topological(outputs));
    Program program = engine.compile(List.copyOf(used.values()), outputs, List.of());
    program.run(used.keySet().stream().map(batch::part).toArray(Array[]::new));
    List<Array> values = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      values.add(program.output(i));
    }
    return values;
  }

  private static String describe(String name, Array value) {
    return name + " " + value.shape() + " holds " + value.floats()[firstBad(value)];
  }

  private static int firstBad(Array a) {
    if (a.dtype() == DType.F32) {
      float[] f = a.floats();
      for (int i = 0; i < f.length; i++) {
        if (!Float.isFinite(f[i])) {
          return i;
        }
      }
    }
    return -1;
  }
}
