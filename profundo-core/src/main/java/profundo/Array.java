package profundo;

import java.util.Arrays;

/// Values: a dense, row-major block of `float[]` or `int[]` with a shape. What a [Tensor] evaluates to, what a
/// [Variable] holds, what files are read into.
public final class Array {
  private final Shape shape;
  private final DType dtype;
  private final Object data;

  private Array(Shape shape, DType dtype, Object data, int length) {
    if (length != shape.count()) {
      throw new ShapeException(
          "Array: expected " + shape.count() + " values for shape " + shape + ", got " + length);
    }
    this.shape = shape;
    this.dtype = dtype;
    this.data = data;
  }

  /// Floats of a shape, copied.
  public static Array of(Shape shape, float... values) {
    return wrap(shape, values.clone());
  }

  /// Integers of a shape, copied.
  public static Array of(Shape shape, int... values) {
    return wrap(shape, values.clone());
  }

  /// Floats of a shape, borrowed: later changes of `values` are seen.
  public static Array wrap(Shape shape, float[] values) {
    return new Array(shape, DType.F32, values, values.length);
  }

  /// Integers of a shape, borrowed: later changes of `values` are seen.
  public static Array wrap(Shape shape, int[] values) {
    return new Array(shape, DType.I32, values, values.length);
  }

  /// Zeros.
  public static Array zeros(Shape shape, DType dtype) {
    return switch (dtype) {
      case F32 -> wrap(shape, new float[shape.count()]);
      case I32 -> wrap(shape, new int[shape.count()]);
    };
  }

  public Shape shape() {
    return shape;
  }

  public DType dtype() {
    return dtype;
  }

  /// The floats themselves, not a copy, row-major.
  ///
  /// @throws IllegalStateException when the elements are integers
  public float[] floats() {
    if (data instanceof float[] f) {
      return f;
    }
    throw new IllegalStateException("Array of I32 " + shape + ": expected F32; use ints()");
  }

  /// The integers themselves, not a copy, row-major.
  ///
  /// @throws IllegalStateException when the elements are floats
  public int[] ints() {
    if (data instanceof int[] i) {
      return i;
    }
    throw new IllegalStateException("Array of F32 " + shape + ": expected I32; use floats()");
  }

  /// A copy that shares nothing with this one.
  public Array copy() {
    return switch (data) {
      case float[] f -> wrap(shape, f.clone());
      case int[] i -> wrap(shape, i.clone());
      default -> throw new AssertionError(data);
    };
  }

  /// Takes over the values of an array of the same shape and type.
  public void set(Array values) {
    if (!shape.equals(values.shape) || dtype != values.dtype) {
      throw new ShapeException(
          "Array: expected " + dtype + " " + shape + ", got " + values.dtype + " " + values.shape);
    }
    System.arraycopy(values.data, 0, data, 0, shape.count());
  }

  /// The same values under another shape of as many elements; shares them.
  public Array reshape(Shape other) {
    return switch (data) {
      case float[] f -> wrap(other, f);
      case int[] i -> wrap(other, i);
      default -> throw new AssertionError(data);
    };
  }

  /// Whether shape, type and every bit agree.
  public boolean sameBits(Array other) {
    if (!shape.equals(other.shape) || dtype != other.dtype) {
      return false;
    }
    if (data instanceof int[] i) {
      return Arrays.equals(i, other.ints());
    }
    float[] a = floats();
    float[] b = other.floats();
    for (int i = 0; i < a.length; i++) {
      if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
        return false;
      }
    }
    return true;
  }

  /// Type, shape and the first few values, as in `F32 [2, 2] {1.0, 2.0, 3.0, 4.0}`.
  @Override
  public String toString() {
    int shown = Math.min(shape.count(), 12);
    String values =
        switch (data) {
          case float[] f -> Arrays.toString(Arrays.copyOf(f, shown));
          case int[] i -> Arrays.toString(Arrays.copyOf(i, shown));
          default -> throw new AssertionError(data);
        };
    String end = shown < shape.count() ? ", ...}" : "}";
    return dtype + " " + shape + " {" + values.substring(1, values.length() - 1) + end;
  }
}
