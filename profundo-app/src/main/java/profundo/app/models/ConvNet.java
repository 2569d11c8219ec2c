package profundo.app.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import profundo.Rng;
import profundo.Shape;
import profundo.nn.AvgPool2d;
import profundo.nn.Conv2d;
import profundo.nn.Dropout;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.MaxPool2d;
import profundo.nn.Relu;
import profundo.nn.Sequential;

/// A convolutional network by its hyper-parameters: phases of convolution, relu and pooling, then a classifier of linear
/// layers with relus.
///
/// @param filters of each phase, one number for each phase
/// @param size height and width of every kernel
/// @param stride of every convolution
/// @param padding of every convolution: `same`, `valid` or a number of zeros
/// @param pooling `max`, `mean` or `none`
/// @param window height, width and stride of the pooling
/// @param layers hidden layers of the classifier
/// @param neurons in each of them
/// @param dropout rate after each of them
public record ConvNet(
    List<Integer> filters,
    int size,
    int stride,
    String padding,
    String pooling,
    int window,
    int layers,
    int neurons,
    double dropout)
    implements Model {
  /// What it is called.
  public static final String NAME = "custom-cnn";

  /// Kinds of pooling.
  public static final List<String> POOLING = List.of("max", "mean", "none");

  /// The settings in the order of the constructor, with their defaults.
  public static final Map<String, Object> DEFAULTS =
      new ConvNet(List.of(32, 64), 3, 1, "same", "max", 2, 1, 128, 0).settings();

  /// Copies the list.
  public ConvNet {
    filters = List.copyOf(filters);
  }

  /// From settings as [#settings] gives them; those that are missing have their defaults. `filters` may be one number, for
  /// as many phases as `phases` says (2 if left out).
  ///
  /// @throws IllegalArgumentException when phases and filters do not fit together
  public static ConvNet of(Map<String, Object> given) {
    var s = new LinkedHashMap<>(DEFAULTS);
    s.putAll(given);
    Object f = s.get("filters");
    Object phases = given.get("phases");
    List<Integer> filters;
    if (f instanceof List<?> list) {
      filters = list.stream().map(ConvNet::integer).toList();
      if (phases != null && integer(phases) < filters.size() && !given.containsKey("filters")) {
        filters = filters.subList(0, integer(phases));
      } else if (phases != null && integer(phases) != filters.size()) {
        throw new IllegalArgumentException(
            "expected as many filters as phases, got " + filters.size() + " and " + phases + "; leave 'phases' out");
      }
    } else {
      filters = java.util.Collections.nCopies(phases == null ? 2 : integer(phases), integer(f));
    }
    return new ConvNet(
        filters, integer(s.get("size")), integer(s.get("stride")), s.get("padding").toString(), s.get("pooling").toString(),
        integer(s.get("window")), integer(s.get("layers")), integer(s.get("neurons")), ((Number) s.get("dropout")).doubleValue());
  }

  private static int integer(Object number) {
    return Math.toIntExact(((Number) number).longValue());
  }

  /// All settings by their names.
  public Map<String, Object> settings() {
    var s = new LinkedHashMap<String, Object>();
    s.put("filters", filters);
    s.put("size", size);
    s.put("stride", stride);
    s.put("padding", padding.matches("\\d{1,9}") ? Integer.valueOf(padding) : padding);
    s.put("pooling", pooling);
    s.put("window", window);
    s.put("layers", layers);
    s.put("neurons", neurons);
    s.put("dropout", dropout);
    return s;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "convolutional network by its hyper-parameters";
  }

  @Override
  public String paper() {
    return "LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition";
  }

  @Override
  public Training defaults() {
    return Training.adam(2e-3, Training.ONE_CYCLE).withBatch(128).withEpochs(5);
  }

  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    Sequential net = Sequential.of();
    int channels = Features.channels("cnn", sample);
    for (int i = 0; i < filters.size(); i++) {
      Conv2d conv = Conv2d.of(channels, filters.get(i), size, rng).withStride(stride);
      conv = padding.matches("\\d+") ? conv.withPadding(Integer.parseInt(padding)) : conv.withPadding(padding);
      net = net.then("conv" + (i + 1), conv).then("relu" + (i + 1), Relu.of());
      net =
          switch (pooling) {
            case "max" -> net.then("pool" + (i + 1), MaxPool2d.of(window));
            case "mean" -> net.then("pool" + (i + 1), AvgPool2d.of(window));
            default -> net;
          };
      channels = filters.get(i);
    }
    net = net.then("flatten", Flatten.of());
    int in = Features.count("cnn", net, sample);
    for (int i = 1; i <= layers; i++) {
      net = net.then("full" + i, Linear.of(in, neurons, rng)).then("full-relu" + i, Relu.of());
      net = dropout > 0 ? net.then("dropout" + i, Dropout.of(dropout)) : net;
      in = neurons;
    }
    return net.then("output", Linear.of(in, classes, rng));
  }
}
