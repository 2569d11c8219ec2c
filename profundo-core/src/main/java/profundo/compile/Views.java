package profundo.compile;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.Op;
import profundo.Shape;
import profundo.Tensor;

/// Which tensors are other tensors' storage seen differently: reshapes, broadcasts, permutations and slices need no
/// copy as long as whoever reads them can follow strides.
final class Views {

  /// Where the elements of a tensor lie.
  ///
  /// @param base the tensor that owns the storage, dense and row-major
  /// @param offset of the first element
  /// @param strides distance in elements between neighbours along each axis of the tensor; 0 repeats
  record View(Tensor base, int offset, int[] strides) {
    boolean dense(Shape shape) {
      int stride = 1;
      for (int i = strides.length - 1; i >= 0; i--) {
        if (shape.size(i) != 1 && strides[i] != stride) {
          return false;
        }
        stride *= shape.size(i);
      }
      return true;
    }
  }

  private final Map<Tensor, View> views = new IdentityHashMap<>();

  /// The view of a canonical tensor, whose operands were asked for before.
  View of(Tensor t) {
    View v = views.get(t);
    if (v == null) {
      v = find(t);
      views.put(t, v);
    }
    return v;
  }

  /// Whether a tensor owns its storage.
  boolean owns(Tensor t) {
    return of(t).base == t;
  }

  private View find(Tensor t) {
    return switch (t.op()) {
      case Op.Reshape(var x) -> {
        View v = of(x);
        int[] strides = reshape(x.shape(), v.strides, t.shape());
        yield strides == null ? own(t) : new View(v.base, v.offset, strides);
      }
      case Op.Expand(var x) -> {
        View v = of(x);
        int[] strides = new int[t.shape().rank()];
        int lead = strides.length - x.shape().rank();
        for (int i = lead; i < strides.length; i++) {
          strides[i] = x.shape().size(i - lead) == 1 ? 0 : v.strides[i - lead];
        }
        yield new View(v.base, v.offset, strides);
      }
      case Op.Permute(var x, var axes) -> {
        View v = of(x);
        int[] strides = new int[axes.size()];
        for (int i = 0; i < strides.length; i++) {
          strides[i] = v.strides[axes.get(i)];
        }
        yield new View(v.base, v.offset, strides);
      }
      case Op.Slice(var x, var begin, var _, var step) -> slice(of(x), begin, step);
      default -> own(t);
    };
  }

  private static View own(Tensor t) {
    return new View(t, 0, t.shape().strides());
  }

  private static View slice(View v, List<Integer> begin, List<Integer> step) {
    int offset = v.offset;
    int[] strides = new int[v.strides.length];
    for (int i = 0; i < strides.length; i++) {
      offset += begin.get(i) * v.strides[i];
      strides[i] = v.strides[i] * step.get(i);
    }
    return new View(v.base, offset, strides);
  }

  /// The strides that show the same elements under another shape, or null where no strides do.
  private static int[] reshape(Shape from, int[] strides, Shape to) {
    int[] result = new int[to.rank()];
    int i = 0;
    int j = 0;
    while (i < from.rank() || j < to.rank()) {
      // The smallest runs of axes on both sides that hold as many elements.
      int a = i;
      int b = j;
      long left = 1;
      long right = 1;
      do {
        if (left <= right && i < from.rank()) {
          left *= from.size(i++);
        } else if (j < to.rank()) {
          right *= to.size(j++);
        } else {
          left *= from.size(i++);
        }
      } while (left != right);
      int inner = run(from, strides, a, i);
      if (inner == Integer.MIN_VALUE) {
        return null;
      }
      int stride = inner;
      for (int k = j - 1; k >= b; k--) {
        result[k] = stride;
        stride *= to.size(k);
      }
    }
    return result;
  }

  /// The innermost stride of axes that together count like one, or MIN_VALUE where they do not.
  private static int run(Shape shape, int[] strides, int from, int to) {
    int inner = Integer.MIN_VALUE;
    int next = 0;
    for (int i = to - 1; i >= from; i--) {
      if (shape.size(i) == 1) {
        continue;
      }
      if (inner == Integer.MIN_VALUE) {
        inner = strides[i];
      } else if (strides[i] != next) {
        return Integer.MIN_VALUE;
      }
      next = strides[i] * shape.size(i);
    }
    return inner == Integer.MIN_VALUE ? 0 : inner;
  }
}
