package profundo.reference;

import java.util.List;
import profundo.Shape;
import profundo.reference.Interpreter.Values;

/// Elements put elsewhere.
final class Moves {
  private Moves() {}

  /// Where an element of the result comes from; -1 for nowhere.
  private interface Source {
    int of(int[] at);
  }

  private static Object move(Values x, Shape to, Source source) {
    double[] reals = x.data() instanceof double[] ? new double[to.count()] : null;
    int[] ints = reals == null ? new int[to.count()] : null;
    for (int i = 0; i < to.count(); i++) {
      int from = source.of(Index.of(to, i));
      if (from >= 0 && reals != null) {
        reals[i] = x.reals()[from];
      } else if (from >= 0) {
        ints[i] = x.ints()[from];
      }
    }
    return reals != null ? reals : ints;
  }

  static Object expand(Values x, Shape to) {
    Shape s = x.shape();
    int lead = to.rank() - s.rank();
    return move(
        x,
        to,
        at -> {
          int[] from = new int[s.rank()];
          for (int i = 0; i < from.length; i++) {
            from[i] = s.size(i) == 1 ? 0 : at[lead + i];
          }
          return Index.in(s, from);
        });
  }

  static Object permute(Values x, Shape to, List<Integer> axes) {
    return move(
        x,
        to,
        at -> {
          int[] from = new int[at.length];
          for (int i = 0; i < at.length; i++) {
            from[axes.get(i)] = at[i];
          }
          return Index.in(x.shape(), from);
        });
  }

  static Object slice(Values x, Shape to, List<Integer> begin, List<Integer> step) {
    return move(
        x,
        to,
        at -> {
          int[] from = new int[at.length];
          for (int i = 0; i < at.length; i++) {
            from[i] = begin.get(i) + at[i] * step.get(i);
          }
          return Index.in(x.shape(), from);
        });
  }

  static Object pad(Values x, Shape to, List<Integer> low, List<Integer> interior) {
    return move(
        x,
        to,
        at -> {
          int[] from = new int[at.length];
          for (int i = 0; i < at.length; i++) {
            int p = at[i] - low.get(i);
            int step = interior.get(i) + 1;
            if (p < 0 || p % step != 0 || p / step >= x.shape().size(i)) {
              return -1;
            }
            from[i] = p / step;
          }
          return Index.in(x.shape(), from);
        });
  }

  static Object concat(List<Values> parts, Shape to, int axis) {
    boolean real = parts.get(0).data() instanceof double[];
    double[] reals = real ? new double[to.count()] : null;
    int[] ints = real ? null : new int[to.count()];
    int start = 0;
    for (Values p : parts) {
      for (int i = 0; i < p.shape().count(); i++) {
        int[] at = Index.of(p.shape(), i);
        at[axis] += start;
        int k = Index.in(to, at);
        if (real) {
          reals[k] = p.reals()[i];
        } else {
          ints[k] = p.ints()[i];
        }
      }
      start += p.shape().size(axis);
    }
    return real ? reals : ints;
  }

  static Object gather(Values x, Values index, Shape to) {
    int n = x.shape().size(0);
    int inner = x.shape().count() / n;
    double[] y = new double[to.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = x.reals()[row(index, i / inner, n) * inner + i % inner];
    }
    return y;
  }

  static Object scatterAdd(Values index, Values u, Shape to) {
    int n = to.size(0);
    int inner = to.count() / n;
    double[] y = new double[to.count()];
    for (int i = 0; i < u.shape().count(); i++) {
      y[row(index, i / inner, n) * inner + i % inner] += u.reals()[i];
    }
    return y;
  }

  private static int row(Values index, int position, int n) {
    int r = index.ints()[position];
    if (r < 0 || r >= n) {
      throw new IndexOutOfBoundsException(
          "index " + r + " at position " + position + ": expected 0 to " + (n - 1));
    }
    return r;
  }
}
