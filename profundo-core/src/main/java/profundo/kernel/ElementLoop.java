package profundo.kernel;

import java.util.Arrays;

/// One group of elementwise operations: a straight-line program over the points of an iteration space.
///
/// The tiled engine runs each operation as a loop of its own over a tile of about a thousand points, which stays in the
/// first-level cache. An input that lies densely is read where it is, one that is the same everywhere is a scalar
/// operand, any other is first copied into the tile. The bits of a point do not depend on tiles, chunks or threads.
public final class ElementLoop {
  /// About how many additions a task must be worth before threads pay.
  private static final long TASK_WORK = 1 << 16;

  private static final int MOST_TASKS = 64;

  /// Points whose work going to another row by tiles is worth.
  private static final int ROW_WORK = 256;

  /// Operations on points by tiles after which a worker reports them, so that the kind of group becomes a fused loop when it is hot.
  private static final long REPORT = 1 << 20;

  /// `op` applied to registers `a`, `b`, `c` into register `dst`; unused operands are -1.
  public record Instruction(ElementOp op, int dst, int a, int b, int c) {}

  /// What to compute. Registers 0 .. inputs - 1 are the inputs, then come the constants, then the temporaries, each
  /// assigned by exactly one instruction.
  ///
  /// @param dims the iteration space, row-major
  /// @param inputStrides for each input its element stride along each dimension; 0 repeats
  /// @param constants the values of the constant registers
  /// @param code instructions in an order in which they can run
  /// @param outputs for each output the register that is stored, densely and row-major over `dims`
  public record Spec(int[] dims, int[][] inputStrides, float[] constants, Instruction[] code, int[] outputs) {
    /// The number of points.
    int size() {
      int n = 1;
      for (int d : dims) {
        n = Math.multiplyExact(n, d);
      }
      return n;
    }
  }

  private final Parallel pool;
  private final TilePlan plan;
  private final TileRunner[] runners;
  private final Provider provider;
  private final int chunk;
  private final int tasks;
  private final Parallel.Task body = this::runChunk;

  private volatile LoopGenerator.Promise promise;

  /// Whether nothing will change any more: the loop is there, or will never be.
  private volatile boolean settled;
  private float[][] arrays;
  private int[] offsets;

  /// Prepares the group; all that it needs while running is allocated here.
  ///
  /// @throws IllegalArgumentException if registers, strides and dimensions do not fit together
  public ElementLoop(Provider provider, Parallel pool, Spec spec) {
    this.provider = provider;
    this.pool = pool;
    this.plan = new TilePlan(spec);
    this.runners = new TileRunner[pool.workers()];
    for (int w = 0; w < pool.threads(); w++) {
      runners[w] = new TileRunner(plan, provider.elements());
    }
    long work = plan.weight * plan.size;
    long wanted = Math.clamp(work / TASK_WORK, 1, MOST_TASKS);
    long tiles = Math.ceilDiv(plan.size, plan.tile);
    this.chunk = Math.toIntExact(Math.ceilDiv(Math.max(tiles, 1), wanted)) * plan.tile;
    this.tasks = Math.ceilDiv(plan.size, chunk);
  }

  /// Computes all points.
  ///
  /// @param arrays the inputs first, then the outputs; an output may be the very buffer of a dense input
  /// @param offsets where each begins
  public void run(float[][] arrays, int[] offsets) {
    this.arrays = arrays;
    this.offsets = offsets;
    try {
      pool.run(tasks, body);
    } finally {
      this.arrays = null;
      this.offsets = null;
    }
  }

  private void runChunk(int task, int worker) {
    int begin = task * chunk;
    int points = Math.min(chunk, plan.size - begin);
    runner(worker).run(arrays, offsets, begin, points, fused());
    count(worker, points);
  }

  /// Computes a part of the space seen as a matrix of `[all but the last dimension, last dimension]`; called inside a
  /// task of another kernel on a block that has just become final.
  ///
  /// @param worker the worker index of that task
  public void region(int worker, float[][] arrays, int[] offsets, int row0, int rows, int col0, int cols) {
    int width = plan.width;
    if (cols == width) {
      runner(worker).run(arrays, offsets, row0 * width, rows * width, fused());
    } else {
      runner(worker).runRows(arrays, offsets, row0, rows, col0, cols, fused());
    }
    count(worker, rows * (cols + ROW_WORK));
  }

  private FusedLoop fused() {
    LoopGenerator.Promise p = promise;
    return p == null ? null : p.loop();
  }

  private void count(int worker, int points) {
    TileRunner runner = runners[worker];
    runner.done += (long) points * plan.code.length;
    if (runner.done >= REPORT && !settled) {
      report(runner);
    }
  }

  private void report(TileRunner runner) {
    long done = runner.done;
    runner.done = 0;
    LoopGenerator.Promise p = promise();
    if (p == null || p.over()) {
      settled = true;
    } else {
      provider.elements().generator().report(p, plan, done);
    }
  }

  private LoopGenerator.Promise promise() {
    LoopGenerator generator = provider.elements().generator();
    if (generator != null && promise == null) {
      promise = generator.promise(plan);
    }
    return promise;
  }

  /// Uses a fused loop from the next run on.
  void adopt(FusedLoop loop) {
    settled = true;
    promise = new LoopGenerator.Promise(loop);
  }

  TilePlan plan() {
    return plan;
  }

  /// Asks for a fused loop, which is used from the run on at which it is ready; the bits are the same. Null if there
  /// will be none.
  LoopGenerator.Promise promoteWhenPossible() {
    LoopGenerator.Promise p = promise();
    if (p != null) {
      provider.elements().generator().request(p, plan);
    }
    return p;
  }

  /// Workers beyond the team's own threads are callers that found it busy: rare, so they get their scratch when they
  /// come.
  private TileRunner runner(int worker) {
    TileRunner runner = runners[worker];
    if (runner == null) {
      runner = new TileRunner(plan, provider.elements());
      runners[worker] = runner;
    }
    return runner;
  }

  @Override
  public String toString() {
    return "ElementLoop" + Arrays.toString(plan.dims) + " x " + plan.code.length + " operations";
  }
}
