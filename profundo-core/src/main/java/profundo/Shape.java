package profundo;

import java.util.Arrays;

/// The sizes of a tensor's axes, outermost first; `[]` is a scalar. Every size is at least one.
///
/// Images are `[batch, height, width, channels]`, sequences `[batch, time, features]`, kernels
/// `[spatial..., in, out]`.
public final class Shape {
  /// The shape of a single number.
  public static final Shape SCALAR = new Shape(new int[0], 1);

  /// More axes than this are a mistake rather than a model.
  public static final int MAX_RANK = 16;

  private final int[] sizes;
  private final int count;

  private Shape(int[] sizes, int count) {
    this.sizes = sizes;
    this.count = count;
  }

  /// The shape with these sizes.
  ///
  /// @throws ShapeException when a size is below one, there are more than [#MAX_RANK] axes, or the number of elements
  ///     does not fit an array
  public static Shape of(int... sizes) {
    if (sizes.length == 0) {
      return SCALAR;
    }
    if (sizes.length > MAX_RANK) {
      throw new ShapeException(
          "Shape: expected at most " + MAX_RANK + " axes, got " + sizes.length);
    }
    long count = 1;
    for (int size : sizes) {
      if (size < 1) {
        throw new ShapeException(
            "Shape: expected every size to be at least 1, got " + Arrays.toString(sizes));
      }
      count *= size;
      if (count > Integer.MAX_VALUE - 64) {
        throw new ShapeException(
            "Shape: "
                + Arrays.toString(sizes)
                + " has more elements than one array holds (2^31); use a smaller batch");
      }
    }
    return new Shape(sizes.clone(), (int) count);
  }

  /// Number of axes.
  public int rank() {
    return sizes.length;
  }

  /// Size of one axis; negative axes count from the last, as in NumPy.
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /// Number of elements.
  public int count() {
    return count;
  }

  /// A copy of the sizes.
  public int[] sizes() {
    return sizes.clone();
  }

  /// The axis counted from the first: `axis(-1)` is `rank() - 1`.
  ///
  /// @throws ShapeException when there is no such axis
  public int axis(int axis) {
    int a = axis < 0 ? axis + sizes.length : axis;
    if (a < 0 || a >= sizes.length) {
      throw new ShapeException(
          "axis " + axis + " does not exist in shape " + this + " of rank " + sizes.length);
    }
    return a;
  }

  /// This shape with another size along one axis.
  public Shape with(int axis, int size) {
    int[] s = sizes();
    s[axis(axis)] = size;
    return of(s);
  }

  /// This shape without one axis.
  public Shape without(int axis) {
    int a = axis(axis);
    int[] s = new int[sizes.length - 1];
    System.arraycopy(sizes, 0, s, 0, a);
    System.arraycopy(sizes, a + 1, s, a, s.length - a);
    return of(s);
  }

  /// This shape with a new axis of the given size put before axis `axis` (0 to rank).
  public Shape insert(int axis, int size) {
    int[] s = new int[sizes.length + 1];
    System.arraycopy(sizes, 0, s, 0, axis);
    s[axis] = size;
    System.arraycopy(sizes, axis, s, axis + 1, sizes.length - axis);
    return of(s);
  }

  /// Axes `from` to `to` exclusive.
  public Shape range(int from, int to) {
    return of(Arrays.copyOfRange(sizes, from, to));
  }

  /// Distance in elements between neighbours along each axis of a dense, row-major array.
  public int[] strides() {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strides;
  }

  /// The shape that both broadcast to under NumPy's rule: aligned at the last axis, sizes equal or one of them 1.
  ///
  /// @return the common shape, or null where there is none
  static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] s = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int x = i <= a.rank() ? a.sizes[a.rank() - i] : 1;
      int y = i <= b.rank() ? b.sizes[b.rank() - i] : 1;
      if (x != y && x != 1 && y != 1) {
        return null;
      }
      s[rank - i] = Math.max(x, y);
    }
    return of(s);
  }

  /// Whether an array of this shape broadcasts to `target`.
  public boolean broadcastsTo(Shape target) {
    return target.equals(broadcast(this, target));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape s && Arrays.equals(sizes, s.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /// As in `[128, 28, 28, 1]`.
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
