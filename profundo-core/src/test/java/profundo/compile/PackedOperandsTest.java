package profundo.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.kernel.Provider;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// A loop over time that multiplies by the same weights at every step, against the interpreter.
class PackedOperandsTest {
  private static final int STEPS = 3;
  private static final float RATE = 0.02f;

  @Test
  void weightsOfEveryStepArePackedOnceForwardsAndOnceBackwards() {
    for (Provider provider : List.of(Provider.best(), Provider.scalar())) {
      try (Engine engine = Engine.of(provider, 2, true)) {
        train(engine);
      }
    }
  }

  private static void train(Engine engine) {
    Rng rng = Rng.of(21);
    Variable w = Variable.of("w", rng.normal(Shape.of(130, 130), 0, 0.1f));
    Tensor x = Tensor.input("x", Shape.of(5, 130), DType.F32);
    Tensor state = x;
    for (int t = 0; t < 6; t++) {
      state = state.matmul(w).add(x.mul(0.1)).tanh();
    }
    Tensor loss = state.mul(state).sum();
    Tensor gradient = Gradient.of(loss, List.of(w)).get(0);
    Tensor next = w.sub(gradient.mul(RATE));
    Program program = engine.compile(List.of(x), List.of(loss), List.of(new Assignment(w, next)));
    String plan = program.explain();
    assertThat(plan.lines().filter(l -> l.contains(" pack ["))).as(plan).hasSize(2);

    Array input = rng.normal(x.shape(), 0, 1);
    for (int i = 0; i < STEPS; i++) {
      // The variable as it is now, in both.
      Map<Tensor, Values> given = new HashMap<>(Map.of(x, Values.of(input)));
      List<Values> expected = Interpreter.evaluate(new ArrayList<>(List.of(loss, next)), given);
      program.run(input);
      assertThat((double) program.output(0).floats()[0]).isCloseTo(expected.get(0).reals()[0], within(1e-4));
      float[] got = w.value().floats();
      for (int k = 0; k < got.length; k++) {
        assertThat((double) got[k]).as("step %d, weight %d", i, k).isCloseTo(expected.get(1).reals()[k], within(1e-5));
      }
    }
  }


  @Test
  void aSingleProductPacksForItself() {
    try (Engine engine = Engine.of(Provider.best(), 1, true)) {
      Tensor x = Tensor.input("x", Shape.of(32, 130), DType.F32);
      Variable w = Variable.of("w", Rng.of(1).normal(Shape.of(130, 130), 0, 1));
      assertThat(engine.compile(List.of(x), List.of(x.matmul(w)), List.of()).explain()).doesNotContain("pack");
    }
  }
}
