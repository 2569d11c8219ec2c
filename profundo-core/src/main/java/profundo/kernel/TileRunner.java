package profundo.kernel;

import java.util.Arrays;
import profundo.kernel.ElementLoop.Instruction;
import profundo.kernel.TilePlan.Access;

/// Runs the tiles of one elementwise group for one worker, in that worker's scratch.
final class TileRunner {
  private static final int ALIGN = 16;

  /// Points of a row that make what is left at its end of no account.
  private static final int LONG_ROW = 128;

  private final TilePlan plan;
  private final ElementKernels kernels;
  private final float[] scratch;
  private final int slotSize;

  /// Values of the uniform registers.
  private final float[] same;

  /// Where the present tile of each other register begins.
  private final float[][] where;

  private final int[] at;
  private final boolean[] waits;

  /// What a fused loop is given.
  private final float[][] memory;

  private final int[] positions;
  private final int[] steps;
  private FusedLoop fused;

  private float[][] arrays;
  private int[] offsets;

  /// Operations on points so far, as its owner counts them.
  long done;

  TileRunner(TilePlan plan, ElementKernels kernels) {
    this.plan = plan;
    this.kernels = kernels;
    this.slotSize = Math.ceilDiv(Math.min(plan.tile, plan.size), ALIGN) * ALIGN;
    this.scratch = new float[Math.multiplyExact(plan.slots, slotSize)];
    this.same = new float[plan.registers];
    this.where = new float[plan.registers][];
    this.at = new int[plan.registers];
    this.waits = new boolean[plan.outputs.length];
    this.memory = new float[plan.fusedMemory.length][];
    this.positions = new int[plan.fusedMemory.length];
    this.steps = new int[plan.fusedMemory.length];
    System.arraycopy(plan.constants, 0, same, plan.inputs, plan.constants.length);
    for (int r = 0; r < plan.registers; r++) {
      if (plan.slot[r] >= 0) {
        where[r] = scratch;
        at[r] = plan.slot[r] * slotSize;
      }
    }
  }

  /// Computes the points from `begin` on.
  ///
  /// @param fused the program as one pass, or null: then by tiles, one operation after the other
  void run(float[][] arrays, int[] offsets, int begin, int n, FusedLoop fused) {
    if (n == 0) {
      return;
    }
    prepare(arrays, offsets, Math.min(n, plan.tile), fused);
    if (fused != null && plan.inPlace) {
      tile(begin, n, false);
      return;
    }
    if (fused != null && rowsPay(plan.width)) {
      int p = begin;
      while (p < begin + n) {
        int row = p / plan.width;
        int col = p - row * plan.width;
        int left = begin + n - p;
        boolean whole = col == 0 && left >= plan.width;
        int rows = whole ? left / plan.width : 1;
        int cols = whole ? plan.width : Math.min(plan.width - col, left);
        fusedRows(row, rows, col, cols);
        p += rows * cols;
      }
      return;
    }
    for (int i = 0; i < plan.inputs; i++) {
      if (plan.access[i] == Access.PERIODIC) {
        fetch(i, begin, Math.min(n, plan.tile));
      }
    }
    for (int p = begin; p < begin + n; p += plan.tile) {
      tile(p, Math.min(plan.tile, begin + n - p), false);
    }
  }

  /// Computes some columns of some rows.
  void runRows(float[][] arrays, int[] offsets, int row0, int rows, int col0, int cols, FusedLoop fused) {
    prepare(arrays, offsets, Math.min(cols, plan.tile), fused);
    if (fused != null && rowsPay(cols)) {
      fusedRows(row0, rows, col0, cols);
      return;
    }
    for (int r = row0; r < row0 + rows; r++) {
      int p = r * plan.width + col0;
      for (int c = 0; c < cols; c += plan.tile) {
        tile(p + c, Math.min(plan.tile, cols - c), true);
      }
    }
  }

  /// Whether one pass can go by rows, and not too many of its points are done number by number at the ends of rows.
  private boolean rowsPay(int cols) {
    return plan.byRows && (cols % ALIGN == 0 || cols >= LONG_ROW);
  }

  private void fusedRows(int row0, int rows, int col0, int cols) {
    for (int k = 0; k < memory.length; k++) {
      int r = plan.fusedMemory[k];
      int operand = k < memory.length - plan.outputs.length ? r : plan.inputs + k - (memory.length - plan.outputs.length);
      steps[k] = operand < plan.inputs ? plan.rowStep[operand] : plan.width;
      memory[k] = arrays[operand];
      positions[k] = offsets[operand] + row0 * steps[k] + col0;
    }
    fused.run(memory, positions, steps, same, rows, cols);
  }

  private void prepare(float[][] arrays, int[] offsets, int length, FusedLoop fused) {
    this.fused = fused;
    this.arrays = arrays;
    this.offsets = offsets;
    for (int i = 0; i < plan.inputs; i++) {
      if (plan.access[i] == Access.UNIFORM) {
        same[i] = arrays[i][offsets[i]];
      }
    }
    for (Instruction x : plan.once) {
      executeOnce(x);
    }
    if (fused != null) {
      return;
    }
    for (TilePlan.Splat s : plan.splats) {
      Arrays.fill(scratch, at[s.to()], at[s.to()] + length, same[s.from()]);
    }
    for (int j = 0; j < plan.outputs.length; j++) {
      waits[j] = overwritesWhatIsReadLater(j);
    }
  }

  private boolean overwritesWhatIsReadLater(int output) {
    int k = plan.inputs + output;
    for (int i : plan.readLater[output]) {
      if (arrays[i] == arrays[k] && offsets[i] == offsets[k]) {
        return true;
      }
    }
    return false;
  }

  private void tile(int p, int n, boolean rows) {
    for (int i = 0; i < plan.inputs; i++) {
      Access access = plan.access[i];
      if (access == Access.DENSE) {
        where[i] = arrays[i];
        at[i] = offsets[i] + p;
      } else if (access == Access.STRIDED || access == Access.PERIODIC && rows) {
        fetch(i, p, n);
      }
    }
    for (int j = 0; j < plan.outputs.length; j++) {
      int r = plan.outputs[j];
      if (fused == null && waits[j]) {
        where[r] = scratch;
        at[r] = plan.slot[r] * slotSize;
      } else {
        where[r] = arrays[plan.inputs + j];
        at[r] = offsets[plan.inputs + j] + p;
      }
    }
    if (fused != null) {
      executeFused(n);
      return;
    }
    for (Instruction x : plan.code) {
      execute(x, n);
    }
    for (int j = 0; j < plan.outputs.length; j++) {
      if (waits[j]) {
        int r = plan.outputs[j];
        System.arraycopy(scratch, at[r], arrays[plan.inputs + j], offsets[plan.inputs + j] + p, n);
      }
    }
  }

  private void executeFused(int n) {
    for (int k = 0; k < memory.length; k++) {
      memory[k] = where[plan.fusedMemory[k]];
      positions[k] = at[plan.fusedMemory[k]];
    }
    fused.run(memory, positions, steps, same, 1, n);
  }

  private void execute(Instruction x, int n) {
    int a = x.a();
    int b = x.b();
    float[] y = where[x.dst()];
    int yo = at[x.dst()];
    switch (x.op().arity()) {
      case 1 -> {
        if (plan.uniform[a]) {
          Arrays.fill(y, yo, yo + n, same[a]);
        } else {
          kernels.unary(x.op(), where[a], at[a], y, yo, n);
        }
      }
      case 2 -> {
        if (plan.uniform[a]) {
          kernels.binaryLeft(x.op(), same[a], where[b], at[b], y, yo, n);
        } else if (plan.uniform[b]) {
          kernels.binaryRight(x.op(), where[a], at[a], same[b], y, yo, n);
        } else {
          kernels.binary(x.op(), where[a], at[a], where[b], at[b], y, yo, n);
        }
      }
      default -> kernels.select(where[a], at[a], where[b], at[b], where[x.c()], at[x.c()], y, yo, n);
    }
  }

  private void executeOnce(Instruction x) {
    switch (x.op().arity()) {
      case 1 -> kernels.unary(x.op(), same, x.a(), same, x.dst(), 1);
      case 2 -> kernels.binary(x.op(), same, x.a(), same, x.b(), same, x.dst(), 1);
      default -> kernels.select(same, x.a(), same, x.b(), same, x.c(), same, x.dst(), 1);
    }
  }

  /// Brings n points of an input from position p on together: a view if they lie together, else a copy.
  private void fetch(int input, int p, int n) {
    float[] src = arrays[input];
    int[] s = plan.strides[input];
    int last = s.length == 0 ? 0 : s[s.length - 1];
    int row = p / plan.width;
    int col = p - row * plan.width;
    int from = offsets[input] + rowOffset(s, row) + col * last;
    if (last == 1 && col + n <= plan.width) {
      where[input] = src;
      at[input] = from;
      return;
    }
    int to = plan.slot[input] * slotSize;
    where[input] = scratch;
    at[input] = to;
    int left = n;
    while (true) {
      int count = Math.min(left, plan.width - col);
      copyRow(src, from, last, to, count);
      to += count;
      left -= count;
      if (left == 0) {
        return;
      }
      col = 0;
      from = offsets[input] + rowOffset(s, ++row);
    }
  }

  private void copyRow(float[] src, int from, int stride, int to, int count) {
    if (stride == 1) {
      System.arraycopy(src, from, scratch, to, count);
    } else if (stride == 0) {
      Arrays.fill(scratch, to, to + count, src[from]);
    } else {
      for (int k = 0; k < count; k++) {
        scratch[to + k] = src[from + k * stride];
      }
    }
  }

  private int rowOffset(int[] s, int row) {
    int offset = 0;
    for (int d = s.length - 2; d > 0; d--) {
      int up = row / plan.dims[d];
      offset += (row - up * plan.dims[d]) * s[d];
      row = up;
    }
    return s.length < 2 ? offset : offset + row * s[0];
  }
}
