package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DepthwiseConvolutionTest {
  private static final int ROUNDS = 150;

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
      kernel[a] = 1 + random.nextInt(5);
      stride[a] = plain ? 1 : 1 + random.nextInt(4);
      dilation[a] = 1 + random.nextInt(3);
      low[a] = random.nextInt(6);
      high[a] = random.nextInt(6);
      int span = dilation[a] * (kernel[a] - 1) + 1;
      in[a] = Math.max(1, span - low[a] - high[a]) + random.nextInt(rank == 3 ? 4 : 24);
    }
    int[] channels = {2, 3, 7, 8, 15, 16, 17, 24, 32, 50, 64};
    int c = channels[random.nextInt(channels.length)];
    return new ConvGeometry(1 + random.nextInt(3), in, c, kernel, c, stride, low, high, dilation, c);
  }

  private static ConvGeometry square(int batch, int size, int channels, int kernel, int stride) {
    int pad = kernel / 2;
    int[] pads = {pad, pad};
    return new ConvGeometry(
        batch, new int[] {size, size}, channels, new int[] {kernel, kernel}, channels, new int[] {stride, stride}, pads, pads,
        new int[] {1, 1}, channels);
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void agreesWithTheDefinition(Provider provider) {
    long seed = 5151;
    var random = new Random(seed);
    try (var pool = Parallel.of(2)) {
      var convolution = new Convolution(provider, pool);
      for (int round = 0; round < ROUNDS; round++) {
        ConvGeometry g = random(random);
        assertThat(DepthwiseConvolution.suits(g)).isTrue();
        new ConvolutionTest.Case(g, random, provider.name() + ", seed " + seed + ", round " + round).check(convolution);
      }
    }
  }

  /// Sums of small integers are exact, whatever the order and whether or not products are rounded.
  @Test
  void vectorsAndScalarsGiveTheSameBitsOnAnyNumberOfThreads() {
    ConvGeometry[] shapes = {
      square(5, 32, 64, 3, 1), square(4, 33, 40, 3, 2), square(3, 14, 96, 5, 1), square(2, 40, 5, 7, 3), square(9, 7, 240, 3, 2)
    };
    for (ConvGeometry g : shapes) {
      float[][] expected = null;
      for (Provider provider : Providers.all()) {
        for (int threads = 1; threads <= 3; threads++) {
          float[][] results = results(g, provider, threads, true);
          expected = expected == null ? results : expected;
          for (int i = 0; i < results.length; i++) {
            String what = "%s, %s, %d threads, result %d".formatted(ConvolutionTest.describe(g), provider.name(), threads, i);
            Bits.same(results[i], expected[i], what);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void theNumberOfThreadsDoesNotShowInTheBits(Provider provider) {
    ConvGeometry g = square(12, 30, 48, 3, 1);
    float[][] expected = results(g, provider, 1, false);
    for (int threads = 2; threads <= 3; threads++) {
      float[][] results = results(g, provider, threads, false);
      for (int i = 0; i < results.length; i++) {
        Bits.same(results[i], expected[i], provider.name() + ", " + threads + " threads, result " + i);
      }
    }
  }

  /// y, dx and dw; the write-out doubles the first two, which shows whether it sees everything once.
  private static float[][] results(ConvGeometry g, Provider provider, int threads, boolean integers) {
    var random = new Random(8);
    float[] x = values(random, g.batch() * PoolingTest.product(g.in()) * g.inChannels(), integers);
    float[] w = values(random, PoolingTest.product(g.kernel()) * g.outChannels(), integers);
    float[] dy = values(random, g.batch() * PoolingTest.product(g.out()) * g.outChannels(), integers);
    float[][] results = {new float[dy.length], new float[x.length], new float[w.length]};
    try (var pool = Parallel.of(threads)) {
      var convolution = new Convolution(provider, pool);
      convolution.forward(g, x, 0, w, 0, results[0], 0, null);
      convolution.inputGradient(g, dy, 0, w, 0, results[1], 0, null);
      convolution.weightGradient(g, x, 0, dy, 0, results[2], 0);
      for (int i = 0; i < 2; i++) {
        float[] once = results[i].clone();
        float[] twice = new float[once.length];
        WriteOut doubled = doubling(twice, g.inChannels());
        if (i == 0) {
          convolution.forward(g, x, 0, w, 0, twice, 0, doubled);
        } else {
          convolution.inputGradient(g, dy, 0, w, 0, twice, 0, doubled);
        }
        for (int k = 0; k < once.length; k++) {
          once[k] *= 2;
        }
        Bits.same(twice, once, ConvolutionTest.describe(g) + ", write-out of " + i);
      }
    }
    return results;
  }

  private static WriteOut doubling(float[] result, int stride) {
    return (_, row0, rows, col0, cols) -> {
      for (int r = row0; r < row0 + rows; r++) {
        for (int c = col0; c < col0 + cols; c++) {
          result[r * stride + c] *= 2;
        }
      }
    };
  }

  private static float[] values(Random random, int n, boolean integers) {
    float[] x = GemmTest.values(random, n);
    if (integers) {
      for (int i = 0; i < n; i++) {
        x[i] = Math.round(6 * x[i]);
      }
    }
    return x;
  }

  @Test
  void otherGroupsGoOtherWays() {
    assertThat(DepthwiseConvolution.suits(square(1, 4, 1, 3, 1))).as("one channel").isFalse();
    int[] ones = {1, 1};
    int[] none = {0, 0};
    int[] sizes = {4, 4};
    assertThat(DepthwiseConvolution.suits(new ConvGeometry(1, sizes, 8, ones, 8, ones, none, none, ones, 4))).isFalse();
    assertThat(DepthwiseConvolution.suits(new ConvGeometry(1, sizes, 4, ones, 8, ones, none, none, ones, 4))).isFalse();
  }
}
