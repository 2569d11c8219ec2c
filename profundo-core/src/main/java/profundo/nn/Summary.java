package profundo.nn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.stream.Collectors;
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
/// @param convolution the hyper-parameters of its convolutions and what belongs to them, or null where it has none
public record Summary(
    List<Row> rows, long total, long trainable, long frozen, int depth, ConvHyperparameters convolution) {
  /// The receptive field of a layer's outputs: the part of the input that one of them can depend on. Where that is not known to
  /// be less it is all of the input.
  ///
  /// @param size along each spatial axis, in elements of the input
  /// @param overlap how much of it a neighbouring output sees as well
  public record Field(List<Integer> size, List<Double> overlap) {
    /// Copies the lists.
    public Field {
      size = List.copyOf(size);
      overlap = List.copyOf(overlap);
    }
  }

  /// One layer.
  ///
  /// @param path its place in the model, empty for the model itself
  /// @param type its class
  /// @param output its output shape, -1 for a size that follows the batch; null where it was not applied by
  ///     [Pass#apply]
  /// @param parameters elements of its own variables, a shared one counted with the first that holds it
  /// @param field its receptive field; null where the model has no windows, or the layer no path from the input
  public record Row(String path, String type, List<Integer> output, long parameters, Field field) {
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
    Tensor x = Tensor.input("x", example.insert(0, 2), dtype);
    Tensor y = one.apply(model, x);
    two.apply(model, Tensor.input("x", example.insert(0, 3), dtype));
    boolean windows = example.rank() > 1 && Walk.over(model).layers().stream().anyMatch(v -> v.layer() instanceof Windowed<?>);
    ReceptiveFields fields =
        windows ? new ReceptiveFields(x, one.applied().stream().map(Pass.Applied::output).toList()) : null;
    Map<Layer, Field> seen = new IdentityHashMap<>();
    Map<Layer, List<Integer>> outputs = new IdentityHashMap<>();
    for (int i = 0; i < one.applied().size(); i++) {
      Pass.Applied a = one.applied().get(i);
      outputs.putIfAbsent(a.layer(), sizes(a.output().shape(), two.applied().get(i).output().shape()));
      if (windows) {
        seen.putIfAbsent(a.layer(), fields.of(a.output()));
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Walk.Visit v : Walk.over(model).layers()) {
      if (v.leaf() || !v.owned().isEmpty()) {
        long own = v.owned().stream().mapToLong(Parameter::count).sum();
        rows.add(new Row(v.path(), Names.type(v.layer()), outputs.get(v.layer()), own, seen.get(v.layer())));
      }
    }
    long trainable = parameters.trainableCount();
    ConvHyperparameters convolution = ConvHyperparameters.of(model);
    return new Summary(
        rows, parameters.count(), trainable, parameters.count() - trainable, Graph.depth(y),
        convolution.filters().isEmpty() ? null : convolution);
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
      if (r.field != null) {
        m.put("receptive_field", r.field.size);
        m.put("overlap", r.field.overlap);
      }
      layers.add(m);
    }
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    map.put("layers", layers);
    map.put("total_params", total);
    map.put("trainable_params", trainable);
    map.put("frozen_params", frozen);
    map.put("depth", depth);
    if (convolution != null) {
      map.put("convolution", convolution.toMap());
    }
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
    boolean fields = rows.stream().anyMatch(r -> r.field != null);
    int fourth = "Field".length();
    int fifth = "Overlap".length();
    for (Row r : rows) {
      fourth = Math.max(fourth, field(r).length());
      fifth = Math.max(fifth, overlap(r).length());
    }
    String line = "%-" + first + "s  %-" + second + "s  %" + third + "s";
    String more = "  %" + fourth + "s  %" + fifth + "s";
    StringBuilder s = new StringBuilder();
    s.append(line.formatted("Layer (type)", "Output Shape", "Params"));
    s.append(fields ? more.formatted("Field", "Overlap") : "").append('\n');
    String rule = "-".repeat(first + second + third + 4 + (fields ? fourth + fifth + 4 : 0)) + "\n";
    s.append(rule);
    for (Row r : rows) {
      s.append(line.formatted(r.layer(), r.shape(), number(r.parameters)));
      s.append(fields ? more.formatted(field(r), overlap(r)) : "").append('\n');
    }
    s.append(rule);
    s.append("Total params: %s\n".formatted(number(total)));
    s.append("Trainable params: %s\n".formatted(number(trainable)));
    s.append("Frozen params: %s\n".formatted(number(frozen)));
    s.append("Depth: %d\n".formatted(depth));
    s.append(convolution == null ? "" : convolution);
    return s.toString();
  }

  private static String field(Row r) {
    return r.field == null ? "-" : r.field.size.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  private static String overlap(Row r) {
    return r.field == null ? "-" : r.field.overlap.stream().map(Summary::decimal).collect(Collectors.joining("x"));
  }

  private static String decimal(double v) {
    return v == Math.rint(v) ? Long.toString((long) v) : String.format(Locale.ROOT, "%.1f", v);
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
