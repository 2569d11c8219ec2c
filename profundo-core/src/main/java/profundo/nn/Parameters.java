package profundo.nn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.function.Predicate;
import profundo.Graph;
import profundo.Tensor;
import profundo.Variable;

/// A model's variables by name, in an order fixed by the model: what is saved, counted, and handed to an optimizer.
///
/// A variable that occurs in two places has one name, that of the first. Freezing gives another `Parameters` and leaves
/// the model alone:
///
///     var tuned = Parameters.of(net).freeze("features");
public final class Parameters {
  private final List<Parameter> all;
  private final boolean shared;

  private Parameters(Collection<Parameter> all, boolean shared) {
    this.all = List.copyOf(all);
    this.shared = shared;
  }

  /// The variables of a model.
  ///
  /// @param model a [Layer], a [Composite], or a record of them
  /// @throws IllegalArgumentException when a part holds variables that no walk over records can name
  public static Parameters of(Object model) {
    Walk walk = Walk.over(model);
    return new Parameters(walk.parameters(), walk.shared());
  }

  /// Every one, in order.
  public List<Parameter> all() {
    return all;
  }

  /// Those that an optimizer changes.
  public List<Parameter> trainable() {
    return all.stream().filter(Parameter::trainable).toList();
  }

  /// Names and variables, in order.
  public SequencedMap<String, Variable> byName() {
    SequencedMap<String, Variable> map = new LinkedHashMap<>();
    for (Parameter p : all) {
      map.put(p.name(), p.variable());
    }
    return map;
  }

  /// The variable of a full name.
  ///
  /// @throws IllegalArgumentException when there is none; the message suggests the nearest
  public Variable get(String name) {
    for (Parameter p : all) {
      if (p.name().equals(name)) {
        return p.variable();
      }
    }
    throw unknown(name);
  }

  /// The full name of a variable, or the variable's own where the model does not hold it.
  public String name(Variable variable) {
    for (Parameter p : all) {
      if (p.variable() == variable) {
        return p.name();
      }
    }
    return variable.name();
  }

  /// The parameter of a variable.
  ///
  /// @throws IllegalArgumentException when the model does not hold it
  public Parameter parameter(Variable variable) {
    return all.stream()
        .filter(p -> p.variable() == variable)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Parameters: the model holds no such variable '" + variable.name() + "'"));
  }

  /// These, with some left alone by training.
  ///
  /// @param patterns full names, paths of layers that stand for everything below them, or patterns as [Glob] reads them
  /// @throws IllegalArgumentException when one fits no name
  public Parameters freeze(String... patterns) {
    List<Glob> globs = globs(patterns);
    return freeze(p -> globs.stream().anyMatch(g -> g.fits(p.name())));
  }

  /// These, with some trained again that were frozen.
  ///
  /// @param patterns as in [#freeze(String...)]
  /// @throws IllegalArgumentException when one fits no name
  public Parameters unfreeze(String... patterns) {
    List<Glob> globs = globs(patterns);
    List<Parameter> next = new ArrayList<>();
    for (Parameter p : all) {
      boolean frozen = p.frozen() && globs.stream().noneMatch(g -> g.fits(p.name()));
      next.add(new Parameter(p.name(), p.variable(), p.state(), frozen, p.units()));
    }
    return new Parameters(next, shared);
  }

  private List<Glob> globs(String... patterns) {
    List<Glob> globs = new ArrayList<>();
    for (String pattern : patterns) {
      Glob glob = Glob.of(pattern);
      if (all.stream().noneMatch(p -> glob.fits(p.name()))) {
        throw unknown(pattern);
      }
      globs.add(glob);
    }
    return globs;
  }

  /// These, with those that a test picks left alone by training.
  public Parameters freeze(Predicate<Parameter> which) {
    List<Parameter> next = new ArrayList<>();
    for (Parameter p : all) {
      next.add(new Parameter(p.name(), p.variable(), p.state(), p.frozen() || which.test(p), p.units()));
    }
    return new Parameters(next, shared);
  }

  /// Number of elements of all variables.
  public long count() {
    return all.stream().mapToLong(Parameter::count).sum();
  }

  /// Number of elements of the variables that are trained.
  public long trainableCount() {
    return trainable().stream().mapToLong(Parameter::count).sum();
  }

  /// Whether some variable occurs in more than one place.
  public boolean shared() {
    return shared;
  }

  /// Checks that expressions read no variable but these and some others that are known.
  ///
  /// @param outputs for instance the loss of a step
  /// @param known variables that belong to the step rather than the model, such as its counter
  /// @throws IllegalArgumentException naming the first stray, such as one captured by a lambda
  public void requireComplete(Collection<? extends Tensor> outputs, Collection<Variable> known) {
    for (Variable v : Graph.variables(outputs)) {
      if (all.stream().noneMatch(p -> p.variable() == v) && !known.contains(v)) {
        throw new IllegalArgumentException(
            "Parameters: the model reads variable '" + v.name() + "' " + v.shape()
                + ", which is no component of it: it would be neither trained nor saved. Make it a component of the"
                + " record that uses it");
      }
    }
  }

  private IllegalArgumentException unknown(String name) {
    List<String> names = all.stream().map(Parameter::name).toList();
    String nearest = Names.nearest(name, names);
    StringJoiner known = new StringJoiner(", ");
    names.stream().limit(20).forEach(known::add);
    return new IllegalArgumentException(
        "Parameters: nothing is called '" + name + "'" + (nearest == null ? "" : "; did you mean " + nearest + "?")
            + " There are " + known + (names.size() > 20 ? ", ..." : ""));
  }
}
