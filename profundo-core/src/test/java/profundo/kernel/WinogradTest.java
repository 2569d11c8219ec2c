package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WinogradTest {
  private static final WinogradKernels SCALAR = Provider.scalar().matrix().winograd();
  private static final int CHANNELS = 48;
  private static final int STEP = CHANNELS + 7;

  private static float[] values(int n) {
    return GemmTest.values(new Random(3), n);
  }

  /// What each transform makes of the same numbers.
  private static float[][] transforms(WinogradKernels k) {
    float[] in = values(64 * STEP);
    float[] spare = new float[WinogradKernels.SPARE];
    float[][] results = new float[5][38 * STEP];
    k.input(CHANNELS, in, 3, 6 * STEP, STEP, results[0], 5, STEP, spare);
    k.output(CHANNELS, in, 3, STEP, results[1], 5, 4 * STEP, STEP, spare);
    k.gradient(CHANNELS, in, 3, 4 * STEP, STEP, results[2], 5, STEP, spare);
    k.kernel(CHANNELS, in, 3, STEP, results[3], 5, STEP, spare);
    k.weights(CHANNELS, in, 3, STEP, results[4], 5, STEP, spare);
    return results;
  }

  @Test
  void vectorsGiveTheBitsOfScalars() {
    Provider best = Provider.best();
    assumeTrue(best.lanes() > 1, "needs the Vector API");
    float[][] expected = transforms(SCALAR);
    float[][] got = transforms(best.matrix().winograd());
    for (int i = 0; i < expected.length; i++) {
      Bits.same(got[i], expected[i], "transform " + i);
    }
  }

  /// One channel of one tile, against the definition in double precision.
  @Test
  void aTileIsACorrelationOfItsInputsWithTheKernel() {
    float[] spare = new float[WinogradKernels.SPARE];
    int unit = WinogradKernels.UNIT;
    float[] x = values(36 * unit);
    float[] w = values(9 * unit);
    float[] v = new float[36 * unit];
    float[] u = new float[36 * unit];
    float[] y = new float[16 * unit];
    SCALAR.input(unit, x, 0, 6 * unit, unit, v, 0, unit, spare);
    SCALAR.kernel(unit, w, 0, unit, u, 0, unit, spare);
    for (int i = 0; i < v.length; i++) {
      v[i] *= u[i];
    }
    SCALAR.output(unit, v, 0, unit, y, 0, 4 * unit, unit, spare);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        for (int c = 0; c < unit; c++) {
          double sum = 0;
          double magnitude = 0;
          for (int tap = 0; tap < 9; tap++) {
            double term = (double) x[((i + tap / 3) * 6 + j + tap % 3) * unit + c] * w[tap * unit + c];
            sum += term;
            magnitude += Math.abs(term);
          }
          assertThat(Math.abs(y[(i * 4 + j) * unit + c] - sum)).isLessThan(2e-5 * (1 + magnitude));
        }
      }
    }
  }

  @Test
  void onlyShapesThatGainAreConvolvedThisWay() {
    assertThat(WinogradTiles.suits(shape(64, 32, 32, 3, 1, 1, 1))).isTrue();
    assertThat(WinogradTiles.suits(shape(64, 32, 16, 3, 1, 1, 1))).as("few channels").isFalse();
    assertThat(WinogradTiles.suits(shape(64, 32, 40, 3, 1, 1, 1))).as("no multiple of the unit").isFalse();
    assertThat(WinogradTiles.suits(shape(64, 32, 32, 5, 1, 1, 1))).as("5x5").isFalse();
    assertThat(WinogradTiles.suits(shape(64, 32, 32, 3, 2, 1, 1))).as("stride").isFalse();
    assertThat(WinogradTiles.suits(shape(64, 32, 32, 3, 1, 2, 1))).as("dilation").isFalse();
    assertThat(WinogradTiles.suits(shape(64, 32, 64, 3, 1, 1, 2))).as("groups").isFalse();
    assertThat(WinogradTiles.suits(shape(64, 5, 32, 3, 1, 1, 1))).as("tiles that stick out").isFalse();
    assertThat(WinogradTiles.suits(shape(1, 16, 32, 3, 1, 1, 1))).as("few tiles").isFalse();
    assertThat(WinogradTiles.suits(shape(64, 32, 2048, 3, 1, 1, 1))).isTrue();
    assertThat(WinogradTiles.suits(shape(64, 32, 8192, 3, 1, 1, 1))).as("sums beyond an array").isFalse();
  }

  private static ConvGeometry shape(int batch, int size, int channels, int kernel, int stride, int dilation, int groups) {
    int[] pad = {kernel / 2, kernel / 2};
    return new ConvGeometry(
        batch, new int[] {size, size}, channels, new int[] {kernel, kernel}, channels, new int[] {stride, stride}, pad, pad,
        new int[] {dilation, dilation}, groups);
  }
}
