package profundo.reference;

import java.util.Arrays;
import profundo.Shape;
import profundo.Window;
import profundo.reference.Interpreter.Values;

/// Convolutions and pooling.
final class Windows {
  private Windows() {}

  /// Called for every pair of an input element and a window that covers it.
  private interface Pair {
    /// @param out place in the output, channel 0
    /// @param tap place within the window
    /// @param in place in the input, channel 0; -1 in the padding
    void visit(int out, int tap, int in);
  }

  private static void forEachPair(Shape x, Shape y, Window window, Pair pair) {
    int rank = window.rank();
    Shape taps = Shape.of(window.size().stream().mapToInt(Integer::intValue).toArray());
    Shape places = y.with(-1, 1);
    for (int o = 0; o < places.count(); o++) {
      int[] at = Index.of(places, o);
      for (int tap = 0; tap < taps.count(); tap++) {
        int[] offset = Index.of(taps, tap);
        int[] from = new int[rank + 2];
        from[0] = at[0];
        boolean inside = true;
        for (int i = 0; i < rank; i++) {
          from[i + 1] =
              at[i + 1] * window.stride().get(i) - window.padLow().get(i)
                  + offset[i] * window.dilation().get(i);
          inside &= from[i + 1] >= 0 && from[i + 1] < x.size(i + 1);
        }
        pair.visit(o * y.size(-1), tap, inside ? Index.in(x, from) : -1);
      }
    }
  }

  /// Called for every product of a convolution.
  private interface Product {
    void visit(int out, int weight, int in);
  }

  private static void forEachProduct(Shape x, Shape w, Shape y, Window window, int groups, Product p) {
    int in = w.size(-2);
    int out = w.size(-1);
    int perGroup = out / groups;
    forEachPair(
        x,
        y,
        window,
        (o, tap, i) -> {
          if (i < 0) {
            return;
          }
          for (int c = 0; c < out; c++) {
            for (int k = 0; k < in; k++) {
              p.visit(o + c, (tap * in + k) * out + c, i + c / perGroup * in + k);
            }
          }
        });
  }

  static double[] conv(Values x, Values w, Shape to, Window window, int groups) {
    double[] y = new double[to.count()];
    forEachProduct(
        x.shape(), w.shape(), to, window, groups, (o, k, i) -> y[o] += x.reals()[i] * w.reals()[k]);
    return y;
  }

  static double[] convInput(Values dy, Values w, Shape to, Window window, int groups) {
    double[] dx = new double[to.count()];
    forEachProduct(
        to, w.shape(), dy.shape(), window, groups, (o, k, i) -> dx[i] += dy.reals()[o] * w.reals()[k]);
    return dx;
  }

  static double[] convWeight(Values x, Values dy, Shape to, Window window, int groups) {
    double[] dw = new double[to.count()];
    forEachProduct(
        x.shape(), to, dy.shape(), window, groups, (o, k, i) -> dw[k] += x.reals()[i] * dy.reals()[o]);
    return dw;
  }

  /// For each element of the output, the place of its window's first maximum of x.
  private static int[] maxima(Values x, Shape y, Window window) {
    int[] place = new int[y.count()];
    Arrays.fill(place, -1);
    forEachPair(
        x.shape(),
        y,
        window,
        (o, _, i) -> {
          if (i < 0) {
            return;
          }
          for (int c = 0; c < y.size(-1); c++) {
            double v = x.reals()[i + c];
            int best = place[o + c];
            boolean better = best < 0 || v > x.reals()[best] || Double.isNaN(v);
            if (better && !(best >= 0 && Double.isNaN(x.reals()[best]))) {
              place[o + c] = i + c;
            }
          }
        });
    return place;
  }

  static double[] maxPoolGather(Values x, Values z, Shape to, Window window) {
    int[] place = maxima(x, to, window);
    double[] y = new double[to.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = z.reals()[place[i]];
    }
    return y;
  }

  static double[] maxPoolScatter(Values x, Values dy, Window window) {
    int[] place = maxima(x, dy.shape(), window);
    double[] dx = new double[x.shape().count()];
    for (int i = 0; i < place.length; i++) {
      dx[place[i]] += dy.reals()[i];
    }
    return dx;
  }

  static double[] avgPool(Values x, Shape to, Window window) {
    double[] y = new double[to.count()];
    int n = window.size().stream().reduce(1, (a, b) -> a * b);
    forEachPair(
        x.shape(),
        to,
        window,
        (o, _, i) -> {
          for (int c = 0; i >= 0 && c < to.size(-1); c++) {
            y[o + c] += x.reals()[i + c] / n;
          }
        });
    return y;
  }

  static double[] avgPoolInput(Values dy, Shape to, Window window) {
    double[] dx = new double[to.count()];
    int n = window.size().stream().reduce(1, (a, b) -> a * b);
    forEachPair(
        to,
        dy.shape(),
        window,
        (o, _, i) -> {
          for (int c = 0; i >= 0 && c < to.size(-1); c++) {
            dx[i + c] += dy.reals()[o + c] / n;
          }
        });
    return dx;
  }
}
