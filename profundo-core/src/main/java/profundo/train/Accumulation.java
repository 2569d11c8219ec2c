package profundo.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import profundo.Assignment;
import profundo.DType;
import profundo.Tensor;
import profundo.Variable;
import profundo.optim.Clip;
import profundo.optim.OptimizerState;

/// Gradients of several batches added up before the optimizer takes a step with their mean.
final class Accumulation {
  private final int batches;
  private final OptimizerState optimizer;
  private final List<Variable> sums = new ArrayList<>();
  /// Batches that have been added up since the last step.
  private final Variable waiting = Variable.counter("waiting");
  /// Steps that the optimizer has taken.
  private final Variable updates = Variable.counter("updates");
  private final SequencedMap<String, Variable> memory = new LinkedHashMap<>();

  Accumulation(int batches, OptimizerState optimizer, SequencedMap<String, Variable> weights) {
    this.batches = batches;
    this.optimizer = optimizer;
    memory.put("accumulated/waiting", waiting);
    memory.put("accumulated/updates", updates);
    weights.forEach(
        (name, w) -> {
          String full = "accumulated/" + name;
          Variable sum = Variable.zeros(full, w.shape());
          sums.add(sum);
          memory.put(full, sum);
        });
  }

  int batches() {
    return batches;
  }

  SequencedMap<String, Variable> memory() {
    return memory;
  }

  /// Whether the optimizer takes a step with the present batch, F32 scalar: 1 or 0.
  Tensor due() {
    return waiting.cast(DType.F32).gt(batches - 1.5);
  }

  /// What a batch changes.
  ///
  /// @param assignments to the sums, and to weights and the optimizer's memory when a step is due
  /// @param norm as in [Clip.Clipped]
  record Moves(List<Assignment> assignments, Tensor norm) {}

  /// What a batch changes.
  Moves step(List<Tensor> gradients, Clip clip, Tensor rate) {
    Tensor due = due();
    List<Tensor> totals = new ArrayList<>();
    List<Assignment> all = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      Tensor total = sums.get(i).add(gradients.get(i));
      totals.add(total.div(batches));
      all.add(new Assignment(sums.get(i), due.select(Tensor.scalar(0), total)));
    }
    Clip.Clipped clipped = clip.clipped(totals);
    for (Assignment a : optimizer.step(clipped.gradients(), updates, rate)) {
      all.add(new Assignment(a.variable(), due.select(a.value(), a.variable())));
    }
    Tensor step = due.cast(DType.I32);
    all.add(new Assignment(waiting, due.select(Tensor.scalar(0, DType.I32), waiting.add(1))));
    all.add(new Assignment(updates, updates.add(step)));
    return new Moves(all, clipped.norm());
  }
}
