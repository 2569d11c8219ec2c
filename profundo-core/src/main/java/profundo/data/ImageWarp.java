package profundo.data;

import profundo.Rng;
import profundo.Shape;

/// Pictures `[height, width, channels]` seen through a map of positions, with values between pixels by bilinear
/// interpolation.
final class ImageWarp {
  private ImageWarp() {}

  /// Where a pixel of the result comes from.
  @FunctionalInterface
  private interface Source {
    /// @param from takes the row and the column
    void of(int row, int column, double[] from);
  }

  private static float[] warp(float[] v, Shape shape, ImageAugment.Edge edge, Source source) {
    int h = shape.size(0);
    int w = shape.size(1);
    int c = shape.size(2);
    float[] out = new float[v.length];
    double[] from = new double[2];
    for (int i = 0; i < h; i++) {
      for (int j = 0; j < w; j++) {
        source.of(i, j, from);
        int top = (int) Math.floor(from[0]);
        int left = (int) Math.floor(from[1]);
        double down = from[0] - top;
        double right = from[1] - left;
        for (int k = 0; k < c; k++) {
          out[(i * w + j) * c + k] =
              (float)
                  ((1 - down) * ((1 - right) * at(v, h, w, c, top, left, k, edge) + right * at(v, h, w, c, top, left + 1, k, edge))
                      + down
                          * ((1 - right) * at(v, h, w, c, top + 1, left, k, edge)
                              + right * at(v, h, w, c, top + 1, left + 1, k, edge)));
        }
      }
    }
    return out;
  }

  private static float at(float[] v, int h, int w, int c, int row, int column, int channel, ImageAugment.Edge edge) {
    int i = edge.inside(row, h);
    int j = edge.inside(column, w);
    return i < 0 || j < 0 ? 0 : v[(i * w + j) * c + channel];
  }

  /// Moved by whole pixels.
  static float[] shift(float[] v, Shape shape, int down, int right, ImageAugment.Edge edge) {
    return warp(v, shape, edge, (i, j, from) -> {
      from[0] = i - down;
      from[1] = j - right;
    });
  }

  /// Sheared, scaled and turned about the centre, in this order.
  ///
  /// @param angle in radians, clockwise
  /// @param scale above 1 enlarges
  /// @param shear columns that a row moves for each row below the centre
  static float[] affine(float[] v, Shape shape, double angle, double scale, double shear, ImageAugment.Edge edge) {
    double cos = Math.cos(angle) / scale;
    double sin = Math.sin(angle) / scale;
    double midRow = (shape.size(0) - 1) / 2.0;
    double midColumn = (shape.size(1) - 1) / 2.0;
    return warp(v, shape, edge, (i, j, from) -> {
      double y = i - midRow;
      double x = j - midColumn;
      double row = cos * y - sin * x;
      from[0] = round(midRow + row);
      from[1] = round(midColumn + cos * x + sin * y - shear * row);
    });
  }

  /// Whole positions exactly where rounding of sines alone misses them.
  private static double round(double position) {
    double near = Math.rint(position);
    return Math.abs(position - near) < 1e-9 ? near : position;
  }

  /// Displaced by smooth random fields.
  static float[] elastic(float[] v, Shape shape, double alpha, double sigma, ImageAugment.Edge edge, Rng rng) {
    int h = shape.size(0);
    int w = shape.size(1);
    float[] down = field(h, w, sigma, rng);
    float[] right = field(h, w, sigma, rng);
    return warp(v, shape, edge, (i, j, from) -> {
      from[0] = i + alpha * down[i * w + j];
      from[1] = j + alpha * right[i * w + j];
    });
  }

  /// Uniform in [-1, 1), under a Gaussian of sum 1.
  private static float[] field(int h, int w, double sigma, Rng rng) {
    float[] f = new float[h * w];
    for (int i = 0; i < f.length; i++) {
      f[i] = 2 * rng.nextFloat() - 1;
    }
    int reach = (int) Math.ceil(3 * sigma);
    double[] bell = new double[2 * reach + 1];
    double sum = 0;
    for (int k = -reach; k <= reach; k++) {
      bell[k + reach] = Math.exp(-k * k / (2 * sigma * sigma));
      sum += bell[k + reach];
    }
    for (int k = 0; k < bell.length; k++) {
      bell[k] /= sum;
    }
    return blur(blur(f, h, w, 1, w, bell), w, h, w, 1, bell);
  }

  /// Along lines of `n` values `step` apart, `lines` of them `apart` apart.
  private static float[] blur(float[] f, int lines, int n, int step, int apart, double[] bell) {
    float[] out = new float[f.length];
    int reach = bell.length / 2;
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int k = Math.max(0, i - reach); k <= Math.min(n - 1, i + reach); k++) {
          sum += bell[k - i + reach] * f[line * apart + k * step];
        }
        out[line * apart + i * step] = (float) sum;
      }
    }
    return out;
  }
}
