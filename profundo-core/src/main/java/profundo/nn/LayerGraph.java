package profundo.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Tensor;

/// Layers in any order that leads from the input to the output: each node names those that it takes its input from, and
/// how several of them are joined. It can be saved and loaded without code of its own.
///
///     LayerGraph.of()
///         .then("wide", Conv2d.of(3, 8, 5, rng).withPadding("same"))                  // of the input
///         .then("narrow", Conv2d.of(3, 8, 1, rng), "x")                               // also of the input
///         .join("both", Join.concat(-1), "wide", "narrow")
///         .then("mixed", Conv2d.of(16, 8, 1, rng))                                    // of the node before
///         .join("sum", Join.sum(), "mixed", "wide");
///
/// A model that is not to be saved, or that brings a line for the [LayerRegistry] with it, needs none of this: a record
/// that calls its layers is shorter, and may do anything that can be written.
///
/// @param nodes each after those that it names
/// @param output the node whose value is the output
public record LayerGraph(List<Node> nodes, String output) implements Described, Composite {
  /// The name of the input.
  public static final String INPUT = "x";

  /// One place in the graph.
  ///
  /// @param name others refer to it by this, and its variables are called by it
  /// @param inputs names of earlier nodes, or `x`
  /// @param join makes one of several inputs
  /// @param layer applied to what was joined; empty for the join alone
  public record Node(String name, List<String> inputs, Join join, Optional<Layer> layer) {
    /// Copies the list.
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  /// Checks that names are used once, and that every node follows those that it names.
  public LayerGraph {
    nodes = List.copyOf(nodes);
    List<String> known = new ArrayList<>(List.of(INPUT));
    for (Node n : nodes) {
      if (n.name.isEmpty() || n.name.indexOf('.') >= 0 || known.contains(n.name)) {
        throw new IllegalArgumentException(
            "LayerGraph: expected a new name without dots for each node, got '" + n.name + "' after " + known);
      }
      for (String input : n.inputs) {
        require(known, input, "an input of node '" + n.name + "'");
      }
      if (n.inputs.isEmpty()) {
        throw new IllegalArgumentException("LayerGraph: expected an input for node '" + n.name + "', got none");
      }
      known.add(n.name);
    }
    require(known, output, "the output");
  }

  private static void require(List<String> known, String name, String what) {
    if (!known.contains(name)) {
      String nearest = Names.nearest(name, known);
      throw new IllegalArgumentException(
          "LayerGraph: expected " + what + " to be one of " + known + ", got '" + Config.brief(name) + "'"
              + (nearest == null ? "" : "; did you mean " + nearest + "?"));
    }
  }

  /// Nothing but the input.
  public static LayerGraph of() {
    return new LayerGraph(List.of(), INPUT);
  }

  /// One node more: a layer of the output so far. It becomes the output.
  public LayerGraph then(String name, Layer layer) {
    return then(name, layer, output);
  }

  /// One node more: a layer of a node by name, or of `x`. It becomes the output.
  public LayerGraph then(String name, Layer layer, String input) {
    return with(new Node(name, List.of(input), Join.sum(), Optional.of(layer)));
  }

  /// One node more, which joins others. It becomes the output.
  public LayerGraph join(String name, Join join, String... inputs) {
    return with(new Node(name, List.of(inputs), join, Optional.empty()));
  }

  /// One node more. It becomes the output.
  public LayerGraph with(Node node) {
    List<Node> more = new ArrayList<>(nodes);
    more.add(node);
    return new LayerGraph(more, node.name);
  }

  /// The same nodes with another output.
  public LayerGraph withOutput(String node) {
    return new LayerGraph(nodes, node);
  }

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    return values(x, pass).get(output);
  }

  /// What each node makes of x, by name, the input first.
  public SequencedMap<String, Tensor> values(Tensor x, Pass pass) {
    SequencedMap<String, Tensor> values = new LinkedHashMap<>();
    values.put(INPUT, x);
    for (Node n : nodes) {
      SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
      n.inputs.forEach(i -> inputs.put(i, values.get(i)));
      Tensor joined = inputs.size() == 1 ? inputs.firstEntry().getValue() : n.join.of(inputs);
      values.put(n.name, n.layer.isPresent() ? pass.apply(n.layer.get(), joined) : joined);
    }
    return values;
  }

  @Override
  public SequencedMap<String, Object> children() {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    nodes.forEach(n -> n.layer.ifPresent(l -> map.put(n.name, l)));
    return map;
  }

  @Override
  public SequencedMap<String, Object> config() {
    List<Object> list = new ArrayList<>();
    for (Node n : nodes) {
      SequencedMap<String, Object> entry = Configs.of("name", n.name);
      entry.put("inputs", List.copyOf(n.inputs));
      entry.put("join", n.join.toString());
      n.layer.ifPresent(l -> entry.putAll(LayerRegistry.describe(l)));
      list.add(entry);
    }
    SequencedMap<String, Object> c = Configs.of("nodes", list);
    c.put("output", output);
    return c;
  }

  static LayerGraph of(Config c) {
    List<Node> nodes = new ArrayList<>();
    for (Config entry : c.list("nodes")) {
      Optional<Layer> layer = entry.has("type") ? Optional.of(entry.layer()) : Optional.empty();
      nodes.add(new Node(entry.text("name"), texts(entry, "inputs"), Join.parse(entry.text("join")), layer));
      entry.requireAllRead();
    }
    return new LayerGraph(nodes, c.text("output"));
  }

  private static List<String> texts(Config c, String key) {
    Object v = c.value(key);
    if (v instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw c.error("'" + key + "' to be a list of names", v);
  }
}
