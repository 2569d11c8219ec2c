package profundo.compile;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Graph;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

/// What a program does, as data: the steps in their order and the place of every buffer. Knows no thread and no memory.
final class Plan {
  final List<Tensor> inputs;
  final List<Tensor> outputs;
  final List<Step> steps;
  final MemoryPlan memory;

  private Plan(List<Tensor> inputs, List<Tensor> outputs, List<Step> steps) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.steps = steps;
    this.memory = new MemoryPlan(steps);
  }

  /// @param inputs placeholders in the order in which their values will be given
  /// @param outputs expressions whose values are wanted
  /// @param assignments at most one for each variable; all take effect together after everything was read
  static Plan of(List<Tensor> inputs, List<Tensor> outputs, List<Assignment> assignments) {
    check(assignments);
    List<Tensor> wanted = new ArrayList<>(outputs);
    for (Assignment a : assignments) {
      wanted.add(a.value());
    }
    Canonical canonical = new Canonical();
    canonical.add(wanted);
    List<Tensor> roots = wanted.stream().map(canonical::of).toList();
    List<Tensor> places = new ArrayList<>();
    for (Tensor t : inputs) {
      Tensor known = canonical.of(t);
      places.add(known == null ? t : known);
    }
    Lowering lowering = new Lowering(Graph.topological(roots), places, roots);
    List<Assignment> rewritten = new ArrayList<>();
    for (Assignment a : assignments) {
      rewritten.add(new Assignment(a.variable(), canonical.of(a.value())));
    }
    List<Tensor> results = outputs.stream().map(canonical::of).toList();
    return new Plan(inputs, outputs, new Schedule(lowering).order(results, rewritten));
  }

  private static void check(List<Assignment> assignments) {
    Map<Variable, Boolean> seen = new IdentityHashMap<>();
    for (Assignment a : assignments) {
      if (seen.put(a.variable(), true) != null) {
        throw new ShapeException(
            "Program: expected at most one assignment to each variable, got two to '" + a.variable().name()
                + "'; combine them into one expression");
      }
    }
  }

  /// Every step with its buffers, then what the memory plan saves.
  ///
  /// @param names what variables are called
  String explain(Function<Variable, String> names) {
    var explain = new Explain(memory, names);
    StringBuilder text = new StringBuilder();
    int n = 0;
    for (Step s : steps) {
      for (Kernel k : s.kernels) {
        text.append(String.format("%4d  ", n)).append(explain.kernel(k)).append('\n');
      }
      n++;
    }
    long used = memory.size(DType.F32) + (long) memory.size(DType.I32);
    text.append(
        String.format(
            "%d steps; arena %,d bytes instead of %,d without reuse%n",
            n, 4 * used, 4 * memory.requested()));
    return text.toString();
  }

  Array emptyOutput(int i) {
    return Array.zeros(outputs.get(i).shape(), outputs.get(i).dtype());
  }
}
