package profundo.app.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import profundo.Shape;
import profundo.app.data.ImageSize;
import profundo.app.experiment.Yaml.Node;
import profundo.app.models.ConvNet;
import profundo.app.models.LayerList;
import profundo.app.models.Model;
import profundo.app.models.Models;
import profundo.app.models.Recipe;
import profundo.app.terminal.BadFile;
import profundo.app.terminal.InvalidInput;
import profundo.app.terminal.Nearest;
import profundo.io.Json;
import profundo.zoo.Zoo;

/// `experiment.yaml`: an [Experiment] as people write it, and the space that `profundo search` looks through. Everything
/// that is wrong with it is told at once, with the lines.
///
/// @param name of the file
/// @param folder that its relative paths start from
/// @param tree what stands in it, settings from the command line included
public record ExperimentFile(String name, Path folder, Node tree) {
  /// Reads a file.
  ///
  /// @param settings `path=value`, which take the place of what stands in the file
  /// @throws BadFile when it, or a setting, has problems that hinder reading
  public static ExperimentFile read(Path file, List<String> settings) throws IOException {
    if (Files.isDirectory(file)) {
      throw new InvalidInput(file + ": expected an experiment file, got a folder");
    }
    if (Files.size(file) > Yaml.LONGEST) {
      throw new InvalidInput(file + ": expected at most " + Yaml.LONGEST + " bytes, got " + Files.size(file));
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInput(file + ": expected text in UTF-8, got other bytes", e);
    }
    return parse(file.toString(), file.toAbsolutePath().getParent(), text, settings);
  }

  /// Reads a file that was read already.
  ///
  /// @param name of the file, for messages
  /// @param folder that paths in it begin at
  /// @param text its content
  /// @param settings `path=value` that replace values, as `--set` gives them
  /// @throws BadFile naming all that is wrong, with the lines
  public static ExperimentFile parse(String name, Path folder, String text, List<String> settings) {
    Problems problems = Problems.of(name);
    Optional<Node> read = Yaml.read(text, null, problems);
    if (read.isEmpty()) {
      problems.require(); // an empty file has none
    }
    Node tree = read.orElse(new Node("line 1", Map.of()));
    var file = new ExperimentFile(name, folder, tree.value() == null ? new Node(tree.place(), Map.of()) : tree);
    for (String setting : settings) {
      file = file.with(setting, problems);
    }
    if (!problems.isEmpty()) {
      file.plan(problems); // for what else is wrong
      problems.require();
    }
    return file;
  }

  /// @param setting such as `optimizer.lr=0.01`, from the command line
  private ExperimentFile with(String setting, Problems problems) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      problems.add("--set " + setting, "expected KEY=VALUE, such as optimizer.lr=0.01");
      return this;
    }
    String path = setting.substring(0, equals).strip();
    Node value = Yaml.read(setting.substring(equals + 1), "--set " + path, problems).orElse(new Node("--set " + path, null));
    return with(path, value, problems);
  }

  /// The same with another value of a setting.
  ///
  /// @param path such as `optimizer.lr`
  public ExperimentFile with(String path, Node value, Problems problems) {
    SequencedMap<String, Form> known = ExperimentForm.settable();
    Form form = known.get(path);
    if (path.startsWith(ExperimentForm.SETTINGS) && path.indexOf('.', ExperimentForm.SETTINGS.length()) < 0) {
      return new ExperimentFile(name, folder, with(tree, "", keys(path), value));
    }
    if (form == null) {
      problems.add(value.place(), "unknown setting '" + path + "'" + Nearest.hint(path, known.keySet()));
      return this;
    }
    boolean plain = !(value.value() instanceof Map || value.value() instanceof List);
    String full = form instanceof Form.Group g && plain ? path + "." + g.shorthand() : path;
    return new ExperimentFile(name, folder, with(tree, "", keys(full), value));
  }

  /// In a search the whole path of a setting is one key.
  private static List<String> keys(String path) {
    String space = ExperimentForm.SPACE;
    return path.startsWith(space) ? List.of("search", "space", path.substring(space.length())) : List.of(path.split("\\."));
  }

  private static Node with(Node tree, String at, List<String> path, Node value) {
    if (path.isEmpty()) {
      return value;
    }
    var members = new LinkedHashMap<>(tree.members());
    var keys = new LinkedHashMap<>(tree.keys());
    boolean plain = !(tree.value() instanceof Map || tree.value() instanceof List) && tree.value() != null;
    if (plain && ExperimentForm.paths().get(at) instanceof Form.Group g && !g.shorthand().isEmpty()) {
      members.put(g.shorthand(), tree);
    }
    String key = path.getFirst();
    Node inner = members.getOrDefault(key, new Node(value.place(), null));
    // A network is of one kind: naming another replaces it.
    if (at.equals("model")) {
      members.keySet().removeIf(other -> !other.equals(key));
      keys.keySet().removeIf(other -> !other.equals(key));
    }
    members.put(key, with(inner, at.isEmpty() ? key : at + "." + key, path.subList(1, path.size()), value));
    keys.putIfAbsent(key, value.place());
    return new Node(tree.place(), members, keys);
  }

  /// What it says of a classifier.
  ///
  /// @throws BadFile with everything that is wrong
  public Experiment experiment() {
    return switch (plan()) {
      case Experiment e -> e;
      case Plan other -> throw new BadFile(name + ": expected the experiment of a classifier, got one of " + other.model());
    };
  }

  /// What it says.
  ///
  /// @throws BadFile with everything that is wrong
  public Plan plan() {
    Problems problems = Problems.of(name);
    Plan plan = plan(problems);
    problems.require();
    return plan;
  }

  /// What it says of a search.
  ///
  /// @throws BadFile with everything that is wrong
  public SearchPlan search() {
    Problems problems = Problems.of(name);
    Map<String, Object> values = values(problems);
    if (!tree.members().containsKey("search")) {
      problems.add(tree.place(), "the key 'search' is missing, with the settings to vary: search: {space: {optimizer.lr: [0.001, 0.01]}}");
    }
    Experiment experiment = new ExperimentReader(this, values, problems).experiment();
    SearchPlan plan = SearchPlan.of(this, map(values, "search"), experiment, problems);
    problems.require();
    return plan;
  }

  /// Null where there are problems.
  private Plan plan(Problems problems) {
    Map<String, Object> values = values(problems);
    var reader = new ExperimentReader(this, values, problems);
    if (values.get("model") instanceof String model && Zoo.find(model).isPresent()) {
      return new StudyReader(this, values, reader, problems).plan(Zoo.find(model).get());
    }
    Experiment experiment = reader.experiment();
    if (map(values, "search").get("space") instanceof Node space) {
      SearchSpace.of(this, space, problems);
    }
    return experiment;
  }

  /// The same without what it says of a search.
  public ExperimentFile withoutSearch() {
    var members = new LinkedHashMap<>(tree.members());
    members.remove("search");
    return new ExperimentFile(name, folder, new Node(tree.place(), members, tree.keys()));
  }

  private Map<String, Object> values(Problems problems) {
    return cast(ExperimentForm.root().check(tree, "", problems));
  }

  /// Where a setting stands, or that around it.
  String place(String path) {
    Node node = tree;
    String place = tree.place();
    for (String key : path.split("\\.")) {
      place = node.keys().getOrDefault(key, node.members().containsKey(key) ? node.members().get(key).place() : place);
      node = node.members().getOrDefault(key, new Node(place, null));
    }
    return place;
  }

  @SuppressWarnings("unchecked") // forms give maps with texts as keys
  static Map<String, Object> cast(Object map) {
    return map instanceof Map<?, ?> ? (Map<String, Object>) map : Map.of();
  }

  static Map<String, Object> map(Map<String, Object> values, String key) {
    return cast(values.get(key));
  }

  /// A network as it stands under `model`: a name, or a map.
  static Object plain(Model network) {
    return switch (network) {
      case ConvNet c -> Map.of("cnn", c.settings());
      case LayerList l -> Map.of("layers", l.layers());
      default -> network.name();
    };
  }

  /// The network of a plain value that went through JSON.
  ///
  /// @throws BadFile when it is none
  static Model network(Json plain) {
    if (plain instanceof Json.Str(String name) && Models.find(name).isEmpty()) {
      throw ModelNames.unknown(name, "");
    }
    String text = "model: " + plain.compact();
    var problems = Problems.of("network");
    Node tree = Yaml.read(text, null, problems).orElseThrow(() -> new InvalidInput("network: expected a name or a map"));
    var file = new ExperimentFile("network", Path.of(""), tree);
    Model network = new ExperimentReader(file, file.values(problems), problems).network();
    problems.require();
    return network;
  }

  private static final String HEAD = "# Gives the same model again: ./profundo run experiment.yaml (docs/experiments.md)\n";

  /// Whether a file begins as those that the program writes.
  public static boolean isWritten(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD.length()), StandardCharsets.UTF_8).equals(HEAD);
    } catch (IOException e) {
      return false;
    }
  }

  /// A file that repeats an experiment.
  public static String text(Experiment e) {
    var t = e.training();
    var all = new LinkedHashMap<String, Object>();
    all.put("model", plain(e.network()));
    Recipe r = e.recipe();
    var data = settings("set", e.data(), "input", text(e.input()), "validation-fraction", e.validationFraction(), "batch", t.batch());
    var step = settings("loss", e.loss(), "clip", t.clip());
    var listeners =
        settings(
            "early-stopping", e.patience(), "csv", e.logs().csv(), "tensorboard", e.logs().tensorboard(), "diagnose",
            e.logs().diagnose());
    RecipeReader.write(r, data, step, listeners);
    all.put("data", data);
    all.put("step", step);
    all.put("optimizer", settings("name", t.optimizer(), "lr", t.rate(), "momentum", t.momentum(), "weight-decay", t.weightDecay()));
    all.put("schedule", t.schedule());
    all.put("epochs", t.epochs());
    all.put("listeners", listeners);
    all.put("seed", e.seed());
    return text(all);
  }

  /// A file of these keys.
  public static String text(Map<String, Object> all) {
    var text = new StringBuilder(HEAD);
    write(text, "", all);
    return text.toString();
  }

  private static String text(Shape input) {
    return ImageSize.text(input);
  }

  private static LinkedHashMap<String, Object> settings(Object... keysAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static void write(StringBuilder out, String indent, Map<String, Object> map) {
    map.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?>) {
            out.append(indent).append(key).append(":\n");
            write(out, indent + "  ", cast(value));
          } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            out.append(indent).append(key).append(":\n");
            list.forEach(item -> out.append(indent).append("  - ").append(flow(item)).append('\n'));
          } else {
            out.append(indent).append(key).append(": ").append(flow(value)).append('\n');
          }
        });
  }

  /// On one line.
  private static String flow(Object value) {
    return switch (value) {
      case Map<?, ?> m -> {
        var parts = new ArrayList<String>();
        m.forEach((k, v) -> parts.add(k + ": " + flow(v)));
        yield "{" + String.join(", ", parts) + "}";
      }
      case List<?> l -> "[" + String.join(", ", l.stream().map(ExperimentFile::flow).toList()) + "]";
      case String s when s.matches("[A-Za-z][\\w-]*") && !s.matches("(?i)true|false|null") || s.toString().matches("\\d+x\\d+x\\d") -> s;
      // What JSON quotes, YAML reads.
      case String s -> Json.of(s).compact();
      case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> Long.toString(d.longValue());
      default -> value.toString();
    };
  }
}
