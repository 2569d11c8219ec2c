package profundo.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import profundo.Assignment;
import profundo.DType;
import profundo.ShapeException;
import profundo.Tensor;
import profundo.Variable;

/// An optimizer at work on some weights: holds its memory as variables called `momentum/0.weight`, which belong into a
/// checkpoint, and builds the assignments of a step.
///
///     OptimizerState state = Adam.of(1e-3).start(weights);
///     List<Assignment> step = state.step(Gradient.of(loss, state.weights()), counter);
public final class OptimizerState {
  private final Optimizer optimizer;
  private final SequencedMap<String, Variable> weights;
  private final SequencedMap<String, Variable> slots = new LinkedHashMap<>();

  OptimizerState(Optimizer optimizer, SequencedMap<String, Variable> weights) {
    this.optimizer = optimizer;
    this.weights = new LinkedHashMap<>(weights);
    optimizer.check(List.copyOf(weights.keySet()));
    weights.forEach(
        (name, w) -> {
          if (w.dtype() != DType.F32) {
            throw new ShapeException("optimizer: expected F32 weights, got " + name + " of " + w.dtype());
          }
          for (String slot : optimizer.slots()) {
            String full = slot + "/" + name;
            slots.put(full, Variable.zeros(full, optimizer.shape(slot, w.shape())));
          }
        });
    slots.putAll(optimizer.schedule().memory());
  }

  /// The settings.
  public Optimizer optimizer() {
    return optimizer;
  }

  /// The weights, in the order in which gradients are expected.
  public List<Variable> weights() {
    return List.copyOf(weights.sequencedValues());
  }

  /// What is remembered, by names such as `momentum/0.weight`, and what the schedule reads.
  public SequencedMap<String, Variable> slots() {
    return new LinkedHashMap<>(slots);
  }

  /// The assignments of one step at the scheduled rate; the counter's own increment is the caller's.
  ///
  /// @param gradients one for each of [#weights]
  /// @param step finished steps, I32 scalar
  public List<Assignment> step(List<Tensor> gradients, Tensor step) {
    return step(gradients, step, optimizer.schedule().rate(step));
  }

  /// The assignments of one step.
  ///
  /// @param gradients one for each of [#weights]
  /// @param step finished steps, I32 scalar
  /// @param rate learning rate, F32 scalar: a variable that a listener sets, or an expression of the step
  public List<Assignment> step(List<Tensor> gradients, Tensor step, Tensor rate) {
    if (gradients.size() != weights.size()) {
      throw new IllegalArgumentException(
          "optimizer: expected a gradient for each of " + weights.size() + " weights, got " + gradients.size());
    }
    scalar("step", step, DType.I32);
    scalar("rate", rate, DType.F32);
    Optimizer.Rule rule = optimizer.rule(rate, step);
    List<Assignment> assignments = new ArrayList<>();
    int i = 0;
    for (Map.Entry<String, Variable> e : weights.entrySet()) {
      List<Variable> memory =
          optimizer.slots().stream().map(slot -> slots.get(slot + "/" + e.getKey())).toList();
      Optimizer.Update u = rule.update(e.getKey(), e.getValue(), gradients.get(i++), List.copyOf(memory));
      assignments.add(new Assignment(e.getValue(), u.value()));
      for (int k = 0; k < memory.size(); k++) {
        assignments.add(new Assignment(memory.get(k), u.slots().get(k)));
      }
    }
    return assignments;
  }

  private static void scalar(String what, Tensor t, DType dtype) {
    if (t.dtype() != dtype || t.shape().rank() != 0) {
      throw new ShapeException(
          "optimizer: expected an " + dtype + " scalar as " + what + ", got " + t.dtype() + " " + t.shape());
    }
  }
}
