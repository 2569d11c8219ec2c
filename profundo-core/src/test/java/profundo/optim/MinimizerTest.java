package profundo.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.optim.Minimum.Reason;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

class MinimizerTest {
  private static final List<Minimizer> METHODS = List.of(LBfgs.of(), ConjugateGradient.of());

  /// Rosenbrock's function in pairs and its gradient, written out.
  private static double rosenbrock(double[] x, double[] g) {
    double f = 0;
    for (int i = 0; i < x.length; i += 2) {
      double r = x[i + 1] - x[i] * x[i];
      f += 100 * r * r + (1 - x[i]) * (1 - x[i]);
      g[i] = -400 * r * x[i] - 2 * (1 - x[i]);
      g[i + 1] = 200 * r;
    }
    return f;
  }

  private static double[] start(TestFunction f) {
    return f.start().stream().mapToDouble(d -> d).toArray();
  }

  static Variable variable(TestFunction f) {
    double[] start = start(f);
    float[] x = new float[start.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) start[i];
    }
    return Variable.of("x", Array.wrap(Shape.of(x.length), x));
  }

  @Test
  void rosenbrockInTwentyDimensions() {
    TestFunction f = TestFunction.rosenbrock(20);
    for (Minimizer method : METHODS) {
      double[] x = start(f);
      Minimum exact = method.minimize(MinimizerTest::rosenbrock, x);
      assertThat(exact.reason()).as("%s: %s", method, exact).isEqualTo(Reason.GRADIENT);
      assertThat(exact.value()).isLessThan(1e-14);
      assertThat(exact.trace()).hasSize(exact.iterations() + 1).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      // The value at the start by hand: ten times 100 (1 - 1.44)² + 2.2².
      assertThat(exact.trace().getFirst()).isCloseTo(242, within(1e-9));
      for (double e : x) {
        assertThat(e).isCloseTo(1, within(1e-6));
      }
      Variable w = variable(f);
      Minimum single = method.minimize(f.at(w), List.of(w));
      System.out.printf("%s on Rosenbrock-20: f %.3g in %d steps, %d evaluations (floats); %.3g in %d (doubles)%n",
          method.getClass().getSimpleName(), single.value(), single.iterations(), single.evaluations(), exact.value(), exact.iterations());
      assertThat(single.value()).as("%s in floats: %s", method, single).isLessThan(1e-8);
      assertThat(f.at(w).toFloat()).isEqualTo((float) single.value());
    }
  }

  @Test
  void aQuadraticFunctionOfTwoVariables() {
    // 1/2 x'Ax - b'x has its minimum where Ax = b.
    Rng rng = Rng.of(5);
    Tensor m = Tensor.of(rng.normal(Shape.of(6, 6), 0, 1));
    Tensor a = m.matmul(m.transpose()).add(Tensor.iota(Shape.of(6, 6), 0).eq(Tensor.iota(Shape.of(6, 6), 1)).mul(1)).materialize();
    Tensor b = Tensor.of(rng.normal(Shape.of(6, 1), 0, 1));
    for (Minimizer method : METHODS) {
      Variable x = Variable.zeros("x", Shape.of(4, 1));
      Variable y = Variable.zeros("y", Shape.of(2));
      Tensor p = Tensor.concat(0, x, y.reshape(2, 1));
      Minimum found = method.minimize(p.mul(a.matmul(p).mul(0.5).sub(b)).sum(), List.of(x, y));
      assertThat(found.reason()).isIn(Reason.GRADIENT, Reason.NO_PROGRESS, Reason.CHANGE);
      for (float e : a.matmul(p).sub(b).toFloats()) {
        assertThat((double) e).as("%s: %s", method, found).isCloseTo(0, within(1e-3));
      }
    }
  }

  @Test
  void linearConjugateGradientsEndAfterAsManyStepsAsThereAreDimensions() {
    // Exact line searches on a quadratic: at most n steps, but for rounding.
    double[] curvature = {1, 3, 10, 30};
    Objective f =
        (x, g) -> {
          double value = 0;
          for (int i = 0; i < x.length; i++) {
            g[i] = curvature[i] * (x[i] - i);
            value += 0.5 * curvature[i] * (x[i] - i) * (x[i] - i);
          }
          return value;
        };
    double[] x = {5, -3, 2, 1};
    Minimum found = ConjugateGradient.of().minimize(f, x);
    assertThat(found.iterations()).isLessThanOrEqualTo(12);
    assertThat(x).containsExactly(new double[] {0, 1, 2, 3}, within(1e-7));
  }

  @Test
  void aSearchEndsForTheReasonThatItTells() {
    double[] x = start(TestFunction.rosenbrock(2));
    assertThat(LBfgs.of().withIterations(3).minimize(MinimizerTest::rosenbrock, x).reason()).isEqualTo(Reason.ITERATIONS);
    assertThat(LBfgs.of().withTolerances(0, 1e-3).minimize(MinimizerTest::rosenbrock, x).reason()).isEqualTo(Reason.CHANGE);
    Objective wrong =
        (p, g) -> {
          g[0] = -1;
          return p[0];
        };
    Minimum none = ConjugateGradient.of().minimize(wrong, new double[] {2});
    assertThat(none.reason()).isEqualTo(Reason.NO_PROGRESS);
    assertThat(none.iterations()).isZero();
    // Where the function has no values the search comes back: log x - x of x above 0, which is smallest at the edge.
    Objective edge =
        (p, g) -> {
          g[0] = 1 - 1 / p[0];
          return p[0] > 0 ? p[0] - Math.log(p[0]) : Double.NaN;
        };
    double[] one = {30};
    assertThat(LBfgs.of().minimize(edge, one).reason()).isEqualTo(Reason.GRADIENT);
    assertThat(one[0]).isCloseTo(1, within(1e-6));
  }

  @Test
  void whatCannotBeMinimizedIsNamed() {
    Variable w = Variable.zeros("w", Shape.of(2));
    Tensor x = Tensor.input("x", Shape.of(2), DType.F32);
    assertThatThrownBy(() -> LBfgs.of().minimize(w.mul(x).sum(), List.of(w))).hasMessageContaining("reads the placeholder");
    assertThatThrownBy(() -> LBfgs.of().minimize(w.sum(), List.of())).hasMessageContaining("at least one variable");
    assertThatThrownBy(() -> LBfgs.of().minimize(w, List.of(w))).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> LBfgs.of().minimize(w.log().sum(), List.of(w))).hasMessageContaining("finite value and gradient at the start");
    assertThatThrownBy(() -> LBfgs.of().withMemory(0)).hasMessageContaining("LBfgs: expected a memory of at least 1");
    assertThatThrownBy(() -> ConjugateGradient.of().withIterations(0)).hasMessageContaining("ConjugateGradient: expected");
  }

  @Test
  void testFunctionsAreSmallestWhereTheySay() {
    Rng rng = Rng.of(11);
    for (TestFunction f : List.of(TestFunction.rosenbrock(6), TestFunction.beale(), TestFunction.rastrigin(3), TestFunction.saddle())) {
      int n = f.start().size();
      Variable x = Variable.zeros("x", Shape.of(n));
      Tensor value = f.at(x);
      Map<Tensor, Values> at = Map.of(x, Values.of(Shape.of(n), f.minimum().stream().mapToDouble(d -> d).toArray()));
      assertThat(Interpreter.evaluate(List.of(value), at).get(0).reals()[0]).as(f.name()).isCloseTo(0, within(1e-12));
      for (double g : Interpreter.evaluate(List.of(Gradient.of(value, x)), at).get(0).reals()) {
        assertThat(g).as("gradient of %s", f.name()).isCloseTo(0, within(1e-12));
      }
      for (int i = 0; i < 50 && !f.name().equals("saddle"); i++) {
        double[] near = new double[n];
        for (int k = 0; k < n; k++) {
          near[k] = f.minimum().get(k) + rng.nextGaussian();
        }
        double there = Interpreter.evaluate(List.of(value), Map.of(x, Values.of(Shape.of(n), near))).get(0).reals()[0];
        assertThat(there).as(f.name()).isPositive();
      }
    }
    assertThat(value(TestFunction.beale(), 1, 1)).isCloseTo(14.203125, within(1e-12));
    assertThat(value(TestFunction.rastrigin(2), 1, 2)).isCloseTo(5, within(1e-12));
    assertThat(value(TestFunction.saddle(), 2, 3)).isEqualTo(-5);
    assertThatThrownBy(() -> TestFunction.rosenbrock(3)).hasMessageContaining("even number of dimensions, got 3");
    assertThatThrownBy(() -> TestFunction.beale().at(Tensor.fill(Shape.of(3), 0))).hasMessageContaining("expected a point [2], got [3]");
  }

  private static double value(TestFunction f, float... x) {
    return Interpreter.value(f.at(Tensor.of(Shape.of(x.length), x))).reals()[0];
  }

  @Test
  void hessianTimesVectorIsThatOfTheMatrix() {
    // Rosenbrock's Hessian at (a, b): [1200 a² - 400 b + 2, -400 a; -400 a, 200].
    double a = -1.2;
    double b = 1;
    Variable x = Variable.zeros("x", Shape.of(2));
    Tensor hv = Hessian.product(TestFunction.rosenbrock(2).at(x), List.of(x), List.of(Tensor.of(Shape.of(2), 3f, -2f))).get(0);
    double[] got = Interpreter.evaluate(List.of(hv), Map.of(x, Values.of(Shape.of(2), a, b))).get(0).reals();
    assertThat(got)
        .containsExactly(new double[] {3 * (1200 * a * a - 400 * b + 2) + 800 * a, -1200 * a - 400}, within(1e-9));
    // Two variables in a small network, against differences of gradients.
    Variable w = Variable.zeros("w", Shape.of(2, 3));
    Variable u = Variable.zeros("u", Shape.of(3, 1));
    Tensor loss = Tensor.of(Shape.of(2, 2), 1f, 2, -1, 0.5f).matmul(w).tanh().matmul(u).square().sum();
    double[] w0 = {0.1, -0.2, 0.3, 0.4, 0.5, -0.6};
    double[] u0 = {0.7, -0.8, 0.9};
    double[] v = {1, 0, -1, 2, 0.5, 1};
    Tensor vw = Tensor.of(Shape.of(2, 3), 1f, 0, -1, 2, 0.5f, 1);
    Tensor vu = Tensor.of(Shape.of(3, 1), 1f, -1, 0.5f);
    double[] vu0 = {1, -1, 0.5};
    List<Values> product =
        Interpreter.evaluate(
            Hessian.product(loss, List.of(w, u), List.of(vw, vu)),
            Map.of(w, Values.of(w.shape(), w0), u, Values.of(u.shape(), u0)));
    double h = 1e-5;
    List<Values> up = gradient(loss, w, u, w0, v, u0, vu0, h);
    List<Values> down = gradient(loss, w, u, w0, v, u0, vu0, -h);
    for (int k = 0; k < 2; k++) {
      double[] p = product.get(k).reals();
      for (int i = 0; i < p.length; i++) {
        double difference = (up.get(k).reals()[i] - down.get(k).reals()[i]) / (2 * h);
        assertThat(p[i]).isCloseTo(difference, within(1e-6));
      }
    }
    assertThatThrownBy(() -> Hessian.product(loss, List.of(w, u), List.of(vw))).hasMessageContaining("expected a vector of parts");
  }

  private static List<Values> gradient(
      Tensor loss, Variable w, Variable u, double[] w0, double[] vw, double[] u0, double[] vu, double h) {
    double[] w1 = new double[w0.length];
    double[] u1 = new double[u0.length];
    for (int i = 0; i < w1.length; i++) {
      w1[i] = w0[i] + h * vw[i];
    }
    for (int i = 0; i < u1.length; i++) {
      u1[i] = u0[i] + h * vu[i];
    }
    return Interpreter.evaluate(
        Gradient.of(loss, List.of(w, u)), Map.of(w, Values.of(w.shape(), w1), u, Values.of(u.shape(), u1)));
  }
}
