package profundo.zoo.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.nn.Conv2d;
import profundo.nn.Flatten;
import profundo.nn.Layer;
import profundo.nn.Linear;
import profundo.nn.Pass;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.nn.Tanh;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

class ContractiveTest {
  private static final long SEED = 31;

  private static Values random(Shape shape) {
    return Values.of(shape, new Random(SEED).doubles(shape.count(), -1, 1).toArray());
  }

  @Test
  void theClosedFormAndTheDifferentiatedGradientAgreeAlsoInTheirGradients() {
    Linear linear = Linear.of(7, 4, Rng.of(SEED));
    Sequential encoder = Sequential.of(linear, Sigmoid.of());
    Tensor x = Tensor.input("x", Shape.of(5, 7), DType.F32);
    Pass pass = Pass.inference(encoder);
    Tensor closed = JacobianNorm.ofSigmoid(linear, pass.apply(encoder, x), pass);
    Tensor general = JacobianNorm.of(encoder, x, pass);
    List<Tensor> at = List.of(x, linear.weight(), linear.bias().orElseThrow());
    var all = new ArrayList<Tensor>(List.of(closed, general));
    all.addAll(Gradient.of(closed.sum(), at));
    all.addAll(Gradient.of(general.sum(), at));
    List<Values> v = Interpreter.evaluate(all, Map.of(x, random(x.shape())));
    assertClose(v.get(0).reals(), v.get(1).reals());
    for (int i = 2; i < 5; i++) {
      assertClose(v.get(i).reals(), v.get(i + 3).reals());
    }
  }

  private static void assertClose(double[] a, double[] b) {
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).as("seed %s, element %s", SEED, i).isNotZero().isCloseTo(b[i], within(1e-12 + 1e-10 * Math.abs(b[i])));
    }
  }

  @Test
  void forAnyEncoderItIsWhatDifferencesGive() {
    Rng rng = Rng.of(SEED);
    Sequential encoder = Sequential.of(Conv2d.of(1, 2, 2, rng), Tanh.of(), Flatten.of(), Linear.of(8, 3, rng), Sigmoid.of());
    Tensor x = Tensor.input("x", Shape.of(2, 3, 3, 1), DType.F32);
    double[] norm = Interpreter.evaluate(List.of(JacobianNorm.of(encoder, x, Pass.inference(encoder))), Map.of(x, random(x.shape())))
        .getFirst()
        .reals();
    double[] expected = new double[2];
    double step = 1e-5;
    for (int i = 0; i < x.shape().count(); i++) {
      double[] up = random(x.shape()).reals().clone();
      double[] down = up.clone();
      up[i] += step;
      down[i] -= step;
      double[] a = code(encoder, x, up);
      double[] b = code(encoder, x, down);
      for (int j = 0; j < a.length; j++) {
        double slope = (a[j] - b[j]) / (2 * step);
        expected[i / 9] += slope * slope;
      }
    }
    assertThat(norm[0]).isCloseTo(expected[0], within(1e-8 * expected[0]));
    assertThat(norm[1]).isCloseTo(expected[1], within(1e-8 * expected[1]));
  }

  private static double[] code(Layer encoder, Tensor x, double[] at) {
    return Interpreter.evaluate(List.of(Pass.inference(encoder).apply(encoder, x)), Map.of(x, Values.of(x.shape(), at)))
        .getFirst()
        .reals();
  }

  @Test
  void thePenaltiesAreMeansOverTheBatch() {
    Linear linear = Linear.of(7, 4, Rng.of(SEED));
    Sequential encoder = Sequential.of(linear, Sigmoid.of());
    Tensor x = Tensor.of(Rng.of(SEED).normal(Shape.of(5, 7), 0, 1));
    Pass pass = Pass.inference(encoder);
    Tensor code = pass.apply(encoder, x);
    double mean = Interpreter.value(JacobianNorm.ofSigmoid(linear, code, pass).mean()).reals()[0];
    assertThat((double) CodePenalty.contractive(0.1).of(encoder, x, code, pass).toFloat()).isCloseTo(0.1 * mean, within(1e-5 * mean));
    assertThat((double) CodePenalty.contractive(0.1, linear).of(encoder, x, code, pass).toFloat())
        .isCloseTo(0.1 * mean, within(1e-5 * mean));
    assertThatThrownBy(() -> JacobianNorm.ofSigmoid(linear, x, pass)).hasMessageContaining("expected codes [batch, 4], got [5, 7]");
  }
}
