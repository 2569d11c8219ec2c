package profundo.app.models;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.nn.Flatten;
import profundo.nn.Linear;
import profundo.nn.Reshape;
import profundo.nn.Sequential;

/// A network by the list of its layers. How many channels or units flow in is worked out; the last linear layer, to the
/// classes, is added. A linear layer flattens what comes before it; a layer over sequences takes the rows of an image as steps.
///
/// @param layers what each is: `type`, and the settings of [LayerTypes#ALL]; numbers and texts, or the lists within
public record LayerList(List<Map<String, Object>> layers) implements Model {
  /// What it is called.
  public static final String NAME = "custom-layers";

  /// A layer that does not fit what comes before it.
  public static final class Misfit extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int layer;

    Misfit(int layer, String message, Throwable cause) {
      super(message, cause);
      this.layer = layer;
    }

    /// Which one, counted from 0.
    public int layer() {
      return layer;
    }
  }

  /// Copies the list.
  public LayerList {
    layers = copy(layers);
  }

  private static List<Map<String, Object>> copy(List<Map<String, Object>> layers) {
    return layers.stream().map(l -> Collections.unmodifiableMap(new LinkedHashMap<>(l))).toList();
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

  /// @throws Misfit when a layer does not fit
  @Override
  public Sequential build(Shape sample, int classes, Rng rng) {
    DType dtype = takesTokens(layers) ? DType.I32 : DType.F32;
    Sequential net = hidden(layers, sample, dtype, rng);
    Shape last = layers.isEmpty() ? sample : shape("the last layer", net, sample, dtype);
    net = last.rank() > 1 ? net.then("flatten", Flatten.of()) : net;
    return net.then("output", Linear.of(last.count(), classes, rng));
  }

  /// @throws IllegalArgumentException when the first layer does not take samples of this kind, or fewer tokens than there are
  @Override
  public Sequential build(Sample sample, int classes, Rng rng) {
    boolean takes = takesTokens(layers);
    if (takes != sample.isText()) {
      throw new IllegalArgumentException(
          takes
              ? name() + ": expected texts, because a first layer takes tokens, got samples " + sample.shape()
              : name() + ": expected one of " + String.join(", ", LayerTypes.INDEXED) + " as first layer, because samples are texts");
    }
    long least = least(layers);
    if (sample.tokens() > least) {
      throw new IllegalArgumentException(
          name() + ": expected a 'count' of at least the " + sample.tokens() + " tokens of the data, got " + least);
    }
    return build(sample.shape(), classes, rng);
  }

  /// The smallest number of tokens that a first layer takes.
  private static long least(List<Map<String, Object>> layers) {
    if (layers.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Map<String, Object> first = layers.getFirst();
    if (first.get("branches") instanceof List<?> branches) {
      return branches.stream().mapToLong(branch -> least(NestedFactory.list(branch))).min().orElse(Long.MAX_VALUE);
    }
    boolean indexed = LayerTypes.INDEXED.contains((String) first.get("type"));
    return indexed ? ((Number) first.get("count")).longValue() : Long.MAX_VALUE;
  }

  /// Whether samples are numbers of tokens, I32, because the first layer takes such.
  static boolean takesTokens(List<Map<String, Object>> layers) {
    if (layers.isEmpty()) {
      return false;
    }
    Map<String, Object> first = layers.getFirst();
    return LayerTypes.INDEXED.contains((String) first.get("type"))
        || first.get("branches") instanceof List<?> branches
            && branches.stream().anyMatch(branch -> takesTokens(NestedFactory.list(branch)));
  }

  /// Layers one after the other.
  static Sequential hidden(List<Map<String, Object>> layers, Shape sample, DType dtype, Rng rng) {
    Sequential net = Sequential.of();
    for (int i = 0; i < layers.size(); i++) {
      Map<String, Object> l = layers.get(i);
      String type = (String) l.get("type");
      String at = "layer " + (i + 1) + " (" + type + ")";
      try {
        Tensor flow = i == 0 ? Tensor.input("x", sample.insert(0, 1), dtype) : Features.output(at, net, sample, dtype);
        Shape in = flow.shape().without(0);
        if (LayerFactory.takesUnits(type) && in.rank() > 1) {
          net = net.then("flatten" + (i + 1), Flatten.of());
          in = Shape.of(in.count());
        }
        if (LayerFactory.takesSteps(l) && in.rank() == 3) {
          in = Shape.of(in.size(0), in.size(1) * in.size(2));
          net = net.then("rows" + (i + 1), Reshape.of(in.sizes()));
        }
        net = net.then(type.toLowerCase(Locale.ROOT) + (i + 1), new LayerFactory(l, in, flow.dtype(), rng).layer());
        shape(at, net, sample, dtype); // complains here, where the layer is known
      } catch (IllegalArgumentException e) {
        String message = e.getMessage();
        throw new Misfit(i, message.startsWith(at) ? message : at + ": " + message, e);
      }
    }
    return net;
  }

  /// The shape of one sample after these layers.
  static Shape shape(String at, Sequential net, Shape sample, DType dtype) {
    return Features.output(at, net, sample, dtype).shape().without(0);
  }
}
