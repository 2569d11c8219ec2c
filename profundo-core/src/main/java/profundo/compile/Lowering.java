package profundo.compile;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.Array;
import profundo.DType;
import profundo.Op;
import profundo.Shape;
import profundo.Tensor;
import profundo.compile.Kernel.Place;
import profundo.compile.Views.View;
import profundo.kernel.PoolGeometry;

/// Turns canonical expressions into steps over buffers, not yet in an order.
final class Lowering {
  private final List<Tensor> order;
  private final Map<Tensor, Integer> places = new IdentityHashMap<>();
  private final List<Tensor> inputs;
  private final Views views = new Views();
  private final Fusion fusion;
  private final Groups groups;
  private final PackedOperands packedOperands;
  private final Map<Tensor, Buffer> buffers = new IdentityHashMap<>();
  private final Map<Tensor, Buffer> copies = new IdentityHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private int nextBuffer;

  /// @param order canonical nodes, operands first
  /// @param inputs canonical placeholders, in the order in which values are given
  /// @param roots canonical nodes whose values are wanted
  Lowering(List<Tensor> order, List<Tensor> inputs, List<Tensor> roots) {
    this.order = order;
    this.inputs = inputs;
    for (Tensor t : order) {
      places.put(t, places.size());
      views.of(t);
    }
    fusion = new Fusion(order, roots, views);
    groups = new Groups(this, order, fusion, roots);
    packedOperands = new PackedOperands(order);
    for (Tensor t : order) {
      lower(t);
    }
  }

  List<Step> steps() {
    return steps;
  }

  PackedOperands packedOperands() {
    return packedOperands;
  }

  Views views() {
    return views;
  }

  /// The buffer of a tensor that owns its storage.
  Buffer buffer(Tensor base) {
    return buffers.computeIfAbsent(base, this::newBuffer);
  }

  Buffer temporary(DType dtype, int count) {
    return new Buffer(nextBuffer++, dtype, count, Buffer.ARENA);
  }

  private Buffer newBuffer(Tensor t) {
    Buffer.Home home =
        switch (t.op()) {
          case Op.Constant(var values) -> new Buffer.Home.Constant(values);
          case Op.Scalar(var value) -> new Buffer.Home.Constant(scalar(value, t.dtype()));
          case Op.Read(var variable) -> new Buffer.Home.Of(variable);
          case Op.Input(var name) -> input(t, name);
          default -> Buffer.ARENA;
        };
    return new Buffer(nextBuffer++, t.dtype(), t.shape().count(), home);
  }

  private Buffer.Home input(Tensor t, String name) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) == t) {
        return new Buffer.Home.Input(i, name);
      }
    }
    throw new IllegalArgumentException(
        "input '" + name + "' " + t.shape() + " has no value: shapes may steer the building of an expression,"
            + " values may not; list the placeholder among the program's inputs");
  }

  private static Array scalar(double value, DType dtype) {
    return dtype == DType.F32
        ? Array.of(Shape.SCALAR, (float) value)
        : Array.of(Shape.SCALAR, (int) value);
  }

  Place place(View v) {
    return new Place(buffer(v.base()), v.offset());
  }

  /// A tensor's elements, dense: where they lie, or a copy.
  Place dense(Tensor t) {
    View v = views.of(t);
    if (v.dense(t.shape())) {
      return place(v);
    }
    Buffer copy = copies.get(t);
    if (copy == null) {
      copy = temporary(t.dtype(), t.shape().count());
      copies.put(t, copy);
      add(copyOf(t, copy), t, t);
    }
    return new Place(copy, 0);
  }

  Kernel copyOf(Tensor t, Buffer target) {
    return copy(t.shape(), views.of(t), target, 0, t.shape().strides());
  }

  private Kernel copy(Shape s, View from, Buffer target, int offset, int[] targetStrides) {
    Strides c = Strides.collapse(s.sizes(), false, from.strides(), targetStrides);
    return new Kernel.Copy(c.dims(), place(from), c.strides()[0], target, offset, c.strides()[1]);
  }

  void add(Kernel kernel, Tensor result, Tensor... operands) {
    add(List.of(kernel), result, List.of(operands));
  }

  void add(List<Kernel> kernels, Tensor result, List<Tensor> operands) {
    int wish = 0;
    for (Tensor o : operands) {
      wish = Math.max(wish, places.get(views.of(o).base()));
    }
    steps.add(new Step(kernels, wish, places.get(result)));
  }

  private void lower(Tensor t) {
    if (fusion.groupOf(t) != null) {
      groups.lower(t);
      return;
    }
    if (!views.owns(t)) {
      return;
    }
    switch (t.op()) {
      case Op.Constant _, Op.Scalar _, Op.Input _, Op.Read _ -> {}
      case Op.Reshape(var x) ->
          add(copy(x.shape(), views.of(x), buffer(t), 0, x.shape().strides()), t, x);
      case Op.Pad(var x, var low, var _, var interior) -> pad(t, x, low, interior);
      case Op.Concat(var parts, var axis) -> concat(t, parts, axis);
      case Op.Reduce(var kind, var x, var axes) -> reduce(t, kind, x, axes);
      case Op.ArgMax(var x, var axis) -> {
        int n = x.shape().size(axis);
        int inner = x.shape().range(axis + 1, x.shape().rank()).count();
        add(new Kernel.ArgMax(x.shape().count() / n / inner, n, inner, dense(x), buffer(t)), t, x);
      }
      case Op.Softmax(var x, var log) -> {
        int cols = x.shape().size(-1);
        add(new Kernel.Softmax(log, x.shape().count() / cols, cols, dense(x), buffer(t)), t, x);
      }
      case Op.Random(var d, var seed, var stream, var step) ->
          add(new Kernel.Random(d, seed, stream, dense(step), buffer(t)), t, step);
      case Op.Gather(var x, var index) -> {
        int n = x.shape().size(0);
        add(
            new Kernel.Gather(
                n, x.shape().count() / n, index.shape().count(), dense(x), dense(index), buffer(t)),
            t, x, index);
      }
      case Op.ScatterAdd(var index, var u) -> {
        int n = t.shape().size(0);
        add(
            new Kernel.ScatterAdd(
                n, t.shape().count() / n, index.shape().count(), dense(index), dense(u), buffer(t)),
            t, index, u);
      }
      case Op.Custom(var op, var arguments) ->
          add(
              List.of(
                  new Kernel.Custom(
                      op,
                      arguments.stream().map(Tensor::shape).toList(),
                      arguments.stream().map(this::dense).toList(),
                      buffer(t))),
              t,
              arguments);
      case Op.MatMul(var a, var b) -> add(Products.matmul(this, t, a, b, groups.writeOut(t)), t, a, b);
      case Op.Conv(var x, var w, var window, var g) ->
          add(Products.conv(this, t, x, w, window, g, groups.writeOut(t)), t, x, w);
      case Op.ConvInput(var dy, var w, var window, var g) ->
          add(Products.convInput(this, t, dy, w, window, g, groups.writeOut(t)), t, dy, w);
      case Op.ConvWeight(var x, var dy, var window, var g) ->
          add(Products.convWeight(this, t, x, dy, window, g), t, x, dy);
      case Op.MaxPool(var x, var w) -> pool(t, Kernel.PoolPart.MAX, x.shape(), w, x);
      case Op.MaxPoolScatter(var x, var dy, var w) ->
          pool(t, Kernel.PoolPart.MAX_SCATTER, x.shape(), w, x, dy);
      case Op.MaxPoolGather(var x, var z, var w) ->
          pool(t, Kernel.PoolPart.MAX_GATHER, x.shape(), w, x, z);
      case Op.AvgPool(var x, var w) -> pool(t, Kernel.PoolPart.AVERAGE, x.shape(), w, x);
      case Op.AvgPoolInput(var dy, var w) -> pool(t, Kernel.PoolPart.AVERAGE_INPUT, t.shape(), w, dy);
      case Op.Iota _, Op.Unary _, Op.Binary _, Op.Select _, Op.Cast _ -> integers(t);
      case Op.Detach _, Op.Expand _, Op.Permute _, Op.Slice _ ->
          throw new AssertionError("a view owns no storage: " + t.op().name());
    }
  }

  private void pool(Tensor t, Kernel.PoolPart part, Shape x, profundo.Window w, Tensor... operands) {
    PoolGeometry g =
        new PoolGeometry(
            x.size(0),
            x.range(1, x.rank() - 1).sizes(),
            x.size(-1),
            Op.ints(w.size()),
            Op.ints(w.stride()),
            Op.ints(w.padLow()),
            Op.ints(w.padHigh()));
    List<Place> places = new ArrayList<>();
    for (Tensor o : operands) {
      places.add(dense(o));
    }
    add(new Kernel.Pool(part, g, places, buffer(t)), t, operands);
  }

  private void integers(Tensor t) {
    List<Tensor> operands = t.op().operands();
    int[][] strides = new int[operands.size()][];
    List<Place> in = new ArrayList<>();
    for (int i = 0; i < strides.length; i++) {
      View v = views.of(operands.get(i));
      in.add(place(v));
      strides[i] = v.strides();
    }
    Kernel.Ints kernel;
    if (t.op() instanceof Op.Iota) {
      kernel = new Kernel.Ints(t.op(), t.shape().sizes(), in, strides, buffer(t));
    } else {
      Strides c = Strides.collapse(t.shape().sizes(), false, strides);
      kernel = new Kernel.Ints(t.op(), c.dims(), in, c.strides(), buffer(t));
    }
    add(List.of(kernel), t, operands);
  }

  private void pad(Tensor t, Tensor x, List<Integer> low, List<Integer> interior) {
    int[] to = t.shape().strides();
    int offset = 0;
    for (int i = 0; i < to.length; i++) {
      offset += low.get(i) * to[i];
      to[i] *= interior.get(i) + 1;
    }
    Buffer b = buffer(t);
    add(List.of(new Kernel.Fill(b, 0), copy(x.shape(), views.of(x), b, offset, to)), t, List.of(x));
  }

  private void concat(Tensor t, List<Tensor> parts, int axis) {
    int[] to = t.shape().strides();
    List<Kernel> kernels = new ArrayList<>();
    int offset = 0;
    for (Tensor p : parts) {
      kernels.add(copy(p.shape(), views.of(p), buffer(t), offset, to));
      offset += p.shape().size(axis) * to[axis];
    }
    add(kernels, t, parts);
  }

  /// One kernel for each run of neighbouring axes, the last run first.
  private void reduce(Tensor t, Op.ReduceKind kind, Tensor x, List<Integer> axes) {
    int[] sizes = x.shape().sizes();
    Place from = dense(x);
    List<Kernel> kernels = new ArrayList<>();
    int i = axes.size() - 1;
    while (i >= 0) {
      int last = axes.get(i);
      int first = last;
      while (i > 0 && between(sizes, axes.get(i - 1), first)) {
        first = axes.get(--i);
      }
      i--;
      int outer = 1;
      int n = 1;
      int inner = 1;
      for (int d = 0; d < sizes.length; d++) {
        if (d < first) {
          outer *= sizes[d];
        } else if (d <= last) {
          n *= sizes[d];
        } else {
          inner *= sizes[d];
        }
      }
      for (int d = first; d <= last; d++) {
        sizes[d] = 1;
      }
      Buffer y = i < 0 ? buffer(t) : temporary(DType.F32, outer * inner);
      kernels.add(new Kernel.Reduce(kind, outer, n, inner, from, y));
      from = new Place(y, 0);
    }
    if (kernels.size() == 1) {
      add(kernels, t, List.of(x));
    } else {
      for (Kernel k : kernels) {
        add(k, t, x);
      }
    }
  }

  /// Whether only axes of size one lie between two axes.
  private static boolean between(int[] sizes, int lower, int upper) {
    for (int d = lower + 1; d < upper; d++) {
      if (sizes[d] != 1) {
        return false;
      }
    }
    return true;
  }
}
