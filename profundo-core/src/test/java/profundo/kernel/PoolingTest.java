package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolingTest {
  private static final int ROUNDS = 150;

  /// For every window, the elements of x it covers, in row-major order of the window.
  private static int[][] windows(PoolGeometry g) {
    int rank = g.rank();
    int[] out = g.out();
    int pixels = g.batch() * product(out);
    var all = new int[pixels * g.channels()][];
    for (int o = 0; o < pixels; o++) {
      int[] at = index(o, concat(g.batch(), out));
      int[] covered =
          IntStream.range(0, product(g.window()))
              .map(
                  tap -> {
                    int[] offset = index(tap, g.window());
                    int place = at[0];
                    for (int a = 0; a < rank; a++) {
                      int i = at[a + 1] * g.stride()[a] - g.padLow()[a] + offset[a];
                      if (i < 0 || i >= g.in()[a]) {
                        return -1;
                      }
                      place = place * g.in()[a] + i;
                    }
                    return place;
                  })
              .filter(p -> p >= 0)
              .toArray();
      for (int c = 0; c < g.channels(); c++) {
        int channel = c;
        all[o * g.channels() + c] = Arrays.stream(covered).map(p -> p * g.channels() + channel).toArray();
      }
    }
    return all;
  }

  private static int firstMaximum(int[] window, float[] x, int xo) {
    int place = window[0];
    for (int p : window) {
      if (Float.isNaN(x[xo + place])) {
        return place;
      }
      if (x[xo + p] > x[xo + place] || Float.isNaN(x[xo + p])) {
        place = p;
      }
    }
    return place;
  }

  private static PoolGeometry random(Random random) {
    int rank = 1 + random.nextInt(3);
    var in = new int[rank];
    var window = new int[rank];
    var stride = new int[rank];
    var low = new int[rank];
    var high = new int[rank];
    for (int a = 0; a < rank; a++) {
      window[a] = 1 + random.nextInt(4);
      in[a] = window[a] + random.nextInt(7);
      stride[a] = 1 + random.nextInt(4);
      low[a] = random.nextInt(window[a]);
      high[a] = random.nextInt(window[a]);
    }
    int[] channels = {1, 3, 6, 8, 15, 16, 17, 33};
    return new PoolGeometry(1 + random.nextInt(3), in, channels[random.nextInt(channels.length)], window, stride, low, high);
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void agreesWithTheDefinition(Provider provider) {
    long seed = 99;
    var random = new Random(seed);
    try (var pool = Parallel.of(2)) {
      var pooling = new Pooling(provider, pool);
      for (int round = 0; round < ROUNDS; round++) {
        var g = random(random);
        check(g, random, pooling, provider.name() + ", seed " + seed + ", round " + round);
      }
      var large = new PoolGeometry(5, new int[] {28, 28}, 6, new int[] {2, 2}, new int[] {2, 2}, new int[2], new int[2]);
      check(large, random, pooling, provider.name() + ", large");
    }
  }

  private static void check(PoolGeometry g, Random random, Pooling pooling, String context) {
    int[][] windows = windows(g);
    int xs = g.batch() * product(g.in()) * g.channels();
    int ys = windows.length;
    int xo = random.nextInt(3);
    int yo = random.nextInt(3);
    // Few different values, so that there are ties, and now and then a NaN.
    var x = new float[xo + xs];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(50) == 0 ? Float.NaN : random.nextInt(4) - 2;
    }
    float[] z = GemmTest.values(random, xo + xs);
    float[] dy = GemmTest.values(random, yo + ys);
    var max = new float[yo + ys];
    var gathered = new float[yo + ys];
    var average = new float[yo + ys];
    var scattered = dirty(xo + xs);
    var shared = dirty(xo + xs);
    pooling.max(g, x, xo, max, yo);
    pooling.maxGather(g, x, xo, z, xo, gathered, yo);
    pooling.maxScatter(g, x, xo, dy, yo, scattered, xo);
    pooling.average(g, z, xo, average, yo);
    pooling.averageGradient(g, dy, yo, shared, xo);
    var dxMax = new double[xs];
    var dxAverage = new double[xs];
    int places = product(g.window());
    for (int o = 0; o < ys; o++) {
      int place = firstMaximum(windows[o], x, xo);
      assertThat(max[yo + o]).as(context + ", max " + o).isEqualTo(Float.valueOf(x[xo + place]));
      assertThat(gathered[yo + o]).as(context + ", gather " + o).isEqualTo(z[xo + place]);
      dxMax[place] += dy[yo + o];
      double sum = 0;
      for (int p : windows[o]) {
        sum += z[xo + p];
        dxAverage[p] += (double) dy[yo + o] / places;
      }
      assertThat((double) average[yo + o]).as(context + ", average " + o).isBetween(sum / places - 1e-5, sum / places + 1e-5);
    }
    for (int i = 0; i < xs; i++) {
      assertThat((double) scattered[xo + i]).as(context + ", scatter " + i).isBetween(dxMax[i] - 1e-5, dxMax[i] + 1e-5);
      assertThat((double) shared[xo + i]).as(context + ", share " + i).isBetween(dxAverage[i] - 1e-5, dxAverage[i] + 1e-5);
    }
    for (int i = 0; i < xo; i++) {
      assertThat(scattered[i]).as(context + ", neighbour").isEqualTo(77f);
    }
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void theNumberOfThreadsDoesNotShowInTheBits(Provider provider) {
    var random = new Random(1);
    var g = new PoolGeometry(9, new int[] {30, 31}, 10, new int[] {3, 3}, new int[] {2, 2}, new int[] {1, 1}, new int[] {1, 1});
    float[] x = GemmTest.values(random, 9 * 30 * 31 * 10);
    float[] dy = GemmTest.values(random, windows(g).length);
    float[] expectedMax = null;
    float[] expectedShare = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (var pool = Parallel.of(threads)) {
        var pooling = new Pooling(provider, pool);
        var dx = new float[x.length];
        var share = new float[x.length];
        pooling.maxScatter(g, x, 0, dy, 0, dx, 0);
        pooling.averageGradient(g, dy, 0, share, 0);
        if (expectedMax == null) {
          expectedMax = dx;
          expectedShare = share;
        } else {
          assertThat(dx).containsExactly(expectedMax);
          assertThat(share).containsExactly(expectedShare);
        }
      }
    }
  }

  @Test
  void refusesImpossibleGeometries() {
    int[] one = {1};
    int[] two = {2};
    int[] none = {0};
    assertThatThrownBy(() -> new PoolGeometry(1, two, 1, two, one, two, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below the window");
    assertThatThrownBy(() -> new PoolGeometry(1, one, 1, two, one, none, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fits");
    assertThatThrownBy(() -> new PoolGeometry(1, two, 1, two, none, none, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stride");
    assertThatThrownBy(() -> new PoolGeometry(1, new int[4], 1, two, one, none, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one to three spatial axes");
    try (var pool = Parallel.of(1)) {
      var g = new PoolGeometry(1, two, 1, two, one, none, none);
      assertThatThrownBy(() -> new Pooling(Provider.scalar(), pool).max(g, new float[2], 1, new float[1], 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  static float[] dirty(int length) {
    var x = new float[length];
    Arrays.fill(x, 77f);
    return x;
  }

  static int product(int[] sizes) {
    return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }

  static int[] index(int flat, int[] sizes) {
    var at = new int[sizes.length];
    for (int a = sizes.length - 1; a >= 0; a--) {
      at[a] = flat % sizes[a];
      flat /= sizes[a];
    }
    return at;
  }

  static int[] concat(int first, int[] rest) {
    return IntStream.concat(IntStream.of(first), Arrays.stream(rest)).toArray();
  }
}
