package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import profundo.kernel.ElementLoop.Instruction;
import profundo.kernel.ElementLoop.Spec;

class FusedLoopTest {
  private static final Provider PROVIDER = Providers.vectors();

  private static void fuse(ElementLoop loop) throws ReflectiveOperationException {
    loop.adopt(LoopGenerator.define(loop.plan().fused, PROVIDER.lanes()));
  }

  @Test
  void generatedLoopsGiveTheBitsOfTiledOnes() throws ReflectiveOperationException {
    assumeTrue(PROVIDER.lanes() > 1, "needs the Vector API");
    int fused = 0;
    for (long seed = 5000; seed < 5400; seed++) {
      Random random = new Random(seed);
      ElementCase c = ElementCase.random(random);
      float[] before = c.arena.clone();
      try (Parallel pool = Parallel.of(1 + random.nextInt(2))) {
        ElementLoop loop = new ElementLoop(PROVIDER, pool, c.spec);
        loop.run(c.arrays(), c.offsets);
        float[] tiled = c.arena.clone();
        if (!loop.plan().fused.fits()) {
          continue;
        }
        fused++;
        fuse(loop);
        System.arraycopy(before, 0, c.arena, 0, before.length);
        loop.run(c.arrays(), c.offsets);
        Bits.same(c.arena, tiled, "seed " + seed + " dims " + Arrays.toString(c.spec.dims()));
        System.arraycopy(before, 0, c.arena, 0, before.length);
        regions(loop, c, random);
        Bits.same(c.arena, tiled, "regions, seed " + seed + " dims " + Arrays.toString(c.spec.dims()));
      }
    }
    assertThat(fused).isGreaterThan(100);
  }

  private static void regions(ElementLoop loop, ElementCase c, Random random) {
    int cols = c.spec.dims()[c.spec.dims().length - 1];
    int rows = ElementCase.product(c.spec.dims()) / cols;
    int rowStep = 1 + random.nextInt(rows);
    int colStep = random.nextBoolean() ? cols : 1 + random.nextInt(cols);
    if (cols > 16 && random.nextBoolean()) {
      colStep = colStep / 16 * 16 + 16; // whole vectors: row by row in one call
    }
    for (int r = 0; r < rows; r += rowStep) {
      for (int k = 0; k < cols; k += colStep) {
        loop.region(0, c.arrays(), c.offsets, r, Math.min(rowStep, rows - r), k, Math.min(colStep, cols - k));
      }
    }
  }

  /// Adam with decoupled steps: w, g, m, v and the step size as a scalar from memory; m, v and w are overwritten.
  private static Spec adam(int n) {
    Instruction[] code = {
      new Instruction(ElementOp.MUL, 11, 2, 5, -1),
      new Instruction(ElementOp.MUL, 12, 1, 6, -1),
      new Instruction(ElementOp.ADD, 13, 11, 12, -1),
      new Instruction(ElementOp.MUL, 14, 3, 7, -1),
      new Instruction(ElementOp.MUL, 15, 1, 1, -1),
      new Instruction(ElementOp.MUL, 16, 15, 8, -1),
      new Instruction(ElementOp.ADD, 17, 14, 16, -1),
      new Instruction(ElementOp.MUL, 18, 17, 10, -1),
      new Instruction(ElementOp.SQRT, 19, 18, -1, -1),
      new Instruction(ElementOp.ADD, 20, 19, 9, -1),
      new Instruction(ElementOp.DIV, 21, 13, 20, -1),
      new Instruction(ElementOp.MUL, 22, 21, 4, -1),
      new Instruction(ElementOp.SUB, 23, 0, 22, -1)
    };
    float[] constants = {0.9f, 0.1f, 0.999f, 0.001f, 1e-8f, 1.25f};
    int[][] strides = {{1}, {1}, {1}, {1}, {0}};
    return new Spec(new int[] {n}, strides, constants, code, new int[] {23, 13, 17});
  }

  private static float[] adamArena(int n) {
    Random random = new Random(9);
    float[] arena = new float[4 * n + 20];
    for (int i = 0; i < arena.length; i++) {
      arena[i] = Math.abs((float) random.nextGaussian());
    }
    return arena;
  }

  private static void step(ElementLoop loop, float[] arena, int n) {
    float[][] arrays = new float[8][];
    Arrays.fill(arrays, arena);
    // w, g, m, v, step size; w, m, v
    loop.run(arrays, new int[] {3, 3 + n, 3 + 2 * n, 3 + 3 * n, 0, 3, 3 + 2 * n, 3 + 3 * n});
  }

  @Test
  void anOptimizerStepInPlaceGivesTheSameBitsTiledAndFused() throws ReflectiveOperationException {
    assumeTrue(PROVIDER.lanes() > 1, "needs the Vector API");
    for (int n : new int[] {1, 2, 15, 16, 17, 1023, 1025, 4097, 100_003}) {
      float[] tiled = adamArena(n);
      float[] fused = tiled.clone();
      float[] start = tiled.clone();
      try (Parallel pool = Parallel.of(2)) {
        ElementLoop loop = new ElementLoop(PROVIDER, pool, adam(n));
        step(loop, tiled, n);
        fuse(loop);
        step(loop, fused, n);
      }
      Bits.same(fused, tiled, "n " + n);
      for (int i = 0; i < n; i++) {
        double g = start[3 + n + i];
        double m = 0.9 * start[3 + 2 * n + i] + 0.1 * g;
        double v = 0.999 * start[3 + 3 * n + i] + 0.001 * g * g;
        double w = start[3 + i] - start[0] * m / (Math.sqrt(1.25 * v) + 1e-8);
        assertThat(Math.abs(fused[3 + i] - w)).isLessThan(1e-4 * (1 + Math.abs(w)));
        assertThat(Math.abs(fused[3 + 2 * n + i] - m)).isLessThan(1e-5);
        assertThat(Math.abs(fused[3 + 3 * n + i] - v)).isLessThan(1e-5);
        assertThat(fused[3 + n + i]).isEqualTo(start[3 + n + i]);
      }
    }
  }

  @Test
  void aRequestEndsAndChangesNoBits() {
    assumeTrue(PROVIDER.lanes() > 1, "needs the Vector API");
    int n = 10_007;
    float[] before = adamArena(n);
    float[] after = before.clone();
    try (Parallel pool = Parallel.of(1)) {
      ElementLoop loop = new ElementLoop(PROVIDER, pool, adam(n));
      step(loop, before, n);
      LoopGenerator.Promise promise = loop.promoteWhenPossible();
      long deadline = System.nanoTime() + 120_000_000_000L;
      while (!promise.over() && System.nanoTime() < deadline) {
        Thread.yield();
      }
      assertThat(promise.over()).isTrue();
      step(loop, after, n);
      // a group that differs only in size gets the same class
      ElementLoop other = new ElementLoop(PROVIDER, pool, adam(777));
      assertThat(other.promoteWhenPossible()).isSameAs(promise);
    }
    Bits.same(after, before, "after the request");
  }

  @Test
  void groupsTooLongForOneLoopStayTiled() {
    Instruction[] code = new Instruction[90];
    for (int k = 0; k < code.length; k++) {
      code[k] = new Instruction(ElementOp.TANH, k + 1, k, -1, -1);
    }
    Spec spec = new Spec(new int[] {64}, new int[][] {{1}}, new float[0], code, new int[] {90});
    try (Parallel pool = Parallel.of(1)) {
      assertThat(new ElementLoop(PROVIDER, pool, spec).promoteWhenPossible()).isNull();
      ElementLoop scalar = new ElementLoop(Provider.scalar(), pool, adam(64));
      assertThat(scalar.promoteWhenPossible()).isNull();
    }
  }
}
