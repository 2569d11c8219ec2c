package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
  private static final int[][] SHAPES = {
    {1, 1}, {3, 1}, {1, 2}, {7, 3}, {17, 10}, {128, 10}, {33, 16}, {5, 100}, {3, 1023}, {2, 1025}, {2, 4097}, {300, 257}
  };

  private static double[] exact(float[] x, int from, int cols, boolean log) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < cols; c++) {
      max = Math.max(max, x[from + c]);
    }
    double sum = 0;
    for (int c = 0; c < cols; c++) {
      sum += Math.exp(x[from + c] - max);
    }
    double[] y = new double[cols];
    for (int c = 0; c < cols; c++) {
      double shifted = x[from + c] - max;
      y[c] = log ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
    }
    return y;
  }

  @Test
  void rowsAgreeWithDoubleOnAnyNumberOfThreads() {
    Random random = new Random(21);
    for (Provider provider : Providers.all()) {
      for (int[] shape : SHAPES) {
        for (boolean log : new boolean[] {false, true}) {
          int n = shape[0] * shape[1];
          float[] x = new float[n + 5];
          for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian() * 20 + 500;
          }
          float[] first = null;
          for (int threads = 1; threads <= 3; threads++) {
            float[] y = new float[n + 9];
            Arrays.fill(y, 7.5f);
            try (Parallel pool = Parallel.of(threads)) {
              new Softmax(provider, pool, log, shape[0], shape[1]).run(x, 3, y, 2);
            }
            first = first == null ? y : first;
            Bits.same(y, first, Arrays.toString(shape) + " on " + threads + " threads");
          }
          compare(provider, shape, log, x, first);
        }
      }
    }
  }

  private static void compare(Provider provider, int[] shape, boolean log, float[] x, float[] y) {
    int n = shape[0] * shape[1];
    assertThat(Arrays.copyOf(y, 2)).containsOnly(7.5f);
    assertThat(Arrays.copyOfRange(y, n + 2, n + 9)).containsOnly(7.5f);
    for (int r = 0; r < shape[0]; r++) {
      double[] want = exact(x, 3 + r * shape[1], shape[1], log);
      for (int c = 0; c < shape[1]; c++) {
        float got = y[2 + r * shape[1] + c];
        if (!(Math.abs(got - want[c]) <= 2e-6 * Math.abs(want[c]) + 1e-6 * (log ? 1 : 1e-30))) {
          fail("%s %s log %s row %d: got %s, expected %s", provider.name(), Arrays.toString(shape), log, r, got, want[c]);
        }
      }
    }
  }

  @Test
  void extremeRowsStayDefined() {
    float[] x = {1e30f, -1e30f, 0, Float.NEGATIVE_INFINITY, 3, 3, Float.NaN, 1, 2};
    try (Parallel pool = Parallel.of(1)) {
      for (Provider provider : Providers.all()) {
        float[] y = x.clone();
        new Softmax(provider, pool, false, 3, 3).run(y, 0, y, 0);
        assertThat(Arrays.copyOf(y, 6)).containsExactly(1, 0, 0, 0, 0.5f, 0.5f);
        assertThat(y[6]).isNaN();
        assertThat(y[7]).isNaN();
        y = x.clone();
        new Softmax(provider, pool, true, 3, 3).run(y, 0, y, 0);
        assertThat(y[0]).isZero();
        assertThat(y[3]).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat((double) y[4]).isCloseTo(-Math.log(2), org.assertj.core.data.Offset.offset(1e-7));
      }
    }
  }

  @Test
  void emptyExtentsAreRejected() {
    try (Parallel pool = Parallel.of(1)) {
      assertThatThrownBy(() -> new Softmax(Provider.scalar(), pool, false, 3, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[3, 0]");
    }
  }
}
