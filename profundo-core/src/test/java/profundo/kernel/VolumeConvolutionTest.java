package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions in three dimensions that go Winograd's way.
class VolumeConvolutionTest {
  private static final int[] ONES = {1, 1, 1};

  /// `depth` are the planes of the kernel, `low` and `high` their padding; lines and columns keep their number.
  private static ConvGeometry volume(int batch, int[] in, int from, int to, int depth, int low, int high) {
    return new ConvGeometry(
        batch, in, from, new int[] {depth, 3, 3}, to, ONES, new int[] {low, 1, 1}, new int[] {high, 1, 1}, ONES, 1);
  }

  /// Whole images, blocks of planes and blocks of lines; kernels of one to five planes, padding of none to more than the kernel.
  private static ConvGeometry[] shapes() {
    return new ConvGeometry[] {
      volume(2, new int[] {7, 7, 7}, 32, 64, 3, 1, 1), volume(3, new int[] {5, 8, 7}, 48, 32, 2, 0, 1),
      volume(3, new int[] {9, 4, 8}, 32, 32, 5, 2, 0), volume(4, new int[] {3, 7, 11}, 32, 48, 1, 0, 0),
      volume(2, new int[] {3, 8, 12}, 32, 32, 3, 4, 3), volume(1, new int[] {24, 7, 33}, 32, 32, 3, 1, 1),
      new ConvGeometry(
          2, new int[] {6, 11, 8}, 32, new int[] {3, 3, 3}, 32, ONES, new int[] {0, 0, 2}, new int[] {2, 2, 1}, ONES, 1)
    };
  }

  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void agreesWithTheDefinition(Provider provider) {
    long seed = 33;
    var random = new Random(seed);
    try (var pool = Parallel.of(2)) {
      var convolution = new Convolution(provider, pool);
      for (ConvGeometry g : shapes()) {
        assertThat(WinogradTiles.suits(g)).as(ConvolutionTest.describe(g)).isTrue();
        new ConvolutionTest.Case(g, random, provider.name() + ", seed " + seed).check(convolution);
      }
    }
  }

  /// One thread without a write-out, three with one that negates.
  @ParameterizedTest
  @MethodSource("profundo.kernel.GemmTest#providers")
  void neitherThreadsNorTheWriteOutChangeTheBits(Provider provider) {
    for (ConvGeometry g : shapes()) {
      float[][] expected = results(g, provider, 1, false);
      float[][] got = results(g, provider, 3, true);
      for (int i = 0; i < expected.length; i++) {
        for (int k = 0; i < 2 && k < got[i].length; k++) {
          got[i][k] = -got[i][k];
        }
        Bits.same(got[i], expected[i], "%s, %s, result %d".formatted(provider.name(), ConvolutionTest.describe(g), i));
      }
    }
  }

  private static float[][] results(ConvGeometry g, Provider provider, int threads, boolean negated) {
    var random = new Random(5);
    float[] x = GemmTest.values(random, g.batch() * PoolingTest.product(g.in()) * g.inChannels());
    float[] w = GemmTest.values(random, PoolingTest.product(g.kernel()) * g.inChannels() * g.outChannels());
    float[] dy = GemmTest.values(random, g.batch() * PoolingTest.product(g.out()) * g.outChannels());
    float[][] results = {new float[dy.length], new float[x.length], new float[w.length]};
    try (var pool = Parallel.of(threads)) {
      var convolution = new Convolution(provider, pool);
      WriteOut y = negated ? negate(results[0], g.outChannels()) : null;
      WriteOut dx = negated ? negate(results[1], g.inChannels()) : null;
      convolution.forward(g, x, 0, w, 0, results[0], 0, y);
      convolution.inputGradient(g, dy, 0, w, 0, results[1], 0, dx);
      convolution.weightGradient(g, x, 0, dy, 0, results[2], 0);
    }
    return results;
  }

  private static WriteOut negate(float[] result, int stride) {
    return (_, row0, rows, col0, cols) -> {
      for (int r = row0; r < row0 + rows; r++) {
        for (int c = col0; c < col0 + cols; c++) {
          result[r * stride + c] = -result[r * stride + c];
        }
      }
    };
  }

  @Test
  void otherVolumesGoOtherWays() {
    int[] seven = {7, 7, 7};
    assertThat(WinogradTiles.suits(volume(32, seven, 32, 64, 3, 1, 1))).isTrue();
    assertThat(WinogradTiles.suits(volume(32, seven, 16, 32, 3, 1, 1))).as("few channels").isFalse();
    assertThat(WinogradTiles.suits(volume(1, seven, 32, 32, 3, 1, 1))).as("few tiles").isFalse();
    assertThat(WinogradTiles.suits(volume(64, new int[] {4, 4, 4}, 32, 32, 3, 1, 1))).as("few in a volume").isFalse();
    int[] twos = {2, 1, 1};
    assertThat(WinogradTiles.suits(new ConvGeometry(32, seven, 32, new int[] {3, 3, 3}, 32, twos, ONES, ONES, ONES, 1)))
        .as("stride").isFalse();
    assertThat(WinogradTiles.suits(new ConvGeometry(32, seven, 32, new int[] {3, 3, 3}, 32, ONES, ONES, ONES, twos, 1)))
        .as("dilation").isFalse();
  }
}
