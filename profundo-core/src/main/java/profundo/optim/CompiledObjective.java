package profundo.optim;

import java.util.ArrayList;
import java.util.List;
import profundo.DType;
import profundo.Evaluator;
import profundo.Gradient;
import profundo.Graph;
import profundo.Op;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;

/// A loss and its gradient as a function of all elements of some variables, one after the other.
final class CompiledObjective implements Objective {
  private final List<Variable> variables;
  private final Program program;
  private final int count;

  CompiledObjective(Tensor loss, List<Variable> variables) {
    if (variables.isEmpty()) {
      throw new IllegalArgumentException("Minimizer: expected at least one variable to change, got none");
    }
    for (Variable v : variables) {
      if (v.dtype() != DType.F32) {
        throw new ShapeException("Minimizer: expected F32 variables, got " + v.name() + " of " + v.dtype());
      }
    }
    for (Tensor t : Graph.topological(List.of(loss))) {
      if (t.op() instanceof Op.Input) {
        throw new IllegalArgumentException(
            "Minimizer: the loss reads the placeholder '" + t + "', whose value is not known here; put the data in as"
                + " constants, as with Tensor.wrap");
      }
    }
    this.variables = variables;
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(loss);
    outputs.addAll(Gradient.of(loss, variables));
    Engine engine =
        Evaluator.CURRENT.isBound() && Evaluator.CURRENT.get() instanceof Engine e ? e : Engine.shared();
    this.program = engine.compile(List.of(), outputs, List.of());
    this.count = variables.stream().mapToInt(v -> v.shape().count()).sum();
  }

  /// The present values.
  double[] point() {
    double[] x = new double[count];
    int at = 0;
    for (Variable v : variables) {
      for (float f : v.value().floats()) {
        x[at++] = f;
      }
    }
    return x;
  }

  /// Gives the variables the values of a point.
  void set(double[] x) {
    int at = 0;
    for (Variable v : variables) {
      float[] values = v.value().floats();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) x[at++];
      }
    }
  }

  @Override
  public double at(double[] x, double[] gradient) {
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) x[i];
    }
    set(x);
    program.run();
    int at = 0;
    for (int k = 0; k < variables.size(); k++) {
      for (float g : program.output(k + 1).floats()) {
        gradient[at++] = g;
      }
    }
    return program.output(0).floats()[0];
  }
}
