package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionTest {
  private static final int ROUNDS = 200;

  /// Error of Winograd's way in proportion to the largest sum of the absolute values of an output's terms.
  private static final double WINOGRAD = 4e-6;

  /// Operands of all three operations and what they come to by the definition, with the sums of absolute values beside.
  static final class Case {
    final ConvGeometry g;
    final String context;
    final int xo;
    final int wo;
    final int yo;
    final float[] x;
    final float[] w;
    final float[] dy;
    final double[] y;
    final double[] dx;
    final double[] dw;
    final double[] yMagnitude;
    final double[] dxMagnitude;
    final double[] dwMagnitude;

    Case(ConvGeometry g, Random random, String context) {
      this.g = g;
      this.context = context + ", " + describe(g);
      int xs = g.batch() * PoolingTest.product(g.in()) * g.inChannels();
      int ws = PoolingTest.product(g.kernel()) * g.inChannels() / g.groups() * g.outChannels();
      int ys = g.batch() * PoolingTest.product(g.out()) * g.outChannels();
      xo = random.nextInt(3);
      wo = random.nextInt(3);
      yo = random.nextInt(3);
      x = GemmTest.values(random, xo + xs);
      w = GemmTest.values(random, wo + ws);
      dy = GemmTest.values(random, yo + ys);
      y = new double[ys];
      dx = new double[xs];
      dw = new double[ws];
      yMagnitude = new double[ys];
      dxMagnitude = new double[xs];
      dwMagnitude = new double[ws];
      define();
    }

    private void define() {
      int[] places = PoolingTest.concat(g.batch(), g.out());
      int icg = g.inChannels() / g.groups();
      int ocg = g.outChannels() / g.groups();
      for (int o = 0; o < PoolingTest.product(places); o++) {
        int[] at = PoolingTest.index(o, places);
        for (int tap = 0; tap < PoolingTest.product(g.kernel()); tap++) {
          int[] offset = PoolingTest.index(tap, g.kernel());
          int pixel = at[0];
          boolean inside = true;
          for (int a = 0; a < g.rank(); a++) {
            int i = at[a + 1] * g.stride()[a] - g.padLow()[a] + offset[a] * g.dilation()[a];
            inside &= i >= 0 && i < g.in()[a];
            pixel = pixel * g.in()[a] + i;
          }
          for (int c = 0; inside && c < g.outChannels(); c++) {
            for (int k = 0; k < icg; k++) {
              term(o * g.outChannels() + c, pixel * g.inChannels() + c / ocg * icg + k, (tap * icg + k) * g.outChannels() + c);
            }
          }
        }
      }
    }

    private void term(int yi, int xi, int wi) {
      double forward = (double) x[xo + xi] * w[wo + wi];
      double input = (double) dy[yo + yi] * w[wo + wi];
      double weight = (double) dy[yo + yi] * x[xo + xi];
      y[yi] += forward;
      yMagnitude[yi] += Math.abs(forward);
      dx[xi] += input;
      dxMagnitude[xi] += Math.abs(input);
      dw[wi] += weight;
      dwMagnitude[wi] += Math.abs(weight);
    }

    void check(Convolution convolution) {
      float[] result = PoolingTest.dirty(yo + y.length);
      convolution.forward(g, x, xo, w, wo, result, yo, null);
      compare("forward", result, yo, y, yMagnitude);
      result = PoolingTest.dirty(xo + dx.length);
      convolution.inputGradient(g, dy, yo, w, wo, result, xo, null);
      compare("input gradient", result, xo, dx, dxMagnitude);
      result = PoolingTest.dirty(wo + dw.length);
      convolution.weightGradient(g, x, xo, dy, yo, result, wo);
      compare("weight gradient", result, wo, dw, dwMagnitude);
    }

    private void compare(String what, float[] result, int offset, double[] expected, double[] magnitude) {
      for (int i = 0; i < offset; i++) {
        assertThat(result[i]).as("%s, %s: neighbour at %d", context, what, i).isEqualTo(77f);
      }
      // Winograd's way mixes the pixels of a tile, so an error is in proportion to what is around a pixel.
      double around = WinogradTiles.suits(g) ? Arrays.stream(magnitude).max().orElseThrow() : 0;
      for (int i = 0; i < expected.length; i++) {
        double tolerance = around == 0 ? GemmTest.tolerance(magnitude[i], 1000) : WINOGRAD * around;
        if (!(Math.abs(result[offset + i] - expected[i]) <= tolerance)) {
          assertThat(result[offset + i]).as("%s, %s at %d", context, what, i).isEqualTo((float) expected[i]);
        }
      }
    }
  }

  static String describe(ConvGeometry g) {
    return "batch %d, in %s x %d, kernel %s to %d, stride %s, padding %s %s, dilation %s, groups %d"
        .formatted(
            g.batch(), Arrays.toString(g.in()), g.inChannels(), Arrays.toString(g.kernel()), g.outChannels(),
            Arrays.toString(g.stride()), Arrays.toString(g.padLow()), Arrays.toString(g.padHigh()),
            Arrays.toString(g.dilation()), g.groups());
  }

  private static ConvGeometry random(Random random) {
    int rank = 1 + random.nextInt(3);
    var in = new int[rank];
    var kernel = new int[rank];
    var stride = new int[rank];
    var low = new int[rank];
    var high = new int[rank];
    var dilation = new int[rank];
    boolean plain = random.nextBoolean();
    for (int a = 0; a < rank; a++) {
      kernel[a] = 1 + random.nextInt(4);
      stride[a] = plain ? 1 : 1 + random.nextInt(3);
      dilation[a] = random.nextInt(3) == 0 ? 2 : 1;
      low[a] = random.nextBoolean() ? 0 : random.nextInt(5);
      high[a] = random.nextBoolean() ? 0 : random.nextInt(5);
      int span = dilation[a] * (kernel[a] - 1) + 1;
      in[a] = Math.max(1, span - low[a] - high[a]) + random.nextInt(rank == 3 ? 4 : 15);
    }
    int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
    int[] channels = {1, 2, 3, 5, 8, 12, 13, 16, 17, 32, 40};
    int icg = channels[random.nextInt(channels.length)];
    int ocg = channels[random.nextInt(channels.length)];
    return new ConvGeometry(
        1 + random.nextInt(4), in, icg * groups, kernel, ocg * groups, stride, low, high, dilation, groups);
  }

  private static ConvGeometry square(int batch, int size, int from, int to, int kernel, int pad, int stride) {
    return new ConvGeometry(
        batch, new int[] {size, size}, from, new int[] {kernel, kernel}, to, new int[] {stride, stride},
        new int[] {pad, pad}, new int[] {pad, pad}, new int[] {1, 1}, 1);
  }

  /// Volumes whose lines are no multiple of those of a band.
  private static ConvGeometry cube(int batch, int size, int from, int to, int stride) {
    int[] ones = {1, 1, 1};
    return new ConvGeometry(
        batch, new int[] {size, size, size}, from, new int[] {3, 3, 3}, to, new int[] {stride, stride, stride}, ones, ones,
        ones, 1);
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void agreesWithTheDefinition(Provider provider) {
    long seed = 4242;
    var random = new Random(seed);
    try (var pool = Parallel.of(2)) {
      var convolution = new Convolution(provider, pool);
      for (int round = 0; round < ROUNDS; round++) {
        new Case(random(random), random, provider.name() + ", seed " + seed + ", round " + round).check(convolution);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void agreesWithTheDefinitionOnShapesOfRealNetworks(Provider provider) {
    long seed = 17;
    var random = new Random(seed);
    ConvGeometry[] shapes = {
      square(3, 28, 1, 6, 5, 2, 1), square(5, 14, 6, 16, 5, 0, 1), square(2, 32, 3, 32, 3, 1, 1),
      square(2, 16, 32, 32, 3, 1, 1), square(8, 8, 64, 64, 3, 1, 1), square(8, 15, 32, 48, 3, 1, 1),
      square(9, 11, 48, 32, 3, 0, 1), square(4, 13, 32, 80, 3, 2, 1), square(2, 30, 32, 32, 3, 4, 1), square(3, 4, 24, 48, 3, 1, 1),
      square(2, 15, 20, 40, 3, 1, 2), square(4, 9, 40, 24, 1, 0, 1), square(1, 33, 3, 16, 7, 3, 2),
      new ConvGeometry(
          2, new int[] {12, 12}, 48, new int[] {3, 3}, 48, new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1},
          new int[] {1, 1}, 48),
      cube(1, 7, 32, 64, 1), cube(1, 14, 16, 8, 1), cube(1, 15, 4, 8, 2)
    };
    try (var pool = Parallel.of(2)) {
      var convolution = new Convolution(provider, pool);
      for (var g : shapes) {
        new Case(g, random, provider.name() + ", seed " + seed).check(convolution);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void theNumberOfThreadsDoesNotShowInTheBits(Provider provider) {
    ConvGeometry[] shapes = {
      square(20, 28, 1, 6, 5, 2, 1), square(30, 14, 6, 16, 5, 0, 1), square(6, 16, 32, 40, 3, 1, 1), square(7, 15, 20, 40, 3, 1, 2),
      square(20, 15, 32, 48, 3, 1, 1), square(3, 28, 64, 96, 3, 1, 1)
    };
    for (var g : shapes) {
      var random = new Random(1);
      float[] x = GemmTest.values(random, g.batch() * PoolingTest.product(g.in()) * g.inChannels());
      float[] w = GemmTest.values(random, PoolingTest.product(g.kernel()) * g.inChannels() * g.outChannels());
      float[] dy = GemmTest.values(random, g.batch() * PoolingTest.product(g.out()) * g.outChannels());
      float[][] expected = null;
      for (int threads = 1; threads <= 3; threads++) {
        try (var pool = Parallel.of(threads)) {
          var convolution = new Convolution(provider, pool);
          float[][] results = {new float[dy.length], new float[x.length], new float[w.length]};
          convolution.forward(g, x, 0, w, 0, results[0], 0, null);
          convolution.inputGradient(g, dy, 0, w, 0, results[1], 0, null);
          convolution.weightGradient(g, x, 0, dy, 0, results[2], 0);
          if (expected == null) {
            expected = results;
          } else {
            for (int i = 0; i < 3; i++) {
              assertThat(results[i]).as("%s, %d threads, result %d", describe(g), threads, i).containsExactly(expected[i]);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void theWriteOutSeesEveryElementOnceWhenItIsFinal(Provider provider) {
    ConvGeometry[] shapes = {
      square(9, 28, 1, 6, 5, 2, 1), square(9, 14, 6, 16, 5, 0, 1), square(3, 40, 16, 33, 3, 1, 1), square(9, 11, 32, 48, 3, 1, 1),
      square(2, 45, 32, 32, 3, 0, 1), square(5, 15, 5, 17, 3, 1, 2),
      new ConvGeometry(
          2, new int[] {5, 9, 10}, 13, new int[] {2, 3, 3}, 14, new int[] {1, 1, 1}, new int[3], new int[3],
          new int[] {1, 1, 1}, 1)
    };
    try (var pool = Parallel.of(2)) {
      var convolution = new Convolution(provider, pool);
      for (var g : shapes) {
        var random = new Random(2);
        float[] x = GemmTest.values(random, g.batch() * PoolingTest.product(g.in()) * g.inChannels());
        float[] w = GemmTest.values(random, PoolingTest.product(g.kernel()) * g.inChannels() * g.outChannels());
        float[] dy = GemmTest.values(random, g.batch() * PoolingTest.product(g.out()) * g.outChannels());
        var y = new float[dy.length];
        var y2 = new float[dy.length];
        convolution.forward(g, x, 0, w, 0, y, 0, null);
        convolution.forward(g, x, 0, w, 0, y2, 0, negate(y2, g.outChannels(), pool));
        var dx = new float[x.length];
        var dx2 = new float[x.length];
        convolution.inputGradient(g, dy, 0, w, 0, dx, 0, null);
        convolution.inputGradient(g, dy, 0, w, 0, dx2, 0, negate(dx2, g.inChannels(), pool));
        for (int i = 0; i < y.length; i++) {
          assertThat(y2[i]).as("%s, y %d", describe(g), i).isEqualTo(-y[i]);
        }
        for (int i = 0; i < dx.length; i++) {
          assertThat(dx2[i]).as("%s, dx %d", describe(g), i).isEqualTo(-dx[i]);
        }
      }
    }
  }

  private static WriteOut negate(float[] result, int stride, Parallel pool) {
    return (worker, row0, rows, col0, cols) -> {
      assertThat(worker).isBetween(0, pool.workers() - 1);
      for (int r = row0; r < row0 + rows; r++) {
        for (int c = col0; c < col0 + cols; c++) {
          result[r * stride + c] = -result[r * stride + c];
        }
      }
    };
  }

  @Test
  void refusesImpossibleGeometries() {
    int[] one = {1};
    int[] two = {2};
    int[] none = {0};
    assertThatThrownBy(() -> new ConvGeometry(1, one, 1, two, 1, one, none, none, one, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a kernel that fits");
    assertThatThrownBy(() -> new ConvGeometry(1, two, 3, two, 4, one, none, none, one, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("divide the channels");
    assertThatThrownBy(() -> new ConvGeometry(1, two, 3, two, 4, one, none, none, none, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dilation");
    assertThatThrownBy(() -> new ConvGeometry(1, two, 3, two, 4, one, none, none, new int[2], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one to three spatial axes");
    try (var pool = Parallel.of(1)) {
      var g = new ConvGeometry(1, two, 1, two, 1, one, none, none, one, 1);
      var convolution = new Convolution(Provider.scalar(), pool);
      assertThatThrownBy(() -> convolution.forward(g, new float[1], 0, new float[2], 0, new float[1], 0, null))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
