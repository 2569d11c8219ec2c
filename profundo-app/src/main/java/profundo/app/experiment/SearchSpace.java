package profundo.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import profundo.app.experiment.Yaml.Node;
import profundo.app.terminal.Nearest;

/// Settings that a search varies, and the values that each may have.
///
/// @param dimensions in the order of the file
public record SearchSpace(List<Dimension> dimensions) {
  private static final int MOST = 10_000;
  private static final Form.Items PAIR = new Form.Items("lowest and highest", new Form.Decimal("", -1e300, 1e300, false), 2);

  /// A range as it stands in a file.
  static final Form.Group RANGE =
      Form.Group.of(
          "a range",
          "",
          "uniform", PAIR,
          "log",
          new Form.Items("lowest and highest, both above 0; ratios count", new Form.Decimal("", 0, 1e300, true), 2),
          "whole", new Form.Items("lowest and highest whole number", new Form.Whole("", -1_000_000_000, 1_000_000_000), 2),
          "steps", new Form.Whole("how many values a grid takes of it (default: 3)", 2, 100));

  /// How values lie between the ends of a range.
  public enum Kind {
    CHOICE,
    UNIFORM,
    LOG,
    WHOLE
  }

  /// One setting.
  ///
  /// @param path such as `optimizer.lr`
  /// @param choices what it may be; empty for a range
  /// @param low end of a range
  /// @param high end of a range
  /// @param steps of a range in a grid
  public record Dimension(String path, Kind kind, List<Object> choices, double low, double high, int steps) {
    private Object draw(SplittableRandom random) {
      return switch (kind) {
        case CHOICE -> choices.get(random.nextInt(choices.size()));
        case UNIFORM -> rounded(low + (high - low) * random.nextDouble());
        case LOG -> rounded(Math.exp(Math.log(low) + (Math.log(high) - Math.log(low)) * random.nextDouble()));
        case WHOLE -> random.nextLong((long) low, (long) high + 1);
      };
    }

    /// The values of a grid.
    List<Object> grid() {
      if (kind == Kind.CHOICE) {
        return choices;
      }
      var values = new ArrayList<Object>();
      for (int i = 0; i < steps; i++) {
        double part = (double) i / (steps - 1);
        Object value =
            switch (kind) {
              case LOG -> rounded(Math.exp(Math.log(low) + (Math.log(high) - Math.log(low)) * part));
              case WHOLE -> Math.round(low + (high - low) * part);
              default -> rounded(low + (high - low) * part);
            };
        if (!values.contains(value)) {
          values.add(value);
        }
      }
      return values;
    }

    /// Three digits are enough for people, and for a search.
    private static double rounded(double d) {
      return d == 0 ? 0 : new java.math.BigDecimal(d).round(new java.math.MathContext(3)).doubleValue();
    }
  }

  /// Reads `search.space`.
  ///
  /// @param space as it stands in the file
  static SearchSpace of(ExperimentFile file, Node space, Problems problems) {
    SequencedMap<String, Form> known = ExperimentForm.paths();
    var all = new ArrayList<Dimension>();
    space
        .members()
        .forEach(
            (path, node) -> {
              Form form = known.get(path);
              if (form == null) {
                problems.add(space.keys().get(path), "search.space: unknown setting '" + path + "'" + Nearest.hint(path, known.keySet()));
                return;
              }
              Dimension d = node.value() instanceof List ? choices(path, form, node, problems) : range(path, form, node, problems);
              if (d != null) {
                all.add(d);
              }
            });
    return new SearchSpace(all);
  }

  private static Dimension choices(String path, Form form, Node node, Problems problems) {
    Object values = new Form.Items("", form, 100).check(node, "search.space." + path, problems);
    if (!(values instanceof List<?>)) {
      return null;
    }
    // As they stand in the file: a shorthand stays one.
    List<Object> plain = node.items().stream().map(SearchSpace::plain).toList();
    return new Dimension(path, Kind.CHOICE, plain, 0, 0, 0);
  }

  private static Object plain(Node node) {
    return switch (node.value()) {
      case Map<?, ?> _ -> {
        var map = new LinkedHashMap<String, Object>();
        node.members().forEach((k, v) -> map.put(k, plain(v)));
        yield map;
      }
      case List<?> _ -> node.items().stream().map(SearchSpace::plain).toList();
      default -> node.value();
    };
  }

  private static Dimension range(String path, Form form, Node node, Problems problems) {
    String at = "search.space." + path;
    if (!(node.value() instanceof Map<?, ?>)) {
      problems.add(node.place(), at + ": expected a list of values, or a range such as {log: [0.001, 0.1]}, got " + node.got());
      return null;
    }
    Map<String, Object> given = ExperimentFile.cast(RANGE.check(node, at, problems));
    var kinds = new LinkedHashMap<>(given);
    Number steps = (Number) kinds.remove("steps");
    if (node.members().keySet().stream().filter(k -> !k.equals("steps")).count() != 1) {
      problems.add(node.place(), at + ": expected one of uniform, log or whole");
      return null;
    }
    if (kinds.size() != 1) {
      return null; // told already
    }
    String name = kinds.keySet().iterator().next();
    List<?> ends = (List<?>) kinds.get(name);
    if (ends.size() != 2 || ((Number) ends.get(0)).doubleValue() >= ((Number) ends.get(1)).doubleValue()) {
      problems.add(node.place(), at + ": expected [lowest, highest], got " + ends);
      return null;
    }
    // Both ends must be values that the setting takes.
    int before = problems.sorted().size();
    List<Node> numbers = node.members().get(name).items();
    numbers.forEach(end -> form.check(end, at, problems));
    if (problems.sorted().size() > before) {
      return null;
    }
    Kind kind = Kind.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    return new Dimension(
        path, kind, List.of(), ((Number) ends.get(0)).doubleValue(), ((Number) ends.get(1)).doubleValue(),
        steps == null ? 3 : steps.intValue());
  }

  /// One setting of all dimensions.
  SequencedMap<String, Object> draw(SplittableRandom random) {
    var drawn = new LinkedHashMap<String, Object>();
    dimensions.forEach(d -> drawn.put(d.path, d.draw(random)));
    return drawn;
  }

  /// How many points a grid has.
  double gridSize() {
    return dimensions.stream().mapToDouble(d -> d.grid().size()).reduce(1, (a, b) -> a * b);
  }

  /// Every combination; the last dimension changes first.
  ///
  /// @throws IllegalStateException when there are too many
  List<SequencedMap<String, Object>> grid() {
    if (gridSize() > MOST) {
      throw new IllegalStateException("expected at most " + MOST + " combinations, got " + gridSize());
    }
    List<SequencedMap<String, Object>> all = List.of(new LinkedHashMap<>());
    for (Dimension d : dimensions) {
      var longer = new ArrayList<SequencedMap<String, Object>>();
      for (SequencedMap<String, Object> one : all) {
        for (Object value : d.grid()) {
          var more = new LinkedHashMap<>(one);
          more.put(d.path, value);
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }
}
