package profundo.compile;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Array;
import profundo.DType;
import profundo.Graph;
import profundo.Op;
import profundo.Shape;
import profundo.Tensor;

/// Evaluates expressions one by one: keeps the programs used last, keyed by the structure of the expression with its
/// constants and numbers taken out, so that the same code over other values compiles once.
final class Eager {
  private static final int PROGRAMS_KEPT = 64;

  /// One node: kind, what distinguishes it, shape, type, and the positions of its operands.
  private record Node(Class<?> kind, List<Object> attributes, Shape shape, DType dtype, List<Integer> operands) {}

  private record Key(List<Node> nodes, List<Integer> outputs) {}

  private final Engine engine;
  private final Map<Key, Program> programs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Program> eldest) {
          return size() > PROGRAMS_KEPT;
        }
      };

  Eager(Engine engine) {
    this.engine = engine;
  }

  List<Array> evaluate(List<Tensor> outputs) {
    List<Tensor> order = Graph.topological(outputs);
    Map<Tensor, Integer> positions = new IdentityHashMap<>();
    List<Node> nodes = new ArrayList<>(order.size());
    List<Array> values = new ArrayList<>();
    for (Tensor t : order) {
      List<Integer> operands = new ArrayList<>();
      for (Tensor o : t.op().operands()) {
        operands.add(positions.get(o));
      }
      Array value = lifted(t);
      if (value != null) {
        values.add(value);
      }
      List<Object> attributes = value != null ? List.of() : t.op().attributes();
      positions.put(t, nodes.size());
      nodes.add(new Node(value != null ? Op.Input.class : t.op().getClass(), attributes, t.shape(), t.dtype(), operands));
    }
    Key key = new Key(nodes, outputs.stream().map(positions::get).toList());
    engine.lock();
    try {
      Program program = programs.computeIfAbsent(key, _ -> compile(order, outputs));
      program.run(values.toArray(Array[]::new));
      List<Array> results = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        results.add(program.output(i).copy());
      }
      return results;
    } finally {
      engine.unlock();
    }
  }

  /// The value that becomes an input of the program, or null.
  private static Array lifted(Tensor t) {
    return switch (t.op()) {
      case Op.Constant(var value) -> value;
      case Op.Scalar(var value) ->
          t.dtype() == DType.F32
              ? Array.of(Shape.SCALAR, (float) value)
              : Array.of(Shape.SCALAR, (int) value);
      default -> null;
    };
  }

  private Program compile(List<Tensor> order, List<Tensor> outputs) {
    Map<Tensor, Tensor> rewritten = new IdentityHashMap<>();
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor t : order) {
      if (lifted(t) != null) {
        Tensor input = Tensor.input("constant " + inputs.size(), t.shape(), t.dtype());
        inputs.add(input);
        rewritten.put(t, input);
      } else if (t.op().operands().isEmpty()) {
        rewritten.put(t, t);
      } else {
        rewritten.put(t, t.withOperands(t.op().operands().stream().map(rewritten::get).toList()));
      }
    }
    return engine.compile(inputs, outputs.stream().map(rewritten::get).toList(), List.of());
  }
}
