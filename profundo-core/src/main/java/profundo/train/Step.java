package profundo.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Tensor;
import profundo.Variable;
import profundo.data.Batch;
import profundo.nn.Layer;
import profundo.nn.Loss;
import profundo.nn.Parameters;
import profundo.optim.Optimizer;

/// What one batch does: builds the expressions of its loss and of the next values of its variables. Supervised learning
/// is one; contrastive divergence, adversarial rounds and layer-wise pretraining are others, and progress, checkpoints,
/// early stopping and logs work for all of them.
///
/// A step is traced once for each shape of batch and then runs as a compiled program: what [#train] does in Java happens
/// at tracing only. What changes from batch to batch is a variable, or an expression of the step counter.
public interface Step {
  /// What is trained, for people: `Sequential`.
  String name();

  /// The variables of the model.
  Parameters parameters();

  /// Variables that last besides those of the model, such as an optimizer's, by names of their own. They belong into a
  /// checkpoint but not into the model.
  default SequencedMap<String, Variable> memory() {
    return new LinkedHashMap<>();
  }

  /// The variables that evaluation reads, by the names of those of the model that they stand for: averages of weights,
  /// where there are any.
  default SequencedMap<String, Variable> judged() {
    return parameters().byName();
  }

  /// Whether the batch that is trained on moves the weights, F32 scalar, 1 or 0, where some batches are only gathered; null
  /// where each does.
  default Tensor moves() {
    return null;
  }

  /// Looks at the values of a batch before it is trained or judged.
  ///
  /// @throws IllegalArgumentException when they cannot be used
  default void check(Batch batch) {}

  /// Builds what a batch computes and changes in training.
  ///
  /// @param batch a placeholder for each part of the data set, such as `x` and `y`, `[batch, ...]`
  /// @param step finished steps, I32 scalar; the trainer counts
  /// @param seed of the run, for what draws random numbers
  Trace train(Map<String, Tensor> batch, Tensor step, long seed);

  /// Builds what a batch computes in validation. It must not change anything.
  ///
  /// @param batch a placeholder for each part of the data set, `[batch, ...]`
  Trace evaluate(Map<String, Tensor> batch);

  /// Learning from examples: moves the weights of a layer along the gradient of a loss between what it makes of `x`, and
  /// `y`.
  static Supervised supervised(Layer layer, Loss loss, Optimizer optimizer) {
    return Supervised.of(layer, loss, optimizer);
  }

  /// Learning by descent on any objective: moves the weights of a model along its gradient.
  ///
  /// @param model what holds the weights: a layer, or a record of layers and variables
  static Minimization minimizing(Object model, Minimization.Objective objective, Optimizer optimizer) {
    return Minimization.of(model, objective, null, optimizer);
  }
}
