package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.Window;
import profundo.nn.Conv1d;
import profundo.nn.Conv2d;
import profundo.nn.Pass;
import profundo.reference.Interpreter;

class DiscreteConvolutionTest {
  private static Array line(float... values) {
    return Array.of(Shape.of(values.length), values);
  }

  private static Array flipped(Array h) {
    float[] f = h.floats();
    float[] back = new float[f.length];
    for (int i = 0; i < f.length; i++) {
      back[i] = f[f.length - 1 - i];
    }
    return Array.wrap(h.shape(), back);
  }

  private static void close(Array a, double[] b) {
    assertThat(a.floats()).hasSize(b.length);
    for (int i = 0; i < b.length; i++) {
      assertThat((double) a.floats()[i]).as("element %d", i).isCloseTo(b[i], within(1e-5));
    }
  }

  private static void close(Array a, Array b) {
    double[] d = new double[b.floats().length];
    for (int i = 0; i < d.length; i++) {
      d[i] = b.floats()[i];
    }
    assertThat(a.shape()).isEqualTo(b.shape());
    close(a, d);
  }

  @Test
  void productsOfPolynomials() {
    // (1 + 2 t + 3 t^2) (4 + 5 t) = 4 + 13 t + 22 t^2 + 15 t^3
    assertThat(DiscreteConvolution.full(line(1, 2, 3), line(4, 5)).floats()).containsExactly(4, 13, 22, 15);
    assertThat(DiscreteConvolution.same(line(1, 2, 3), line(4, 5)).floats()).containsExactly(4, 13, 22);
    assertThat(DiscreteConvolution.valid(line(1, 2, 3), line(4, 5)).floats()).containsExactly(13, 22);
  }

  @Test
  void anImpulseGivesTheKernelAsItIs() {
    Array h = Array.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6f);
    Array impulse = Array.of(Shape.of(3, 3), 0, 0, 0, 0, 1, 0, 0, 0, 0f);
    assertThat(DiscreteConvolution.full(impulse, h).floats())
        .containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void commutativeAndAssociative() {
    Rng rng = Rng.of(4);
    Array x = rng.normal(Shape.of(7, 5), 0, 1);
    Array h = rng.normal(Shape.of(3, 4), 0, 1);
    Array g = rng.normal(Shape.of(2, 2), 0, 1);
    close(DiscreteConvolution.full(x, h), DiscreteConvolution.full(h, x));
    close(
        DiscreteConvolution.full(DiscreteConvolution.full(x, h), g), DiscreteConvolution.full(x, DiscreteConvolution.full(h, g)));
  }

  @Test
  void equalsTheLayerWithTheFlippedKernel() {
    Rng rng = Rng.of(9);
    Array x = rng.normal(Shape.of(7, 6), 0, 1);
    Array h = rng.normal(Shape.of(3, 4), 0, 1);
    Variable w = Variable.of("weight", Array.wrap(Shape.of(3, 4, 1, 1), flipped(h).floats()));
    Conv2d conv = new Conv2d(w, Optional.empty(), Window.of(3, 4), false, 1);
    Tensor in = Tensor.of(Array.wrap(Shape.of(1, 7, 6, 1), x.floats()));
    close(DiscreteConvolution.valid(x, h), Interpreter.value(Pass.inference(conv).apply(conv, in)).reals());
    Conv2d wide = conv.withPadding(2, 3);
    close(DiscreteConvolution.full(x, h), Interpreter.value(Pass.inference(wide).apply(wide, in)).reals());

    Array s = rng.normal(Shape.of(20), 0, 1);
    Array k = rng.normal(Shape.of(5), 0, 1);
    Conv1d one = new Conv1d(
        Variable.of("weight", Array.wrap(Shape.of(5, 1, 1), flipped(k).floats())), Optional.empty(), Window.of(5), true, 1);
    Tensor t = Tensor.of(Array.wrap(Shape.of(1, 20, 1), s.floats()));
    close(DiscreteConvolution.same(s, k), Interpreter.value(Pass.inference(one).apply(one, t)).reals());
  }

  @Test
  void namedKernelsKeepTheBrightnessOfAnEvenPictureOrShowNoEdgeInIt() {
    float[] even = new float[12 * 10];
    Arrays.fill(even, 100);
    Array x = Array.wrap(Shape.of(12, 10), even);
    for (String name : FilterKernel.PICTURE) {
      FilterKernel k = FilterKernel.picture(name);
      for (float v : k.filter(x).floats()) {
        assertThat(v).as(name).isCloseTo(k.edges() ? 0f : 100f, within(1e-3f));
      }
    }
  }

  @Test
  void sobelSeesAStepOfEachDirection() {
    float[] step = new float[5 * 6];
    for (int i = 0; i < step.length; i++) {
      step[i] = i % 6 >= 3 ? 10 : 0;
    }
    Array x = Array.wrap(Shape.of(5, 6), step);
    Array y = DiscreteConvolution.valid(x, FilterKernel.picture("sobel-x").parts().getFirst());
    // Brighter to the right is positive: 4 times the step beside the edge.
    assertThat(y.floats()).containsExactly(0, 40, 40, 0, 0, 40, 40, 0, 0, 40, 40, 0);
    for (float v : FilterKernel.picture("sobel-y").filter(x).floats()) {
      assertThat(v).isZero();
    }
    for (int i = 0; i < step.length; i++) {
      int c = i % 6;
      assertThat(FilterKernel.picture("sobel").filter(x).floats()[i]).isEqualTo(c == 2 || c == 3 ? 40 : 0);
    }
  }

  @Test
  void anEchoComesBackAfterItsTimeHalfAsLoud() {
    Array y = FilterKernel.sound("echo:0.5", 8).filter(line(1, -2));
    assertThat(y.floats()).hasSize(18);
    for (int i = 0; i < 18; i++) {
      double expected = i % 4 == 0 ? Math.pow(0.5, i / 4) : i % 4 == 1 ? -2 * Math.pow(0.5, i / 4) : 0;
      assertThat((double) y.floats()[i]).as("sample %d", i).isEqualTo(expected);
    }
    assertThat(FilterKernel.sound("moving-average:2", 8).filter(line(2, 4, 8)).floats()).containsExactly(1, 3, 6, 4);
  }

  @Test
  void aDiscHasItsDiameterAndIsRound() {
    Array d = FilterKernel.picture("disc:9").parts().getFirst();
    assertThat(d.shape()).isEqualTo(Shape.of(9, 9));
    assertThat(d.floats()[0]).isZero();
    assertThat(d.floats()[4]).isPositive();
    assertThat(flipped(d).floats()).containsExactly(d.floats());
    assertThat(FilterKernel.picture("disc:1").filter(Array.of(Shape.of(1, 2), 3f, 4f)).floats()).containsExactly(3, 4);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> FilterKernel.picture("sobl")).hasMessageContaining("unknown kernel 'sobl'").hasMessageContaining("sobel");
    assertThatThrownBy(() -> FilterKernel.picture("disc:4")).hasMessageContaining("odd size");
    assertThatThrownBy(() -> FilterKernel.picture("disc:big")).hasMessageContaining("a number from 1 to 255");
    assertThatThrownBy(() -> FilterKernel.picture("sobel:3")).hasMessageContaining("without a number");
    assertThatThrownBy(() -> FilterKernel.sound("echo:99", 8000)).hasMessageContaining("from 0.01 to 5");
    assertThatThrownBy(() -> DiscreteConvolution.valid(line(1), line(1, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("fits into x [1], got [2]");
  }
}
