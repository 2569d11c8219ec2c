package profundo.app.reproduce;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.Array;
import profundo.Shape;
import profundo.Variable;
import profundo.optim.ConjugateGradient;
import profundo.optim.LBfgs;
import profundo.optim.Minimizer;
import profundo.optim.Minimum;
import profundo.optim.TestFunction;

/// L-BFGS and conjugate gradients find the bottom of Rosenbrock's valley in twenty dimensions, in single precision.
final class LbfgsRosenbrock implements Reproduction {
  private static final int DIMENSIONS = 20;
  private static final Map<String, Minimizer> METHODS = Map.of("lbfgs", LBfgs.of(), "cg", ConjugateGradient.of());

  @Override
  public String name() {
    return "lbfgs-rosenbrock";
  }

  @Override
  public String what() {
    return "Rosenbrock's function in 20 dimensions, in pairs, from (-1.2, 1): L-BFGS and conjugate gradients (PR+), in floats";
  }

  @Override
  public String source() {
    return "Rosenbrock 1960; Moré, Garbow, Hillstrom 1981, number 21; Liu, Nocedal 1989; Gilbert, Nocedal 1992";
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        Figure.atMost("lbfgs", "f after L-BFGS", "", 1e-8).published("0").twin(1e-8),
        Figure.atMost("cg", "f after conjugate gradients", "", 1e-8).published("0").twin(1e-8));
  }

  @Override
  public Duration budget() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Map<String, Double> run(String part, Lab lab) {
    TestFunction f = TestFunction.rosenbrock(DIMENSIONS);
    var values = new LinkedHashMap<String, Double>();
    METHODS.forEach(
        (key, method) -> {
          float[] start = new float[DIMENSIONS];
          for (int i = 0; i < DIMENSIONS; i++) {
            start[i] = f.start().get(i).floatValue();
          }
          Variable x = Variable.of("x", Array.wrap(Shape.of(DIMENSIONS), start));
          Minimum found = method.minimize(f.at(x), List.of(x));
          lab.say(
              String.format(
                  Locale.ROOT, "%s: f %.3g after %d steps and %d gradients", key, found.value(), found.iterations(),
                  found.evaluations()));
          values.put(key, found.value());
        });
    return values;
  }
}
