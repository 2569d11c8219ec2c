package profundo.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import profundo.kernel.ElementLoop.Instruction;

/// How an elementwise group runs by tiles: where each register lives, and which instructions run once per chunk
/// because their operands are the same everywhere. Its arrays are never written after construction.
final class TilePlan {
  /// How an input reaches the tile.
  enum Access {
    /// read where it lies
    DENSE,
    /// the same everywhere: a scalar operand
    UNIFORM,
    /// repeats so that every tile has the same content: copied once per chunk
    PERIODIC,
    /// copied for every tile
    STRIDED
  }

  /// A uniform register that an instruction without a scalar form needs as a whole tile.
  record Splat(int from, int to) {}

  private static final int TILE = 1024;

  /// With more registers than this in scratch, smaller tiles keep them in the first-level cache.
  private static final int MANY_SLOTS = 8;

  private static final int ALIGN = 16;

  final int[] dims;
  final int[][] strides;
  final float[] constants;
  final int inputs;
  final int size;

  /// Points of the last dimension.
  final int width;

  final Access[] access;
  final boolean[] uniform;
  final Instruction[] once;
  final Instruction[] code;
  final Splat[] splats;
  final int[] outputs;
  final int registers;
  final int tile;

  /// Scratch slot of each register, or -1.
  final int[] slot;

  final int slots;

  /// For each output, the dense inputs that are still read after it is computed: if it overwrites one of them, it
  /// must wait in scratch until the tile is done.
  final int[][] readLater;

  final long weight;

  /// The same group as one pass, and the registers which that needs in memory.
  final FusedPlan fused;

  final int[] fusedMemory;

  /// Whether every input is read where it lies, so that one pass needs no tiles.
  final boolean inPlace;

  /// How much further each input begins in the next row of the last dimension.
  final int[] rowStep;

  /// Whether one pass can go row by row, reading every input where it lies.
  final boolean byRows;

  private final ElementLoop.Spec spec;

  TilePlan(ElementLoop.Spec spec) {
    this.spec = spec;
    TileCode source = TileCode.of(spec);
    dims = spec.dims().clone();
    strides = spec.inputStrides().clone();
    constants = spec.constants().clone();
    inputs = strides.length;
    size = spec.size();
    width = dims.length == 0 ? 1 : dims[dims.length - 1];
    outputs = source.outputs();
    int[] periods = IntStream.range(0, inputs).map(i -> period(strides[i])).toArray();

    var split = new Split(source, inputs, constants.length, periods);
    once = split.once.toArray(Instruction[]::new);
    code = split.code.toArray(Instruction[]::new);
    splats = split.splats.toArray(Splat[]::new);
    registers = split.next;
    uniform = Arrays.copyOf(split.uniform, registers);

    int longest = Arrays.stream(periods).filter(p -> p > 1 && p < size && p <= TILE).max().orElse(1);
    access = new Access[inputs];
    for (int i = 0; i < inputs; i++) {
      access[i] = access(periods[i], longest);
    }
    readLater = new int[outputs.length][];
    for (int j = 0; j < outputs.length; j++) {
      int defined = definition(outputs[j]);
      readLater[j] =
          IntStream.range(0, inputs).filter(i -> access[i] == Access.DENSE && lastRead(i) > defined).toArray();
    }
    slot = new int[registers];
    slots = assignSlots();
    tile = tile(slots > MANY_SLOTS ? TILE / 2 : TILE, longest);
    weight = inputs + outputs.length + Arrays.stream(code).mapToLong(x -> x.op().weight()).sum();
    fused = FusedPlan.of(this);
    fusedMemory = fused.memory();
    inPlace = Arrays.stream(access).allMatch(a -> a == Access.DENSE || a == Access.UNIFORM);
    rowStep = new int[inputs];
    boolean rows = true;
    for (int i = 0; i < inputs; i++) {
      rowStep[i] = rowStep(strides[i]);
      rows &= access[i] == Access.UNIFORM || rowStep[i] >= 0 && strides[i][strides[i].length - 1] == 1;
    }
    byRows = rows;
  }

  /// The same program over a flat space with dense and uniform inputs, to try engines on.
  ElementLoop.Spec model(int points) {
    int[][] flat = new int[inputs][];
    for (int i = 0; i < inputs; i++) {
      flat[i] = new int[] {uniform[i] ? 0 : 1};
    }
    return new ElementLoop.Spec(new int[] {points}, flat, constants, spec.code(), spec.outputs());
  }

  /// The smallest p such that the input at position i is the one at i mod p, and these p lie densely; 0 if there is
  /// none.
  private int period(int[] s) {
    long p = 1;
    int d = dims.length - 1;
    while (d >= 0 && (dims[d] == 1 || s[d] == p)) {
      p *= dims[d--];
    }
    while (d >= 0) {
      if (dims[d] != 1 && s[d] != 0) {
        return 0;
      }
      d--;
    }
    return (int) p;
  }

  /// The distance between rows, or -1 where it is not always the same.
  private int rowStep(int[] s) {
    int step = 0;
    long below = 1; // rows that the dimensions to the right of this one make
    for (int d = dims.length - 2; d >= 0; d--) {
      if (dims[d] == 1) {
        continue;
      }
      if (below == 1) {
        step = s[d];
      } else if (s[d] != below * step) {
        return -1;
      }
      below *= dims[d];
    }
    return step;
  }

  private Access access(int period, int longest) {
    if (period == 1) {
      return Access.UNIFORM;
    }
    if (period == size) {
      return Access.DENSE;
    }
    // periods are products of trailing dimensions, so each divides the next
    return period > 1 && period <= longest ? Access.PERIODIC : Access.STRIDED;
  }

  /// A multiple of the longest period, and of the vector length if that is possible.
  private static int tile(int about, int period) {
    int common = period;
    while (common % ALIGN != 0 && common <= about) {
      common += period;
    }
    int unit = common % ALIGN == 0 ? common : period;
    return Math.max(1, about / unit) * unit;
  }

  private int definition(int register) {
    for (int k = 0; k < code.length; k++) {
      if (code[k].dst() == register) {
        return k;
      }
    }
    throw new IllegalStateException("ElementLoop: output register " + register + " has no instruction");
  }

  private int lastRead(int register) {
    for (int k = code.length - 1; k >= 0; k--) {
      if (code[k].a() == register || code[k].b() == register || code[k].c() == register) {
        return k;
      }
    }
    return -1;
  }

  private int assignSlots() {
    Arrays.fill(slot, -1);
    int used = 0;
    for (int i = 0; i < inputs; i++) {
      if (access[i] == Access.PERIODIC || access[i] == Access.STRIDED) {
        slot[i] = used++;
      }
    }
    for (Splat s : splats) {
      slot[s.to()] = used++;
    }
    for (int j = 0; j < outputs.length; j++) {
      if (readLater[j].length > 0) {
        slot[outputs[j]] = used++;
      }
    }
    boolean[] stored = new boolean[registers];
    for (int o : outputs) {
      stored[o] = true;
    }
    Deque<Integer> free = new ArrayDeque<>();
    int permanent = used;
    for (int k = 0; k < code.length; k++) {
      Instruction x = code[k];
      for (int r : new int[] {x.a(), x.b() == x.a() ? -1 : x.b(), x.c() == x.a() || x.c() == x.b() ? -1 : x.c()}) {
        if (r >= 0 && slot[r] >= permanent && lastRead(r) == k) {
          free.push(slot[r]);
        }
      }
      if (!stored[x.dst()]) {
        slot[x.dst()] = free.isEmpty() ? used++ : free.pop();
        if (lastRead(x.dst()) < k) {
          free.push(slot[x.dst()]);
        }
      }
    }
    return used;
  }

  /// Separates what is the same at every point from what is not.
  private static final class Split {
    final List<Instruction> once = new ArrayList<>();
    final List<Instruction> code = new ArrayList<>();
    final List<Splat> splats = new ArrayList<>();
    boolean[] uniform;
    int next;

    Split(TileCode source, int inputs, int constants, int[] periods) {
      next = source.registers();
      // an instruction adds at most three registers
      uniform = new boolean[next + 3 * source.instructions().size()];
      for (int i = 0; i < inputs; i++) {
        uniform[i] = periods[i] == 1;
      }
      Arrays.fill(uniform, inputs, inputs + constants, true);
      boolean[] stored = new boolean[next];
      for (int o : source.outputs()) {
        stored[o] = true;
      }
      for (Instruction x : source.instructions()) {
        boolean same = uniform[x.a()] && (x.b() < 0 || uniform[x.b()]) && (x.c() < 0 || uniform[x.c()]);
        if (same && !stored[x.dst()]) {
          uniform[x.dst()] = true;
          once.add(x);
        } else if (same && x.op() != ElementOp.COPY) {
          uniform[next] = true;
          once.add(new Instruction(x.op(), next, x.a(), x.b(), x.c()));
          code.add(new Instruction(ElementOp.COPY, x.dst(), next++, -1, -1));
        } else if (x.op() == ElementOp.SELECT) {
          code.add(new Instruction(x.op(), x.dst(), whole(x.a()), whole(x.b()), whole(x.c())));
        } else {
          code.add(x);
        }
      }
    }

    private int whole(int register) {
      if (!uniform[register]) {
        return register;
      }
      for (Splat s : splats) {
        if (s.from() == register) {
          return s.to();
        }
      }
      splats.add(new Splat(register, next));
      return next++;
    }
  }
}
