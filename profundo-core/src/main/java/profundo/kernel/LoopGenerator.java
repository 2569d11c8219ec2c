package profundo.kernel;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Makes fused loops for hot groups in the background, one at a time.
///
/// A new class runs thousands of times slower than the tiled engine until the JVM has compiled it. So it is run on
/// scratch data until it is faster, and only then handed out; a class that cannot be made or does not become faster is
/// dropped. Both engines give the same bits, so when this happens, or whether, shows in nothing but speed.
final class LoopGenerator {
  private static final int MOST_CLASSES = 64;

  /// Kinds of groups that are told apart; those beyond have no loop.
  private static final int MOST_KINDS = 4096;

  /// Operations on points that all groups of a kind have done by tiles when the kind counts as hot: a tenth of a second.
  private static final long HOT = 1 << 29;
  private static final int ROUNDS = 200;
  private static final int CALLS_PER_ROUND = 500;
  private static final int WARM_VECTORS = 8;
  private static final int POINTS = 2048;
  private static final int REPEATS = 20;

  /// So many times slower means not compiled yet.
  private static final int HOPELESS = 8;

  /// So does an operation on a register that takes longer: where the tiled engine has not been compiled either, being
  /// faster than that means nothing.
  private static final int LONGEST_NANOS = 10;

  /// A loop that may come, for all groups that differ only in their sizes.
  static final class Promise {
    private volatile FusedLoop loop;
    private volatile boolean over;
    private boolean asked;
    private long done;

    Promise(FusedLoop loop) {
      this.loop = loop;
      this.over = loop != null;
      this.asked = loop != null;
    }

    /// The loop, or null while there is none.
    FusedLoop loop() {
      return loop;
    }

    /// Whether nothing will change any more.
    boolean over() {
      return over;
    }
  }

  private final ElementKernels kernels;
  private final Background background;
  private final int lanes;
  private final Map<String, Promise> known = new HashMap<>();
  private int classes;

  LoopGenerator(ElementKernels kernels, Background background, int lanes) {
    this.kernels = kernels;
    this.background = background;
    this.lanes = lanes;
  }

  /// What groups of this kind share; null if there will be no loop.
  synchronized Promise promise(TilePlan plan) {
    if (!plan.fused.fits()) {
      return null;
    }
    String key = plan.fused.key();
    Promise promise = known.get(key);
    if (promise == null && known.size() < MOST_KINDS) {
      promise = new Promise(null);
      known.put(key, promise);
    }
    return promise;
  }

  /// Reports operations on points that one group has done by tiles; when there are enough, asks for the loop.
  synchronized void report(Promise promise, TilePlan plan, long operations) {
    promise.done += operations;
    if (promise.done >= HOT) {
      request(promise, plan);
    }
  }

  /// Asks for the loop; returns at once.
  synchronized void request(Promise promise, TilePlan plan) {
    if (promise.asked) {
      return;
    }
    promise.asked = true;
    if (classes < MOST_CLASSES) {
      classes++;
      background.submit(() -> keep(promise, plan));
    } else {
      promise.over = true;
    }
  }

  private void keep(Promise promise, TilePlan plan) {
    try {
      promise.loop = make(plan);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      System.getLogger("profundo").log(Level.DEBUG, "a group stays with the tiled engine", e);
    }
    promise.over = true;
  }

  private FusedLoop make(TilePlan plan) throws ReflectiveOperationException {
    FusedLoop loop = define(plan.fused, lanes);
    var contest = new Contest(plan, loop);
    for (int round = 0; round < ROUNDS; round++) {
      contest.warm();
      if (contest.fusedIsFaster()) {
        return loop;
      }
      Background.pause(round);
    }
    return null;
  }

  /// Defines the class of a loop.
  static FusedLoop define(FusedPlan plan, int lanes) throws ReflectiveOperationException {
    byte[] bytes = LoopEmitter.emit(plan, lanes);
    MethodHandles.Lookup own = MethodHandles.lookup().defineHiddenClass(bytes, true);
    try {
      return (FusedLoop)
          own.findConstructor(own.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new ReflectiveOperationException(e);
    }
  }

  /// Both engines on scratch data.
  private final class Contest {
    private final FusedLoop loop;
    private final TileRunner tiled;
    private final float[][] memory;
    private final int[] at;
    private final int[] step;
    private final float[] same;
    private final float[][] arrays;
    private final int[] offsets;
    private final long longest;

    Contest(TilePlan plan, FusedLoop loop) {
      this.loop = loop;
      TilePlan model = new TilePlan(plan.model(POINTS));
      tiled = new TileRunner(model, kernels);
      memory = scratch(plan.fusedMemory.length);
      at = new int[memory.length];
      step = new int[memory.length];
      same = new float[plan.registers];
      Arrays.fill(same, 0.5f);
      arrays = scratch(model.inputs + model.outputs.length);
      offsets = new int[arrays.length];
      longest = (long) LONGEST_NANOS * (plan.fused.operations() + memory.length) * (POINTS / lanes);
    }

    private static float[][] scratch(int arrays) {
      float[][] x = new float[arrays][POINTS];
      for (float[] row : x) {
        Arrays.fill(row, 0.5f);
      }
      return x;
    }

    /// Short calls: the JVM counts calls and turns of the loop alike, and before it has compiled the class every turn is
    /// slow.
    void warm() {
      for (int call = 0; call < CALLS_PER_ROUND; call++) {
        loop.run(memory, at, step, same, 1 + call % 2, WARM_VECTORS * lanes + 1 + call % (lanes - 1));
      }
    }

    boolean fusedIsFaster() {
      long tiles = Long.MAX_VALUE;
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        tiled.run(arrays, offsets, 0, POINTS, null);
        tiles = Math.min(tiles, System.nanoTime() - start);
      }
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        loop.run(memory, at, step, same, 1, POINTS);
        long took = System.nanoTime() - start;
        if (took < Math.min(tiles, longest)) {
          return true;
        }
        if (took > HOPELESS * longest) {
          return false;
        }
      }
      return false;
    }
  }
}
