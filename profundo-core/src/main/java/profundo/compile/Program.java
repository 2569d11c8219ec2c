package profundo.compile;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import profundo.Array;
import profundo.Assignment;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

/// A compiled step: expressions and assignments that run together, again and again, without allocating.
///
/// All reads see the variables as they were before a run; all assignments take effect together. After a run that failed
/// the variables are unspecified. One run at a time for each engine; other threads wait.
public final class Program {
  private final Engine engine;
  private final Plan plan;
  private final Memory memory;
  private final Action[] actions;
  private final Poison poison;
  private boolean running;

  Program(Engine engine, Plan plan) {
    this.engine = engine;
    this.plan = plan;
    this.memory = new Memory(plan);
    this.actions = new Binder(engine, memory).bind(plan.steps);
    this.poison = engine.debug() ? new Poison(plan, memory) : null;
  }

  /// Compiles for an engine.
  ///
  /// @param inputs placeholders, in the order in which [#run] takes their values
  /// @param outputs expressions whose values [#output] gives
  /// @param assignments at most one for each variable
  public static Program compile(
      Engine engine, List<Tensor> inputs, List<Tensor> outputs, List<Assignment> assignments) {
    return new Program(engine, Plan.of(inputs, outputs, assignments));
  }

  /// Computes once.
  ///
  /// @param inputs values of the placeholders, read in place
  public void run(Array... inputs) {
    check(inputs);
    engine.lock();
    if (running) {
      engine.unlock();
      throw new IllegalStateException("Program: an operation of this program runs the program that runs it");
    }
    running = true;
    engine.lend(memory);
    try {
      compute(inputs);
    } finally {
      engine.takeBack();
      running = false;
      engine.unlock();
    }
  }

  private void compute(Array[] inputs) {
    for (int i = 0; i < inputs.length; i++) {
      memory.input(i, inputs[i]);
    }
    if (poison != null) {
      poison.before();
    }
    for (int i = 0; i < actions.length; i++) {
      actions[i].run(memory);
      if (poison != null) {
        poison.after(i);
      }
    }
  }

  private void check(Array[] inputs) {
    List<Tensor> places = plan.inputs;
    if (inputs.length != places.size()) {
      throw new ShapeException(
          "Program: expected " + places.size() + " inputs, got " + inputs.length);
    }
    for (int i = 0; i < inputs.length; i++) {
      Tensor t = places.get(i);
      if (!inputs[i].shape().equals(t.shape()) || inputs[i].dtype() != t.dtype()) {
        throw new ShapeException(
            "Program: input " + i + ": expected " + t.dtype() + " " + t.shape() + ", got "
                + inputs[i].dtype() + " " + inputs[i].shape() + "; compile a program for each shape");
      }
    }
  }

  /// The value of the i-th output in the last run; the array is overwritten by the next.
  public Array output(int i) {
    return memory.outputs[i];
  }

  /// The steps, their buffers, and what sharing memory saves.
  public String explain() {
    return explain(Variable::name);
  }

  /// The same, where variables have other names than their own: those of a model go by the path of their layer too.
  public String explain(Function<Variable, String> names) {
    return plan.explain(names);
  }

  /// Elements of float memory shared between values, beside variables, inputs and outputs.
  public int arenaFloats() {
    return memory.floatsNeeded();
  }

  /// Fills memory that holds no value with NaN, so that a wrong plan shows in the results.
  private static final class Poison {
    private final Plan plan;
    private final Memory memory;

    Poison(Plan plan, Memory memory) {
      this.plan = plan;
      this.memory = memory;
    }

    void before() {
      Arrays.fill(memory.floats[0], Float.NaN);
      Arrays.fill(memory.ints[0], Integer.MIN_VALUE);
    }

    void after(int step) {
      int at = 0;
      int sub = step;
      while (sub >= plan.steps.get(at).kernels.size()) {
        sub -= plan.steps.get(at++).kernels.size();
      }
      if (sub + 1 < plan.steps.get(at).kernels.size()) {
        return;
      }
      for (Buffer b : plan.memory.dying(at)) {
        if (plan.memory.inherited(b)) {
          continue;
        }
        int begin = memory.offset(b);
        switch (b.dtype) {
          case F32 -> Arrays.fill(memory.floats[0], begin, begin + b.count, Float.NaN);
          case I32 -> Arrays.fill(memory.ints[0], begin, begin + b.count, Integer.MIN_VALUE);
        }
      }
    }
  }
}
