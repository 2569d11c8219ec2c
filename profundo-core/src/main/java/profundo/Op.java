package profundo;

import java.util.ArrayList;
import java.util.List;

/// What makes a tensor: one node of the expression graph.
///
/// About thirty primitives; everything else is composed of them. Operands of elementwise operations have equal shapes:
/// [Tensor]'s methods put an [Expand] where broadcasting is asked for. Records compare their operands by identity, so
/// two nodes over the same operands with the same attributes are equal: what hash-consing needs.
public sealed interface Op {

  // Sources.

  /// Given values, compared by reference.
  record Constant(Array value) implements Op {}

  /// One number, shape `[]`.
  record Scalar(double value) implements Op {}

  /// A place for a value that comes later.
  record Input(String name) implements Op {}

  /// A variable's value before the program runs.
  record Read(Variable variable) implements Op {}

  /// I32: the index along one axis.
  record Iota(int axis) implements Op {}

  /// Philox numbers: value i comes from key `seed` and counter (i / 4, stream, step).
  ///
  /// @param step I32 scalar
  record Random(Distribution distribution, long seed, long stream, Tensor step) implements Op {}

  /// What a random node draws.
  enum Distribution {
    /// In [0, 1), multiples of 2^-24.
    UNIFORM,
    /// Mean 0, variance 1.
    NORMAL
  }

  // Elementwise.

  /// A function of one number.
  record Unary(UnaryKind kind, Tensor x) implements Op {}

  /// The functions of one number. `relu(x) = max(x, 0)`, `softplus(x) = log(1 + e^x)`.
  enum UnaryKind {
    NEG, ABS, SIGN, EXP, LOG, SQRT, SIN, COS, TANH, SIGMOID, SOFTPLUS, ERF, FLOOR, RECIPROCAL, RELU
  }

  /// A function of two numbers of one type.
  record Binary(BinaryKind kind, Tensor a, Tensor b) implements Op {}

  /// The functions of two numbers; comparisons give F32 zeros and ones.
  enum BinaryKind {
    ADD, SUB, MUL, DIV, POW, MAX, MIN, EQ, NE, LT, LE;

    /// Whether the result is a truth value.
    public boolean comparison() {
      return compareTo(EQ) >= 0;
    }
  }

  /// `condition != 0 ? a : b`, condition in F32.
  record Select(Tensor condition, Tensor a, Tensor b) implements Op {}

  /// Conversion to the node's type; F32 to I32 cuts the fraction off.
  record Cast(Tensor x) implements Op {}

  /// The same value, without a gradient.
  record Detach(Tensor x) implements Op {}

  // Movement.

  /// The same elements in the same order under another shape.
  record Reshape(Tensor x) implements Op {}

  /// Broadcast to the node's shape.
  record Expand(Tensor x) implements Op {}

  /// Axis i of the result is axis `axes[i]` of x.
  record Permute(Tensor x, List<Integer> axes) implements Op {}

  /// Elements begin, begin + step, ... below end, along every axis.
  record Slice(Tensor x, List<Integer> begin, List<Integer> end, List<Integer> step) implements Op {}

  /// Zeros before, after and between the elements, along every axis.
  record Pad(Tensor x, List<Integer> low, List<Integer> high, List<Integer> interior) implements Op {}

  /// Parts one after the other along an axis.
  record Concat(List<Tensor> parts, int axis) implements Op {
    /// Copies the list.
    public Concat {
      parts = List.copyOf(parts);
    }
  }

  // Reduction.

  /// Over the given axes, which stay with size 1.
  record Reduce(ReduceKind kind, Tensor x, List<Integer> axes) implements Op {}

  /// How a reduction combines.
  enum ReduceKind {
    SUM,
    /// NaN wins.
    MAX
  }

  /// I32: index of the first maximum along an axis, which stays with size 1.
  record ArgMax(Tensor x, int axis) implements Op {}

  /// Along the last axis: e^x / sum e^x, or its logarithm. It could be composed; as one operation it is one kernel, and its
  /// gradient needs the result alone.
  record Softmax(Tensor x, boolean log) implements Op {}

  // Contraction.

  /// `[batch..., m, k]` times `[batch..., k, n]`.
  record MatMul(Tensor a, Tensor b) implements Op {}

  /// Cross-correlation, channels last: x `[batch, spatial..., in]`, w `[kernel..., in / groups, out]`.
  record Conv(Tensor x, Tensor w, Window window, int groups) implements Op {}

  /// The gradient of [Conv] with respect to x: linear in dy and w.
  record ConvInput(Tensor dy, Tensor w, Window window, int groups) implements Op {}

  /// The gradient of [Conv] with respect to w: linear in x and dy.
  record ConvWeight(Tensor x, Tensor dy, Window window, int groups) implements Op {}

  // Pooling.

  /// The largest element of each window; padding never wins.
  record MaxPool(Tensor x, Window window) implements Op {}

  /// dy at the place of each window's first maximum of x, zero elsewhere, summed where windows overlap.
  record MaxPoolScatter(Tensor x, Tensor dy, Window window) implements Op {}

  /// z at the place of each window's first maximum of x.
  record MaxPoolGather(Tensor x, Tensor z, Window window) implements Op {}

  /// The mean of each window, padding counted as zeros.
  record AvgPool(Tensor x, Window window) implements Op {}

  /// The gradient of [AvgPool].
  record AvgPoolInput(Tensor dy, Window window) implements Op {}

  // Indexing.

  /// Rows of x `[n, rest...]` by an I32 index: `[index..., rest...]`.
  record Gather(Tensor x, Tensor index) implements Op {}

  /// Zeros `[n, rest...]` to which each row of u `[index..., rest...]` is added at its index.
  record ScatterAdd(Tensor index, Tensor u) implements Op {}

  /// The user's own.
  record Custom(CustomOp op, List<Tensor> arguments) implements Op {
    /// Copies the list.
    public Custom {
      arguments = List.copyOf(arguments);
    }
  }

  /// The tensors that this node is computed from, in order.
  default List<Tensor> operands() {
    return switch (this) {
      case Constant _, Scalar _, Input _, Read _, Iota _ -> List.of();
      case Random(var _, var _, var _, var step) -> List.of(step);
      case Unary(var _, var x) -> List.of(x);
      case Binary(var _, var a, var b) -> List.of(a, b);
      case Select(var c, var a, var b) -> List.of(c, a, b);
      case Cast(var x) -> List.of(x);
      case Detach(var x) -> List.of(x);
      case Reshape(var x) -> List.of(x);
      case Expand(var x) -> List.of(x);
      case Permute(var x, var _) -> List.of(x);
      case Slice(var x, var _, var _, var _) -> List.of(x);
      case Pad(var x, var _, var _, var _) -> List.of(x);
      case Concat(var parts, var _) -> parts;
      case Reduce(var _, var x, var _) -> List.of(x);
      case ArgMax(var x, var _) -> List.of(x);
      case Softmax(var x, var _) -> List.of(x);
      case MatMul(var a, var b) -> List.of(a, b);
      case Conv(var x, var w, var _, var _) -> List.of(x, w);
      case ConvInput(var dy, var w, var _, var _) -> List.of(dy, w);
      case ConvWeight(var x, var dy, var _, var _) -> List.of(x, dy);
      case MaxPool(var x, var _) -> List.of(x);
      case MaxPoolScatter(var x, var dy, var _) -> List.of(x, dy);
      case MaxPoolGather(var x, var z, var _) -> List.of(x, z);
      case AvgPool(var x, var _) -> List.of(x);
      case AvgPoolInput(var dy, var _) -> List.of(dy);
      case Gather(var x, var index) -> List.of(x, index);
      case ScatterAdd(var index, var u) -> List.of(index, u);
      case Custom(var _, var arguments) -> arguments;
    };
  }

  /// This node over other operands, of the same shapes and types as before and in the same order.
  default Op withOperands(List<Tensor> o) {
    return switch (this) {
      case Constant _, Scalar _, Input _, Read _, Iota _ -> this;
      case Random(var d, var seed, var stream, var _) -> new Random(d, seed, stream, o.get(0));
      case Unary(var kind, var _) -> new Unary(kind, o.get(0));
      case Binary(var kind, var _, var _) -> new Binary(kind, o.get(0), o.get(1));
      case Select _ -> new Select(o.get(0), o.get(1), o.get(2));
      case Cast _ -> new Cast(o.get(0));
      case Detach _ -> new Detach(o.get(0));
      case Reshape _ -> new Reshape(o.get(0));
      case Expand _ -> new Expand(o.get(0));
      case Permute(var _, var axes) -> new Permute(o.get(0), axes);
      case Slice(var _, var begin, var end, var step) -> new Slice(o.get(0), begin, end, step);
      case Pad(var _, var low, var high, var in) -> new Pad(o.get(0), low, high, in);
      case Concat(var _, var axis) -> new Concat(o, axis);
      case Reduce(var kind, var _, var axes) -> new Reduce(kind, o.get(0), axes);
      case ArgMax(var _, var axis) -> new ArgMax(o.get(0), axis);
      case Softmax(var _, var log) -> new Softmax(o.get(0), log);
      case MatMul _ -> new MatMul(o.get(0), o.get(1));
      case Conv(var _, var _, var win, var g) -> new Conv(o.get(0), o.get(1), win, g);
      case ConvInput(var _, var _, var win, var g) -> new ConvInput(o.get(0), o.get(1), win, g);
      case ConvWeight(var _, var _, var win, var g) -> new ConvWeight(o.get(0), o.get(1), win, g);
      case MaxPool(var _, var win) -> new MaxPool(o.get(0), win);
      case MaxPoolScatter(var _, var _, var win) -> new MaxPoolScatter(o.get(0), o.get(1), win);
      case MaxPoolGather(var _, var _, var win) -> new MaxPoolGather(o.get(0), o.get(1), win);
      case AvgPool(var _, var win) -> new AvgPool(o.get(0), win);
      case AvgPoolInput(var _, var win) -> new AvgPoolInput(o.get(0), win);
      case Gather _ -> new Gather(o.get(0), o.get(1));
      case ScatterAdd _ -> new ScatterAdd(o.get(0), o.get(1));
      case Custom(var op, var _) -> new Custom(op, o);
    };
  }

  /// What distinguishes this node from others of its kind over the same operands: everything but tensors.
  default List<Object> attributes() {
    return switch (this) {
      case Constant(var value) -> List.of(value);
      case Scalar(var value) -> List.of(value);
      case Input(var name) -> List.of(name);
      case Read(var variable) -> List.of(variable);
      case Iota(var axis) -> List.of(axis);
      case Random(var d, var seed, var stream, var _) -> List.of(d, seed, stream);
      case Unary(var kind, var _) -> List.of(kind);
      case Binary(var kind, var _, var _) -> List.of(kind);
      case Permute(var _, var axes) -> List.of(axes);
      case Slice(var _, var begin, var end, var step) -> List.of(begin, end, step);
      case Pad(var _, var low, var high, var interior) -> List.of(low, high, interior);
      case Concat(var _, var axis) -> List.of(axis);
      case Reduce(var kind, var _, var axes) -> List.of(kind, axes);
      case ArgMax(var _, var axis) -> List.of(axis);
      case Softmax(var _, var log) -> List.of(log);
      case Conv(var _, var _, var window, var groups) -> List.of(window, groups);
      case ConvInput(var _, var _, var window, var groups) -> List.of(window, groups);
      case ConvWeight(var _, var _, var window, var groups) -> List.of(window, groups);
      case MaxPool(var _, var window) -> List.of(window);
      case MaxPoolScatter(var _, var _, var window) -> List.of(window);
      case MaxPoolGather(var _, var _, var window) -> List.of(window);
      case AvgPool(var _, var window) -> List.of(window);
      case AvgPoolInput(var _, var window) -> List.of(window);
      case Custom(var op, var _) -> List.of(op);
      case Select _, Cast _, Detach _, Reshape _, Expand _, MatMul _, Gather _, ScatterAdd _ -> List.of();
    };
  }

  /// The node's name as messages and drawings show it: `matMul`, `relu`, `conv`.
  default String name() {
    return switch (this) {
      case Unary(var kind, var _) -> kind.name().toLowerCase(java.util.Locale.ROOT);
      case Binary(var kind, var _, var _) -> kind.name().toLowerCase(java.util.Locale.ROOT);
      case Reduce(var kind, var _, var _) -> kind.name().toLowerCase(java.util.Locale.ROOT);
      case Softmax(var _, var log) -> log ? "logSoftmax" : "softmax";
      case Custom(var op, var _) -> op.name();
      default -> {
        String n = getClass().getSimpleName();
        yield Character.toLowerCase(n.charAt(0)) + n.substring(1);
      }
    };
  }

  /// Axes and sizes as the records keep them.
  static List<Integer> list(int... values) {
    List<Integer> l = new ArrayList<>(values.length);
    for (int v : values) {
      l.add(v);
    }
    return List.copyOf(l);
  }

  /// The reverse of [#list].
  static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
