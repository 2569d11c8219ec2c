package profundo.nn;

import java.util.List;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;

/// Checks that several layers share.
final class Shapes {
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

  /// Whether x is an F32 batch of images.
  static boolean images(Tensor x) {
    return x.dtype() == DType.F32 && x.shape().rank() == 4;
  }

  /// Whether a window fits into the spatial axes of images.
  static boolean fits(Window w, Shape x) {
    return w.out(0, x.size(1)) > 0 && w.out(1, x.size(2)) > 0;
  }

  /// `height` where the window always fits, else `height>=5`.
  static String spatial(Window w) {
    return axis("height", w, 0) + ", " + axis("width", w, 1);
  }

  private static String axis(String name, Window w, int i) {
    int least = w.dilation().get(i) * (w.size().get(i) - 1) + 1 - w.padLow().get(i) - w.padHigh().get(i);
    return least <= 1 ? name : name + ">=" + least;
  }

  static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
