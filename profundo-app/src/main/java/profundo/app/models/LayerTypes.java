package profundo.app.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The layers that a [LayerList] may hold, and what each of them takes.
public final class LayerTypes {
  /// A list of layers, to whose result the input is added.
  public static final String RESIDUAL = "Residual";

  /// What a type of layer takes.
  ///
  /// @param required settings that it cannot do without
  /// @param optional settings with their defaults
  public record Type(List<String> required, Map<String, Object> optional) {
    /// Whether there is such a setting.
    public boolean takes(String setting) {
      return required.contains(setting) || optional.containsKey(setting);
    }

    /// All settings, those first that must be there.
    public List<String> settings() {
      var all = new ArrayList<>(required);
      all.addAll(new TreeMap<>(optional).navigableKeySet());
      return all;
    }
  }

  /// Branches over one input, whose results are joined.
  public static final String CONCATENATION = "Concatenation";

  /// Those that take a sequence, `[time, features]`.
  static final List<String> RECURRENT =
      List.of(
          "Elman", "Jordan", "Lstm", "Gru", "IndRnn", "FullyRecurrent", "SecondOrder", "ContinuousTime", "Clockwork", "Narx",
          "Reservoir");

  /// Those that take numbers of tokens, I32 `[time]`.
  static final List<String> INDEXED = List.of("Embedding", "OneHot", "Transformer");

  /// Stands for a stride as large as the window.
  static final int AS_WINDOW = 0;

  /// Stands for as many outputs as units.
  static final int AS_UNITS = 0;

  /// The types of layers, under the names that they have in Java; recurrent ones under those of their cells.
  public static final SequencedMap<String, Type> ALL = types();

  private LayerTypes() {}

  private static SequencedMap<String, Type> types() {
    var all = new LinkedHashMap<String, Type>();
    Map<String, Object> conv = Map.of("size", 3, "stride", 1, "padding", "same", "dilation", 1, "groups", 1, "bias", true);
    // That which most networks have comes first: it is what a message shows first.
    for (String name : List.of("Conv2d", "Conv1d", "Conv3d")) {
      all.put(name, new Type(List.of("filters"), conv));
    }
    for (int rank = 1; rank <= 3; rank++) {
      Map<String, Object> transposed = Map.of("size", 2, "stride", 2, "padding", 0, "output-padding", 0);
      all.put("ConvTranspose" + rank + "d", new Type(List.of("filters"), transposed));
      all.put("MaxPool" + rank + "d", new Type(List.of(), Map.of("window", 2, "stride", AS_WINDOW, "padding", 0)));
      all.put("AvgPool" + rank + "d", new Type(List.of(), Map.of("window", 2, "stride", AS_WINDOW, "padding", 0)));
    }
    all.put("LocallyConnected1d", new Type(List.of("filters"), Map.of("size", 3, "stride", 1)));
    all.put("LocallyConnected2d", new Type(List.of("filters"), Map.of("size", 3, "stride", 1)));
    all.put("GlobalMaxPool", plain());
    all.put("GlobalAvgPool", plain());
    all.put("Upsample", new Type(List.of(), Map.of("factor", 2, "mode", "nearest")));
    all.put("ZeroPad", new Type(List.of(), Map.of("margin", 1)));
    all.put("Crop", new Type(List.of(), Map.of("margin", 1)));
    all.put("Flatten", plain());
    all.put("Reshape", new Type(List.of("sizes"), Map.of()));
    all.put("Linear", new Type(List.of("units"), Map.of("bias", true)));
    all.put("Maxout", new Type(List.of("units"), Map.of("pieces", 2)));
    all.put("Highway", plain());
    all.put("BatchNorm", new Type(List.of(), Map.of("momentum", 0.1)));
    all.put("LayerNorm", plain());
    all.put("GroupNorm", new Type(List.of("groups"), Map.of()));
    all.put("Dropout", new Type(List.of(), Map.of("rate", 0.5)));
    all.put("SpatialDropout", new Type(List.of(), Map.of("rate", 0.5)));
    all.put("GaussianDropout", new Type(List.of(), Map.of("rate", 0.5)));
    all.put("GaussianNoise", new Type(List.of(), Map.of("deviation", 0.1)));
    recurrent(all);
    all.put("Embedding", new Type(List.of("count", "width"), Map.of("mask-zero", false)));
    all.put("OneHot", new Type(List.of("count"), Map.of()));
    all.put(
        "Transformer",
        new Type(
            List.of("count", "width", "heads"), Map.of("depth", 1, "causal", false, "rate", 0.0, "mask-zero", false)));
    all.put("TransformerBlock", new Type(List.of("heads"), Map.of("causal", false, "rate", 0.0)));
    all.put("MultiHeadAttention", new Type(List.of("heads"), Map.of("causal", false, "rate", 0.0)));
    all.put("SinusoidalPositions", plain());
    all.put("LearnedPositions", plain());
    all.put(RESIDUAL, new Type(List.of("layers"), Map.of()));
    all.put(CONCATENATION, new Type(List.of("branches"), Map.of("axis", -1, "input", false)));
    all.put("FilterBank", new Type(List.of("layers"), Map.of("join", "channels")));
    for (String name : List.of("Relu", "LeakyRelu", "Elu", "Gelu", "Sigmoid", "Tanh", "Softplus", "Softmax")) {
      all.put(name, plain());
    }
    return all;
  }

  private static void recurrent(Map<String, Type> all) {
    var usual = Map.<String, Object>of("output", "last", "bidirectional", false, "padded", false);
    for (String name : RECURRENT) {
      var optional = new TreeMap<>(usual);
      switch (name) {
        case "Lstm" -> optional.put("peepholes", false);
        case "Jordan" -> optional.putAll(Map.of("readout", AS_UNITS, "decay", 0.5));
        case "FullyRecurrent" -> optional.put("readout", AS_UNITS);
        case "Clockwork" -> optional.put("modules", 4);
        case "Narx" -> optional.putAll(Map.of("readout", AS_UNITS, "input-delays", 3, "output-delays", 3));
        case "Reservoir" -> optional.putAll(Map.of("radius", 0.9, "scale", 0.5));
        default -> {
          // Nothing of its own.
        }
      }
      all.put(name, new Type(List.of("units"), optional));
    }
  }

  private static Type plain() {
    return new Type(List.of(), Map.of());
  }
}
