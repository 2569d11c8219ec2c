package profundo.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.DType;
import profundo.Gradient;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Window;
import profundo.kernel.Provider;
import profundo.reference.Interpreter;
import profundo.reference.Interpreter.Values;

/// Convolutions that go Winograd's way, in a program with bias, activation and all gradients, against the interpreter.
class WinogradProgramTest {
  /// The stated error, in proportion to the largest sum of the absolute values that an element is made of.
  private static final double ERROR = 4e-6;

  @Test
  void aLayerAndItsGradientsStayWithinTheStatedError() {
    for (Provider provider : List.of(Provider.best(), Provider.scalar())) {
      try (Engine engine = Engine.of(provider, 2, true)) {
        compare(engine);
      }
    }
  }

  private static void compare(Engine engine) {
    Rng rng = Rng.of(7);
    Tensor x = Tensor.input("x", Shape.of(4, 11, 14, 32), DType.F32);
    Tensor w = Tensor.input("w", Shape.of(3, 3, 32, 48), DType.F32);
    Tensor b = Tensor.input("b", Shape.of(48), DType.F32);
    Tensor dy = Tensor.input("dy", Shape.of(4, 11, 14, 48), DType.F32);
    Window same = Window.of(3, 3).same();
    Tensor y = x.conv(w, same, 1).add(b).tanh();
    List<Tensor> outputs = new ArrayList<>(List.of(y));
    outputs.addAll(Gradient.of(y.mul(dy).sum(), List.of(x, w, b)));
    // What the elements are made of: the same sums of absolute values. Slopes of tanh are at most 1.
    Tensor xs = x.abs();
    Tensor ws = w.abs();
    Tensor bs = b.abs();
    Tensor forward = xs.conv(ws, same, 1).add(bs);
    List<Tensor> magnitudes = new ArrayList<>(List.of(forward));
    magnitudes.addAll(Gradient.of(forward.mul(dy.abs()).sum(), List.of(xs, ws, bs)));

    List<Tensor> inputs = List.of(x, w, b, dy);
    List<Array> values = inputs.stream().map(t -> rng.normal(t.shape(), 0, t == w ? 0.1f : 1f)).toList();
    Map<Tensor, Values> given = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      given.put(inputs.get(i), Values.of(values.get(i)));
    }
    List<Values> expected = Interpreter.evaluate(outputs, given);
    Program program = engine.compile(inputs, outputs, List.of());
    program.run(values.toArray(Array[]::new));
    for (int i = 0; i < outputs.size(); i++) {
      double most = magnitude(magnitudes.get(i), given);
      float[] got = program.output(i).floats();
      for (int k = 0; k < got.length; k++) {
        double e = expected.get(i).reals()[k];
        // An error in y moves the slope of tanh, and with it every gradient, by as much again.
        assertThat(Math.abs(got[k] - e)).as("output %d, element %d: %s, expected %s", i, k, got[k], e).isLessThan(3 * ERROR * most);
      }
    }
  }

  private static double magnitude(Tensor sums, Map<Tensor, Values> given) {
    double most = 0;
    for (double v : Interpreter.evaluate(List.of(sums), given).get(0).reals()) {
      most = Math.max(most, v);
    }
    return most;
  }
}
