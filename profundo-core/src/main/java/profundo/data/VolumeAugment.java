package profundo.data;

import profundo.Rng;
import profundo.Shape;

/// Changes of volumes `[depth, height, width, channels]`, such as tomograms.
public final class VolumeAugment {
  private VolumeAugment() {}

  /// Turns the volume round along each of its three axes with a probability of one half: eight volumes, for things that
  /// have no up or down and no left or right.
  public static Augmentation mirror() {
    return new Mirror();
  }

  private record Mirror() implements Augmentation {
    @Override
    public float[] apply(float[] values, Shape shape, Rng rng) {
      int[] sizes = output(shape).sizes();
      boolean deep = rng.nextInt(2) == 1;
      boolean high = rng.nextInt(2) == 1;
      boolean wide = rng.nextInt(2) == 1;
      int c = sizes[3];
      float[] out = new float[values.length];
      int to = 0;
      for (int i = 0; i < sizes[0]; i++) {
        int slice = (deep ? sizes[0] - 1 - i : i) * sizes[1];
        for (int j = 0; j < sizes[1]; j++) {
          int row = (slice + (high ? sizes[1] - 1 - j : j)) * sizes[2];
          for (int k = 0; k < sizes[2]; k++, to += c) {
            System.arraycopy(values, (row + (wide ? sizes[2] - 1 - k : k)) * c, out, to, c);
          }
        }
      }
      return out;
    }

    @Override
    public Shape output(Shape shape) {
      if (shape.rank() != 4) {
        throw new IllegalArgumentException("VolumeAugment: expected volumes [depth, height, width, channels], got " + shape);
      }
      return shape;
    }

    @Override
    public String toString() {
      return "mirror (volume)";
    }
  }
}
