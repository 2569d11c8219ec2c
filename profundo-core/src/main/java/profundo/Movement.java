package profundo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The part of [Tensor] that puts elements elsewhere: shapes, slices, rows by number.
sealed interface Movement permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// The same elements under another shape; one size may be -1 and is then worked out.
  default Tensor reshape(int... sizes) {
    int hole = -1;
    long known = 1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1 && hole < 0) {
        hole = i;
      } else {
        known *= sizes[i];
      }
    }
    int[] s = sizes.clone();
    if (hole >= 0 && known > 0 && self().shape().count() % known == 0) {
      s[hole] = (int) (self().shape().count() / known);
    }
    return reshape(Shape.of(s));
  }

  /// The same elements under another shape.
  default Tensor reshape(Shape to) {
    if (to.count() != self().shape().count()) {
      throw new ShapeException(
          "reshape: expected a self().shape() of " + self().shape().count() + " elements like " + self().shape() + ", got " + to
              + " of " + to.count());
    }
    return to.equals(self().shape()) ? self() : Tensor.node(new Op.Reshape(self()), to, self().dtype());
  }

  /// Broadcast to a shape, as in NumPy's `broadcast_to`.
  default Tensor expand(Shape to) {
    if (to.equals(self().shape())) {
      return self();
    }
    if (!self().shape().broadcastsTo(to)) {
      throw new ShapeException("expand: expected a self().shape() that " + self().shape() + " broadcasts to, got " + to);
    }
    return Tensor.node(new Op.Expand(self()), to, self().dtype());
  }

  /// The sum over the axes along which `to` broadcasts to this shape: the reverse of [#expand].
  default Tensor sumTo(Shape to) {
    if (to.equals(self().shape())) {
      return self();
    }
    if (!to.broadcastsTo(self().shape())) {
      throw new ShapeException("sumTo: expected a self().shape() that broadcasts to " + self().shape() + ", got " + to);
    }
    List<Integer> axes = new ArrayList<>();
    int lead = self().shape().rank() - to.rank();
    for (int i = 0; i < self().shape().rank(); i++) {
      if (i < lead || (to.size(i - lead) == 1 && self().shape().size(i) != 1)) {
        axes.add(i);
      }
    }
    return self().sumKeep(Op.ints(axes)).reshape(to);
  }

  /// Axis i of the result is axis `axes[i]` of this.
  default Tensor permute(int... axes) {
    int[] a = new int[axes.length];
    boolean[] seen = new boolean[self().shape().rank()];
    int[] sizes = new int[axes.length];
    boolean ok = axes.length == self().shape().rank();
    for (int i = 0; ok && i < axes.length; i++) {
      a[i] = self().shape().axis(axes[i]);
      ok = !seen[a[i]];
      seen[a[i]] = true;
      sizes[i] = self().shape().size(a[i]);
    }
    if (!ok) {
      throw new ShapeException(
          "permute: expected each of the " + self().shape().rank() + " axes of " + self().shape() + " once, got "
              + Arrays.toString(axes));
    }
    boolean same = true;
    for (int i = 0; i < a.length; i++) {
      same &= a[i] == i;
    }
    return same ? self() : Tensor.node(new Op.Permute(self(), Op.list(a)), Shape.of(sizes), self().dtype());
  }

  /// The last two axes exchanged.
  default Tensor transpose() {
    if (self().shape().rank() < 2) {
      throw new ShapeException("transpose: expected at least two axes, got " + self().shape());
    }
    int[] axes = new int[self().shape().rank()];
    Arrays.setAll(axes, i -> i);
    axes[axes.length - 1] = axes.length - 2;
    axes[axes.length - 2] = axes.length - 1;
    return permute(axes);
  }

  /// Elements `begin` to `end` exclusive along one axis.
  default Tensor slice(int axis, int begin, int end) {
    int[] b = new int[self().shape().rank()];
    int[] e = self().shape().sizes();
    b[self().shape().axis(axis)] = begin;
    e[self().shape().axis(axis)] = end;
    int[] one = new int[self().shape().rank()];
    Arrays.fill(one, 1);
    return slice(b, e, one);
  }

  /// Elements begin, begin + step, ... below end, along every axis.
  default Tensor slice(int[] begin, int[] end, int[] step) {
    Shape s = ShapeRules.slice(self().shape(), begin, end, step);
    return s.equals(self().shape())
        ? self()
        : Tensor.node(new Op.Slice(self(), Op.list(begin), Op.list(end), Op.list(step)), s, self().dtype());
  }

  /// Zeros before and after, along every axis.
  default Tensor pad(int[] low, int[] high) {
    return pad(low, high, new int[self().shape().rank()]);
  }

  /// Zeros before, after, and `interior` of them between neighbours, along every axis.
  default Tensor pad(int[] low, int[] high, int[] interior) {
    Shape s = ShapeRules.pad(self().shape(), low, high, interior);
    return s.equals(self().shape())
        ? self()
        : Tensor.node(new Op.Pad(self(), Op.list(low), Op.list(high), Op.list(interior)), s, self().dtype());
  }


  /// Rows of this `[n, rest...]` by an I32 index: `[index..., rest...]`.
  default Tensor gather(Tensor index) {
    self().require("gather", DType.F32);
    Shape s = ShapeRules.gather(self().shape(), index);
    return Tensor.node(new Op.Gather(self(), index), s, self().dtype());
  }

  /// Zeros `[n, rest...]` to which each row of this `[index..., rest...]` is added at its index.
  default Tensor scatterAdd(Tensor index, int n) {
    self().require("scatterAdd", DType.F32);
    Shape rest = ShapeRules.scatter(self().shape(), index);
    return Tensor.node(new Op.ScatterAdd(index, self()), rest.insert(0, n), self().dtype());
  }
}
