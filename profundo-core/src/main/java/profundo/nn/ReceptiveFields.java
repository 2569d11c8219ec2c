package profundo.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.Graph;
import profundo.Op;
import profundo.Shape;
import profundo.Tensor;
import profundo.Window;

/// What part of the input the elements of each tensor of a graph can depend on, along each spatial axis: place p sees
/// the places from `jump p + low` to `jump p + high`.
///
/// Follows windows, slices, margins, transpositions and shapes, and the wider of two branches. Where the graph does anything else an
/// element counts as seeing all: the fields are never too small.
final class ReceptiveFields {
  /// A part of an axis: places that see a range of the input's axis `axis`, or, where that is -1, all the same.
  private record Factor(int size, int axis, double jump, double low, double high) {
    static Factor blind(int size) {
      return new Factor(size, -1, 0, 0, 0);
    }

    Factor windows(int count, double stride, double from, double to) {
      return axis < 0 ? blind(count) : new Factor(count, axis, jump * stride, low + jump * from, high + jump * to);
    }
  }

  private final Shape input;
  private final Map<Tensor, List<List<Factor>>> axes = new IdentityHashMap<>();

  /// @param x `[batch, spatial..., channels]`
  ReceptiveFields(Tensor x, List<Tensor> outputs) {
    input = x.shape();
    List<List<Factor>> first = new ArrayList<>();
    for (int i = 0; i < input.rank(); i++) {
      boolean spatial = i > 0 && i < input.rank() - 1;
      first.add(List.of(spatial ? new Factor(input.size(i), i - 1, 1, 0, 0) : Factor.blind(input.size(i))));
    }
    axes.put(x, first);
    for (Tensor t : Graph.topological(outputs)) {
      if (t != x && t.op().operands().stream().anyMatch(axes::containsKey)) {
        axes.put(t, follow(t));
      }
    }
  }

  /// The field of an element of a tensor, or null where it depends on no input.
  Summary.Field of(Tensor t) {
    List<List<Factor>> found = axes.get(t);
    if (found == null) {
      return null;
    }
    List<Integer> size = new ArrayList<>();
    List<Double> overlap = new ArrayList<>();
    for (int a = 0; a < input.rank() - 2; a++) {
      int axis = a;
      Factor f = found.stream().flatMap(List::stream).filter(x -> x.axis == axis).findFirst().orElse(null);
      int all = input.size(a + 1);
      int n = f == null ? all : (int) Math.min(all, Math.floor(f.high - f.low) + 1);
      size.add(n);
      overlap.add(f == null ? all : Math.max(0, n - f.jump));
    }
    return new Summary.Field(size, overlap);
  }

  private List<List<Factor>> follow(Tensor t) {
    return switch (t.op()) {
      case Op.Unary(var _, var x) -> axes.get(x);
      case Op.Cast(var x) -> axes.get(x);
      case Op.Detach(var x) -> axes.get(x);
      case Op.Binary _, Op.Select _ -> union(t, -1);
      case Op.Concat(var _, var axis) -> union(t, axis);
      case Op.Permute(var x, var order) -> order.stream().map(i -> axes.get(x).get(i)).toList();
      case Op.Reduce(var _, var x, var over) -> without(t.shape(), x, over);
      case Op.ArgMax(var x, var axis) -> without(t.shape(), x, List.of(axis));
      case Op.Softmax(var x, var _) -> without(t.shape(), x, List.of(t.shape().rank() - 1));
      case Op.Reshape(var x) -> reshape(x, t.shape());
      case Op.Expand(var x) -> expand(x, t.shape());
      case Op.Slice(var x, var begin, var _, var step) -> slice(x, t.shape(), begin, step);
      case Op.Pad(var x, var low, var _, var interior) -> pad(x, t.shape(), low, interior);
      case Op.Conv(var x, var w, var window, var _) when !axes.containsKey(w) -> windows(x, t.shape(), window);
      case Op.MaxPool(var x, var window) -> windows(x, t.shape(), window);
      case Op.AvgPool(var x, var window) -> windows(x, t.shape(), window);
      case Op.ConvInput(var dy, var w, var window, var _) when !axes.containsKey(w) -> transposed(dy, t.shape(), window);
      case Op.MatMul(var a, var b) -> product(a, b, t.shape());
      default -> blind(t.shape());
    };
  }

  private static List<List<Factor>> blind(Shape s) {
    List<List<Factor>> all = new ArrayList<>();
    for (int i = 0; i < s.rank(); i++) {
      all.add(List.of(Factor.blind(s.size(i))));
    }
    return all;
  }

  /// @param joined an axis along which the operands stand one after the other, or -1
  private List<List<Factor>> union(Tensor t, int joined) {
    List<List<Factor>> result = null;
    for (Tensor o : t.op().operands()) {
      List<List<Factor>> other = axes.get(o);
      if (other != null && result == null) {
        result = new ArrayList<>(other);
      } else if (other != null) {
        for (int i = 0; i < result.size(); i++) {
          result.set(i, i == joined ? List.of() : wider(result.get(i), other.get(i)));
        }
      }
    }
    for (int i = 0; i < result.size(); i++) {
      if (i == joined || result.get(i).isEmpty()) {
        result.set(i, List.of(Factor.blind(t.shape().size(i))));
      }
    }
    return result;
  }

  /// Empty where the two do not see in the same steps.
  private static List<Factor> wider(List<Factor> a, List<Factor> b) {
    List<Factor> result = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      Factor f = a.get(i);
      Factor g = i < b.size() ? b.get(i) : null;
      if (g == null || a.size() != b.size() || f.size != g.size || f.axis != g.axis || f.jump != g.jump) {
        return List.of();
      }
      result.add(new Factor(f.size, f.axis, f.jump, Math.min(f.low, g.low), Math.max(f.high, g.high)));
    }
    return result;
  }

  private List<List<Factor>> without(Shape s, Tensor x, List<Integer> over) {
    List<List<Factor>> result = new ArrayList<>(axes.get(x));
    for (int i : over) {
      result.set(i, List.of(Factor.blind(s.size(i))));
    }
    return result;
  }

  /// Deals the factors out to the new axes; all is blind where a factor would have to be cut.
  private List<List<Factor>> reshape(Tensor x, Shape to) {
    List<Factor> all = axes.get(x).stream().flatMap(List::stream).toList();
    List<List<Factor>> result = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < to.rank(); i++) {
      List<Factor> mine = new ArrayList<>();
      long size = 1;
      while (next < all.size() && (size < to.size(i) || i == to.rank() - 1)) {
        size *= all.get(next).size;
        mine.add(all.get(next++));
      }
      if (size != to.size(i)) {
        return blind(to);
      }
      result.add(mine.isEmpty() ? List.of(Factor.blind(1)) : mine);
    }
    return result;
  }

  private List<List<Factor>> expand(Tensor x, Shape to) {
    List<List<Factor>> result = blind(to);
    int lead = to.rank() - x.shape().rank();
    for (int i = 0; i < x.shape().rank(); i++) {
      if (x.shape().size(i) == to.size(lead + i)) {
        result.set(lead + i, axes.get(x).get(i));
      }
    }
    return result;
  }

  private List<List<Factor>> slice(Tensor x, Shape to, List<Integer> begin, List<Integer> step) {
    List<List<Factor>> result = blind(to);
    for (int i = 0; i < to.rank(); i++) {
      List<Factor> f = axes.get(x).get(i);
      if (to.size(i) == x.shape().size(i)) {
        result.set(i, f);
      } else if (f.size() == 1) {
        result.set(i, List.of(f.getFirst().windows(to.size(i), step.get(i), begin.get(i), begin.get(i))));
      }
    }
    return result;
  }

  private List<List<Factor>> pad(Tensor x, Shape to, List<Integer> low, List<Integer> interior) {
    List<List<Factor>> result = blind(to);
    for (int i = 0; i < to.rank(); i++) {
      List<Factor> f = axes.get(x).get(i);
      double step = 1.0 / (1 + interior.get(i));
      if (to.size(i) == x.shape().size(i)) {
        result.set(i, f);
      } else if (f.size() == 1) {
        result.set(i, List.of(f.getFirst().windows(to.size(i), step, -low.get(i) * step, -low.get(i) * step)));
      }
    }
    return result;
  }

  private List<List<Factor>> windows(Tensor x, Shape to, Window w) {
    List<List<Factor>> result = blind(to);
    result.set(0, axes.get(x).getFirst());
    for (int i = 0; i < w.rank(); i++) {
      List<Factor> f = axes.get(x).get(i + 1);
      if (f.size() == 1) {
        int from = -w.padLow().get(i);
        int reach = w.dilation().get(i) * (w.size().get(i) - 1);
        result.set(i + 1, List.of(f.getFirst().windows(to.size(i + 1), w.stride().get(i), from, from + reach)));
      }
    }
    return result;
  }

  private List<List<Factor>> transposed(Tensor dy, Shape to, Window w) {
    List<List<Factor>> result = blind(to);
    result.set(0, axes.get(dy).getFirst());
    for (int i = 0; i < w.rank(); i++) {
      List<Factor> f = axes.get(dy).get(i + 1);
      if (f.size() == 1) {
        double step = 1.0 / w.stride().get(i);
        double last = w.padLow().get(i) * step;
        double reach = w.dilation().get(i) * (w.size().get(i) - 1) * step;
        result.set(i + 1, List.of(f.getFirst().windows(to.size(i + 1), step, last - reach, last)));
      }
    }
    return result;
  }

  private List<List<Factor>> product(Tensor a, Tensor b, Shape to) {
    if (axes.containsKey(a) && axes.containsKey(b)) {
      return blind(to);
    }
    List<List<Factor>> result = new ArrayList<>(axes.containsKey(a) ? axes.get(a) : axes.get(b));
    int summed = to.rank() - (axes.containsKey(a) ? 1 : 2);
    result.set(summed, List.of(Factor.blind(to.size(summed))));
    return Collections.unmodifiableList(result);
  }
}
