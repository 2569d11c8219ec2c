package profundo.nn;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import profundo.ShapeException;
import profundo.Tensor;

/// Numbers of elements before and after the data along each spatial axis.
final class Margins {
  private Margins() {}

  static void check(String type, List<Integer> low, List<Integer> high) {
    boolean negative = low.stream().anyMatch(n -> n < 0) || high.stream().anyMatch(n -> n < 0);
    if (low.size() != high.size() || low.isEmpty() || negative) {
      throw new ShapeException(
          type + ": expected numbers of at least 0 before and after, one for each spatial axis, got " + low + " and " + high);
    }
  }

  static List<Integer> list(int... values) {
    return Arrays.stream(values).boxed().toList();
  }

  /// For all axes: none for the batch and the channels.
  static int[] full(List<Integer> margins) {
    int[] all = new int[margins.size() + 2];
    for (int i = 0; i < margins.size(); i++) {
      all[i + 1] = margins.get(i);
    }
    return all;
  }

  static boolean grids(Tensor x, List<Integer> margins) {
    return Shapes.isFloat(x) && x.shape().rank() == margins.size() + 2;
  }

  static SequencedMap<String, Object> config(List<Integer> low, List<Integer> high) {
    SequencedMap<String, Object> c = Configs.of();
    c.put("low", low);
    c.put("high", high);
    return c;
  }
}
