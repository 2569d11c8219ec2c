package profundo.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import profundo.Array;

/// The buffers that the batches of one epoch at a time are prepared in.
final class Ring {
  /// Room for one batch: arrays for full batches and, made when the first one comes, for the last, smaller one.
  static final class Slot {
    private final Batches batches;
    private Map<String, Array> full;
    private Map<String, Array> last;
    int index;
    int size;
    Future<?> filled;

    Slot(Batches batches) {
      this.batches = batches;
    }

    /// The arrays for the present `size`.
    Map<String, Array> arrays(int fullSize) {
      if (size == fullSize) {
        return full = full == null ? make(size) : full;
      }
      return last = last == null ? make(size) : last;
    }

    private Map<String, Array> make(int n) {
      var arrays = new LinkedHashMap<String, Array>();
      for (String part : batches.dataset().parts()) {
        arrays.put(part, Array.zeros(Column.many(n, batches.sampleShape(part)), batches.dataset().dtype(part)));
      }
      return Collections.unmodifiableMap(arrays);
    }
  }

  final Slot[] slots;

  Ring(Batches batches, int count) {
    slots = new Slot[Math.max(1, count)];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Slot(batches);
    }
  }
}
