package profundo.data;

import profundo.Rng;
import profundo.Shape;

/// A change of `[time, channels]` that also takes `[time, channels, 1]`, as networks over images see a series.
///
/// @param body takes `[time, channels]`, and keeps the shape
record StepsAugment(Augmentation body) implements Augmentation {
  @Override
  public float[] apply(float[] values, Shape shape, Rng rng) {
    return body.apply(values, steps(shape), rng);
  }

  @Override
  public Shape output(Shape shape) {
    body.output(steps(shape)); // complains of other shapes
    return shape;
  }

  private static Shape steps(Shape shape) {
    return shape.rank() == 3 && shape.size(2) == 1 ? shape.without(2) : shape;
  }

  @Override
  public String toString() {
    return body.toString();
  }
}
