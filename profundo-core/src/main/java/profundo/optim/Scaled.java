package profundo.optim;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import profundo.Tensor;
import profundo.Variable;

/// A schedule times a variable that something outside changes between steps: see [Schedule#times].
///
/// @param base the schedule
/// @param name of the variable in checkpoints
/// @param factor F32 scalar
record Scaled(Schedule base, String name, Variable factor) implements Schedule {
  @Override
  public Tensor rate(Tensor step) {
    return base.rate(step).mul(factor);
  }

  @Override
  public SequencedMap<String, Variable> memory() {
    SequencedMap<String, Variable> all = new LinkedHashMap<>(base.memory());
    if (all.put(name, factor) != null) {
      throw new IllegalArgumentException("Schedule: two factors are called '" + name + "'");
    }
    return all;
  }
}
