package profundo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import profundo.kernel.RandomFill.Distribution;

class RandomFillTest {
  private static final int[] SIZES = {1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 100, 1023, 1025, 4097, 20_001};
  private static final Provider[] PROVIDERS = Providers.all();
  private static final long SEED = 0x9876_5432_FEDC_BA98L;
  private static final long STREAM = 0xF123_4567_89AB_CDEFL;
  private static final int STEP = -7;

  private static float[] fill(Provider provider, int threads, Distribution d, int n, int offset) {
    float[] y = new float[offset + n + 2];
    Arrays.fill(y, 99f);
    try (Parallel pool = Parallel.of(threads)) {
      new RandomFill(provider, pool, d, n).run(SEED, STREAM, STEP, y, offset);
    }
    for (int i = 0; i < y.length; i++) {
      if (i < offset || i >= offset + n) {
        assertThat(y[i]).isEqualTo(99f);
      }
    }
    return Arrays.copyOfRange(y, offset, offset + n);
  }

  @Test
  void uniformValuesAreTheWordsOfTheGeneratorInEveryVariant() {
    int[] words = new int[4];
    for (int n : SIZES) {
      float[] want = new float[n];
      for (int i = 0; i < n; i++) {
        Philox.block(SEED, STREAM, STEP, i / 4, words);
        want[i] = Philox.uniform(words[i % 4]);
      }
      for (Provider p : PROVIDERS) {
        for (int threads = 1; threads <= 3; threads++) {
          Bits.same(fill(p, threads, Distribution.UNIFORM, n, n % 5), want, p.name() + " n " + n);
        }
      }
    }
  }

  @Test
  void normalValuesAgreeWithTheFormulaInDouble() {
    int[] words = new int[4];
    for (int n : SIZES) {
      for (Provider p : PROVIDERS) {
        float[] got = fill(p, 1, Distribution.NORMAL, n, 3);
        for (int i = 0; i < n; i++) {
          Philox.block(SEED, STREAM, STEP, i / 4, words);
          int pair = i % 4 & -2;
          double want =
              i % 2 == 0
                  ? Philox.normalFirst(words[pair], words[pair + 1])
                  : Philox.normalSecond(words[pair], words[pair + 1]);
          if (!(Math.abs(got[i] - want) <= 4 * Math.ulp((float) want) + 1e-12)) {
            fail("%s, n %d, value %d: got %s, expected %s", p.name(), n, i, got[i], want);
          }
        }
        for (int threads = 2; threads <= 3; threads++) {
          Bits.same(fill(p, threads, Distribution.NORMAL, n, 8), got, p.name() + " n " + n);
        }
      }
    }
  }

  @Test
  void extremeUniformsGiveFiniteNormals() {
    float last = 1 - 0x1p-24f;
    float[] u = {0, 0, 0, 0.25f, last, 0, last, 0.5f, last, 0.75f, last, last, 0.5f, 0.125f, 0x1p-24f, 0x1p-24f, 0.5f, 0};
    for (Provider p : PROVIDERS) {
      float[] y = new float[u.length];
      p.elements().normal(u.clone(), 0, y, 0, u.length);
      for (int i = 0; i < u.length; i++) {
        double radius = Math.sqrt(-2 * Math.log(1.0 - u[i & -2]));
        double angle = 2 * Math.PI * u[i | 1];
        double want = radius * (i % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
        assertThat((double) y[i]).as("%s value %d", p.name(), i).isCloseTo(want, within(2e-6));
      }
    }
  }

  @Test
  void normalsHaveTheirMoments() {
    int n = 200_000;
    float[] y = fill(Provider.best(), 2, Distribution.NORMAL, n, 0);
    double mean = 0;
    double square = 0;
    double fourth = 0;
    for (float v : y) {
      mean += v;
      square += (double) v * v;
      fourth += (double) v * v * v * v;
    }
    // about five standard errors
    assertThat(mean / n).isCloseTo(0, within(0.012));
    assertThat(square / n).isCloseTo(1, within(0.016));
    assertThat(fourth / n).isCloseTo(3, within(0.11));
  }
}
