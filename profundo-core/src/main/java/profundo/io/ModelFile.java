package profundo.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.TreeMap;
import profundo.Array;
import profundo.Shape;
import profundo.Variable;
import profundo.nn.Layer;
import profundo.nn.LayerRegistry;
import profundo.nn.OutputHead;
import profundo.nn.Parameters;

/// A model with what is needed to use it: its architecture, its weights, and what its inputs and outputs mean.
///
/// The file is safetensors: the weights under their names, so that Python reads them as they are, and the architecture
/// as JSON in the metadata. Equal models give equal bytes: there is no date, host or run in it.
///
///     ModelFile.save(net, Path.of("cnn.safetensors"));
///     Layer net = ModelFile.load(Path.of("cnn.safetensors")).layer();
///
/// A file is read as hostile: nothing in it is taken for the name of a class, and no more memory is asked for than the
/// file is long.
///
/// @param layer the model
/// @param input shape of one sample, without the batch, where it is known
/// @param classes names of the outputs, in order; empty where they have none
/// @param notes whatever else belongs to the model, such as its preprocessing or seed; kept in alphabetical order
public record ModelFile(Layer layer, Optional<Shape> input, List<String> classes, Map<String, String> notes) {
  /// Of the layout of the metadata; another one is refused.
  private static final int FORMAT_VERSION = 1;

  private static final String FORMAT = "profundo";
  private static final String HEAD = "head";

  /// Copies the lists.
  public ModelFile {
    classes = List.copyOf(classes);
    notes = Collections.unmodifiableMap(new TreeMap<>(notes));
  }

  /// A model of which nothing else is known.
  public static ModelFile of(Layer layer) {
    return new ModelFile(layer, Optional.empty(), List.of(), Map.of());
  }

  /// The same with the shape of one sample.
  public ModelFile withInput(Shape sample) {
    return new ModelFile(layer, Optional.of(sample), classes, notes);
  }

  /// The same with names of the outputs.
  public ModelFile withClasses(List<String> names) {
    return new ModelFile(layer, input, names, notes);
  }

  /// The same with what the last layer stands for, which tells how to turn its output into what is shown: kept as the
  /// note `head`.
  public ModelFile withHead(OutputHead head) {
    return withNote(HEAD, head.toString());
  }

  /// What the last layer stands for, where the file says so.
  ///
  /// @throws FormatException when it names a head that this version does not know
  public Optional<OutputHead> head() {
    try {
      return Optional.ofNullable(notes.get(HEAD)).map(OutputHead::named);
    } catch (IllegalArgumentException e) {
      throw new FormatException("note 'head': " + e.getMessage(), e);
    }
  }

  /// The same with one note more, or replaced.
  public ModelFile withNote(String key, String value) {
    Map<String, String> more = new TreeMap<>(notes);
    more.put(key, value);
    return new ModelFile(layer, input, classes, more);
  }

  /// Writes a model and nothing else, atomically.
  ///
  /// @throws IllegalArgumentException when a layer cannot describe itself
  /// @throws IOException when the file cannot be written; what was there before is kept
  public static void save(Layer layer, Path file) throws IOException {
    of(layer).save(file);
  }

  /// Writes the model, atomically.
  ///
  /// @throws IllegalArgumentException when a layer cannot describe itself
  /// @throws IOException when the file cannot be written; what was there before is kept
  public void save(Path file) throws IOException {
    SafeTensors.write(file, weights(), metadata());
  }

  private SequencedMap<String, Array> weights() {
    SequencedMap<String, Array> tensors = new LinkedHashMap<>();
    Parameters.of(layer).byName().forEach((name, variable) -> tensors.put(name, variable.value()));
    return tensors;
  }

  private SequencedMap<String, String> metadata() {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("format_version", Integer.toString(FORMAT_VERSION));
    metadata.put("profundo_version", version());
    metadata.put("architecture", Json.of(LayerRegistry.describe(layer)).compact());
    input.ifPresent(shape -> metadata.put("input", Json.of(shape.sizes()).compact()));
    if (!classes.isEmpty()) {
      metadata.put("classes", Json.of(classes).compact());
    }
    if (!notes.isEmpty()) {
      metadata.put("notes", Json.of(notes).compact());
    }
    return metadata;
  }

  /// Reads a model made of the layers of [profundo.nn].
  ///
  /// @throws FormatException when the file is no sound model file of this version
  /// @throws IOException when it cannot be read
  public static ModelFile load(Path file) throws IOException {
    return load(file, LayerRegistry.standard());
  }

  /// Reads a model.
  ///
  /// @param registry the layers that the file may name
  /// @throws FormatException when the file is no sound model file of this version, or holds other layers
  /// @throws IOException when it cannot be read
  public static ModelFile load(Path file, LayerRegistry registry) throws IOException {
    // The header first: nothing is built or read in for a file that is no model.
    SafeTensors.Header header = SafeTensors.inspect(file);
    try {
      ModelFile model = build(header, registry);
      fill(Parameters.of(model.layer).byName(), SafeTensors.read(file).tensors());
      return model;
    } catch (FormatException e) {
      throw e.getMessage().startsWith(file.toString()) ? e : e.in(file.toString());
    }
  }

  private static ModelFile build(SafeTensors.Header header, LayerRegistry registry) {
    Map<String, String> metadata = header.metadata();
    requireVersion(metadata);
    long elements = 0;
    for (SafeTensors.Entry e : header.entries().values()) {
      elements += (e.end() - e.begin()) / ElementType.valueOf(e.dtype()).bytes;
    }
    Json.Obj architecture = json(metadata, "architecture").orElseThrow().asObject();
    Layer layer;
    try {
      layer = registry.build((Map<?, ?>) plain(architecture), elements);
    } catch (IllegalArgumentException e) {
      throw new FormatException(e.getMessage(), e);
    }
    requireSameTensors(header, Parameters.of(layer).byName());
    var model = of(layer);
    Optional<Json> input = json(metadata, "input");
    if (input.isPresent()) {
      model = model.withInput(shape(input.get().asList()));
    }
    Optional<Json> classes = json(metadata, "classes");
    if (classes.isPresent()) {
      model = model.withClasses(classes.get().asList().stream().map(Json::asText).toList());
    }
    Map<String, String> notes = new TreeMap<>();
    json(metadata, "notes").ifPresent(n -> n.asObject().members().forEach((k, v) -> notes.put(k, v.asText())));
    return new ModelFile(layer, model.input, model.classes, notes);
  }

  private static void requireVersion(Map<String, String> metadata) {
    if (!FORMAT.equals(metadata.get("format")) || !metadata.containsKey("architecture")) {
      throw new FormatException(
          "not a model file: expected safetensors metadata with format '" + FORMAT + "' and an architecture, got "
              + shortened(metadata.keySet().toString())
              + ("profundo-checkpoint".equals(metadata.get("format"))
                  ? "; it is a checkpoint of a run: take the run's model.safetensors, or go on with the run"
                  : "; the file comes from another program: train a model here, or save it with ModelFile.save"));
    }
    String version = metadata.getOrDefault("format_version", "none");
    if (!version.equals(Integer.toString(FORMAT_VERSION))) {
      throw new FormatException(
          "a model file of another format version: expected " + FORMAT_VERSION + ", got " + shortened(version)
              + " (written by Profundo " + shortened(metadata.getOrDefault("profundo_version", "of unknown version"))
              + ", this is " + version() + "); use a Profundo that knows it, or save the model again");
    }
  }

  /// Names and shapes must be exactly those of the architecture.
  private static void requireSameTensors(SafeTensors.Header header, SequencedMap<String, Variable> expected) {
    List<String> missing = expected.keySet().stream().filter(n -> !header.entries().containsKey(n)).toList();
    List<String> unexpected = header.entries().keySet().stream().filter(n -> !expected.containsKey(n)).toList();
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new FormatException(
          "the tensors are not those of the architecture: missing " + listed(missing) + ", unexpected "
              + listed(unexpected));
    }
    expected.forEach(
        (name, variable) -> {
          SafeTensors.Entry e = header.entries().get(name);
          List<Long> shape = Arrays.stream(variable.shape().sizes()).mapToObj(Long::valueOf).toList();
          if (!e.shape().equals(shape)) {
            throw new FormatException(
                "tensor '" + shortened(name) + "': expected the architecture's shape " + shape + ", got " + e.shape());
          }
        });
  }

  private static void fill(SequencedMap<String, Variable> variables, Map<String, Array> values) {
    variables.forEach(
        (name, variable) -> {
          Array value = values.get(name);
          if (value == null || value.dtype() != variable.dtype() || !value.shape().equals(variable.shape())) {
            throw new FormatException(
                "tensor '" + shortened(name) + "': expected " + variable.dtype() + " " + variable.shape() + ", got "
                    + (value == null ? "nothing" : value.dtype() + " " + value.shape()));
          }
          variable.set(value);
        });
  }

  private static Optional<Json> json(Map<String, String> metadata, String key) {
    String text = metadata.get(key);
    try {
      return text == null ? Optional.empty() : Optional.of(Json.parse(text));
    } catch (FormatException e) {
      throw e.in("metadata '" + key + "'");
    }
  }

  private static Shape shape(List<Json> sizes) {
    if (sizes.size() > Shape.MAX_RANK - 1) {
      throw new FormatException("metadata 'input': expected up to " + (Shape.MAX_RANK - 1) + " sizes, got " + sizes.size());
    }
    try {
      return Shape.of(sizes.stream().mapToInt(Json::asInt).toArray());
    } catch (IllegalArgumentException e) {
      throw new FormatException("metadata 'input': " + e.getMessage(), e);
    }
  }

  /// Maps, lists, texts, doubles and truth values, as the registry reads them.
  private static Object plain(Json json) {
    return switch (json) {
      case Json.Obj(var members) -> {
        Map<String, Object> map = new LinkedHashMap<>();
        members.forEach((k, v) -> map.put(k, plain(v)));
        yield map;
      }
      case Json.Arr(var items) -> {
        List<Object> list = new ArrayList<>();
        items.forEach(i -> list.add(plain(i)));
        yield list;
      }
      case Json.Str(var text) -> text;
      case Json.Num n -> n.asDouble();
      case Json.Bool(var b) -> b;
      case Json.Null _ -> null;
    };
  }

  private static String listed(List<String> names) {
    return names.isEmpty()
        ? "none"
        : names.stream().limit(10).map(ModelFile::shortened).toList() + (names.size() > 10 ? " and "
            + (names.size() - 10) + " more" : "");
  }

  private static String shortened(String text) {
    return text.length() > 100 ? text.substring(0, 97) + "..." : text;
  }

  /// As in the pom, such as `0.1.0`.
  private static String version() {
    var properties = new Properties();
    try (var in = ModelFile.class.getResourceAsStream("/profundo/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("profundo's own version.properties cannot be read", e);
    }
    return properties.getProperty("version");
  }
}
