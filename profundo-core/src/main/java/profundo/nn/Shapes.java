package profundo.nn;

import java.util.List;
import java.util.StringJoiner;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;

/// Checks that several layers share.
final class Shapes {
  private static final List<List<String>> AXES =
      List.of(List.of(), List.of("length"), List.of("height", "width"), List.of("depth", "height", "width"));

  private Shapes() {}

  static void require(String what, Variable v, String expected, boolean fits) {
    if (!fits || v.dtype() != DType.F32) {
      throw new ShapeException(what + ": expected F32 " + expected + ", got " + v.dtype() + " " + v.shape());
    }
  }

  static void atLeast(String type, String what, double value, double least) {
    if (!(value >= least) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          type + ": expected " + what + " of at least " + plain(least) + ", got " + plain(value));
    }
  }

  private static String plain(double v) {
    return v == (long) v ? Long.toString((long) v) : Double.toString(v);
  }

  static boolean isFloat(Tensor x) {
    return x.dtype() == DType.F32;
  }

  /// Whether x is an F32 batch of grids, channels last, with as many spatial axes as a window.
  static boolean grids(Tensor x, Window w) {
    return x.dtype() == DType.F32 && x.shape().rank() == w.rank() + 2;
  }

  /// Whether a window fits into the spatial axes of `[batch, spatial..., channels]`.
  static boolean fits(Window w, Shape x) {
    for (int i = 0; i < w.rank(); i++) {
      if (w.out(i, x.size(i + 1)) < 1) {
        return false;
      }
    }
    return true;
  }

  /// The names of so many spatial axes: `[height, width]`.
  static List<String> axes(int rank) {
    return AXES.get(rank);
  }

  /// `height, width` where the window always fits, else `height>=5, width`.
  static String spatial(Window w) {
    StringJoiner s = new StringJoiner(", ");
    for (int i = 0; i < w.rank(); i++) {
      int least = w.dilation().get(i) * (w.size().get(i) - 1) + 1 - w.padLow().get(i) - w.padHigh().get(i);
      s.add(least <= 1 ? axes(w.rank()).get(i) : axes(w.rank()).get(i) + ">=" + least);
    }
    return s.toString();
  }

  static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
