package profundo.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.CustomOp;
import profundo.DType;
import profundo.Gradient;
import profundo.Graph;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.kernel.Provider;

class ProgramTest {
  private static final Shape THREE = Shape.of(3);
  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.of(Provider.best(), 2, true);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static Program program(List<Tensor> outputs, Assignment... assignments) {
    return engine.compile(List.of(), outputs, List.of(assignments));
  }

  private static Variable variable(String name, float... values) {
    return Variable.of(name, Array.of(Shape.of(values.length), values));
  }

  @Test
  void readsSeeValuesFromBeforeTheRun() {
    Variable v = variable("v", 1, 2, 3);
    Program p = program(List.of(v, v.mul(10)), new Assignment(v, v.add(1)));
    p.run();
    assertThat(p.output(0).floats()).containsExactly(1, 2, 3);
    assertThat(p.output(1).floats()).containsExactly(10, 20, 30);
    assertThat(v.value().floats()).containsExactly(2, 3, 4);
  }

  @Test
  void assignmentsTakeEffectTogether() {
    Variable a = variable("a", 1, 2, 3);
    Variable b = variable("b", 4, 5, 6);
    Program swap = program(List.of(), new Assignment(a, b), new Assignment(b, a));
    swap.run();
    assertThat(a.value().floats()).containsExactly(4, 5, 6);
    assertThat(b.value().floats()).containsExactly(1, 2, 3);
    Program mix = program(List.of(), new Assignment(a, a.add(b)), new Assignment(b, a.sub(b)));
    mix.run();
    assertThat(a.value().floats()).containsExactly(5, 7, 9);
    assertThat(b.value().floats()).containsExactly(3, 3, 3);
  }

  @Test
  void aVariableMayMoveIntoItsOwnPermutation() {
    Variable m = Variable.of("m", Array.of(Shape.of(2, 2), 1f, 2f, 3f, 4f));
    Program p = program(List.of(), new Assignment(m, m.transpose().add(m)));
    p.run();
    assertThat(m.value().floats()).containsExactly(2, 5, 5, 8);
    program(List.of(), new Assignment(m, m.matmul(m))).run();
    assertThat(m.value().floats()).containsExactly(29, 50, 50, 89);
    program(List.of(), new Assignment(m, m.matmul(m).add(m))).run();
    int corner = 29 * 50 + 50 * 89 + 50;
    assertThat(m.value().floats()).containsExactly(29 * 29 + 2500 + 29, corner, corner, 2500 + 89 * 89 + 89);
  }

  @Test
  void refusesTwoAssignmentsToOneVariable() {
    Variable v = variable("weight", 1, 2);
    assertThatThrownBy(() -> program(List.of(), new Assignment(v, v.add(1)), new Assignment(v, v.add(2))))
        .hasMessageContaining("at most one assignment")
        .hasMessageContaining("'weight'");
  }

  @Test
  void namesAnInputThatHasNoValue() {
    Tensor x = Tensor.input("images", THREE, DType.F32);
    assertThatThrownBy(() -> program(List.of(x.add(1)))).hasMessageContaining("'images'");
    assertThatThrownBy(x.add(1)::toFloats).hasMessageContaining("'images'");
  }

  /// An operation of the user's own may evaluate tensors: it must not spoil the arena of the program that calls it.
  @Test
  void anOperationMayEvaluateTensorsOnTheSameEngine() {
    CustomOp twice =
        new CustomOp() {
          @Override
          public String name() {
            return "twice";
          }

          @Override
          public Shape shape(List<Shape> operands) {
            return operands.get(0);
          }

          @Override
          public void compute(List<Shape> shapes, float[][] in, int[] offsets, float[] out, int offset) {
            float[] x = java.util.Arrays.copyOfRange(in[0], offsets[0], offsets[0] + shapes.get(0).count());
            Tensor y = Tensor.wrap(Array.wrap(shapes.get(0), x)).exp().log().mul(2);
            float[] result = engine.evaluate(List.of(y)).get(0).floats();
            System.arraycopy(result, 0, out, offset, result.length);
          }

          @Override
          public void compute(List<Shape> shapes, double[][] in, double[] out) {
            java.util.Arrays.setAll(out, i -> 2 * in[0][i]);
          }
        };
    Tensor x = Tensor.input("x", THREE, DType.F32);
    Tensor kept = x.square().add(1);
    Tensor y = Tensor.custom(twice, kept).add(kept.sqrt().square());
    Program p = engine.compile(List.of(x), List.of(y), List.of());
    p.run(Array.of(THREE, 1f, 2f, 3f));
    float[] got = p.output(0).floats();
    for (int i = 0; i < 3; i++) {
      assertThat(got[i]).isCloseTo(3 * ((i + 1) * (i + 1) + 1), org.assertj.core.api.Assertions.within(1e-4f));
    }
  }

  @Test
  void refusesInputsOfAnotherShape() {
    Tensor x = Tensor.input("x", THREE, DType.F32);
    Program p = engine.compile(List.of(x), List.of(x.add(1)), List.of());
    assertThatThrownBy(() -> p.run(Array.zeros(Shape.of(4), DType.F32)))
        .hasMessageContaining("input 0: expected F32 [3], got F32 [4]");
    assertThatThrownBy(p::run).hasMessageContaining("expected 1 inputs, got 0");
  }

  @Test
  void outputsMayBeInputsConstantsAndEachOther() {
    Tensor x = Tensor.input("x", THREE, DType.F32);
    Tensor y = x.add(1);
    Tensor c = Tensor.of(THREE, 7f, 8f, 9f);
    Program p = engine.compile(List.of(x), List.of(x, y, y, c, y.reshape(3, 1), Tensor.fill(THREE, 2)), List.of());
    p.run(Array.of(THREE, 1f, 2f, 3f));
    float[][] expected = {{1, 2, 3}, {2, 3, 4}, {2, 3, 4}, {7, 8, 9}, {2, 3, 4}, {2, 2, 2}};
    for (int i = 0; i < expected.length; i++) {
      assertThat(p.output(i).floats()).as("output %d", i).containsExactly(expected[i]);
    }
  }

  @Test
  void sharesMemoryBetweenValuesThatDoNotMeet() {
    Tensor x = Tensor.input("x", Shape.of(64, 64), DType.F32);
    Tensor y = x;
    for (int i = 0; i < 20; i++) {
      y = y.matmul(x).tanh();
    }
    Program p = engine.compile(List.of(x), List.of(y.sum()), List.of());
    assertThat(p.arenaFloats()).isLessThan(4 * 64 * 64);
    assertThat(p.explain()).contains("matmul [64 x 64]", "tanh", "without reuse");
  }

  @Test
  void biasAndActivationRideOnTheProduct() {
    Tensor x = Tensor.input("x", Shape.of(8, 4), DType.F32);
    Variable w = Variable.zeros("w", Shape.of(4, 5));
    Variable b = Variable.zeros("b", Shape.of(5));
    String plan = engine.compile(List.of(x), List.of(x.matmul(w).add(b).relu()), List.of()).explain();
    assertThat(plan).contains("1 steps").contains("then").contains("relu");
  }

  @Test
  void aPlanTellsVariablesByTheNamesThatItIsGiven() {
    Tensor x = Tensor.input("x", Shape.of(8, 4), DType.F32);
    Variable w = Variable.zeros("weight", Shape.of(4, 5));
    Variable b = Variable.zeros("bias", Shape.of(5));
    Program p = engine.compile(List.of(x), List.of(x.matmul(w).add(b)), List.of(new Assignment(w, w.sub(b.sum()))));
    assertThat(p.explain()).contains(" x weight", " bias)").doesNotContain("out.");
    assertThat(p.explain(v -> "out." + v.name()))
        .contains("input x x out.weight", " out.bias)", ": out.bias", "out.weight = ", "sub(out.weight")
        .doesNotContain(" weight", " bias");
  }

  @Test
  void aGroupDoesNotRideOnAProductThatItsOtherOperandsNeed() {
    Tensor x = Tensor.input("x", Shape.of(8, 8), DType.F32);
    Tensor m = x.matmul(x);
    Program p = engine.compile(List.of(x), List.of(m.add(m.matmul(x))), List.of());
    float[] values = new float[64];
    java.util.Arrays.fill(values, 1);
    p.run(Array.wrap(x.shape(), values));
    assertThat(p.output(0).floats()).containsOnly(8 + 64);
  }

  @Test
  void whatIsStoredAndUsedOnALaterLevelIsOneLoop() {
    Variable w = variable("w", 1, 2, 3);
    Variable m = variable("m", 4, 5, 6);
    Tensor late = w.sum().exp().sum().le(Tensor.scalar(1e9));
    Tensor mean = m.mul(0.5).add(w);
    Tensor next = w.sub(mean.mul(0.25));
    Program p = program(List.of(), new Assignment(m, late.select(mean, m)), new Assignment(w, late.select(next, w)));
    assertThat(p.explain()).contains("m, w = loop [3]");
    p.run();
    assertThat(m.value().floats()).containsExactly(3, 4.5f, 6);
    assertThat(w.value().floats()).containsExactly(0.25f, 0.875f, 1.5f);
  }

  @Test
  void equalExpressionsAreComputedOnce() {
    Tensor x = Tensor.input("x", Shape.of(8, 8), DType.F32);
    String plan = engine.compile(List.of(x), List.of(x.matmul(x).sum(), x.matmul(x).max()), List.of()).explain();
    assertThat(plan.split("matmul", -1)).hasSize(2);
  }

  /// Prints how long compiling took: see docs/architecture.md.
  @Test
  void aHundredThousandNodesCompileWithoutRecursion() {
    Variable v = variable("v", 0.5f);
    long best = Long.MAX_VALUE;
    int nodes = 0;
    for (int repeat = 0; repeat < 5; repeat++) {
      Tensor y = v;
      for (int i = 0; i < 11_200; i++) {
        y = i % 7 == 0 ? y.reshape(1, 1).sumKeep(0).reshape(1) : y.mul(0.999).add(v.mul(1e-3 * (i % 3)));
      }
      List<Tensor> outputs = List.of(y.sum(), Gradient.of(y.sum(), v));
      nodes = Graph.topological(outputs).size();
      long start = System.nanoTime();
      Program p = program(outputs);
      best = Math.min(best, System.nanoTime() - start);
      p.run();
      assertThat(p.output(0).floats()[0]).isFinite();
    }
    System.out.printf("%,d nodes compiled in %.0f ms (best of 5)%n", nodes, best / 1e6);
    assertThat(nodes).isGreaterThan(100_000);
  }

  @Test
  void sameBitsOnAnyNumberOfThreads() {
    Rng rng = Rng.of(5);
    Array x = rng.normal(Shape.of(67, 129), 0, 1);
    float[][] results = new float[3][];
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine e = Engine.of(threads)) {
        Variable w = Variable.of("w", Rng.of(6).normal(Shape.of(129, 65), 0, 0.1f));
        Tensor in = Tensor.input("x", x.shape(), DType.F32);
        Tensor loss = in.matmul(w).tanh().square().mean();
        Assignment step = new Assignment(w, w.sub(Gradient.of(loss, w).mul(0.1)));
        Program p = e.compile(List.of(in), List.of(loss), List.of(step));
        for (int i = 0; i < 5; i++) {
          p.run(x);
        }
        results[threads - 1] = w.value().floats().clone();
      }
    }
    assertThat(results[1]).isEqualTo(results[0]);
    assertThat(results[2]).isEqualTo(results[0]);
  }
}
