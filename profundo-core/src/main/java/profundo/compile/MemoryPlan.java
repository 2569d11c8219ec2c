package profundo.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import profundo.DType;
import profundo.compile.Kernel.Loop;
import profundo.compile.Kernel.Place;

/// Gives every buffer of the arena its place, so that values which do not live at the same time share memory.
///
/// Steps are walked in their order; a buffer takes the smallest gap that fits when it is first written and frees it
/// after its last reader. The result of an elementwise loop takes over the place of an operand that dies there.
final class MemoryPlan {
  /// Places are multiples of this many elements: one cache line of floats.
  static final int LINE = 16;

  private final List<Step> order;
  private final Map<Buffer, Integer> lastUse = new IdentityHashMap<>();
  private final Map<Buffer, Integer> offsets = new IdentityHashMap<>();
  private final Set<Buffer> inherited = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<List<Buffer>> dying = new ArrayList<>();
  private final Map<DType, Space> spaces = Map.of(DType.F32, new Space(), DType.I32, new Space());
  private long requested;

  MemoryPlan(List<Step> order) {
    this.order = order;
    findLastUses();
    for (int i = 0; i < order.size(); i++) {
      allocate(order.get(i), i);
    }
  }

  /// Where a buffer of the arena begins, in elements.
  int offset(Buffer b) {
    return offsets.get(b);
  }

  /// Elements of the arena of one type.
  int size(DType dtype) {
    return spaces.get(dtype).high;
  }

  /// Elements that all buffers would take without sharing.
  long requested() {
    return requested;
  }

  /// The buffers whose last reader is the i-th step.
  List<Buffer> dying(int i) {
    return dying.get(i);
  }

  private void findLastUses() {
    for (int i = 0; i < order.size(); i++) {
      dying.add(new ArrayList<>());
      for (Kernel k : order.get(i).kernels) {
        for (Buffer b : k.writes()) {
          lastUse.put(b, i);
        }
        for (Place p : k.reads()) {
          lastUse.put(p.buffer(), i);
        }
      }
    }
    lastUse.forEach(
        (b, i) -> {
          if (b.inArena()) {
            dying.get(i).add(b);
          }
        });
    for (List<Buffer> list : dying) {
      list.sort(Comparator.comparingInt((Buffer b) -> b.id));
    }
  }

  private void allocate(Step step, int at) {
    for (Kernel k : step.kernels) {
      Loop loop = k.loop();
      for (Buffer b : k.writes()) {
        if (!b.inArena() || offsets.containsKey(b)) {
          continue;
        }
        requested += round(b.count);
        if (loop != null && loop.outputs().contains(b) && takeOver(k, loop, b, at)) {
          continue;
        }
        offsets.put(b, spaces.get(b.dtype).take(round(b.count)));
      }
    }
    for (Buffer b : dying.get(at)) {
      if (!inherited.contains(b)) {
        spaces.get(b.dtype).free(offsets.get(b), round(b.count));
      }
    }
  }

  /// Whether a buffer's place went to the result of the step that read it last.
  boolean inherited(Buffer b) {
    return inherited.contains(b);
  }

  /// Puts a loop's output where one of its dense operands dies in this step.
  private boolean takeOver(Kernel k, Loop loop, Buffer output, int at) {
    for (int i = 0; i < loop.inputs().size(); i++) {
      Place p = loop.inputs().get(i);
      Buffer b = p.buffer();
      boolean free =
          b.inArena()
              && lastUse.get(b) == at
              && !inherited.contains(b)
              && p.offset() == 0
              && b.count == output.count
              && b.dtype == output.dtype
              && Schedule.dense(loop.spec(), i)
              && onlyReadHere(k, loop, i, b);
      if (free) {
        inherited.add(b);
        offsets.put(output, offsets.get(b));
        return true;
      }
    }
    return false;
  }

  /// Whether nothing else in the kernel looks at the operand: neither a product nor the loop through other strides.
  private static boolean onlyReadHere(Kernel k, Loop loop, int input, Buffer b) {
    for (int i = 0; i < loop.inputs().size(); i++) {
      if (i != input && loop.inputs().get(i).buffer() == b) {
        return false;
      }
    }
    return switch (k) {
      case Kernel.MatMul m -> m.a().buffer() != b && m.b().buffer() != b;
      case Kernel.PackedMatMul m -> m.a().buffer() != b && m.packed().buffer() != b;
      case Kernel.Convolve c -> c.p().buffer() != b && c.q().buffer() != b;
      default -> true;
    };
  }

  private static int round(int count) {
    return Math.multiplyExact(Math.ceilDiv(count, LINE), LINE);
  }

  /// Free gaps of one arena by their beginning.
  private static final class Space {
    private final TreeMap<Integer, Integer> gaps = new TreeMap<>();
    private int high;

    int take(int size) {
      int best = -1;
      for (Map.Entry<Integer, Integer> gap : gaps.entrySet()) {
        if (gap.getValue() >= size && (best < 0 || gap.getValue() < gaps.get(best))) {
          best = gap.getKey();
        }
      }
      if (best < 0) {
        return grow(size);
      }
      int left = gaps.remove(best) - size;
      if (left > 0) {
        gaps.put(best + size, left);
      }
      return best;
    }

    /// Takes from the end, together with a gap that lies there.
    private int grow(int size) {
      Map.Entry<Integer, Integer> last = gaps.lastEntry();
      int begin = high;
      if (last != null && last.getKey() + last.getValue() == high) {
        begin = last.getKey();
        gaps.remove(begin);
      }
      high = Math.addExact(begin, size);
      return begin;
    }

    void free(int begin, int size) {
      Map.Entry<Integer, Integer> before = gaps.lowerEntry(begin);
      if (before != null && before.getKey() + before.getValue() == begin) {
        begin = before.getKey();
        size += before.getValue();
      }
      Integer after = gaps.remove(begin + size);
      gaps.put(begin, after == null ? size : size + after);
    }
  }
}
