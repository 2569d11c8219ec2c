package profundo.app.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.Shape;
import profundo.nn.AvgPool2d;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.Elu;
import profundo.nn.Flatten;
import profundo.nn.Gelu;
import profundo.nn.Layer;
import profundo.nn.LeakyRelu;
import profundo.nn.Linear;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.nn.Softplus;
import profundo.nn.Tanh;

/// A network by the list of its layers. How many channels or units flow in is worked out; the last linear layer, to the
/// classes, is added.
///
/// @param layers what each is: `type`, and the settings of [#TYPES]
public record LayerList(List<Map<String, Object>> layers) implements Model {
  /// What it is called.
  public static final String NAME = "custom-layers";

  /// What a type of layer takes.
  ///
  /// @param required settings that it cannot do without
  /// @param optional settings with their defaults
  public record Type(List<String> required, Map<String, Object> optional) {
    /// Whether there is such a setting.
    public boolean takes(String setting) {
      return required.contains(setting) || optional.containsKey(setting);
    }
  }

  /// The types of layers, under the names that they have in Java.
  public static final Map<String, Type> TYPES = types();

  /// Copies the list.
  public LayerList {
    layers = layers.stream().map(l -> java.util.Collections.unmodifiableMap(new LinkedHashMap<>(l))).toList();
  }

  private static Map<String, Type> types() {
    var all = new LinkedHashMap<String, Type>();
    all.put("Conv2d", new Type(List.of("filters"), Map.of("size", 3, "stride", 1, "padding", "same")));
    all.put("MaxPool2d", new Type(List.of(), Map.of("window", 2)));
    all.put("AvgPool2d", new Type(List.of(), Map.of("window", 2)));
    all.put("Flatten", new Type(List.of(), Map.of()));
    all.put("Linear", new Type(List.of("units"), Map.of()));
    all.put("Dropout", new Type(List.of(), Map.of("rate", 0.5)));
    for (String plain : List.of("Relu", "LeakyRelu", "Elu", "Gelu", "Sigmoid", "Tanh", "Softplus")) {
      all.put(plain, new Type(List.of(), Map.of()));
    }
    return all;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "network by the list of its layers";
  }

  @Override
  public String paper() {
    return "of the experiment file";
  }

  @Override
  public Training defaults() {
    return Training.adam(2e-3, Training.ONE_CYCLE).withBatch(128).withEpochs(5);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    Sequential net = Sequential.of();
    for (int i = 0; i < layers.size(); i++) {
      Map<String, Object> l = layers.get(i);
      String type = (String) l.get("type");
      String at = "layer " + (i + 1) + " (" + type + ")";
      Shape in = i == 0 ? sample : shape(at, net, sample);
      if (type.equals("Linear") && in.rank() > 1) {
        net = net.then("flatten" + (i + 1), Flatten.of());
        in = Shape.of(in.count());
      }
      net = net.then(type.toLowerCase(java.util.Locale.ROOT) + (i + 1), layer(at, l, in, rng));
      shape(at, net, sample); // complains here, where the layer is known
    }
    Shape last = layers.isEmpty() ? sample : shape("the last layer", net, sample);
    net = last.rank() > 1 ? net.then("flatten", Flatten.of()) : net;
    return net.then("output", Linear.of(last.count(), classes, rng));
  }

  private static Layer layer(String at, Map<String, Object> l, Shape in, Rng rng) {
    String type = (String) l.get("type");
    return switch (type) {
      case "Conv2d" -> {
        Conv2d conv = Conv2d.of(Features.channels(at, in), number(l, "filters"), number(l, "size"), rng).withStride(number(l, "stride"));
        String padding = setting(l, "padding").toString();
        yield padding.matches("\\d+") ? conv.withPadding(Integer.parseInt(padding)) : conv.withPadding(padding);
      }
      case "MaxPool2d" -> MaxPool2d.of(number(l, "window"));
      case "AvgPool2d" -> AvgPool2d.of(number(l, "window"));
      case "Flatten" -> Flatten.of();
      case "Linear" -> Linear.of(in.count(), number(l, "units"), rng);
      case "Dropout" -> Dropout.of(((Number) setting(l, "rate")).doubleValue());
      case "Relu" -> Relu.of();
      case "LeakyRelu" -> LeakyRelu.of();
      case "Elu" -> Elu.of();
      case "Gelu" -> Gelu.of();
      case "Sigmoid" -> Sigmoid.of();
      case "Tanh" -> Tanh.of();
      case "Softplus" -> Softplus.of();
      default -> throw new IllegalArgumentException(at + ": expected one of " + String.join(", ", TYPES.keySet()));
    };
  }

  private static Object setting(Map<String, Object> l, String name) {
    Object given = l.get(name);
    return given == null ? TYPES.get((String) l.get("type")).optional().get(name) : given;
  }

  private static int number(Map<String, Object> l, String name) {
    return Math.toIntExact(((Number) setting(l, name)).longValue());
  }

  /// The shape of one sample after these layers.
  private static Shape shape(String at, Sequential net, Shape sample) {
    return Features.shape(at, net, sample).without(0);
  }
}
