package profundo.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Shape;
import profundo.Tensor;
import profundo.nn.Glob;

/// Learning rates that differ by group of weights: an optimizer whose rate is multiplied by a factor for the weights
/// whose names fit a pattern. Fine-tuning lets what was learned before move slowly and a new head fast:
///
///     RateGroups.of(Adam.of(1e-3)).rate("features", 0.1).rate("**.bias", 2)
///
/// The first pattern that fits a name counts; a weight that none fits has the optimizer's own rate. Decoupled weight
/// decay is multiplied by the rate, so that it follows.
///
/// @param base the optimizer
/// @param groups in the order in which they are tried
public record RateGroups(Optimizer base, List<Group> groups) implements Optimizer {
  /// Some weights and how fast they move.
  ///
  /// @param pattern of full names, as [Glob] reads it; a path stands for everything below it
  /// @param factor of the learning rate
  public record Group(String pattern, double factor) {
    /// Checks both.
    public Group {
      Glob.of(pattern);
      Check.within("RateGroups", "a factor", factor, 0, Double.MAX_VALUE);
    }
  }

  /// Copies the list.
  public RateGroups {
    groups = List.copyOf(groups);
  }

  /// No groups yet: every weight has the optimizer's rate.
  public static RateGroups of(Optimizer base) {
    return new RateGroups(base, List.of());
  }

  /// The same with one group more, tried after those before.
  ///
  /// @param pattern of full names, as [Glob] reads it; a path stands for everything below it
  /// @param factor of the learning rate
  public RateGroups rate(String pattern, double factor) {
    List<Group> more = new ArrayList<>(groups);
    more.add(new Group(pattern, factor));
    return new RateGroups(base, more);
  }

  /// The factor for a weight.
  public double factor(String name) {
    return groups.stream().filter(g -> Glob.of(g.pattern()).fits(name)).mapToDouble(Group::factor).findFirst().orElse(1);
  }

  @Override
  public Schedule schedule() {
    return base.schedule();
  }

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
    Map<Double, Rule> rules = new LinkedHashMap<>();
    return (name, w, g, slots) ->
        rules
            .computeIfAbsent(factor(name), f -> base.rule(f == 1 ? rate : rate.mul(f), step))
            .update(name, w, g, slots);
  }

  @Override
  public void check(List<String> names) {
    base.check(names);
    List<String> idle =
        groups.stream().map(Group::pattern).filter(p -> names.stream().noneMatch(Glob.of(p)::fits)).toList();
    if (!idle.isEmpty()) {
      throw new IllegalArgumentException(
          "RateGroups: no weight that is trained fits " + String.join(", ", idle) + "; there are " + Glob.listed(names));
    }
  }
}
