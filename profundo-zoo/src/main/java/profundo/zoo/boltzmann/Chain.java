package profundo.zoo.boltzmann;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import profundo.Assignment;
import profundo.Tensor;
import profundo.Variable;
import profundo.compile.Engine;
import profundo.compile.Program;

/// A Markov chain that is run for a while.
final class Chain {
  private Chain() {}

  /// Lets a state go through so many steps.
  ///
  /// @param state where it begins, and where it ends
  /// @param transition from state to state
  static void run(Variable state, BiFunction<Tensor, Draws, Tensor> transition, int steps, long seed) {
    run(List.of(state), (s, draws) -> List.of(transition.apply(s.getFirst(), draws)), steps, seed);
  }

  /// Lets a state of several parts go through so many steps.
  static void run(
      List<Variable> state, BiFunction<List<Tensor>, Draws, List<Tensor>> transition, int steps, long seed) {
    Variable counter = Variable.counter("step");
    List<Tensor> next = transition.apply(List.copyOf(state), Draws.of("chain", seed, counter));
    List<Assignment> assignments = new ArrayList<>(List.of(new Assignment(counter, counter.add(1))));
    for (int i = 0; i < state.size(); i++) {
      assignments.add(new Assignment(state.get(i), next.get(i)));
    }
    Program program = Engine.shared().compile(List.of(), List.of(), assignments);
    for (int i = 0; i < steps; i++) {
      program.run();
    }
  }
}
