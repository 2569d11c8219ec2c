package profundo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Walks over expressions, without recursion: graphs may be a hundred thousand nodes deep.
public final class Graph {
  private Graph() {}

  /// Every node that the outputs need, operands before their users, each once, in an order fixed by the expression.
  public static List<Tensor> topological(Collection<? extends Tensor> outputs) {
    List<Tensor> order = new ArrayList<>();
    Map<Tensor, Boolean> done = new IdentityHashMap<>();
    ArrayDeque<Tensor> stack = new ArrayDeque<>();
    for (Tensor output : outputs) {
      stack.push(output);
      while (!stack.isEmpty()) {
        Tensor t = stack.peek();
        Boolean state = done.get(t);
        if (state == null) {
          done.put(t, false);
          List<Tensor> operands = t.op().operands();
          for (int i = operands.size() - 1; i >= 0; i--) {
            if (!done.containsKey(operands.get(i))) {
              stack.push(operands.get(i));
            }
          }
        } else {
          stack.pop();
          if (!state) {
            done.put(t, true);
            order.add(t);
          }
        }
      }
    }
    return order;
  }

  /// The variables that the outputs read, in the order in which they are met.
  public static List<Variable> variables(Collection<? extends Tensor> outputs) {
    List<Variable> found = new ArrayList<>();
    for (Tensor t : topological(outputs)) {
      if (t instanceof Variable v) {
        found.add(v);
      }
    }
    return found;
  }

  /// The outputs with other tensors in place of some that they are built from.
  ///
  /// @param replacements of the same shapes and types
  public static List<Tensor> substitute(Collection<? extends Tensor> outputs, Map<? extends Tensor, ? extends Tensor> replacements) {
    Map<Tensor, Tensor> made = new IdentityHashMap<>();
    replacements.forEach(
        (from, to) -> {
          if (!from.shape().equals(to.shape()) || from.dtype() != to.dtype()) {
            throw new ShapeException(
                "Graph: expected a replacement " + from.dtype() + " " + from.shape() + ", got " + to.dtype() + " " + to.shape());
          }
          made.put(from, to);
        });
    for (Tensor t : topological(outputs)) {
      if (!made.containsKey(t)) {
        List<Tensor> operands = t.op().operands();
        List<Tensor> next = operands.stream().map(made::get).toList();
        boolean same = true;
        for (int i = 0; i < next.size(); i++) {
          same &= next.get(i) == operands.get(i);
        }
        made.put(t, same ? t : t.withOperands(next));
      }
    }
    return outputs.stream().map(made::get).toList();
  }

  /// Number of nodes on the longest path from a source to this tensor that compute something (movement, sources and
  /// detach are free).
  public static int depth(Tensor output) {
    Map<Tensor, Integer> depth = new IdentityHashMap<>();
    for (Tensor t : topological(List.of(output))) {
      int d = 0;
      for (Tensor o : t.op().operands()) {
        d = Math.max(d, depth.get(o));
      }
      depth.put(t, d + cost(t.op()));
    }
    return depth.get(output);
  }

  private static int cost(Op op) {
    return switch (op) {
      case Op.Constant _, Op.Scalar _, Op.Input _, Op.Read _, Op.Iota _ -> 0;
      case Op.Reshape _, Op.Expand _, Op.Permute _, Op.Detach _ -> 0;
      default -> 1;
    };
  }
}
