package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.ErrorMetric;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.optim.Adam;
import profundo.optim.Schedule;
import profundo.train.Predictor;
import profundo.train.Trainer;

class PcaTest {
  @Test
  void eigenvectorsAreThoseOfTheMatrix() {
    for (int n : new int[] {1, 2, 3, 10, 40}) {
      long seed = 3 + n;
      var random = new Random(seed);
      double[][] a = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          a[i][j] = a[j][i] = i / 4 == j / 4 ? random.nextGaussian() : 0;
        }
      }
      SymmetricEigen e = SymmetricEigen.of(a);
      for (int p = 0; p < n; p++) {
        assertThat(p == 0 || e.values()[p] <= e.values()[p - 1]).isTrue();
        for (int i = 0; i < n; i++) {
          double av = 0;
          double inner = 0;
          for (int j = 0; j < n; j++) {
            av += a[i][j] * e.vectors()[p][j];
            inner += e.vectors()[p][j] * e.vectors()[i][j];
          }
          assertThat(av).as("seed %s", seed).isCloseTo(e.values()[p] * e.vectors()[p][i], within(1e-12));
          assertThat(inner).as("seed %s", seed).isCloseTo(p == i ? 1 : 0, within(1e-12));
        }
      }
    }
  }

  /// Pictures of which each pixel is there four times have three quarters of their eigenvalues at zero, give or take a
  /// rounding.
  @Test
  void eigenvaluesOfZeroAreFound() {
    int n = 256;
    long seed = 5;
    var random = new Random(seed);
    double[][] a = new double[n][n];
    for (int s = 0; s < 100; s++) {
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = i % 4 == 0 ? (float) random.nextGaussian() : x[i - 1];
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] += (float) (x[i] * x[j]) / 100;
        }
      }
    }
    SymmetricEigen e = SymmetricEigen.of(a);
    for (int p = 0; p < n; p++) {
      assertThat(p < 64 ? e.values()[p] > 1e-3 : Math.abs(e.values()[p]) < 1e-5).as("seed %s, %s", seed, p).isTrue();
    }
    assertThat(Arrays.stream(e.values()).sum()).isCloseTo(IntStream.range(0, n).mapToDouble(i -> a[i][i]).sum(), within(1e-6));
  }

  @Test
  void anglesAreThoseOfPlanes() {
    double t = 0.3;
    double[][] a = {{1, 0, 0, 0}, {0, 1, 0, 0}};
    double[][] b = {{0, Math.cos(t), Math.sin(t), 0}, {5, 7, 7 * Math.tan(t), 0}};
    assertThat(Pca.principalAngles(a, b)).satisfies(x -> {
      assertThat(x[0]).isCloseTo(t, within(1e-12));
      assertThat(x[1]).isCloseTo(0, within(1e-7));
    });
    assertThat(Pca.principalAngles(a, new double[][] {{0, 0, 1, 0}, {0, 0, 0, 2}})[1]).isCloseTo(Math.PI / 2, within(1e-7));
    assertThatThrownBy(() -> Pca.principalAngles(a, new double[][] {{1, 1, 0, 0}, {2, 2, 0, 0}})).hasMessageContaining("row 1 depends");
  }

  /// Samples of 12 numbers: the standard deviations along axes that are turned at random fall from 8 to 2 over four, and are
  /// 1 or less along the others, so that the eigenvalues have a gap of 4.
  private static Dataset samples(int n, long seed) {
    Rng rng = Rng.of(seed);
    double[][] axes = SymmetricEigen.of(symmetric(12, rng)).vectors();
    double[] deviation = {8, 6, 4, 2, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3};
    float[] x = new float[n * 12];
    for (int s = 0; s < n; s++) {
      for (int p = 0; p < 12; p++) {
        double at = deviation[p] * rng.nextGaussian();
        for (int i = 0; i < 12; i++) {
          x[s * 12 + i] += (float) (at * axes[p][i] + (p == 0 ? 0.2 * i : 0));
        }
      }
    }
    return Dataset.of(Array.of(Shape.of(n, 12), x));
  }

  private static double[][] symmetric(int n, Rng rng) {
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = a[j][i] = rng.nextGaussian();
      }
    }
    return a;
  }

  private static double squaredError(Autoencoder a, Dataset data) {
    var mse = ErrorMetric.squared();
    mse.update(Predictor.of(a).predict(data), data.x());
    return mse.result() * data.sampleShape().count();
  }

  @Test
  void whatComponentsLeaveOutIsTheRestOfTheVariance() {
    Dataset data = samples(2500, 1);
    Pca all = Pca.of(data, 12);
    double rest = 0;
    for (int i = 4; i < 12; i++) {
      rest += all.variances()[i];
    }
    assertThat(all.variances()[3] / all.variances()[4]).isGreaterThan(2);
    assertThat(squaredError(Pca.of(data, 4).autoencoder(), data)).isCloseTo(rest, within(1e-3 * rest));
    assertThat(squaredError(all.autoencoder(), data)).isCloseTo(0, within(1e-6));
    assertThatThrownBy(() -> Pca.of(data, 13)).hasMessageContaining("got F32 [12] and 13");
  }

  @Test
  void theLinearAutoencoderFindsTheSubspaceOfThePrincipalComponents() throws Exception {
    Dataset data = samples(1000, 2);
    Pca pca = Pca.of(data, 4);
    Autoencoder a = Autoencoder.linear(12, 4, Rng.of(8));
    int epochs = 1500;
    Adam adam = Adam.of(Schedule.cosine(0.05, epochs));
    Trainer.of(a.reconstructing(Loss::squaredError, adam)).fit(data.batches(1000), epochs);
    double[] angles = Pca.principalAngles(pca.components(), rows(((Linear) a.decoder()).weight().value(), 4));
    System.out.println("largest principal angle " + angles[0]);
    assertThat(angles[0]).isLessThan(1e-2);
    assertThat(squaredError(a, data)).isCloseTo(squaredError(pca.autoencoder(), data), within(1e-2));
    assertThat(squaredError(a, data)).isGreaterThan(squaredError(pca.autoencoder(), data) - 1e-4);
  }

  private static double[][] rows(Array w, int n) {
    double[][] rows = new double[n][w.shape().size(1)];
    for (int i = 0; i < w.shape().count(); i++) {
      rows[i / rows[0].length][i % rows[0].length] = w.floats()[i];
    }
    return rows;
  }
}
