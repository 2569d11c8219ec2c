package profundo.optim;

import java.util.List;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

/// How weights move along their gradients, as tensor arithmetic. An optimizer is settings only; what it remembers about
/// each weight is in the [OptimizerState] that [#start] makes.
///
/// Definitions and defaults are PyTorch's. The step counter counts finished steps: it is 0 while the first one runs.
public interface Optimizer {
  /// The next values of a weight and of what is remembered about it.
  ///
  /// @param value shaped like the weight
  /// @param slots in the order of [Optimizer#slots]
  record Update(Tensor value, List<Tensor> slots) {
    /// Copies the list.
    public Update {
      slots = List.copyOf(slots);
    }
  }

  /// The update of one weight.
  @FunctionalInterface
  interface Rule {
    /// Builds the expressions of the next values.
    ///
    /// @param name the weight's full name
    /// @param weight its present value
    /// @param gradient of the loss with respect to it
    /// @param slots what is remembered about it, in the order of [Optimizer#slots]
    Update update(String name, Tensor weight, Tensor gradient, List<Tensor> slots);
  }

  /// The learning rate over the steps.
  Schedule schedule();

  /// Names of what is remembered about each weight: a tensor each, of the shape that [#shape] gives, zeros at first.
  List<String> slots();

  /// The shape of a slot: the weight's, unless something is remembered about all of its elements together.
  ///
  /// @param slot one of [#slots]
  /// @param weight shape of the weight
  default Shape shape(String slot, Shape weight) {
    return weight;
  }

  /// The rule of one step. What is the same for all weights is computed here, once, on scalars.
  ///
  /// @param rate learning rate, F32 scalar
  /// @param step finished steps, I32 scalar
  Rule rule(Tensor rate, Tensor step);

  /// Checks that the settings fit the weights.
  ///
  /// @param names full names of the weights
  /// @throws IllegalArgumentException saying what does not
  default void check(List<String> names) {}

  /// This optimizer at another learning rate.
  default Optimizer withSchedule(Schedule schedule) {
    return new Rescheduled(this, schedule);
  }

  /// Nothing remembered yet.
  ///
  /// @param weights what shall be trained, by full name, as from [profundo.nn.Parameters]
  default OptimizerState start(SequencedMap<String, Variable> weights) {
    return new OptimizerState(this, weights);
  }
}
