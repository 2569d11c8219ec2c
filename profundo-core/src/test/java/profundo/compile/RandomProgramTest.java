package profundo.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Tensor;
import profundo.Variable;
import profundo.kernel.Provider;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// Random expressions through the compiler and through the interpreter: the values must agree within the bound that
/// single precision deserves, with unused memory full of NaN.
class RandomProgramTest {
  private static final int EXPRESSIONS = Integer.getInteger("profundo.test.expressions", 2000);
  private static final long SEED = Long.getLong("profundo.test.seed", System.nanoTime());

  private static Engine vector;
  private static Engine scalar;

  @BeforeAll
  static void start() {
    vector = Engine.of(Provider.best(), 2, true);
    scalar = Engine.of(Provider.scalar(), 1, true);
  }

  @AfterAll
  static void stop() {
    vector.close();
    scalar.close();
  }

  @Test
  void programsAgreeWithTheInterpreter() {
    System.out.println(
        "random expressions from seed " + SEED + "; repeat with -Dprofundo.test.seed=" + SEED);
    for (int i = 0; i < EXPRESSIONS; i++) {
      long seed = SEED + i;
      try {
        compare(seed, i % 4 == 3 ? scalar : vector);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("expression of seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void compare(long seed, Engine engine) {
    RandomExpressions r = new RandomExpressions(seed, 4 + (int) (Math.abs(seed) % 16));
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      outputs.add(r.grown.get(r.grown.size() - 1 - r.random.nextInt(Math.min(6, r.grown.size()))));
    }
    outputs.add(r.grown.get(r.grown.size() - 1));
    List<Assignment> assignments = assignments(r);
    List<Tensor> all = new ArrayList<>(outputs);
    assignments.forEach(a -> all.add(a.value()));
    Map<Tensor, Values> given = new HashMap<>();
    for (int i = 0; i < r.inputs.size(); i++) {
      given.put(r.inputs.get(i), Values.of(r.inputValues.get(i)));
    }
    ErrorBound bound = new ErrorBound(all, r.exact);
    List<Values> expected = Interpreter.evaluate(all, given);
    List<Values> allowed = Interpreter.evaluate(all.stream().map(bound::of).toList(), given);

    Program program = engine.compile(r.inputs, outputs, assignments);
    program.run(r.inputValues.toArray(Array[]::new));
    for (int i = 0; i < all.size(); i++) {
      Array got = i < outputs.size() ? program.output(i) : assignments.get(i - outputs.size()).variable().value();
      String what = (i < outputs.size() ? "output " + i : "assignment") + " " + all.get(i).op().name();
      check(what, got, expected.get(i), allowed.get(i), program);
    }
  }

  /// Some variables get a value of their shape: sums with themselves, with each other's old value, or something grown.
  private static List<Assignment> assignments(RandomExpressions r) {
    List<Assignment> list = new ArrayList<>();
    for (Variable v : r.variables) {
      Tensor value = null;
      for (Tensor t : r.grown) {
        if (t.shape().equals(v.shape()) && t.dtype() == DType.F32 && t != v && r.random.nextInt(3) > 0) {
          value = r.random.nextBoolean() ? t : v.mul(0.5).add(t);
        }
      }
      if (value != null) {
        list.add(new Assignment(v, value));
      }
    }
    return list;
  }

  private static void check(String what, Array got, Values expected, Values allowed, Program program) {
    if (got.dtype() == DType.I32) {
      assertThat(got.ints()).as("%s of%n%s", what, program.explain()).isEqualTo(expected.ints());
      return;
    }
    float[] g = got.floats();
    assertThat(g.length).isEqualTo(expected.reals().length);
    for (int k = 0; k < g.length; k++) {
      double e = expected.reals()[k];
      double slack = 4 * ErrorBound.UNIT * (allowed.reals()[k] + Math.abs(e)) + 1e-30;
      if (!(Math.abs(g[k] - e) <= slack)) {
        throw new AssertionError(
            String.format(
                "%s: element %d of %s is %s, expected %s +- %s%n%s",
                what, k, got.shape(), g[k], e, slack, program.explain()));
      }
    }
  }
}
