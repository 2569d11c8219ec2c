package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

class EchoStateNetworkTest {
  @Test
  void theSpectralRadiusIsThatOfTheLargestEigenvalue() {
    assertThat(SpectralRadius.of(new float[] {0, -2, 2, 0}, 2)).isCloseTo(2, within(1e-6)); // +-2i
    assertThat(SpectralRadius.of(new float[] {3, 1, 0, -5}, 2)).isCloseTo(5, within(1e-6));
    assertThat(SpectralRadius.of(new float[] {1, 1, 0, 1}, 2)).isCloseTo(1, within(1e-6)); // not diagonalizable
    assertThat(SpectralRadius.of(new float[] {0, 1, 0, 0}, 2)).isZero();
    ReservoirCell cell = ReservoirCell.of(1, 60, 0.8, 1, Rng.of(3));
    assertThat(SpectralRadius.of(cell.recurrent().value().floats(), 60)).isCloseTo(0.8, within(1e-5));
  }

  @Test
  void itsReadoutIsTheRidgeRegressionOfTheStates() {
    Rng rng = Rng.of(5);
    var net = EchoStateNetwork.of(ReservoirCell.of(1, 20, 0.9, 1, rng), 1);
    Array x = rng.uniform(Shape.of(2, 60, 1), -1, 1);
    Array y = rng.uniform(Shape.of(2, 60, 1), -1, 1);
    net.fit(x, y, 10, 0.5);
    float[] h = net.reservoir().apply(Tensor.of(x), Pass.inference(net)).toFloats();
    float[] v = net.readout().weight().value().floats();
    float[] out = net.apply(Tensor.of(x), Pass.inference(net)).toFloats();
    for (int i = 0; i < 20; i++) { // the gradient of |HV + b - Y|² + ridge |V|² is zero
      double g = 0.5 * v[i];
      for (int t = 0; t < 120; t++) {
        g += t % 60 < 10 ? 0 : h[t * 20 + i] * (out[t] - y.floats()[t]);
      }
      assertThat(g).isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void itLearnsADelayWithoutGradients() {
    Rng rng = Rng.of(6);
    Array x = rng.uniform(Shape.of(1, 1200, 1), -0.5f, 0.5f);
    Array y = x.copy();
    System.arraycopy(x.floats(), 0, y.floats(), 5, 1195);
    var net = EchoStateNetwork.of(ReservoirCell.of(1, 60, 0.9, 0.1, rng), 1);
    net.fit(part(x, 0, 800), part(y, 0, 800), 50, 1e-8);
    float[] out = net.apply(Tensor.of(part(x, 800, 400)), Pass.inference(net)).toFloats();
    double error = 0;
    for (int t = 50; t < 400; t++) {
      double d = out[t] - y.floats()[800 + t];
      error += d * d / 350;
    }
    assertThat(error).isLessThan(1e-3); // the variance is 1/12
    assertThatThrownBy(() -> net.fit(x, y, 1200, 1)).isInstanceOf(ShapeException.class).hasMessageContaining("washout");
    assertThat(Parameters.of(net.reservoir()).trainable()).isEmpty();
  }

  private static Array part(Array a, int from, int count) {
    return Array.of(Shape.of(1, count, 1), java.util.Arrays.copyOfRange(a.floats(), from, from + count));
  }
}
