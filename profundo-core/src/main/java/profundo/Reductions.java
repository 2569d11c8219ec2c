package profundo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import profundo.Op.ReduceKind;

/// The part of [Tensor] that makes few numbers of many, and what is composed of that.
sealed interface Reductions permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// The sum of all elements, shape `[]`.
  default Tensor sum() {
    return reduce(ReduceKind.SUM, allAxes()).reshape(Shape.SCALAR);
  }

  /// The sum over some axes, which disappear.
  default Tensor sum(int... axes) {
    return drop(reduce(ReduceKind.SUM, axes(axes)), axes(axes));
  }

  /// The mean of all elements, shape `[]`.
  default Tensor mean() {
    return sum().mul(1.0 / self().shape().count());
  }

  /// The mean over some axes, which disappear.
  default Tensor mean(int... axes) {
    double n = 1;
    for (int a : axes(axes)) {
      n *= self().shape().size(a);
    }
    return sum(axes).mul(1 / n);
  }

  /// The largest element, shape `[]`; the gradient is shared by equal ones.
  default Tensor max() {
    return reduce(ReduceKind.MAX, allAxes()).reshape(Shape.SCALAR);
  }

  /// The largest element over some axes, which disappear.
  default Tensor max(int... axes) {
    return drop(reduce(ReduceKind.MAX, axes(axes)), axes(axes));
  }

  /// The sum over some axes, which stay with size 1.
  default Tensor sumKeep(int... axes) {
    return reduce(ReduceKind.SUM, axes(axes));
  }

  /// The largest element over some axes, which stay with size 1.
  default Tensor maxKeep(int... axes) {
    return reduce(ReduceKind.MAX, axes(axes));
  }

  /// I32: the index of the first maximum along an axis, which disappears.
  default Tensor argmax(int axis) {
    self().require("argmax", DType.F32);
    int a = self().shape().axis(axis);
    return Tensor.node(new Op.ArgMax(self(), a), self().shape().with(a, 1), DType.I32).reshape(self().shape().without(a));
  }

  private Tensor reduce(ReduceKind kind, List<Integer> axes) {
    self().require(kind.name().toLowerCase(java.util.Locale.ROOT), DType.F32);
    int[] s = self().shape().sizes();
    List<Integer> real = new ArrayList<>();
    for (int a : axes) {
      if (s[a] != 1) {
        real.add(a);
        s[a] = 1;
      }
    }
    return real.isEmpty() ? self() : Tensor.node(new Op.Reduce(kind, self(), List.copyOf(real)), Shape.of(s), self().dtype());
  }

  private List<Integer> axes(int[] axes) {
    List<Integer> l = new ArrayList<>();
    for (int a : axes) {
      int axis = self().shape().axis(a);
      if (l.contains(axis)) {
        throw new ShapeException("reduce: axis " + a + " of " + self().shape() + " is named twice");
      }
      l.add(axis);
    }
    Collections.sort(l);
    return l;
  }

  private List<Integer> allAxes() {
    int[] a = new int[self().shape().rank()];
    Arrays.setAll(a, i -> i);
    return axes(a);
  }

  private Tensor drop(Tensor reduced, List<Integer> axes) {
    int[] s = new int[self().shape().rank() - axes.size()];
    int k = 0;
    for (int i = 0; i < self().shape().rank(); i++) {
      if (!axes.contains(i)) {
        s[k++] = self().shape().size(i);
      }
    }
    return reduced.reshape(Shape.of(s));
  }

  /// Numbers that are positive and sum to one along the last axis: e^x / sum e^x.
  default Tensor softmax() {
    return softmax(false);
  }

  /// The logarithm of [#softmax], without overflow.
  default Tensor logSoftmax() {
    return softmax(true);
  }

  private Tensor softmax(boolean log) {
    self().require(log ? "logSoftmax" : "softmax", DType.F32);
    self().shape().axis(-1);
    return Tensor.node(new Op.Softmax(self(), log), self().shape(), DType.F32);
  }

  /// F32 `[..., classes]`: one where the last axis' index equals this I32 label, else zero.
  default Tensor oneHot(int classes) {
    self().require("oneHot", DType.I32);
    Shape s = self().shape().insert(self().shape().rank(), classes);
    return Tensor.iota(s, -1).eq(self().reshape(self().shape().insert(self().shape().rank(), 1)));
  }
}
