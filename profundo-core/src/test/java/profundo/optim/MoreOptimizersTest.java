package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.Gradient;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;
import profundo.train.ReduceOnPlateau;

/// Against the update rules as PyTorch's documentation or the paper states them, written out in plain double arithmetic.
class MoreOptimizersTest {
  private static final int STEPS = 12;

  private interface Hand {
    /// Changes w, given its gradient and the number of the step from 1.
    void step(double[] w, double[] g, int t);
  }

  private static void compare(Optimizer optimizer, String name, Hand hand) {
    double[] w = {0.5, -1};
    List<double[]> trace = Trace.of(optimizer, name, STEPS);
    for (int t = 1; t <= STEPS; t++) {
      hand.step(w, Trace.gradient(w), t);
      assertThat(trace.get(t - 1)).as("%s, step %d", optimizer, t).containsExactly(w, within(1e-12));
    }
  }

  private static void compare(Optimizer optimizer, Hand hand) {
    compare(optimizer, "weight", hand);
  }

  @Test
  void adagrad() {
    for (double initial : new double[] {0, 0.3}) {
      double[] v = {initial, initial};
      compare(
          Adagrad.of(0.1).withInitial(initial).withEpsilon(1e-3),
          (w, g, _) -> {
            for (int i = 0; i < 2; i++) {
              v[i] += g[i] * g[i];
              w[i] -= 0.1 * g[i] / (Math.sqrt(v[i]) + 1e-3);
            }
          });
    }
    // With a constant gradient the steps are rate / sqrt t: the first has the size of the rate.
    assertThat(Trace.of(Adagrad.of(0.02).withEpsilon(0), "w", 1).get(0))
        .containsExactly(new double[] {0.52, -1.02}, within(1e-12));
  }

  @Test
  void adadelta() {
    double[] v = new double[2];
    double[] u = new double[2];
    compare(
        Adadelta.of().withDecay(0.8).withEpsilon(1e-4),
        (w, g, _) -> {
          for (int i = 0; i < 2; i++) {
            v[i] = 0.8 * v[i] + 0.2 * g[i] * g[i];
            double d = Math.sqrt(u[i] + 1e-4) / Math.sqrt(v[i] + 1e-4) * g[i];
            u[i] = 0.8 * u[i] + 0.2 * d * d;
            w[i] -= d;
          }
        });
    // By hand: the first step is sqrt(1e-6 / (0.1 g² + 1e-6)) g at g = (-2, 0.75).
    assertThat(Trace.of(Adadelta.of(), "w", 1).get(0))
        .containsExactly(
            new double[] {0.5 + 2 * Math.sqrt(1e-6 / 0.400001), -1 - 0.75 * Math.sqrt(1e-6 / 0.056251)}, within(1e-12));
  }

  @Test
  void adamax() {
    double[] m = new double[2];
    double[] u = new double[2];
    compare(
        Adamax.of(0.05).withBetas(0.8, 0.9).withEpsilon(1e-3),
        (w, g, t) -> {
          for (int i = 0; i < 2; i++) {
            m[i] = 0.8 * m[i] + 0.2 * g[i];
            u[i] = Math.max(0.9 * u[i], Math.abs(g[i]) + 1e-3);
            w[i] -= 0.05 / (1 - Math.pow(0.8, t)) * m[i] / u[i];
          }
        });
    assertThat(Trace.of(Adamax.of(0.02).withEpsilon(0), "w", 1).get(0))
        .containsExactly(new double[] {0.52, -1.02}, within(1e-12));
  }

  private static Hand nadam(double decay) {
    double[] m = new double[2];
    double[] v = new double[2];
    double[] product = {1};
    return (w, g, t) -> {
      double now = 0.9 * (1 - 0.5 * Math.pow(0.96, t * 0.004));
      double next = 0.9 * (1 - 0.5 * Math.pow(0.96, (t + 1) * 0.004));
      product[0] *= now;
      for (int i = 0; i < 2; i++) {
        w[i] -= 0.02 * decay * w[i];
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double root = Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8;
        w[i] -= 0.02 * (1 - now) / (1 - product[0]) * g[i] / root;
        w[i] -= 0.02 * next / (1 - product[0] * next) * m[i] / root;
      }
    };
  }

  @Test
  void nadam() {
    compare(Nadam.of(0.02), nadam(0));
    compare(Nadam.of(0.02).withDecay(0.3), nadam(0.3));
    compare(Nadam.of(0.02).withDecay(0.3), "bias", nadam(0));
    assertThat(Nadam.of(1).start(new LinkedHashMap<>(Map.of("w", Variable.zeros("w", Shape.of(7))))).slots().get("product/w").shape())
        .isEqualTo(Shape.SCALAR);
  }

  private static Hand lion(double decay) {
    double[] m = new double[2];
    return (w, g, _) -> {
      for (int i = 0; i < 2; i++) {
        w[i] -= 0.03 * (Math.signum(0.9 * m[i] + 0.1 * g[i]) + decay * w[i]);
        m[i] = 0.99 * m[i] + 0.01 * g[i];
      }
    };
  }

  @Test
  void lion() {
    compare(Lion.of(0.03), lion(0));
    compare(Lion.of(0.03).withDecay(0.5), lion(0.5));
    compare(Lion.of(0.03).withDecay(0.5), "bias", lion(0));
  }

  @Test
  void rprop() {
    double[] before = new double[2];
    double[] size = {0.4, 0.4};
    int[] turns = new int[1];
    compare(
        Rprop.of(0.4).withEtas(0.4, 1.3).withSteps(1e-3, 0.6),
        (w, g, _) -> {
          for (int i = 0; i < 2; i++) {
            double agree = before[i] * g[i];
            size[i] = Math.clamp(size[i] * (agree > 0 ? 1.3 : agree < 0 ? 0.4 : 1), 1e-3, 0.6);
            double used = agree < 0 ? 0 : g[i];
            turns[0] += agree < 0 ? 1 : 0;
            w[i] -= Math.signum(used) * size[i];
            before[i] = used;
          }
        });
    assertThat(turns[0]).as("gradients that changed their sign").isPositive();
  }

  @Test
  void rmsPropWithoutMemoryAndEpsilonStepsByTheSignOfTheGradient() {
    Optimizer sign = RmsProp.of(0.1).withDecay(0).withEpsilon(0);
    compare(
        sign,
        (w, g, _) -> {
          w[0] -= 0.1 * Math.signum(g[0]);
          w[1] -= 0.1 * Math.signum(g[1]);
        });
    // In floats on the engine too, from large gradients to small ones; zero stays where it is.
    float[] g = {3e18f, -2, 1e-3f, -1e-10f, 1e-18f, 0};
    Variable w = Variable.zeros("w", Shape.of(g.length));
    OptimizerState state = sign.start(new LinkedHashMap<>(Map.of("w", w)));
    Engine.shared()
        .compile(List.of(), List.of(), state.step(List.of(Tensor.of(Shape.of(g.length), g)), Tensor.scalar(0, profundo.DType.I32)))
        .run();
    for (int i = 0; i < g.length; i++) {
      assertThat((double) w.value().floats()[i]).as("gradient %s", g[i]).isCloseTo(-0.1 * Math.signum(g[i]), within(1e-7));
    }
  }

  @Test
  void programsTakeTheSameStepsAsTheInterpreter() {
    List<Optimizer> all =
        List.of(
            GradientDescent.of(0.05), GradientDescent.of(0.05).withMomentum(0.9), GradientDescent.of(0.05).withNesterov(0.9),
            RmsProp.of(0.01), Adam.of(0.02), AdamW.of(0.02), Adagrad.of(0.1), Adadelta.of(), Adamax.of(0.02), Nadam.of(0.02),
            Lion.of(0.03), Rprop.of(0.1), RateGroups.of(Adam.of(0.02)).rate("net", 0.5));
    for (Optimizer optimizer : all) {
      Variable w = Variable.of("w", Array.of(Shape.of(2), 0.5f, -1f));
      Variable counter = Variable.counter("step");
      Tensor w0 = w.slice(0, 0, 1);
      Tensor w1 = w.slice(0, 1, 2);
      Tensor loss = w0.sub(1).square().mul(1.5).add(w1.add(2).square().mul(0.25)).add(w0.mul(w1).mul(0.5)).sum();
      SequencedMap<String, Variable> weights = new LinkedHashMap<>(Map.of("net.w", w));
      OptimizerState state = optimizer.start(weights);
      List<Assignment> step = new ArrayList<>(state.step(Gradient.of(loss, state.weights()), counter));
      step.add(new Assignment(counter, counter.add(1)));
      Program program = Engine.shared().compile(List.of(), List.of(), step);
      for (double[] expected : Trace.of(optimizer, "w", 6)) {
        program.run();
        for (int i = 0; i < 2; i++) {
          assertThat((double) w.value().floats()[i]).as("%s", optimizer).isCloseTo(expected[i], within(1e-5));
        }
      }
    }
  }

  @Test
  void groupsMoveAtTheirOwnRates() {
    Optimizer groups = RateGroups.of(GradientDescent.of(0.1)).rate("*.weight", 0.5).rate("net", 3);
    compare(groups, "weight", (w, g, _) -> move(w, g, 0.05));
    Optimizer below = RateGroups.of(GradientDescent.of(0.1)).rate("net", 3).rate("**bias", 9);
    compare(below, "bias", (w, g, _) -> move(w, g, 0.3));
    compare(RateGroups.of(AdamW.of(0.02).withDecay(0.2)).rate("net", 0), "weight", (_, _, _) -> {});
    assertThatThrownBy(() -> Trace.of(groups.withSchedule(Schedule.constant(1)), "other", 1))
        .hasMessageContaining("no weight that is trained fits *.weight; there are net.other");
    assertThatThrownBy(() -> RateGroups.of(groups).rate("a", -1)).hasMessageContaining("RateGroups: expected a factor");
  }

  private static void move(double[] w, double[] g, double rate) {
    w[0] -= rate * g[0];
    w[1] -= rate * g[1];
  }

  @Test
  void anotherScheduleReplacesTheRate() {
    compare(
        Adagrad.of(9).withEpsilon(0).withSchedule(Schedule.constant(0.1)),
        new Hand() {
          private final double[] v = new double[2];

          @Override
          public void step(double[] w, double[] g, int t) {
            for (int i = 0; i < 2; i++) {
              v[i] += g[i] * g[i];
              w[i] -= 0.1 * g[i] / Math.sqrt(v[i]);
            }
          }
        });
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> Adagrad.of(1).withInitial(-1)).hasMessageContaining("Adagrad: expected an initial sum");
    assertThatThrownBy(() -> Adadelta.of().withEpsilon(0)).hasMessageContaining("Adadelta: expected an epsilon");
    assertThatThrownBy(() -> Adamax.of(1).withBetas(0.9, 1)).hasMessageContaining("Adamax: expected beta2");
    assertThatThrownBy(() -> Nadam.of(1).withDecay(Double.NaN)).hasMessageContaining("Nadam: expected a weight decay");
    assertThatThrownBy(() -> Lion.of(1).withBetas(-1, 0)).hasMessageContaining("Lion: expected beta1");
    assertThatThrownBy(() -> Rprop.of().withEtas(1, 1.2)).hasMessageContaining("Rprop: expected eta-");
    Schedule plateaus = ReduceOnPlateau.on("val_loss").over(Schedule.constant(0.01));
    assertThatThrownBy(() -> Rprop.of(plateaus)).hasMessageContaining("has no effect");
    assertThatThrownBy(() -> Rprop.of().withSchedule(plateaus)).hasMessageContaining("has no effect");
    assertThatThrownBy(() -> Rprop.of().withSteps(2, 1)).hasMessageContaining("Rprop: expected a largest step");
  }
}
