package profundo.data;

import profundo.Array;
import profundo.Shape;
import profundo.ShapeException;

/// The convolution of signals and pictures, as mathematics means it: y = x * h with
///
///     y[n] = sum over k of h[k] x[n - k]                      y[m, n] = sum over j, k of h[j, k] x[m - j, n - k]
///
/// and zeros outside. The kernel is flipped, which makes the operation commutative and associative; layers such as `Conv2d` do
/// not flip it (cross-correlation), so they equal this one with the kernel turned around. Sums are made in double precision;
/// zeros of the kernel cost nothing.
public final class DiscreteConvolution {
  private DiscreteConvolution() {}

  /// All of it: `[n]` and `[m]` give `[n + m - 1]`; `[h, w]` and `[j, k]` give `[h + j - 1, w + k - 1]`.
  ///
  /// @param x F32 of rank 1 or 2
  /// @param h kernel, F32 of the same rank
  public static Array full(Array x, Array h) {
    Plane a = Plane.of("x", x);
    Plane b = Plane.of("kernel", h);
    requireSameRank(x, h);
    return a.times(b).crop(x.shape().rank(), 0, 0, a.height + b.height - 1, a.width + b.width - 1);
  }

  /// The middle of [#full], as large as x.
  public static Array same(Array x, Array h) {
    Plane a = Plane.of("x", x);
    Plane b = Plane.of("kernel", h);
    requireSameRank(x, h);
    return a.times(b).crop(x.shape().rank(), (b.height - 1) / 2, (b.width - 1) / 2, a.height, a.width);
  }

  /// The part of [#full] that no zeros from outside x went into: `[n - m + 1]`.
  public static Array valid(Array x, Array h) {
    Plane a = Plane.of("x", x);
    Plane b = Plane.of("kernel", h);
    requireSameRank(x, h);
    if (b.height > a.height || b.width > a.width) {
      throw new ShapeException(
          "convolution: expected a kernel that fits into x " + x.shape() + ", got " + h.shape() + "; use full or same");
    }
    return a.times(b).crop(
        x.shape().rank(), b.height - 1, b.width - 1, a.height - b.height + 1, a.width - b.width + 1);
  }

  private static void requireSameRank(Array x, Array h) {
    if (x.shape().rank() != h.shape().rank()) {
      throw new ShapeException(
          "convolution: expected x and kernel of one rank, got " + x.shape() + " and " + h.shape());
    }
  }

  /// A signal is a plane of one row.
  private record Plane(int height, int width, double[] values) {
    static Plane of(String what, Array a) {
      Shape s = a.shape();
      if (s.rank() != 1 && s.rank() != 2 || s.count() == 0) {
        throw new ShapeException("convolution: expected " + what + " [length] or [height, width], got " + s);
      }
      float[] f = a.floats();
      double[] v = new double[f.length];
      for (int i = 0; i < v.length; i++) {
        v[i] = f[i];
      }
      return new Plane(s.rank() == 1 ? 1 : s.size(0), s.size(-1), v);
    }

    Plane times(Plane h) {
      int rows = Math.addExact(height, h.height - 1);
      int cols = Math.addExact(width, h.width - 1);
      double[] y = new double[Math.multiplyExact(rows, cols)];
      for (int k = 0; k < h.values.length; k++) {
        double factor = h.values[k];
        if (factor != 0) {
          for (int i = 0; i < height; i++) {
            int to = (i + k / h.width) * cols + k % h.width;
            int from = i * width;
            for (int j = 0; j < width; j++) {
              y[to + j] += factor * values[from + j];
            }
          }
        }
      }
      return new Plane(rows, cols, y);
    }

    Array crop(int rank, int top, int left, int h, int w) {
      float[] f = new float[h * w];
      for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
          f[i * w + j] = (float) values[(i + top) * width + j + left];
        }
      }
      return Array.wrap(rank == 1 ? Shape.of(w) : Shape.of(h, w), f);
    }
  }
}
