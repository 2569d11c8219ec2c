package profundo.compile;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import profundo.Array;
import profundo.DType;

/// The arrays that a program's buffers lie in: slot 0 is the arena, every other home has a slot of its own.
final class Memory {
  /// Index 12 of an array begins a cache line where objects have 16-byte headers and large arrays are aligned.
  static final int ARENA_BEGIN = 12;

  final float[][] floats;
  final int[][] ints;
  final Array[] outputs;
  private final Map<Object, Integer> slots = new IdentityHashMap<>();
  private final int[] inputSlots;
  private final MemoryPlan plan;

  Memory(Plan plan) {
    this.plan = plan.memory;
    inputSlots = new int[plan.inputs.size()];
    outputs = new Array[plan.outputs.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = plan.emptyOutput(i);
    }
    List<Array> homes = new ArrayList<>();
    homes.add(null);
    for (Step s : plan.steps) {
      for (Kernel k : s.kernels) {
        k.reads().forEach(p -> slot(p.buffer(), homes));
        k.writes().forEach(b -> slot(b, homes));
      }
    }
    floats = new float[homes.size()][];
    ints = new int[homes.size()][];
    for (int i = 1; i < homes.size(); i++) {
      if (homes.get(i) != null) {
        bind(i, homes.get(i));
      }
    }
  }

  private void slot(Buffer b, List<Array> homes) {
    Object key =
        switch (b.home()) {
          case Buffer.Home.Arena _ -> null;
          case Buffer.Home.Input(var index, var _) -> homes;
          case Buffer.Home.Output(var index) -> outputs[index];
          case Buffer.Home.Of(var variable) -> variable.value();
          case Buffer.Home.Constant(var values) -> values;
        };
    if (key == null) {
      return;
    }
    if (b.home() instanceof Buffer.Home.Input(var index, var _)) {
      if (inputSlots[index] == 0) {
        inputSlots[index] = homes.size();
        homes.add(null);
      }
      return;
    }
    if (slots.putIfAbsent(key, homes.size()) == null) {
      homes.add((Array) key);
    }
  }

  /// The slot of a buffer.
  int slot(Buffer b) {
    return switch (b.home()) {
      case Buffer.Home.Arena _ -> 0;
      case Buffer.Home.Input(var index, var _) -> inputSlots[index];
      case Buffer.Home.Output(var index) -> slots.get(outputs[index]);
      case Buffer.Home.Of(var variable) -> slots.get(variable.value());
      case Buffer.Home.Constant(var values) -> slots.get(values);
    };
  }

  /// Where a buffer begins within its slot.
  int offset(Buffer b) {
    return b.inArena() ? ARENA_BEGIN + plan.offset(b) : 0;
  }

  private void bind(int slot, Array array) {
    if (array.dtype() == DType.F32) {
      floats[slot] = array.floats();
    } else {
      ints[slot] = array.ints();
    }
  }

  void input(int index, Array values) {
    if (inputSlots[index] != 0) {
      bind(inputSlots[index], values);
    }
  }

  void arena(float[] f, int[] i) {
    floats[0] = f;
    ints[0] = i;
  }

  int floatsNeeded() {
    return ARENA_BEGIN + plan.size(DType.F32);
  }

  int intsNeeded() {
    return ARENA_BEGIN + plan.size(DType.I32);
  }
}
