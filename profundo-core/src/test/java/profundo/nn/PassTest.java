package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Op;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;

class PassTest {
  private final Rng rng = Rng.of(1);
  private final Tensor step = Tensor.scalar(0, DType.I32);

  private static Tensor input(int... sizes) {
    return Tensor.input("x", Shape.of(sizes), DType.F32);
  }

  private static long stream(Tensor t) {
    return ((Op.Random) t.op()).stream();
  }

  @Test
  void streamsDependOnPathAndCallAndOnNothingElse() {
    Dropout a = Dropout.of(0.5);
    Dropout b = Dropout.of(0.5);
    Sequential net = Sequential.of(a, b);
    Pass first = Pass.training(net, 9, step);
    long a0 = stream(first.uniform(a, Shape.of(2)));
    long a1 = stream(first.uniform(a, Shape.of(2)));
    long b0 = stream(first.normal(b, Shape.of(3)));
    assertThat(a0).isNotEqualTo(a1).isNotEqualTo(b0);
    Pass second = Pass.training(Sequential.of(a, b, Dropout.of(0.1)), 9, step);
    assertThat(stream(second.uniform(b, Shape.of(3)))).isEqualTo(b0);
    assertThat(stream(second.uniform(a, Shape.of(2)))).isEqualTo(a0);
    assertThat(first.uniform(a, Shape.of(2)).op()).isInstanceOfSatisfying(Op.Random.class, r -> assertThat(r.seed()).isEqualTo(9));
  }

  @Test
  void drawingInAPassWithoutRandomnessSaysWhichLayerDraws() {
    Sequential net = Sequential.of(new Noise());
    assertThatThrownBy(() -> Pass.inference(net).apply(net, input(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0 Noise: draws random numbers");
    assertThat(Pass.inference(net, 3, step).apply(net, input(2)).shape()).isEqualTo(Shape.of(2));
  }

  record Noise() implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.add(pass.normal(this, x.shape()));
    }
  }

  record Counted(@State Variable mean) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      pass.assign(mean, pass.read(mean).add(x.mean()));
      return x.sub(pass.read(mean));
    }
  }

  @Test
  void pendingStateIsReadBackInTheSamePassAndAssignedOnce() {
    Counted layer = new Counted(Variable.zeros("mean", Shape.SCALAR));
    Pass pass = Pass.training(layer, 0, step);
    Tensor y = layer.apply(layer.apply(Tensor.of(Shape.of(2), 1f, 3f), pass), pass);
    assertThat(pass.assignments()).hasSize(1);
    assertThat(pass.assignments().get(0).variable()).isSameAs(layer.mean());
    // First 0 + 2 is taken off: -1 and 1; then 2 + 0 once more: -3 and -1.
    assertThat(Interpreter.value(pass.assignments().get(0).value()).reals()).containsExactly(2);
    assertThat(Interpreter.value(y).reals()).containsExactly(-3, -1);
    assertThat(layer.mean().value().floats()).containsExactly(0f);
    assertThat(Pass.training(layer, 0, step).read(layer.mean())).isSameAs(layer.mean());
  }

  @Test
  void assigningAWrongShapeNamesTheVariable() {
    Variable v = Variable.zeros("running", Shape.of(2));
    assertThatThrownBy(() -> Pass.inference(Relu.of()).assign(v, Tensor.scalar(1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("running");
  }

  record Block(Linear inner, int width) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.add(inner.apply(x, pass));
    }
  }

  @Test
  void anErrorInALayerOfOnesOwnNamesItAndItsInput() {
    Sequential net = Sequential.of(Relu.of(), new Block(Linear.of(3, 2, rng), 3));
    assertThatThrownBy(() -> net.apply(input(4, 3), Pass.inference(net)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("1 Block: for x [4, 3]: add: expected shapes that broadcast")
        .hasCauseInstanceOf(ShapeException.class);
  }

  @Test
  void anErrorOfAnInnerLayerIsReportedOnceUnderItsOwnNameEvenWhenCalledDirectly() {
    Sequential net = Sequential.of(Relu.of(), new Block(Linear.of(3, 2, rng), 3));
    assertThatThrownBy(() -> Pass.inference(net).apply(net, input(4, 5)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("1.inner Linear: expected x[..., in=3], got [4, 5]");
  }

  @Test
  void whatIsAppliedIsRecordedAndLabelled() {
    Sequential net = Sequential.of(Linear.of(3, 2, rng), Tanh.of());
    Pass pass = Pass.inference(net);
    Tensor y = pass.apply(net, input(4, 3));
    assertThat(pass.applied().stream().map(Pass.Applied::path)).containsExactly("0", "1", "");
    assertThat(pass.applied().get(0).output().shape()).isEqualTo(Shape.of(4, 2));
    assertThat(y.label()).isEqualTo("1 Tanh");
    assertThat(pass.path()).isEmpty();
  }

  @Test
  void theStepIsACounter() {
    assertThatThrownBy(() -> Pass.training(Relu.of(), 0, Tensor.scalar(1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("I32 scalar as step");
  }

  @Test
  void dropoutKeepsTheExpectationAndDropsItsShare() {
    Dropout d = Dropout.of(0.3);
    Tensor ones = Tensor.of(Array.of(Shape.of(20_000), ones(20_000)));
    double[] y = Interpreter.value(d.apply(ones, Pass.training(d, 6, step))).reals();
    int zeros = 0;
    double sum = 0;
    for (double v : y) {
      zeros += v == 0 ? 1 : 0;
      sum += v;
    }
    assertThat(zeros / 20_000.0).isBetween(0.285, 0.315);
    assertThat(sum / 20_000).isBetween(0.98, 1.02);
    assertThatThrownBy(() -> Dropout.of(1)).hasMessageContaining("below 1, got 1.0");
    assertThatThrownBy(() -> Dropout.of(Double.NaN)).hasMessageContaining("got NaN");
  }

  private static float[] ones(int n) {
    float[] f = new float[n];
    Arrays.fill(f, 1);
    return f;
  }
}
