package profundo.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.ShapeException;
import profundo.Tensor;

/// Several layers of one input, their outputs joined along an axis, as in the inception module (Szegedy et al. 2015) or
/// a text network with windows of several widths (Kim 2014).
///
/// x -> y whose size along the axis is the sum of the branches'; all their other sizes must agree.
///
/// @param axis counted from the first, or from the last where negative
/// @param branches in the order in which they are joined
/// @param names one for each
public record Concatenation(int axis, List<Layer> branches, List<String> names) implements Described, Composite {
  /// Checks that there is one name for each branch, each used once.
  public Concatenation {
    branches = List.copyOf(branches);
    names = List.copyOf(names);
    if (names.size() != branches.size() || names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException(
          "Concatenation: expected one name for each branch, each used once, got "
              + branches.size() + " branches and " + names);
    }
  }

  /// Branches called 0, 1, 2, ...
  public static Concatenation of(int axis, Layer... branches) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < branches.length; i++) {
      names.add(Integer.toString(i));
    }
    return new Concatenation(axis, List.of(branches), names);
  }

  /// These branches and one more.
  public Concatenation with(String name, Layer branch) {
    List<Layer> b = new ArrayList<>(branches);
    List<String> n = new ArrayList<>(names);
    b.add(branch);
    n.add(name);
    return new Concatenation(axis, b, n);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    if (branches.isEmpty()) {
      throw new ShapeException("Concatenation: expected at least one branch, got none; add some by with(name, layer)");
    }
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    for (int i = 0; i < branches.size(); i++) {
      outputs.put(names.get(i), pass.apply(branches.get(i), x));
    }
    return Join.concat(axis).of(outputs);
  }

  @Override
  public SequencedMap<String, Object> children() {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < branches.size(); i++) {
      map.put(names.get(i), branches.get(i));
    }
    return map;
  }

  @Override
  public SequencedMap<String, Object> config() {
    SequencedMap<String, Object> c = Configs.of("axis", axis);
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      SequencedMap<String, Object> entry = Configs.of("name", names.get(i));
      entry.putAll(LayerRegistry.describe(branches.get(i)));
      list.add(entry);
    }
    c.put("branches", list);
    return c;
  }

  static Concatenation of(Config c) {
    List<Layer> branches = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Config entry : c.list("branches")) {
      names.add(entry.text("name"));
      branches.add(entry.layer());
      entry.requireAllRead();
    }
    return new Concatenation(c.integer("axis", -Shape.MAX_RANK), branches, names);
  }
}
