package profundo.nn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.StringJoiner;
import profundo.DType;
import profundo.Graph;
import profundo.Shape;
import profundo.Tensor;

/// A model at a glance: its layers, their output shapes and their parameters. [#toString] is the table.
///
/// @param rows one for each layer that has no layer inside it, or has variables of its own, in the model's order
/// @param total number of parameters
/// @param trainable how many of them are trained
/// @param frozen how many are not: frozen ones, and state such as running means
/// @param depth nodes on the longest path from input to output that compute something
public record Summary(List<Row> rows, long total, long trainable, long frozen, int depth) {
  /// One layer.
  ///
  /// @param path its place in the model, empty for the model itself
  /// @param type its class
  /// @param output its output shape, -1 for a size that follows the batch; null where it was not applied by
  ///     [Pass#apply]
  /// @param parameters elements of its own variables, a shared one counted with the first that holds it
  public record Row(String path, String type, List<Integer> output, long parameters) {
    /// As in `features.0 (Conv2d)`.
    public String layer() {
      return path.isEmpty() ? type : path + " (" + type + ")";
    }

    /// As in `[?, 26, 26, 32]`.
    public String shape() {
      if (output == null) {
        return "-";
      }
      StringJoiner s = new StringJoiner(", ", "[", "]");
      output.forEach(size -> s.add(size < 0 ? "?" : size.toString()));
      return s.toString();
    }
  }

  /// Copies the rows.
  public Summary {
    rows = List.copyOf(rows);
  }

  /// The summary of a model.
  ///
  /// @param example shape of one example, without the batch: `[28, 28, 1]`
  public static Summary of(Layer model, Shape example) {
    return of(model, Parameters.of(model), example, DType.F32);
  }

  /// The summary of a model.
  ///
  /// @param parameters the model's, with what is frozen
  /// @param example shape of one example, without the batch: `[28, 28, 1]`
  /// @param dtype type of the input
  public static Summary of(Layer model, Parameters parameters, Shape example, DType dtype) {
    // Sizes that follow the batch are those that differ between two batches.
    Pass one = Pass.inference(model, 0, Tensor.scalar(0, DType.I32));
    Pass two = Pass.inference(model, 0, Tensor.scalar(0, DType.I32));
    Tensor y = one.apply(model, Tensor.input("x", example.insert(0, 2), dtype));
    two.apply(model, Tensor.input("x", example.insert(0, 3), dtype));
    Map<Layer, List<Integer>> outputs = new IdentityHashMap<>();
    for (int i = 0; i < one.applied().size(); i++) {
      Pass.Applied a = one.applied().get(i);
      outputs.putIfAbsent(a.layer(), sizes(a.output().shape(), two.applied().get(i).output().shape()));
    }
    List<Row> rows = new ArrayList<>();
    for (Walk.Visit v : Walk.over(model).layers()) {
      if (v.leaf() || !v.owned().isEmpty()) {
        long own = v.owned().stream().mapToLong(Parameter::count).sum();
        rows.add(new Row(v.path(), Names.type(v.layer()), outputs.get(v.layer()), own));
      }
    }
    long trainable = parameters.trainableCount();
    return new Summary(rows, parameters.count(), trainable, parameters.count() - trainable, Graph.depth(y));
  }

  private static List<Integer> sizes(Shape one, Shape two) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < one.rank(); i++) {
      sizes.add(one.size(i) == two.size(i) ? one.size(i) : -1);
    }
    return sizes;
  }

  /// The same as maps, lists, strings and numbers, for JSON; a size that follows the batch is null.
  public SequencedMap<String, Object> toMap() {
    List<Object> layers = new ArrayList<>();
    for (Row r : rows) {
      SequencedMap<String, Object> m = new LinkedHashMap<>();
      m.put("path", r.path);
      m.put("type", r.type);
      List<Integer> shape = null;
      if (r.output != null) {
        shape = new ArrayList<>();
        for (int size : r.output) {
          shape.add(size < 0 ? null : size);
        }
      }
      m.put("output_shape", shape);
      m.put("params", r.parameters);
      layers.add(m);
    }
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    map.put("layers", layers);
    map.put("total_params", total);
    map.put("trainable_params", trainable);
    map.put("frozen_params", frozen);
    map.put("depth", depth);
    return map;
  }

  /// The table.
  @Override
  public String toString() {
    int first = "Layer (type)".length();
    int second = "Output Shape".length();
    int third = Math.max("Params".length(), number(total).length());
    for (Row r : rows) {
      first = Math.max(first, r.layer().length());
      second = Math.max(second, r.shape().length());
    }
    String line = "%-" + first + "s  %-" + second + "s  %" + third + "s\n";
    StringBuilder s = new StringBuilder();
    s.append(line.formatted("Layer (type)", "Output Shape", "Params"));
    String rule = "-".repeat(first + second + third + 4) + "\n";
    s.append(rule);
    for (Row r : rows) {
      s.append(line.formatted(r.layer(), r.shape(), number(r.parameters)));
    }
    s.append(rule);
    s.append("Total params: %s\n".formatted(number(total)));
    s.append("Trainable params: %s\n".formatted(number(trainable)));
    s.append("Frozen params: %s\n".formatted(number(frozen)));
    s.append("Depth: %d\n".formatted(depth));
    return s.toString();
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
