package profundo.data;

import java.util.List;
import profundo.Rng;
import profundo.Shape;

/// Changes a sample as the world might have changed it, without changing what it shows: a random function of one sample.
///
/// What is drawn comes from a generator of the sample's own, so that a sample of an epoch has the same bits whatever
/// thread prepares it and wherever training was resumed. Given to [Batches#augmented]:
///
///     train.batches(128).shuffled(42).augmented(ImageAugment.shift(4).then(ImageAugment.mirror()), 42)
public interface Augmentation {
  /// A sample like the given one.
  ///
  /// @param values of the sample, row-major; may be written into
  /// @param shape of the sample
  /// @param rng what to draw from; another one for each sample and epoch
  /// @return values of shape [#output], which may be those that were given
  float[] apply(float[] values, Shape shape, Rng rng);

  /// The shape that samples of this shape get.
  ///
  /// @throws IllegalArgumentException when such samples cannot be changed so
  default Shape output(Shape shape) {
    return shape;
  }

  /// This one, then another. Each draws from a generator of its own: a further one changes nothing of what was before.
  default Augmentation then(Augmentation next) {
    return new Chain(this, next);
  }

  /// This one for a share of the samples, chosen at random.
  ///
  /// @param probability from 0 to 1
  /// @throws IllegalArgumentException when it is not, or when the shape would change
  default Augmentation sometimes(double probability) {
    return new Sometimes(this, probability);
  }

  /// All of them, one after the other.
  static Augmentation all(List<Augmentation> parts) {
    return parts.stream().reduce(Augmentation::then).orElseThrow(() ->
        new IllegalArgumentException("Augmentation: expected at least one, got none"));
  }

  /// Two in a row.
  ///
  /// @param first applied first
  /// @param next applied to what it gives
  record Chain(Augmentation first, Augmentation next) implements Augmentation {
    @Override
    public float[] apply(float[] values, Shape shape, Rng rng) {
      return next.apply(first.apply(values, shape, rng.stream("first")), first.output(shape), rng.stream("next"));
    }

    @Override
    public Shape output(Shape shape) {
      return next.output(first.output(shape));
    }

    @Override
    public String toString() {
      return first + ", " + next;
    }
  }

  /// One for some samples.
  ///
  /// @param body what to apply
  /// @param probability from 0 to 1
  record Sometimes(Augmentation body, double probability) implements Augmentation {
    /// @throws IllegalArgumentException when the probability is none
    public Sometimes {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(body + ": expected a probability from 0 to 1, got " + probability);
      }
    }

    @Override
    public float[] apply(float[] values, Shape shape, Rng rng) {
      return rng.stream("sometimes").nextFloat() < probability ? body.apply(values, shape, rng.stream("body")) : values;
    }

    @Override
    public Shape output(Shape shape) {
      Shape changed = body.output(shape);
      if (!changed.equals(shape)) {
        throw new IllegalArgumentException(
            body + ": makes " + changed + " of " + shape + ", and so cannot be left out for some samples");
      }
      return shape;
    }

    @Override
    public String toString() {
      return body + " sometimes(" + probability + ")";
    }
  }

  /// One that keeps the shape, with its name and what it takes.
  ///
  /// @param name for messages
  /// @param axes what the axes of a sample mean, as in `[height, width, channels]`
  /// @param rank number of axes
  /// @param body what it does
  record Named(String name, String axes, int rank, Body body) implements Augmentation {
    /// As [Augmentation#apply].
    @FunctionalInterface
    public interface Body {
      /// As [Augmentation#apply]; the shape is of the right rank.
      float[] apply(float[] values, Shape shape, Rng rng);
    }

    @Override
    public float[] apply(float[] values, Shape shape, Rng rng) {
      return body.apply(values, output(shape), rng);
    }

    @Override
    public Shape output(Shape shape) {
      if (shape.rank() != rank) {
        throw new IllegalArgumentException(name + ": expected samples " + axes + ", got " + shape);
      }
      return shape;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
