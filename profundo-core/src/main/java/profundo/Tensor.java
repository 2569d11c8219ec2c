package profundo;

import java.util.List;

/// An expression: a node of an immutable graph with a shape and a type. Methods build larger expressions and compute
/// nothing; [#toFloats] and [#toString] evaluate.
///
/// Shapes are checked while the expression is built. Operands broadcast as in NumPy: aligned at the last axis, sizes
/// equal or 1. A negative axis counts from the last. Equality is identity.
///
///     Tensor y = x.matmul(w).add(b).relu();
public sealed class Tensor implements Elementwise, Movement, Reductions, Contractions permits Variable {
  private final Op op;
  private final Shape shape;
  private final DType dtype;
  private final String label;

  Tensor(Op op, Shape shape, DType dtype, String label) {
    this.op = op;
    this.shape = shape;
    this.dtype = dtype;
    this.label = label;
  }

  /// For [Variable], whose op names itself.
  Tensor(Shape shape, DType dtype) {
    this(null, shape, dtype, null);
  }

  static Tensor node(Op op, Shape shape, DType dtype) {
    return new Tensor(op, shape, dtype, null);
  }

  /// This node over other operands of the same shapes and types, for rewriting expressions.
  public final Tensor withOperands(List<Tensor> operands) {
    return new Tensor(op().withOperands(operands), shape, dtype, label);
  }

  // Sources.

  /// A copy of these values.
  public static Tensor of(Array values) {
    return wrap(values.copy());
  }

  /// These values, borrowed: later changes are seen.
  public static Tensor wrap(Array values) {
    return node(new Op.Constant(values), values.shape(), values.dtype());
  }

  /// Floats of a shape, copied.
  public static Tensor of(Shape shape, float... values) {
    return wrap(Array.of(shape, values));
  }

  /// Integers of a shape, copied.
  public static Tensor of(Shape shape, int... values) {
    return wrap(Array.of(shape, values));
  }

  /// One F32 number, shape `[]`.
  public static Tensor scalar(double value) {
    return scalar(value, DType.F32);
  }

  /// One number, shape `[]`.
  public static Tensor scalar(double value, DType dtype) {
    if (dtype == DType.I32 && value != (int) value) {
      throw new ShapeException("scalar: expected a whole number for I32, got " + value);
    }
    return node(new Op.Scalar(value), Shape.SCALAR, dtype);
  }

  /// The same F32 number everywhere.
  public static Tensor fill(Shape shape, double value) {
    return scalar(value).expand(shape);
  }

  /// A place for a value that a compiled step is given at each run.
  public static Tensor input(String name, Shape shape, DType dtype) {
    return node(new Op.Input(name), shape, dtype);
  }

  /// I32: the index along `axis`.
  public static Tensor iota(Shape shape, int axis) {
    return node(new Op.Iota(shape.axis(axis)), shape, DType.I32);
  }

  /// F32 uniform in [0, 1).
  ///
  /// @param step I32 scalar; other values of it give other numbers
  public static Tensor uniform(Shape shape, long seed, long stream, Tensor step) {
    return random(Op.Distribution.UNIFORM, shape, seed, stream, step);
  }

  /// F32 standard normal.
  ///
  /// @param step I32 scalar; other values of it give other numbers
  public static Tensor normal(Shape shape, long seed, long stream, Tensor step) {
    return random(Op.Distribution.NORMAL, shape, seed, stream, step);
  }

  private static Tensor random(Op.Distribution d, Shape shape, long seed, long stream, Tensor step) {
    if (step.dtype != DType.I32 || step.shape.rank() != 0) {
      throw new ShapeException(
          "random: expected an I32 scalar as step, got " + step.dtype + " " + step.shape);
    }
    return node(new Op.Random(d, seed, stream, step), shape, DType.F32);
  }

  /// The result of an operation of the user's own.
  public static Tensor custom(CustomOp op, Tensor... arguments) {
    List<Tensor> list = List.of(arguments);
    for (Tensor t : list) {
      t.require(op.name(), DType.F32);
    }
    return node(new Op.Custom(op, list), op.shape(list.stream().map(Tensor::shape).toList()), DType.F32);
  }
  /// Parts one after the other along an axis; the other sizes are equal.
  public static Tensor concat(int axis, Tensor... parts) {
    return concat(axis, List.of(parts));
  }

  /// Parts one after the other along an axis; the other sizes are equal.
  public static Tensor concat(int axis, List<Tensor> parts) {
    Shape s = ShapeRules.concat(axis, parts);
    return parts.size() == 1
        ? parts.get(0)
        : node(new Op.Concat(parts, s.axis(axis)), s, parts.get(0).dtype);
  }

  // What it is.

  /// What makes it.
  public Op op() {
    return op;
  }

  /// Sizes of its axes.
  public final Shape shape() {
    return shape;
  }

  /// Type of its elements.
  public final DType dtype() {
    return dtype;
  }

  /// What [#named] called it, or null.
  public final String label() {
    return label;
  }

  /// The same expression with a label for messages, diagnosis and drawings.
  public final Tensor named(String label) {
    return new Tensor(op(), shape, dtype, label);
  }

  // Values.

  /// The values as floats, row-major.
  public final float[] toFloats() {
    return evaluate().floats();
  }

  /// The values as integers, row-major.
  public final int[] toInts() {
    return evaluate().ints();
  }

  /// The one value of a tensor with one element.
  public final float toFloat() {
    if (shape.count() != 1) {
      throw new ShapeException("toFloat: expected one element, got " + shape);
    }
    Array a = evaluate();
    return a.dtype() == DType.F32 ? a.floats()[0] : a.ints()[0];
  }

  /// The values, computed against the present values of the variables.
  public final Array evaluate() {
    return Evaluator.current().evaluate(List.of(this)).get(0);
  }

  /// A source tensor with this tensor's present values and no history.
  public final Tensor materialize() {
    return wrap(evaluate());
  }

  /// Refuses another type, with the remedy.
  final void require(String operation, DType expected) {
    if (dtype != expected) {
      throw new ShapeException(
          operation + ": expected " + expected + ", got " + dtype + " " + shape + "; use cast");
    }
  }

  /// Type, shape and values, as in `F32 [2] {1.0, 2.0}`; without values where it depends on an open input.
  @Override
  public final String toString() {
    for (Tensor t : Graph.topological(List.of(this))) {
      if (t.op() instanceof Op.Input) {
        return dtype + " " + shape + " of " + op().name();
      }
    }
    return evaluate().toString();
  }
}
