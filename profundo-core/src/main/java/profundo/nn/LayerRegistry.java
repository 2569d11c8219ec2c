package profundo.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Builds layers from descriptions, by type names that it knows and no others: a description may come from a file that
/// nobody vouches for.
///
/// A description is a map `{type: "Linear", config: {in: 784, out: 10, bias: true}}`.
public final class LayerRegistry {
  /// How many elements the variables that are built may still have.
  static final class Budget {
    long left;

    private Budget(long left) {
      this.left = left;
    }
  }

  private final Map<String, Function<Config, ? extends Layer>> factories;

  private LayerRegistry(Map<String, Function<Config, ? extends Layer>> factories) {
    this.factories = Map.copyOf(factories);
  }

  /// The layers of this package.
  public static LayerRegistry standard() {
    Map<String, Function<Config, ? extends Layer>> f = new TreeMap<>();
    f.put("Sequential", Sequential::of);
    f.put("Linear", Linear::of);
    f.put("Conv2d", Conv2d::of);
    f.put("MaxPool2d", MaxPool2d::of);
    f.put("AvgPool2d", AvgPool2d::of);
    f.put("Flatten", _ -> Flatten.of());
    f.put("Dropout", c -> Dropout.of(c.number("rate")));
    f.put("Relu", _ -> Relu.of());
    f.put("LeakyRelu", c -> LeakyRelu.of(c.number("slope")));
    f.put("Sigmoid", _ -> Sigmoid.of());
    f.put("Tanh", _ -> Tanh.of());
    f.put("Softplus", _ -> Softplus.of());
    f.put("Elu", c -> Elu.of(c.number("alpha")));
    f.put("Gelu", _ -> Gelu.of());
    f.put("Softmax", _ -> Softmax.of());
    Structure.register(f);
    ConvLayers.register(f);
    Cells.register(f);
    return new LayerRegistry(f);
  }

  /// These and one more type.
  ///
  /// @param type the name in descriptions, as [Described#type] returns it
  /// @param factory builds the layer with variables of zeros
  public LayerRegistry with(String type, Function<Config, ? extends Layer> factory) {
    if (factories.containsKey(type)) {
      throw new IllegalArgumentException("LayerRegistry: there is a type '" + type + "' already");
    }
    Map<String, Function<Config, ? extends Layer>> f = new TreeMap<>(factories);
    f.put(type, factory);
    return new LayerRegistry(f);
  }

  /// The description of a layer and all inside it.
  ///
  /// @throws IllegalArgumentException when some layer is not [Described], or shares variables with another
  public static SequencedMap<String, Object> describe(Layer layer) {
    if (!(layer instanceof Described d)) {
      throw new IllegalArgumentException(
          "LayerRegistry: " + Names.type(layer) + " does not describe itself; implement Described and add its type to"
              + " the registry that reads it");
    }
    if (Walk.over(layer).shared()) {
      throw new IllegalArgumentException(
          "LayerRegistry: " + Names.type(layer) + " holds one variable in two places, which its parts cannot tell;"
              + " give it a Described type of its own");
    }
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    map.put("type", d.type());
    map.put("config", d.config());
    return map;
  }

  /// The layer of a description, with variables of zeros for a loader to fill.
  ///
  /// @param description as from [#describe], also after a way through JSON
  /// @param mostElements how many elements all variables together may have: what the source really holds
  /// @throws IllegalArgumentException naming what is wrong and where
  public Layer build(Map<?, ?> description, long mostElements) {
    Config c = new Config(this, new Budget(mostElements), "model", 0, description);
    Layer layer = layer(c);
    c.requireAllRead();
    return layer;
  }

  Layer layer(Config c) {
    String type = c.text("type");
    Function<Config, ? extends Layer> factory = factories.get(type);
    if (factory == null) {
      List<String> known = factories.keySet().stream().sorted().toList();
      String nearest = Names.nearest(type, known);
      throw new IllegalArgumentException(
          "architecture: " + c.where() + ": unknown layer type '" + Config.brief(type) + "'"
              + (nearest == null ? "" : "; did you mean " + nearest + "?") + " (known: " + String.join(", ", known) + ")");
    }
    Config settings = c.nested("config");
    try {
      Layer layer = factory.apply(settings);
      settings.requireAllRead();
      return layer;
    } catch (IllegalArgumentException e) {
      throw e.getMessage() != null && e.getMessage().startsWith("architecture: ")
          ? e
          : new IllegalArgumentException("architecture: " + c.where() + " (" + type + "): " + e.getMessage(), e);
    }
  }
}
