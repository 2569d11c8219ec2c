package profundo.optim;

import java.util.List;
import profundo.Shape;
import profundo.Tensor;

/// An optimizer at another learning rate: see [Optimizer#withSchedule].
record Rescheduled(Optimizer base, Schedule schedule) implements Optimizer {
  @Override
  public List<String> slots() {
    return base.slots();
  }

  @Override
  public Shape shape(String slot, Shape weight) {
    return base.shape(slot, weight);
  }

  @Override
  public Rule rule(Tensor rate, Tensor step) {
    return base.rule(rate, step);
  }

  @Override
  public void check(List<String> names) {
    base.check(names);
  }
}
