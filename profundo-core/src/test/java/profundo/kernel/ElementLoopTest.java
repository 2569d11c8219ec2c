package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import profundo.kernel.ElementLoop.Instruction;
import profundo.kernel.ElementLoop.Spec;

class ElementLoopTest {
  /// Comparisons of nearly equal numbers may differ between float and double: those points are skipped by a bound that
  /// grows with the program, everything else must agree.
  private static void assertAgrees(float[] arena, ElementCase c, String what) {
    int inputs = c.spec.inputStrides().length;
    int wrong = 0;
    int n = c.expected[0].length;
    for (int j = 0; j < c.expected.length; j++) {
      for (int p = 0; p < n; p++) {
        double want = c.expected[j][p];
        double got = arena[c.offsets[inputs + j] + p];
        if (!(Math.abs(want - got) <= 1e-4 * Math.max(1, Math.abs(want))) && Math.abs(want) < 1e30) {
          wrong++;
        }
      }
    }
    assertThat(wrong).as(what).isLessThanOrEqualTo(n / 200);
  }

  private static void assertNothingElseWritten(float[] before, float[] after, ElementCase c, String what) {
    int inputs = c.spec.inputStrides().length;
    boolean[] mayChange = new boolean[before.length];
    for (int j = 0; j < c.expected.length; j++) {
      int o = c.offsets[inputs + j];
      Arrays.fill(mayChange, o, o + c.expected[j].length, true);
    }
    for (int i = 0; i < before.length; i++) {
      if (!mayChange[i]) {
        Bits.same(after, i, before, i, 1, what + ": neighbour " + i);
      }
    }
  }

  @Test
  void randomGroupsAgreeWithDoubleOnAnyNumberOfThreads() {
    for (long seed = 0; seed < 220; seed++) {
      Random random = new Random(seed);
      ElementCase c = ElementCase.random(random);
      String what = "seed " + seed + " dims " + Arrays.toString(c.spec.dims());
      float[] before = c.arena.clone();
      float[] first = null;
      for (Provider provider : Providers.all()) {
        first = null;
        for (int threads = 1; threads <= 3; threads++) {
          System.arraycopy(before, 0, c.arena, 0, before.length);
          try (Parallel pool = Parallel.of(threads)) {
            new ElementLoop(provider, pool, c.spec).run(c.arrays(), c.offsets);
          }
          assertAgrees(c.arena, c, what + " " + provider.name());
          assertNothingElseWritten(before, c.arena, c, what);
          if (first == null) {
            first = c.arena.clone();
          }
          Bits.same(c.arena, first, what + ", " + threads + " threads");
        }
      }
    }
  }

  @Test
  void regionsTogetherGiveTheBitsOfAWholeRun() {
    try (Parallel pool = Parallel.of(2)) {
      for (long seed = 1000; seed < 1080; seed++) {
        Random random = new Random(seed);
        ElementCase c = ElementCase.random(random);
        float[] before = c.arena.clone();
        ElementLoop loop = new ElementLoop(Providers.vectors(), pool, c.spec);
        loop.run(c.arrays(), c.offsets);
        float[] whole = c.arena.clone();
        System.arraycopy(before, 0, c.arena, 0, before.length);
        int cols = c.spec.dims()[c.spec.dims().length - 1];
        int rows = ElementCase.product(c.spec.dims()) / cols;
        int rowStep = 1 + random.nextInt(rows);
        int colStep = random.nextBoolean() ? cols : 1 + random.nextInt(cols);
        for (int r = 0; r < rows; r += rowStep) {
          for (int k = 0; k < cols; k += colStep) {
            int height = Math.min(rowStep, rows - r);
            loop.region(seed % 2 == 0 ? 1 : 0, c.arrays(), c.offsets, r, height, k, Math.min(colStep, cols - k));
          }
        }
        Bits.same(c.arena, whole, "seed " + seed);
      }
    }
  }

  @Test
  void inputsCanBeExchangedInPlace() {
    int n = 3000;
    float[] arena = new float[2 * n];
    for (int i = 0; i < arena.length; i++) {
      arena[i] = i;
    }
    int[][] strides = {{1}, {1}};
    Spec swap = new Spec(new int[] {n}, strides, new float[0], new Instruction[0], new int[] {1, 0});
    try (Parallel pool = Parallel.of(1)) {
      float[][] arrays = {arena, arena, arena, arena};
      new ElementLoop(Provider.best(), pool, swap).run(arrays, new int[] {0, n, 0, n});
    }
    for (int i = 0; i < n; i++) {
      assertThat(arena[i]).isEqualTo(n + i);
      assertThat(arena[n + i]).isEqualTo(i);
    }
  }

  @Test
  void smallConstantPowersAreProducts() {
    float[] x = {-3f, 0f, 1.5f, Float.NaN};
    for (float exponent : new float[] {-1, 1, 2, 3, 0.5f, 0}) {
      float[] y = new float[4];
      Instruction[] code = {new Instruction(ElementOp.POW, 2, 0, 1, -1)};
      Spec spec = new Spec(new int[] {4}, new int[][] {{1}}, new float[] {exponent}, code, new int[] {2});
      try (Parallel pool = Parallel.of(1)) {
        new ElementLoop(Provider.best(), pool, spec).run(new float[][] {x, y}, new int[2]);
      }
      for (int i = 0; i < 4; i++) {
        assertThat(Exact.ulps(y[i], StrictMath.pow(x[i], exponent))).as("%s^%s", x[i], exponent).isLessThan(1);
      }
    }
  }

  @Test
  void malformedProgramsAreRejected() {
    try (Parallel pool = Parallel.of(1)) {
      Instruction[] unknown = {new Instruction(ElementOp.NEG, 1, 5, -1, -1)};
      Spec reads = new Spec(new int[] {4}, new int[][] {{1}}, new float[0], unknown, new int[] {1});
      assertThatThrownBy(() -> new ElementLoop(Provider.best(), pool, reads))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no value yet");
      Spec strides = new Spec(new int[] {4, 2}, new int[][] {{1}}, new float[0], new Instruction[0], new int[] {0});
      assertThatThrownBy(() -> new ElementLoop(Provider.best(), pool, strides))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("stride");
    }
  }
}
