package profundo.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import profundo.Array;
import profundo.Assignment;
import profundo.Graph;
import profundo.Op;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.data.Batch;
import profundo.nn.Parameter;

/// The programs of one step, one for each mode and shape of batch: the last, smaller batch of an epoch has its own.
final class Programs {
  /// What is computed.
  enum Mode {
    TRAIN,
    EVALUATE,
    /// The norm of each gradient, before the update.
    NORMS
  }

  private record Key(Mode mode, Map<String, Shape> shapes) {}

  private final Step step;
  private final Engine engine;
  private final long seed;
  private final Variable counter;
  private final Map<Key, Compiled> cache = new HashMap<>();
  private final Map<Mode, Compiled> latest = new EnumMap<>(Mode.class);

  Programs(Step step, Engine engine, long seed, Variable counter) {
    this.step = step;
    this.engine = engine;
    this.seed = seed;
    this.counter = counter;
  }

  /// The program for a batch like this one.
  Compiled of(Mode mode, Batch batch) {
    Compiled last = latest.get(mode);
    if (last == null || !last.fits(batch)) {
      last = cache.computeIfAbsent(new Key(mode, shapes(batch)), _ -> compile(mode, batch));
      latest.put(mode, last);
    }
    return last;
  }

  private Compiled compile(Mode mode, Batch batch) {
    SequencedMap<String, Tensor> inputs = placeholders(batch);
    return switch (mode) {
      case TRAIN -> {
        Trace trace = step.train(inputs, counter, seed);
        List<Assignment> assignments = new ArrayList<>(trace.assignments());
        assignments.add(new Assignment(counter, counter.add(1)));
        yield compile(batch, inputs, trace.means().keySet(), trace.outputs(), assignments, trace);
      }
      case EVALUATE -> {
        Trace trace = step.evaluate(inputs);
        if (!trace.assignments().isEmpty()) {
          throw new IllegalArgumentException(
              "Step " + step.name() + ": evaluate must change nothing, but it assigns to variable "
                  + trace.assignments().getFirst().variable().name());
        }
        yield compile(batch, inputs, trace.means().keySet(), trace.outputs(), List.of(), trace);
      }
      case NORMS -> {
        SequencedMap<String, Tensor> gradients = step.train(inputs, counter, seed).gradients();
        List<Tensor> norms = gradients.values().stream().map(g -> g.square().sum().sqrt()).toList();
        yield compile(batch, inputs, gradients.keySet(), norms, List.of(), null);
      }
    };
  }

  private Compiled compile(
      Batch batch,
      SequencedMap<String, Tensor> inputs,
      Collection<String> means,
      List<Tensor> outputs,
      List<Assignment> assignments,
      Trace trace) {
    List<Tensor> roots = new ArrayList<>(outputs);
    assignments.forEach(a -> roots.add(a.value()));
    List<Tensor> reached = Graph.topological(roots);
    requireKnown(reached, assignments);
    SequencedMap<String, Tensor> used = used(inputs, reached);
    return new Compiled(
        step::check,
        engine.compile(List.copyOf(used.values()), outputs, assignments),
        shapes(batch),
        List.copyOf(used.keySet()),
        List.copyOf(means),
        trace);
  }

  /// The placeholders that expressions depend on.
  static SequencedMap<String, Tensor> used(SequencedMap<String, Tensor> inputs, Collection<Tensor> reached) {
    Set<Tensor> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    nodes.addAll(reached);
    SequencedMap<String, Tensor> used = new LinkedHashMap<>();
    inputs.forEach(
        (name, t) -> {
          if (nodes.contains(t)) {
            used.put(name, t);
          }
        });
    return used;
  }

  static SequencedMap<String, Tensor> placeholders(Batch batch) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    batch.parts().forEach((name, a) -> inputs.put(name, Tensor.input(name, a.shape(), a.dtype())));
    return inputs;
  }

  private static Map<String, Shape> shapes(Batch batch) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Map.Entry<String, Array> part : batch.parts().entrySet()) {
      shapes.put(part.getKey(), part.getValue().shape());
    }
    return shapes;
  }

  /// A variable that neither the model nor the step's memory names would be neither saved nor restored.
  private void requireKnown(List<Tensor> reached, List<Assignment> assignments) {
    Set<Variable> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.add(counter);
    known.addAll(step.memory().values());
    for (Parameter p : step.parameters().all()) {
      known.add(p.variable());
    }
    for (Tensor t : reached) {
      if (t.op() instanceof Op.Read(Variable v) && !known.contains(v)) {
        throw stray("reads", v);
      }
    }
    for (Assignment a : assignments) {
      if (!known.contains(a.variable())) {
        throw stray("changes", a.variable());
      }
    }
  }

  private IllegalArgumentException stray(String does, Variable v) {
    return new IllegalArgumentException(
        "Trainer: " + step.name() + " " + does + " variable '" + v.name() + "' " + v.shape()
            + ", which is no component of the model: it would be neither trained nor saved. Make it a component of the"
            + " record that uses it, or name it in the step's memory");
  }
}
