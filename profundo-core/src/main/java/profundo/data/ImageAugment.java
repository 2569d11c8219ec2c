package profundo.data;

import profundo.Rng;
import profundo.Shape;
import profundo.data.Augmentation.Named;

/// Changes of pictures `[height, width, channels]`. Values are not clipped: a model does not mind 1.1.
public final class ImageAugment {
  private static final String AXES = "[height, width, channels]";

  private ImageAugment() {}

  /// What is beyond the edge of a picture.
  public enum Edge {
    /// Nothing: zeros.
    ZERO,
    /// The picture, mirrored at its outermost pixels.
    REFLECT;

    /// The position within `n` that stands for `i`, negative for none.
    int inside(int i, int n) {
      if (i >= 0 && i < n) {
        return i;
      }
      if (this == ZERO) {
        return -1;
      }
      if (n == 1) {
        return 0;
      }
      int period = 2 * (n - 1);
      int m = Math.floorMod(i, period);
      return Math.min(m, period - m);
    }
  }

  private static Augmentation named(String name, Named.Body body) {
    return new Named(name, AXES, 3, body);
  }

  private static double between(double low, double high, Rng rng) {
    return low + (high - low) * rng.nextFloat();
  }

  private static void require(boolean good, String what, Object got) {
    if (!good) {
      throw new IllegalArgumentException("ImageAugment." + what + ", got " + got);
    }
  }

  /// A shift that leaves something of each picture.
  private record Shift(Augmentation body, int most, Edge edge) implements Augmentation {
    @Override
    public float[] apply(float[] values, Shape shape, Rng rng) {
      return body.apply(values, shape, rng);
    }

    @Override
    public Shape output(Shape shape) {
      Shape same = body.output(shape);
      if (edge == Edge.ZERO && most > 0 && most >= Math.min(shape.size(0), shape.size(1))) {
        throw new IllegalArgumentException(
            body + ": expected fewer pixels than the picture's " + shape.size(0) + " rows and " + shape.size(1)
                + " columns, got " + most + ", which can leave nothing of it; take a smaller number, or fill in by reflection");
      }
      return same;
    }

    @Override
    public String toString() {
      return body.toString();
    }
  }

  /// Moves the picture by up to `most` whole pixels in each direction, all equally likely. Without reflection that must be
  /// fewer than its rows and columns, so that something is left of it.
  public static Augmentation shift(int most, Edge edge) {
    require(most >= 0, "shift: expected at least 0 pixels", most);
    return new Shift(
        named(
            "shift:" + most,
            (v, s, rng) -> ImageWarp.shift(v, s, rng.nextInt(2 * most + 1) - most, rng.nextInt(2 * most + 1) - most, edge)),
        most,
        edge);
  }

  /// Moves the picture; zeros come in from beyond the edge.
  public static Augmentation shift(int most) {
    return shift(most, Edge.ZERO);
  }

  /// Left becomes right for half of the samples.
  public static Augmentation mirror() {
    return named("mirror", (v, s, rng) -> rng.nextInt(2) == 1 ? mirrored(v, s) : v);
  }

  static float[] mirrored(float[] v, Shape shape) {
    int w = shape.size(1);
    int c = shape.size(2);
    float[] out = new float[v.length];
    for (int p = 0; p < v.length / c; p++) {
      int q = p - p % w + w - 1 - p % w;
      System.arraycopy(v, p * c, out, q * c, c);
    }
    return out;
  }

  /// Turns by up to `degrees` to each side.
  public static Augmentation rotate(double degrees, Edge edge) {
    require(degrees >= 0, "rotate: expected at least 0 degrees", degrees);
    return named(
        "rotate:" + degrees,
        (v, s, rng) -> ImageWarp.affine(v, s, Math.toRadians(between(-degrees, degrees, rng)), 1, 0, edge));
  }

  /// Enlarges by a factor from 1 - `most` to 1 + `most`.
  public static Augmentation scale(double most, Edge edge) {
    require(most >= 0 && most < 1, "scale: expected a part from 0 to below 1", most);
    return named("scale:" + most, (v, s, rng) -> ImageWarp.affine(v, s, 0, between(1 - most, 1 + most, rng), 0, edge));
  }

  /// Slants by up to `degrees` to each side.
  public static Augmentation shear(double degrees, Edge edge) {
    require(degrees >= 0 && degrees < 90, "shear: expected degrees from 0 to below 90", degrees);
    return named(
        "shear:" + degrees,
        (v, s, rng) -> ImageWarp.affine(v, s, 0, 1, Math.tan(Math.toRadians(between(-degrees, degrees, rng))), edge));
  }

  /// Elastic distortion: positions move by random fields, uniform in [-1, 1), smoothed by a Gaussian, times `alpha`
  /// (Simard, Steinkraus and Platt 2003, <https://doi.org/10.1109/ICDAR.2003.1227801>; for 28x28 alpha 34, sigma 4).
  ///
  /// @param alpha strength in pixels
  /// @param sigma of the Gaussian in pixels
  public static Augmentation elastic(double alpha, double sigma, Edge edge) {
    require(alpha >= 0 && sigma > 0 && sigma <= 1000, "elastic: expected alpha >= 0 and 0 < sigma <= 1000", alpha + ", " + sigma);
    return named("elastic:" + alpha + ":" + sigma, (v, s, rng) -> ImageWarp.elastic(v, s, alpha, sigma, edge, rng));
  }

  /// Zeros a square whose centre is anywhere in the picture (DeVries and Taylor 2017, <https://arxiv.org/abs/1708.04552>).
  ///
  /// @param side of the square in pixels
  public static Augmentation cutout(int side) {
    require(side >= 1, "cutout: expected at least 1 pixel", side);
    return named("cutout:" + side, (v, s, rng) -> {
      int h = s.size(0);
      int w = s.size(1);
      int row = rng.nextInt(h) - side / 2;
      int column = rng.nextInt(w) - side / 2;
      for (int i = Math.max(0, row); i < Math.min(h, row + side); i++) {
        for (int j = Math.max(0, column); j < Math.min(w, column + side); j++) {
          for (int k = 0; k < s.size(2); k++) {
            v[(i * w + j) * s.size(2) + k] = 0;
          }
        }
      }
      return v;
    });
  }

  /// Adds one number to all values, up to `most` either way.
  public static Augmentation brightness(double most) {
    require(most >= 0, "brightness: expected at least 0", most);
    return named("brightness:" + most, (v, s, rng) -> {
      float add = (float) between(-most, most, rng);
      for (int i = 0; i < v.length; i++) {
        v[i] += add;
      }
      return v;
    });
  }

  /// Multiplies the distance of all values from their mean by 1 - `most` to 1 + `most`.
  public static Augmentation contrast(double most) {
    require(most >= 0 && most <= 1, "contrast: expected a part from 0 to 1", most);
    return named("contrast:" + most, (v, s, rng) -> {
      double sum = 0;
      for (float x : v) {
        sum += x;
      }
      float mean = (float) (sum / v.length);
      float factor = (float) between(1 - most, 1 + most, rng);
      for (int i = 0; i < v.length; i++) {
        v[i] = mean + factor * (v[i] - mean);
      }
      return v;
    });
  }

  /// Adds a number of its own to each channel, up to `most` either way: random RGB.
  public static Augmentation colour(double most) {
    require(most >= 0, "colour: expected at least 0", most);
    return named("colour:" + most, (v, s, rng) -> {
      float[] add = new float[s.size(2)];
      for (int k = 0; k < add.length; k++) {
        add[k] = (float) between(-most, most, rng);
      }
      return plus(v, add);
    });
  }

  /// Adds to each pixel the principal components of the colours, each times its variance and a number drawn from N(0,
  /// std^2) once for the picture (Krizhevsky, Sutskever and Hinton 2012, section 4.1; there std is 0.1, for values up to
  /// 255). For values in [0, 1] a std of 1 to 5 has as visible an effect.
  ///
  /// @param colours of the training part
  public static Augmentation pcaColour(double std, ColourPca colours) {
    require(std >= 0, "pcaColour: expected a standard deviation of at least 0", std);
    return named("pca:" + std, (v, s, rng) -> plus(v, colours.draw(std, s.size(2), rng)));
  }

  private static float[] plus(float[] v, float[] add) {
    for (int i = 0; i < v.length; i++) {
      v[i] += add[i % add.length];
    }
    return v;
  }
}
