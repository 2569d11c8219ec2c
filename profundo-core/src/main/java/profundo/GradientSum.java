package profundo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Sums what the users of a tensor contribute to its gradient. Two kinds of contributions come by the hundred from
/// unrolled loops, and their sum has a shorter form than one addition each:
///
/// - slices of one tensor give gradients that are zero outside the slice: side by side they are one [Op.Concat];
/// - a matrix that multiplies step after step gets the sum over t of a_t' d_t, which is one product A' D of all a_t and
///   all d_t put below each other.
final class GradientSum {
  /// Fewer products are added one by one: putting operands together costs a copy.
  private static final int WORTH_A_COPY = 4;

  private static final List<Integer> TRANSPOSED = List.of(1, 0);

  private GradientSum() {}

  /// A gradient that is zero but for a stretch along one axis.
  private record Stretch(int axis, int begin, int end, Tensor inner) {
    static Stretch of(Tensor t) {
      if (!(t.op() instanceof Op.Pad(var x, var low, var high, var interior))) {
        return null;
      }
      int axis = -1;
      for (int i = 0; i < low.size(); i++) {
        boolean padded = low.get(i) != 0 || high.get(i) != 0;
        if (interior.get(i) != 0 || low.get(i) < 0 || high.get(i) < 0 || (padded && axis >= 0)) {
          return null;
        }
        axis = padded ? i : axis;
      }
      return axis < 0 ? null : new Stretch(axis, low.get(axis), low.get(axis) + x.shape().size(axis), x);
    }
  }

  /// The sum of contributions of one shape.
  ///
  /// @param parts at least one, in the order in which they came
  static Tensor sum(List<Tensor> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Tensor total = null;
    for (Tensor t : products(stretches(parts))) {
      total = total == null ? t : total.add(t);
    }
    return total;
  }

  private static List<Tensor> stretches(List<Tensor> parts) {
    List<Tensor> others = new ArrayList<>();
    List<Stretch> found = new ArrayList<>();
    for (Tensor t : parts) {
      Stretch s = Stretch.of(t);
      if (s == null || (!found.isEmpty() && found.get(0).axis != s.axis)) {
        others.add(t);
      } else {
        found.add(s);
      }
    }
    List<Stretch> apart = found.size() < 2 ? null : apart(found);
    if (apart == null) {
      return parts;
    }
    int axis = apart.get(0).axis;
    Shape shape = parts.get(0).shape();
    List<Tensor> row = new ArrayList<>();
    int at = 0;
    for (Stretch s : apart) {
      gap(row, shape, axis, at, s.begin);
      row.add(s.inner);
      at = s.end;
    }
    gap(row, shape, axis, at, shape.size(axis));
    others.add(Tensor.concat(axis, row));
    return others;
  }

  private static void gap(List<Tensor> row, Shape shape, int axis, int from, int to) {
    if (to > from) {
      row.add(Tensor.fill(shape.with(axis, to - from), 0));
    }
  }

  /// Stretches in their order along the axis, equal ones summed; null where some overlap otherwise.
  private static List<Stretch> apart(List<Stretch> stretches) {
    List<Stretch> sorted = new ArrayList<>(stretches);
    sorted.sort(Comparator.comparingInt(Stretch::begin));
    List<Stretch> result = new ArrayList<>();
    List<Tensor> equal = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Stretch s = sorted.get(i);
      equal.add(s.inner);
      Stretch next = i + 1 < sorted.size() ? sorted.get(i + 1) : null;
      if (next != null && next.begin == s.begin && next.end == s.end) {
        continue;
      }
      if (next != null && next.begin < s.end) {
        return null;
      }
      result.add(new Stretch(s.axis, s.begin, s.end, sum(equal)));
      equal.clear();
    }
    return result;
  }

  private static List<Tensor> products(List<Tensor> parts) {
    List<Tensor> others = new ArrayList<>();
    List<Tensor> left = new ArrayList<>();
    List<Tensor> right = new ArrayList<>();
    for (Tensor t : parts) {
      if (t.shape().rank() == 2
          && t.op() instanceof Op.MatMul(var a, var d)
          && a.op() instanceof Op.Permute(var x, var axes)
          && axes.equals(TRANSPOSED)) {
        left.add(x);
        right.add(d);
      } else {
        others.add(t);
      }
    }
    if (left.size() < WORTH_A_COPY) {
      return parts;
    }
    // Contributions come last step first; forward order lets other users of the same rows share the copy.
    others.add(Tensor.concat(0, left.reversed()).transpose().matmul(Tensor.concat(0, right.reversed())));
    return others;
  }
}
