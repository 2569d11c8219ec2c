package profundo.reference;

import profundo.Shape;

/// Counting through the elements of a shape, last axis fastest.
final class Index {
  private Index() {}

  /// The place along each axis of the i-th element.
  static int[] of(Shape shape, int i) {
    int[] at = new int[shape.rank()];
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = i % shape.size(axis);
      i /= shape.size(axis);
    }
    return at;
  }

  /// The reverse.
  static int in(Shape shape, int... at) {
    int i = 0;
    for (int axis = 0; axis < at.length; axis++) {
      i = i * shape.size(axis) + at[axis];
    }
    return i;
  }
}
