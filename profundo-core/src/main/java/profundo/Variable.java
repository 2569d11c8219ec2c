package profundo;

/// A tensor with a value that lasts: a weight, a running mean, a step counter.
///
/// As an expression it stands for its value at the moment a program starts. Values change by assignment in a compiled
/// step, or by [#set] between steps.
public final class Variable extends Tensor {
  private final String name;
  private final Array value;
  private final Op op = new Op.Read(this);

  private Variable(String name, Array value) {
    super(value.shape(), value.dtype());
    this.name = name;
    this.value = value;
  }

  /// A variable that starts with a copy of these values.
  ///
  /// @param name for messages: `weight`, `bias`; a layer's path is put before it when the model is walked
  public static Variable of(String name, Array initial) {
    return new Variable(name, initial.copy());
  }

  /// A float variable of zeros.
  public static Variable zeros(String name, Shape shape) {
    return new Variable(name, Array.zeros(shape, DType.F32));
  }

  /// An I32 scalar, such as a step counter.
  public static Variable counter(String name) {
    return new Variable(name, Array.zeros(Shape.SCALAR, DType.I32));
  }

  /// The name it was made with.
  public String name() {
    return name;
  }

  /// The values themselves, not a copy; programs read and write them in place.
  public Array value() {
    return value;
  }

  /// Takes over other values of the same shape and type.
  public void set(Array values) {
    if (!values.shape().equals(shape()) || values.dtype() != dtype()) {
      throw new ShapeException(
          "Variable " + name + ": expected " + dtype() + " " + shape() + ", got " + values.dtype() + " "
              + values.shape());
    }
    value.set(values);
  }

  @Override
  public Op op() {
    return op;
  }
}
