package profundo;

import java.util.Arrays;
import java.util.List;

/// The shapes of results, for the operations whose rule takes more than a line.
final class ShapeRules {
  private ShapeRules() {}

  static void expect(String operation, Shape expected, Shape got) {
    if (!expected.equals(got)) {
      throw new ShapeException(operation + ": expected " + expected + ", got " + got);
    }
  }

  /// What both broadcast to.
  static Shape common(String name, Shape a, Shape b) {
    Shape s = Shape.broadcast(a, b);
    if (s == null) {
      throw new ShapeException(
          name + ": expected shapes that broadcast (aligned at the last axis, sizes equal or 1), got " + a
              + " and " + b + "; reshape or transpose one of them");
    }
    return s;
  }

  static Shape slice(Shape x, int[] begin, int[] end, int[] step) {
    rank("slice", x, begin, end, step);
    int[] s = new int[x.rank()];
    for (int i = 0; i < s.length; i++) {
      if (begin[i] < 0 || end[i] > x.size(i) || begin[i] >= end[i] || step[i] < 1) {
        throw new ShapeException(
            "slice: expected 0 <= begin < end <= size and step >= 1 along axis " + i + " of " + x
                + ", got begin " + begin[i] + ", end " + end[i] + ", step " + step[i]);
      }
      s[i] = (end[i] - begin[i] - 1) / step[i] + 1;
    }
    return Shape.of(s);
  }

  static Shape pad(Shape x, int[] low, int[] high, int[] interior) {
    rank("pad", x, low, high, interior);
    int[] s = new int[x.rank()];
    for (int i = 0; i < s.length; i++) {
      if (low[i] < 0 || high[i] < 0 || interior[i] < 0) {
        throw new ShapeException(
            "pad: expected no negative padding, got " + Arrays.toString(low) + ", "
                + Arrays.toString(high) + ", " + Arrays.toString(interior) + "; slice to make smaller");
      }
      s[i] = Math.toIntExact(low[i] + high[i] + x.size(i) + (long) (x.size(i) - 1) * interior[i]);
    }
    return Shape.of(s);
  }

  private static void rank(String operation, Shape x, int[]... lists) {
    for (int[] l : lists) {
      if (l.length != x.rank()) {
        throw new ShapeException(
            operation + ": expected one number per axis of " + x + ", got " + Arrays.toString(l));
      }
    }
  }

  static Shape concat(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new ShapeException("concat: expected at least one part, got none");
    }
    Shape first = parts.get(0).shape();
    int a = first.axis(axis);
    int size = 0;
    for (Tensor p : parts) {
      if (p.shape().rank() != first.rank()
          || !p.shape().with(a, 1).equals(first.with(a, 1))
          || p.dtype() != parts.get(0).dtype()) {
        throw new ShapeException(
            "concat: expected parts of one type that differ along axis " + a + " only, got "
                + parts.stream().map(t -> t.dtype() + " " + t.shape()).toList());
      }
      size = Math.addExact(size, p.shape().size(a));
    }
    return first.with(a, size);
  }

  static Shape conv(Shape x, Shape w, Window window, int groups) {
    int r = window.rank();
    if (x.rank() != r + 2 || w.rank() != r + 2) {
      throw new ShapeException(
          "conv: expected x [batch, " + r + " spatial axes, in] and w [" + r
              + " spatial axes, in / groups, out], got x " + x + " and w " + w);
    }
    for (int i = 0; i < r; i++) {
      if (w.size(i) != window.size().get(i)) {
        throw new ShapeException(
            "conv: expected a kernel of size " + window.size() + ", got w " + w);
      }
    }
    int in = x.size(-1);
    int out = w.size(-1);
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new ShapeException(
          "conv: expected a number of groups that divides " + in + " input and " + out
              + " output channels, got " + groups);
    }
    if (w.size(-2) != in / groups) {
      throw new ShapeException(
          "conv: expected x with " + w.size(-2) * groups + " channels (last axis) for w " + w
              + (groups == 1 ? "" : " in " + groups + " groups") + ", got x " + x);
    }
    return windows("conv", x, window, out);
  }

  static Shape pool(String operation, Shape x, Window window) {
    if (x.rank() != window.rank() + 2) {
      throw new ShapeException(
          operation + ": expected [batch, " + window.rank() + " spatial axes, channels], got " + x);
    }
    for (int i = 0; i < window.rank(); i++) {
      if (window.dilation().get(i) != 1) {
        throw new ShapeException(operation + ": expected dilation 1, got " + window.dilation());
      }
      if (Math.max(window.padLow().get(i), window.padHigh().get(i)) >= window.size().get(i)) {
        throw new ShapeException(
            operation + ": expected padding smaller than the window " + window.size() + ", got "
                + window.padLow() + " and " + window.padHigh());
      }
    }
    return windows(operation, x, window, x.size(-1));
  }

  private static Shape windows(String operation, Shape x, Window window, int channels) {
    int[] s = x.sizes();
    for (int i = 0; i < window.rank(); i++) {
      s[i + 1] = window.out(i, x.size(i + 1));
      if (s[i + 1] < 1) {
        throw new ShapeException(
            operation + ": window " + window.size() + " with dilation " + window.dilation()
                + " does not fit into " + x + " with padding " + window.padLow() + " and "
                + window.padHigh() + "; use a smaller window or more padding");
      }
    }
    s[s.length - 1] = channels;
    return Shape.of(s);
  }

  static Shape gather(Shape x, Tensor index) {
    if (x.rank() < 1 || index.dtype() != DType.I32) {
      throw new ShapeException(
          "gather: expected [n, ...] and an I32 index, got " + x + " and " + index.dtype() + " "
              + index.shape());
    }
    int[] s = Arrays.copyOf(index.shape().sizes(), index.shape().rank() + x.rank() - 1);
    System.arraycopy(x.sizes(), 1, s, index.shape().rank(), x.rank() - 1);
    return Shape.of(s);
  }

  /// What remains of u's shape behind the index.
  static Shape scatter(Shape u, Tensor index) {
    int r = index.shape().rank();
    if (index.dtype() != DType.I32 || u.rank() < r || !u.range(0, r).equals(index.shape())) {
      throw new ShapeException(
          "scatterAdd: expected u [index..., rest...] and an I32 index, got " + u + " and "
              + index.dtype() + " " + index.shape());
    }
    return u.range(r, u.rank());
  }
}
