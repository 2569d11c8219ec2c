package profundo.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.DoubleBinaryOperator;
import profundo.Array;
import profundo.Assignment;
import profundo.DType;
import profundo.Gradient;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;

/// The ways of optimizers over a [TestFunction], from its start on.
public final class Descents {
  /// Beyond this a way is not followed: it has left the picture for good.
  private static final double FAR = 1e6;

  private Descents() {}

  /// A way.
  ///
  /// @param points from the start on, each of as many coordinates as the function takes
  /// @param values of the function there; NaN or infinite where the last step left its range
  public record Way(List<double[]> points, List<Double> values) {
    /// Copies the lists.
    public Way {
      points = List.copyOf(points);
      values = List.copyOf(values);
    }
  }

  /// The steps of an optimizer, in single precision.
  public static Way of(TestFunction f, Optimizer optimizer, int steps) {
    Variable x = start(f);
    Variable counter = Variable.counter("step");
    Tensor value = f.at(x);
    SequencedMap<String, Variable> weights = new LinkedHashMap<>();
    weights.put("x", x);
    OptimizerState state = optimizer.start(weights);
    List<Assignment> step = new ArrayList<>(state.step(Gradient.of(value, state.weights()), counter));
    step.add(new Assignment(counter, counter.add(1)));
    Program program = Engine.shared().compile(List.of(), List.of(value), step);
    List<double[]> points = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      double[] here = doubles(x.value().floats());
      program.run();
      double v = program.output(0).floats()[0];
      points.add(here);
      values.add(v);
      if (!(Math.abs(v) < FAR)) {
        break;
      }
    }
    return new Way(points, values);
  }

  /// The steps of a method with a line search, in single precision.
  public static Way of(TestFunction f, Minimizer method) {
    Variable x = start(f);
    CompiledObjective inner = new CompiledObjective(f.at(x), List.of(x));
    List<double[]> tried = new ArrayList<>();
    List<Double> at = new ArrayList<>();
    double[] point = inner.point();
    Minimum found =
        method.minimize(
            (p, g) -> {
              double v = inner.at(p, g);
              tried.add(p.clone());
              at.add(v);
              return v;
            },
            point);
    List<double[]> points = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    int from = 0;
    // The trials of line searches are no steps: keep the one that each value of the trace belongs to.
    for (double v : found.trace()) {
      int k = from;
      while (at.get(k) != v) {
        k++;
      }
      points.add(tried.get(k));
      values.add(v);
      from = k;
    }
    return new Way(points, values);
  }

  /// A function of two variables as numbers, in single precision. Not for several threads at once.
  public static DoubleBinaryOperator surface(TestFunction f) {
    Tensor point = Tensor.input("point", Shape.of(2), DType.F32);
    Program program = Engine.shared().compile(List.of(point), List.of(f.at(point)), List.of());
    float[] at = new float[2];
    Array input = Array.wrap(Shape.of(2), at);
    return (x, y) -> {
      at[0] = (float) x;
      at[1] = (float) y;
      program.run(input);
      return program.output(0).floats()[0];
    };
  }

  private static Variable start(TestFunction f) {
    float[] x = new float[f.start().size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = f.start().get(i).floatValue();
    }
    return Variable.of("x", Array.wrap(Shape.of(x.length), x));
  }

  private static double[] doubles(float[] x) {
    double[] d = new double[x.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = x[i];
    }
    return d;
  }
}
