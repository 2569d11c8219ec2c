package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// Against the update rules as PyTorch's documentation states them, written out in plain double arithmetic.
class OptimizerTest {
  private static final int STEPS = 6;

  private interface Hand {
    /// Changes w, given its gradient and the number of the step from 1.
    void step(double[] w, double[] g, int t);
  }

  private static void compare(Optimizer optimizer, Hand hand) {
    compare(optimizer, "weight", hand);
  }

  private static void compare(Optimizer optimizer, String name, Hand hand) {
    double[] w = {0.5, -1};
    List<double[]> trace = Trace.of(optimizer, name, STEPS);
    for (int t = 1; t <= STEPS; t++) {
      hand.step(w, Trace.gradient(w), t);
      assertThat(trace.get(t - 1)).as("%s, step %d", optimizer, t).containsExactly(w, within(1e-12));
    }
  }

  @Test
  void gradientDescent() {
    compare(
        GradientDescent.of(0.1),
        (w, g, _) -> {
          w[0] -= 0.1 * g[0];
          w[1] -= 0.1 * g[1];
        });
    // By hand: the gradient at (0.5, -1) is (-2, 0.75).
    assertThat(Trace.of(GradientDescent.of(0.1), "w", 1).get(0)).containsExactly(new double[] {0.7, -1.075}, within(1e-12));
  }

  @Test
  void momentum() {
    double[] m = new double[2];
    compare(
        GradientDescent.of(0.05).withMomentum(0.9),
        (w, g, _) -> {
          for (int i = 0; i < 2; i++) {
            m[i] = 0.9 * m[i] + g[i];
            w[i] -= 0.05 * m[i];
          }
        });
  }

  @Test
  void nesterov() {
    double[] m = new double[2];
    compare(
        GradientDescent.of(0.05).withNesterov(0.9),
        (w, g, _) -> {
          for (int i = 0; i < 2; i++) {
            m[i] = 0.9 * m[i] + g[i];
            w[i] -= 0.05 * (g[i] + 0.9 * m[i]);
          }
        });
  }

  @Test
  void rmsProp() {
    double[] v = new double[2];
    compare(
        RmsProp.of(0.01).withDecay(0.95).withEpsilon(1e-3),
        (w, g, _) -> {
          for (int i = 0; i < 2; i++) {
            v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
            w[i] -= 0.01 * g[i] / (Math.sqrt(v[i]) + 1e-3);
          }
        });
  }

  @Test
  void rmsPropWithMomentum() {
    double[] v = new double[2];
    double[] m = new double[2];
    compare(
        RmsProp.of(0.01).withMomentum(0.8),
        (w, g, _) -> {
          for (int i = 0; i < 2; i++) {
            v[i] = 0.99 * v[i] + 0.01 * g[i] * g[i];
            m[i] = 0.8 * m[i] + g[i] / (Math.sqrt(v[i]) + 1e-8);
            w[i] -= 0.01 * m[i];
          }
        });
  }

  private static Hand adam(double b1, double b2, double epsilon, double decay) {
    double[] m = new double[2];
    double[] v = new double[2];
    return (w, g, t) -> {
      for (int i = 0; i < 2; i++) {
        w[i] -= 0.02 * decay * w[i];
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
        double mean = m[i] / (1 - Math.pow(b1, t));
        double square = v[i] / (1 - Math.pow(b2, t));
        w[i] -= 0.02 * mean / (Math.sqrt(square) + epsilon);
      }
    };
  }

  @Test
  void adamIsThatOfThePaper() {
    compare(Adam.of(0.02), adam(0.9, 0.999, 1e-8, 0));
    compare(Adam.of(0.02).withBetas(0.5, 0.9).withEpsilon(0.1), adam(0.5, 0.9, 0.1, 0));
    compare(Adam.of(0.02).withBetas(0, 0.99), adam(0, 0.99, 1e-8, 0));
    // The first step has the size of the rate whatever the gradient.
    assertThat(Trace.of(Adam.of(0.02).withEpsilon(0), "w", 1).get(0))
        .containsExactly(new double[] {0.52, -1.02}, within(1e-12));
  }

  @Test
  void adamWDecaysWeightsAndNotBiases() {
    compare(AdamW.of(0.02), "weight", adam(0.9, 0.999, 1e-8, 0.01));
    compare(AdamW.of(0.02).withDecay(0.3), "weight", adam(0.9, 0.999, 1e-8, 0.3));
    compare(AdamW.of(0.02).withDecay(0.3), "bias", adam(0.9, 0.999, 1e-8, 0));
    compare(AdamW.of(0.02).withDecay(0.3).withDecayingBiases(), "bias", adam(0.9, 0.999, 1e-8, 0.3));
  }

  @Test
  void biasCorrectionIsExactFromTheFirstStepToTheMillionthInSinglePrecisionToo() {
    for (double beta : new double[] {0.9, 0.999, 0.9999}) {
      for (int t : new int[] {1, 2, 10, 1000, 1_000_000}) {
        Tensor correction = Moments.correction(beta, Tensor.scalar(t));
        double exact = -Math.expm1(t * Math.log(beta));
        assertThat(Interpreter.value(correction).reals()[0] / exact).as("beta %s, t %s", beta, t).isCloseTo(1, within(1e-12));
        double single = SinglePrecision.evaluate(List.of(correction), Map.of()).get(0).reals()[0];
        assertThat(single / exact).as("beta %s, t %s, in floats", beta, t).isCloseTo(1, within(4e-7));
      }
    }
  }

  @Test
  void withoutGradientMomentumFallsButNotIntoDenormals() {
    Variable w = Variable.of("w", Array.of(Shape.of(2), 1f, 0f));
    Tensor zero = Tensor.fill(Shape.of(2), 0);
    OptimizerState state = Adam.of(0.01).start(new LinkedHashMap<>(Map.of("w", w)));
    Variable mean = state.slots().get("mean/w");
    List<Assignment> step = state.step(List.of(zero), Tensor.scalar(5, DType.I32));
    Tensor next = step.stream().filter(a -> a.variable() == mean).findFirst().orElseThrow().value();
    Values m = Values.of(Shape.of(2), 1e-22, 0);
    for (int i = 0; i < 300; i++) {
      m = SinglePrecision.evaluate(List.of(next), Map.of(mean, m)).get(0);
      assertThat(m.reals()[0]).isGreaterThan(1e-33);
      assertThat(m.reals()[1]).isZero();
    }
    assertThat(m.reals()[0]).isLessThan(1e-30);
  }

  @Test
  void theRateFollowsTheScheduleOrAVariable() {
    Schedule halving = Schedule.step(0.1, 1, 0.5);
    List<double[]> trace = Trace.of(GradientDescent.of(halving), "w", 3);
    double[] w = {0.5, -1};
    for (int t = 0; t < 3; t++) {
      double[] g = Trace.gradient(w);
      w[0] -= 0.1 * Math.pow(0.5, t) * g[0];
      w[1] -= 0.1 * Math.pow(0.5, t) * g[1];
      assertThat(trace.get(t)).containsExactly(w, within(1e-12));
    }
    Variable v = Variable.of("w", Array.of(Shape.of(1), 1f));
    Variable rate = Variable.of("rate", Array.of(Shape.SCALAR, 0.25f));
    List<Assignment> step =
        GradientDescent.of(9)
            .start(new LinkedHashMap<>(Map.of("w", v)))
            .step(List.of(Tensor.of(Shape.of(1), 2f)), Tensor.scalar(0, DType.I32), rate);
    assertThat(Interpreter.value(step.get(0).value()).reals()).containsExactly(0.5);
  }

  @Test
  void memoryIsNamedAfterTheWeightAndStartsAtZero() {
    LinkedHashMap<String, Variable> weights = new LinkedHashMap<>();
    weights.put("0.weight", Variable.zeros("weight", Shape.of(3, 2)));
    weights.put("0.bias", Variable.zeros("bias", Shape.of(2)));
    assertThat(Adam.of(1).start(weights).slots().sequencedKeySet())
        .containsExactly("mean/0.weight", "square/0.weight", "mean/0.bias", "square/0.bias");
    OptimizerState momentum = GradientDescent.of(1).withMomentum(0.9).start(weights);
    assertThat(momentum.slots().sequencedKeySet()).containsExactly("momentum/0.weight", "momentum/0.bias");
    assertThat(momentum.slots().get("momentum/0.weight").value().floats()).containsOnly(0f);
    assertThat(GradientDescent.of(1).start(weights).slots()).isEmpty();
    assertThat(momentum.weights()).containsExactlyElementsOf(weights.values());
  }

  @Test
  void wrongSettingsAndGradientsAreNamed() {
    assertThatThrownBy(() -> Adam.of(-1)).hasMessageContaining("a learning rate").hasMessageContaining("got -1.0");
    assertThatThrownBy(() -> Adam.of(Double.NaN)).hasMessageContaining("got NaN");
    assertThatThrownBy(() -> Adam.of(1).withBetas(1, 0.9)).hasMessageContaining("Adam: expected beta1");
    assertThatThrownBy(() -> RmsProp.of(1).withEpsilon(-1)).hasMessageContaining("an epsilon");
    assertThatThrownBy(() -> AdamW.of(1).withDecay(-1)).hasMessageContaining("a weight decay");
    assertThatThrownBy(() -> GradientDescent.of(1).withNesterov(0)).hasMessageContaining("momentum above 0");
    OptimizerState state =
        Adam.of(1).start(new LinkedHashMap<>(Map.of("w", Variable.zeros("w", Shape.of(2)))));
    Tensor step = Tensor.scalar(0, DType.I32);
    assertThatThrownBy(() -> state.step(List.of(), step)).hasMessageContaining("each of 1 weights, got 0");
    assertThatThrownBy(() -> state.step(List.of(Tensor.fill(Shape.of(3), 1)), step))
        .isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> state.step(List.of(Tensor.fill(Shape.of(2), 1)), Tensor.scalar(0)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("I32 scalar as step");
  }
}
