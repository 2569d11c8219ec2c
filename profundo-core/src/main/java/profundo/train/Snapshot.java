package profundo.train;

import java.util.IdentityHashMap;
import java.util.Map;
import profundo.Array;
import profundo.Variable;
import profundo.nn.Parameter;

/// The values of all variables of a run at one moment, in memory.
final class Snapshot {
  private final Map<Variable, Array> values = new IdentityHashMap<>();

  private Snapshot() {}

  static Snapshot of(Trainer trainer) {
    Snapshot s = new Snapshot();
    s.add(trainer.counter());
    trainer.step().memory().values().forEach(s::add);
    for (Parameter p : trainer.step().parameters().all()) {
      s.add(p.variable());
    }
    return s;
  }

  private void add(Variable v) {
    values.put(v, v.value().copy());
  }

  /// Takes the present values instead, into the same arrays.
  void renew() {
    values.forEach((v, a) -> a.set(v.value()));
  }

  /// Gives the variables these values back.
  void restore() {
    values.forEach(Variable::set);
  }
}
