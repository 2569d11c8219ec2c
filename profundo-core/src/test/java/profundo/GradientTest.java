package profundo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import profundo.Op.BinaryKind;
import profundo.Op.UnaryKind;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// Every differentiable operation, first and second order, over awkward shapes.
class GradientTest {
  private static final Tensor INDEX = Tensor.of(Shape.of(2, 2), 0, 2, 2, 1);

  /// Operations through which no gradient flows: integers, sources, and what says so by name.
  private static final Set<String> WITHOUT_GRADIENT =
      Set.of("Constant", "Scalar", "Input", "Read", "Iota", "Random", "ArgMax", "Cast", "Detach");

  private record Case(String name, Function<List<Tensor>, Tensor> build, List<Values> at) {}

  private static final List<Case> CASES = cases();

  private static List<Case> cases() {
    List<Case> all = new ArrayList<>();
    for (int[] sizes : new int[][] {{}, {1}, {3}, {17}, {3, 1, 2}}) {
      Shape s = Shape.of(sizes);
      unaries(all, s);
      binaries(all, s);
    }
    add(all, "select", t -> t.get(0).gt(0).select(t.get(1), t.get(2)), away(3, 4), away(3, 4), away(4));
    add(all, "reshape", one(x -> x.reshape(3, -1)), away(2, 6));
    add(all, "expand", one(x -> x.expand(Shape.of(5, 3, 4))), away(3, 1));
    add(all, "permute", one(x -> x.permute(2, 0, 1)), away(2, 3, 4));
    add(all, "transpose", one(Tensor::transpose), away(1, 17));
    add(all, "slice", one(x -> x.slice(1, 1, 3)), away(3, 4));
    add(all, "slice by steps", one(x -> x.slice(i(0, 1), i(3, 8), i(2, 3))), away(3, 9));
    add(all, "pad", one(x -> x.pad(i(1, 0), i(0, 2), i(0, 1))), away(3, 2));
    add(all, "concat", t -> Tensor.concat(-1, t), away(3, 1), away(3, 4), away(3, 2));
    add(all, "sum", one(Tensor::sum), away(3, 17));
    add(all, "sum over an axis", one(x -> x.sum(0, 2)), away(3, 2, 4));
    add(all, "mean", one(x -> x.mean(1)), away(3, 17));
    add(all, "max over all", one(Tensor::max), away(3, 5));
    add(all, "max over an axis", one(x -> x.max(1)), away(3, 5, 2));
    add(all, "softmax", one(Tensor::softmax), away(3, 5));
    add(all, "logSoftmax", one(Tensor::logSoftmax), away(3, 5));
    add(all, "matmul", t -> t.get(0).matmul(t.get(1)), away(3, 17), away(17, 1));
    add(all, "matmul of vectors", t -> t.get(0).matmul(t.get(1)), away(2, 3, 4), away(4, 5));
    add(all, "matmul of batches", t -> t.get(0).matmul(t.get(1)), away(2, 1, 3, 4), away(3, 4, 2));
    convolutions(all);
    pools(all);
    add(all, "gather", one(x -> x.gather(INDEX)), away(3, 2));
    add(all, "scatterAdd", one(x -> x.scatterAdd(INDEX, 3)), away(2, 2, 3));
    add(all, "custom", one(x -> Tensor.custom(new Cube(), x)), away(3, 2));
    return all;
  }

  private static void unaries(List<Case> all, Shape s) {
    for (UnaryKind kind : UnaryKind.values()) {
      boolean positive = kind == UnaryKind.LOG || kind == UnaryKind.SQRT;
      Function<List<Tensor>, Tensor> f =
          t -> new Tensor(new Op.Unary(kind, t.get(0)), s, DType.F32, null);
      all.add(new Case(kind + " " + s, f, List.of(values(s, kind.ordinal(), positive))));
    }
  }

  private static void binaries(List<Case> all, Shape s) {
    for (BinaryKind kind : BinaryKind.values()) {
      boolean positive = kind == BinaryKind.POW;
      Function<List<Tensor>, Tensor> f =
          t -> new Tensor(new Op.Binary(kind, t.get(0), t.get(1)), s, DType.F32, null);
      all.add(new Case(kind + " " + s, f, List.of(values(s, 1, positive), values(s, 2, positive))));
    }
    add(all, "broadcast mul " + s, t -> t.get(0).mul(t.get(1)), values(s, 3, false), away(2, 3, 1, 1));
  }

  private static void convolutions(List<Case> all) {
    Window plain = Window.of(3, 2);
    Window odd = new Window(List.of(2, 3), List.of(2, 1), List.of(1, 0), List.of(0, 2), List.of(1, 2));
    for (Window w : List.of(plain, odd)) {
      int kh = w.size().get(0);
      int kw = w.size().get(1);
      Shape x = Shape.of(2, 5, 6, 4);
      Shape y = ShapeRules.conv(x, Shape.of(kh, kw, 4, 3), w, 1);
      Shape grouped = ShapeRules.conv(x, Shape.of(kh, kw, 2, 6), w, 2);
      add(all, "conv " + w, t -> t.get(0).conv(t.get(1), w, 1), away(2, 5, 6, 4), away(kh, kw, 4, 3));
      add(all, "conv in groups " + w, t -> t.get(0).conv(t.get(1), w, 2), away(2, 5, 6, 4), away(kh, kw, 2, 6));
      add(all, "convInput " + w, t -> t.get(0).convInput(t.get(1), w, 1, x), away(y.sizes()), away(kh, kw, 4, 3));
      add(
          all,
          "convWeight " + w,
          t -> t.get(0).convWeight(t.get(1), w, 2, Shape.of(kh, kw, 2, 6)),
          away(x.sizes()),
          away(grouped.sizes()));
    }
    add(all, "conv 1-d", t -> t.get(0).conv(t.get(1), Window.of(3).same(), 1), away(2, 7, 3), away(3, 3, 2));
    add(all, "conv 3-d", t -> t.get(0).conv(t.get(1), Window.of(2, 1, 2), 1), away(1, 3, 2, 3, 2), away(2, 1, 2, 2, 3));
  }

  private static void pools(List<Case> all) {
    Window tiles = Window.of(2, 2).stride(2);
    Window lapping = Window.of(3, 2).stride(2, 1).padding(1, 1);
    for (Window w : List.of(tiles, lapping)) {
      Shape x = Shape.of(2, 5, 4, 3);
      int[] y = ShapeRules.pool("pool", x, w).sizes();
      add(all, "maxPool " + w, one(t -> t.maxPool(w)), away(x.sizes()));
      add(all, "maxPoolScatter " + w, t -> t.get(0).maxPoolScatter(t.get(1), w), away(x.sizes()), away(y));
      add(all, "maxPoolGather " + w, t -> t.get(0).maxPoolGather(t.get(1), w), away(x.sizes()), away(x.sizes()));
      add(all, "avgPool " + w, one(t -> t.avgPool(w)), away(x.sizes()));
      add(all, "avgPoolInput " + w, one(t -> t.avgPoolInput(w, x)), away(y));
    }
  }

  @TestFactory
  Stream<DynamicTest> agreesWithFiniteDifferences() {
    return CASES.stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> FiniteDifferences.check(c.name(), 11, c.build(), c.at())));
  }

  @Test
  void coversEveryOperation() {
    Set<String> seen = new TreeSet<>(WITHOUT_GRADIENT);
    for (Case c : CASES) {
      List<Tensor> x = c.at().stream().map(v -> Tensor.input("x", v.shape(), DType.F32)).toList();
      for (Tensor t : Graph.topological(List.of(c.build().apply(x)))) {
        seen.add(t.op().getClass().getSimpleName());
      }
    }
    Set<String> all = new TreeSet<>();
    for (Class<?> op : Op.class.getPermittedSubclasses()) {
      all.add(op.getSimpleName());
    }
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void detachStopsTheGradient() {
    Tensor x = Tensor.of(Shape.of(2), 3f, 4f);
    Values g = Interpreter.value(Gradient.of(x.mul(x.detach()).sum(), x));
    assertThat(g.reals()).containsExactly(3, 4);
  }

  @Test
  void isZeroWhereNothingDepends() {
    Tensor x = Tensor.of(Shape.of(2), 3f, 4f);
    Tensor z = Tensor.of(Shape.of(3), 1f, 1f, 1f);
    assertThat(Interpreter.value(Gradient.of(x.sum(), z)).reals()).containsExactly(0, 0, 0);
  }

  @Test
  void conventionsAtTheKinks() {
    Tensor x = Tensor.of(Shape.of(1), 0f);
    assertThat(Interpreter.value(Gradient.of(x.relu().sum(), x)).reals()).containsExactly(0);
    assertThat(Interpreter.value(Gradient.of(x.abs().sum(), x)).reals()).containsExactly(0);
    Tensor tie = Tensor.of(Shape.of(1, 1, 3, 1), 1f, 1f, 0f);
    Tensor pooled = tie.maxPool(Window.of(1, 3)).sum();
    assertThat(Interpreter.value(Gradient.of(pooled, tie)).reals()).containsExactly(1, 0, 0);
  }

  @Test
  void reachesThroughAHundredThousandNodes() {
    Tensor x = Tensor.of(Shape.of(1), 1f);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.mul(1.0);
    }
    assertThat(Interpreter.value(Gradient.of(y.sum(), x)).reals()).containsExactly(1);
  }

  @Test
  void refusesWhatHasNoGradient() {
    Tensor x = Tensor.of(Shape.of(2), 1f, 2f);
    assertThatThrownBy(() -> Gradient.of(x, x))
        .hasMessage("Gradient: expected a scalar loss, got [2]; reduce it with sum() or mean()");
    assertThatThrownBy(() -> Gradient.of(Tensor.scalar(1), Tensor.of(Shape.of(1), 1)))
        .hasMessageContaining("expected F32, got I32");
  }

  /// y = x^3, by hand.
  private static final class Cube implements CustomOp {
    @Override
    public String name() {
      return "cube";
    }

    @Override
    public Shape shape(List<Shape> operands) {
      return operands.get(0);
    }

    @Override
    public void compute(List<Shape> shapes, float[][] in, int[] offsets, float[] out, int offset) {
      for (int i = 0; i < shapes.get(0).count(); i++) {
        float x = in[0][offsets[0] + i];
        out[offset + i] = x * x * x;
      }
    }

    @Override
    public void compute(List<Shape> shapes, double[][] in, double[] out) {
      for (int i = 0; i < out.length; i++) {
        out[i] = in[0][i] * in[0][i] * in[0][i];
      }
    }

    @Override
    public List<Tensor> gradient(List<Tensor> operands, Tensor y, Tensor dy) {
      return List.of(dy.mul(operands.get(0).square().mul(3)));
    }
  }

  private static Function<List<Tensor>, Tensor> one(UnaryOperator<Tensor> f) {
    return t -> f.apply(t.get(0));
  }

  private static int[] i(int... values) {
    return values;
  }

  private static void add(List<Case> all, String name, Function<List<Tensor>, Tensor> build, Values... at) {
    all.add(new Case(name, build, List.of(at)));
  }

  private static Values away(int... sizes) {
    return values(Shape.of(sizes), Arrays.hashCode(sizes), false);
  }

  /// Distinct values at least 0.01 from each other and from zero, so that no kink lies within a step.
  private static Values values(Shape s, int seed, boolean positive) {
    Random random = new Random(seed);
    List<Integer> grid = new ArrayList<>();
    for (int i = 0; i < s.count(); i++) {
      grid.add(i);
    }
    java.util.Collections.shuffle(grid, random);
    double spread = 1.8 / s.count();
    double[] v = new double[s.count()];
    for (int i = 0; i < v.length; i++) {
      v[i] = 0.213 + spread * (grid.get(i) + 0.4 * random.nextDouble() + 0.05 * seed % 0.3);
      if (!positive && random.nextBoolean()) {
        v[i] = -v[i];
      }
    }
    return Values.of(s, v);
  }
}
