package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// What the summary says of receptive fields, against where the gradient of one output in the middle is not zero.
class ReceptiveFieldsTest {
  private static final Rng RNG = Rng.of(3);

  record Residual(Conv2d inner, Conv2d outer) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.add(pass.apply(outer, pass.apply(inner, x).tanh()));
    }
  }

  private static List<Sequential> nets() {
    Conv2d same = Conv2d.of(2, 2, 3, RNG).withPadding("same");
    Conv2d wide = Conv2d.of(1, 2, 2, 4, RNG).withStride(2, 1).withPadding(1, 2);
    return List.of(
        Sequential.of(Conv2d.of(1, 2, 3, RNG), Tanh.of(), AvgPool2d.of(2), Conv2d.of(2, 1, 3, RNG).withStride(2)),
        Sequential.of(wide, same.withDilation(2), AvgPool2d.of(3).withStride(2).withPadding(1)),
        Sequential.of(Conv2d.of(1, 2, 1, RNG), new Residual(same, Conv2d.of(2, 2, 5, RNG).withPadding("same"))),
        Sequential.of(
            Conv2d.of(1, 2, 3, RNG), FilterBank.of(Conv2d.of(2, 1, 1, RNG), Conv2d.of(2, 2, 5, RNG).withPadding("same"))),
        Sequential.of(ZeroPad.of(1, 1), Conv2d.of(1, 2, 3, RNG), Crop.of(2, 1), AvgPool2d.of(2), Upsample.nearest(1, 1)),
        Sequential.of(Conv2d.separable(1, 2, 3, RNG), Tanh.of(), Conv2d.of(2, 1, 3, RNG).withStride(3)));
  }

  private static Map<Tensor, Values> values(Layer net, Tensor x) {
    // Positive weights and inputs: nothing cancels, and no gradient vanishes by chance.
    Map<Tensor, Values> here = new HashMap<>();
    List<Tensor> all = new ArrayList<>(Parameters.of(net).byName().values());
    all.add(x);
    for (Tensor t : all) {
      Array a = RNG.stream(here.size()).uniform(t.shape(), 0.1f, 0.2f);
      here.put(t, Values.of(a));
    }
    return here;
  }

  @ParameterizedTest
  @MethodSource("nets")
  void theFieldIsWhereTheGradientIsNotZero(Sequential net) {
    Shape one = Shape.of(27, 26, 1);
    Summary.Field field = Summary.of(net, one).rows().getLast().field();
    Tensor x = Tensor.input("x", one.insert(0, 1), DType.F32);
    Tensor y = Pass.inference(net).apply(net, x);
    int row = y.shape().size(1) / 2;
    int col = y.shape().size(2) / 2;
    boolean[][] here = support(net, x, y, row, col);
    boolean[][] right = support(net, x, y, row, col + 1);
    boolean[][] below = support(net, x, y, row + 1, col);
    // The last layer is a branch of a residual or of a bank: its own field may be less than the model's.
    if (net.layers().getLast() instanceof Composite || net.layers().getLast() instanceof Residual
        || net.layers().getLast() instanceof FilterBank) {
      field = new ReceptiveFields(x, List.of(y)).of(y);
    }
    assertThat(field.size()).containsExactly(extent(here, true), extent(here, false));
    assertThat(field.overlap().get(0)).isEqualTo(common(here, below, true));
    assertThat(field.overlap().get(1)).isEqualTo(common(here, right, false));
  }

  private static boolean[][] support(Layer net, Tensor x, Tensor y, int row, int col) {
    Tensor out = y.slice(1, row, row + 1).slice(2, col, col + 1).sum();
    double[] g = Interpreter.evaluate(Gradient.of(out, List.of(x)), values(net, x)).get(0).reals();
    int width = x.shape().size(2);
    boolean[][] s = new boolean[x.shape().size(1)][width];
    for (int i = 0; i < g.length; i++) {
      s[i / width][i % width] = g[i] != 0;
    }
    return s;
  }

  /// From the first to the last place along an axis.
  private static int extent(boolean[][] s, boolean rows) {
    int[] range = range(s, rows);
    return range[1] - range[0] + 1;
  }

  private static double common(boolean[][] a, boolean[][] b, boolean rows) {
    return Math.max(0, range(a, rows)[1] - range(b, rows)[0] + 1);
  }

  private static int[] range(boolean[][] s, boolean rows) {
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j < s[0].length; j++) {
        if (s[i][j]) {
          first = Math.min(first, rows ? i : j);
          last = Math.max(last, rows ? i : j);
        }
      }
    }
    return new int[] {first, last};
  }

  @Test
  void aTransposedConvolutionSeesLessFromStepToStep() {
    Sequential net = Sequential.of(ConvTranspose1d.of(1, 1, 4, RNG).withStride(2).withPadding(1));
    Summary.Field f = Summary.of(net, Shape.of(20, 1)).rows().getLast().field();
    assertThat(f.size()).containsExactly(2);
    assertThat(f.overlap()).containsExactly(1.5);
  }

  @Test
  void whateverMixesAllPlacesSeesAll() {
    Sequential net = Sequential.of(Conv1d.of(2, 3, 3, RNG), GlobalAvgPool.of(), Linear.of(3, 2, RNG));
    Summary s = Summary.of(net, Shape.of(20, 2));
    assertThat(s.rows().stream().map(r -> r.field().size().getFirst())).containsExactly(3, 20, 20);
    Sequential deep = Pyramid.of(2).build(Shape.of(16, 16, 1), RNG).then(Flatten.of()).then(Linear.of(16, 2, RNG));
    Summary p = Summary.of(deep, Shape.of(16, 16, 1));
    assertThat(p.rows().getLast().field().size()).containsExactly(16, 16);
    assertThat(p.rows().getFirst().field().size()).containsExactly(3, 3);
  }

  @Test
  void theEightHyperParameters() {
    Sequential net =
        Sequential.of(
            Conv2d.of(1, 8, 5, RNG).withPadding("same"), MaxPool2d.of(2), Conv2d.of(8, 16, 3, 1, RNG).withStride(2, 1),
            AvgPool2d.of(2), Flatten.of(), Linear.of(1, 50, RNG), Linear.of(50, 10, RNG));
    ConvHyperparameters h = ConvHyperparameters.of(net);
    assertThat(h.filters()).containsExactly(8, 16);
    assertThat(h.size()).containsExactly("5x5", "3x1");
    assertThat(h.stride()).containsExactly("1x1", "2x1");
    assertThat(h.padding()).containsExactly("same", "valid");
    assertThat(h.poolingWindow()).containsExactly("2x2", "2x2");
    assertThat(h.poolingKind()).containsExactly("max", "mean");
    assertThat(h.classifierLayers()).isEqualTo(2);
    assertThat(h.neurons()).containsExactly(50, 10);
    assertThat(h.toString()).contains("Pooling window: 2x2 everywhere\n").contains("Filters: 8, 16\n");
  }
}
