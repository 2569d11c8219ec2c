package profundo.zoo;

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
    Variable counter = Variable.counter("step");
    Tensor next = transition.apply(state, Draws.of("chain", seed, counter));
    Program program =
        Engine.shared()
            .compile(
                List.of(), List.of(), List.of(new Assignment(state, next), new Assignment(counter, counter.add(1))));
    for (int i = 0; i < steps; i++) {
      program.run();
    }
  }
}
