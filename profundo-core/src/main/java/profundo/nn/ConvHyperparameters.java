package profundo.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import profundo.Window;

/// The eight hyper-parameters of a convolutional network, layer by layer in the model's order.
///
/// @param filters number of filters of each convolution
/// @param size size of its filters: `3x3`
/// @param stride distance of its windows: `1x1`
/// @param padding `same`, `valid`, or the margins: `1x1`, `0x1 and 1x0` where the sides differ
/// @param poolingWindow window of each pooling: `2x2`, `global`
/// @param poolingKind `max` or `mean`
/// @param classifierLayers number of fully connected layers
/// @param neurons outputs of each of them
public record ConvHyperparameters(
    List<Integer> filters,
    List<String> size,
    List<String> stride,
    List<String> padding,
    List<String> poolingWindow,
    List<String> poolingKind,
    int classifierLayers,
    List<Integer> neurons) {

  /// Copies the lists.
  public ConvHyperparameters {
    filters = List.copyOf(filters);
    size = List.copyOf(size);
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    poolingWindow = List.copyOf(poolingWindow);
    poolingKind = List.copyOf(poolingKind);
    neurons = List.copyOf(neurons);
  }

  /// Those of a model; lists are empty where it has no such layers.
  public static ConvHyperparameters of(Layer model) {
    List<Integer> filters = new ArrayList<>();
    List<String> size = new ArrayList<>();
    List<String> stride = new ArrayList<>();
    List<String> padding = new ArrayList<>();
    List<String> windows = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    List<Integer> neurons = new ArrayList<>();
    for (Walk.Visit v : Walk.over(model).layers()) {
      switch (v.layer()) {
        case Conv<?> c -> {
          filters.add(c.out());
          size.add(times(c.window().size()));
          stride.add(times(c.window().stride()));
          padding.add(c.same() ? "same" : margins(c.window()));
        }
        case Pool<?> p -> {
          windows.add(times(p.window().size()));
          kinds.add(p.type().startsWith("Max") ? "max" : "mean");
        }
        case GlobalMaxPool _ -> {
          windows.add("global");
          kinds.add("max");
        }
        case GlobalAvgPool _ -> {
          windows.add("global");
          kinds.add("mean");
        }
        case Linear l -> neurons.add(l.weight().shape().size(-1));
        default -> {}
      }
    }
    return new ConvHyperparameters(filters, size, stride, padding, windows, kinds, neurons.size(), neurons);
  }

  private static String margins(Window w) {
    if (w.padLow().equals(w.padHigh())) {
      return w.padLow().stream().allMatch(n -> n == 0) ? "valid" : times(w.padLow());
    }
    return times(w.padLow()) + " and " + times(w.padHigh());
  }

  private static String times(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /// The same as strings and numbers, for JSON and tables.
  public SequencedMap<String, Object> toMap() {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    map.put("filters", filters);
    map.put("size", size);
    map.put("stride", stride);
    map.put("padding", padding);
    map.put("pooling_window", poolingWindow);
    map.put("pooling_kind", poolingKind);
    map.put("classifier_layers", classifierLayers);
    map.put("neurons", neurons);
    return map;
  }

  /// One line for each, with the value alone where it is the same in all layers.
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    toMap().forEach((name, value) -> {
      String title = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('_', ' ');
      String text =
          switch (value) {
            case List<?> l when l.isEmpty() -> "none";
            case List<?> l when l.stream().distinct().count() == 1 -> l.getFirst() + (l.size() > 1 ? " everywhere" : "");
            case List<?> l -> l.stream().map(String::valueOf).collect(Collectors.joining(", "));
            default -> value.toString();
          };
      s.append(title).append(": ").append(text).append('\n');
    });
    return s.toString();
  }
}
