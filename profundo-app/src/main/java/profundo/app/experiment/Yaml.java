package profundo.app.experiment;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads YAML 1.2 into values that know their lines. The text may come from anywhere: its size, its depth and what its
/// aliases grow to are bounded, and no tag makes an object.
public final class Yaml {
  /// Characters of a document.
  static final int LONGEST = 200_000;

  private static final int DEEPEST = 20;
  private static final int MOST = 10_000;
  private static final int ALIASES = 50;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setCodePointLimit(LONGEST)
          .setMaxAliasesForCollections(ALIASES)
          .setAllowDuplicateKeys(true)
          .setAllowRecursiveKeys(false)
          .setAllowNonScalarKeys(true) // to say where they stand
          .build();

  /// A value and where it stands.
  ///
  /// @param place such as `line 7` or `--set optimizer.lr`
  /// @param value a map of texts to nodes, a list of nodes, a text, a `Long`, a `Double`, a `Boolean`, or null
  /// @param keys where the keys of a map stand
  public record Node(String place, Object value, Map<String, String> keys) {
    /// A plain value or a list.
    public Node(String place, Object value) {
      this(place, value, Map.of());
    }

    /// The members of a map; empty where it is none.
    Map<String, Node> members() {
      var members = new LinkedHashMap<String, Node>();
      if (value instanceof Map<?, ?> map) {
        map.forEach((key, member) -> members.put((String) key, (Node) member));
      }
      return members;
    }

    /// The items of a list; empty where it is none.
    List<Node> items() {
      return value instanceof List<?> list ? list.stream().map(Node.class::cast).toList() : List.of();
    }

    /// What came, for a complaint.
    String got() {
      return switch (value) {
        case null -> "nothing";
        case Map<?, ?> _ -> "a map";
        case List<?> l -> "a list of " + l.size();
        case String s -> "'" + (s.length() > 60 ? s.substring(0, 57) + "..." : s) + "'";
        default -> value.toString();
      };
    }
  }

  private final Problems problems;
  private final String place;
  private int values;

  private Yaml(Problems problems, String place) {
    this.problems = problems;
    this.place = place;
  }

  /// The document of a text. What is wrong with it goes to `problems`; then the result is empty, or what is left of it.
  ///
  /// @param place where all of it stands; null for the lines of the text
  static Optional<Node> read(String text, String place, Problems problems) {
    var yaml = new Yaml(problems, place);
    if (text.length() > LONGEST) {
      problems.add(yaml.at(Optional.empty()), "expected at most " + LONGEST + " characters, got " + text.length());
      return Optional.empty();
    }
    try {
      yaml.bound(new Parse(SETTINGS).parseString(text));
      var documents = new Compose(SETTINGS).composeAllFromString(text).iterator();
      Optional<Node> first = documents.hasNext() ? Optional.of(yaml.convert(documents.next(), 0)) : Optional.empty();
      if (documents.hasNext()) {
        problems.add(yaml.at(documents.next().getStartMark()), "expected one document, got another one after '---'");
      }
      return first;
    } catch (TooMuch e) {
      problems.add(yaml.at(e.mark), e.getMessage());
    } catch (MarkedYamlEngineException e) {
      problems.add(yaml.at(e.getProblemMark()), "no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(yaml.at(Optional.empty()), "no YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Mark> mark;

    TooMuch(String message, Optional<Mark> mark) {
      super(message);
      this.mark = mark;
    }
  }

  /// Before anything is built of it: the composer recurses as deep as the text says.
  private void bound(Iterable<Event> events) {
    int depth = 0;
    int aliases = 0;
    int count = 0;
    for (Event e : events) {
      depth += e instanceof CollectionStartEvent ? 1 : e instanceof CollectionEndEvent ? -1 : 0;
      aliases += e instanceof AliasEvent ? 1 : 0;
      if (depth > DEEPEST) {
        throw new TooMuch("expected lists and maps at most " + DEEPEST + " deep", e.getStartMark());
      }
      if (aliases > ALIASES) {
        throw new TooMuch("expected at most " + ALIASES + " aliases", e.getStartMark());
      }
      if (++count > 3 * MOST) {
        throw new TooMuch("expected at most " + MOST + " values", e.getStartMark());
      }
    }
  }

  private String at(Optional<Mark> mark) {
    return place != null ? place : mark.map(m -> "line " + (m.getLine() + 1)).orElse("line 1");
  }

  private Node convert(org.snakeyaml.engine.v2.nodes.Node node, int depth) {
    if (++values > MOST || depth > DEEPEST) {
      throw new TooMuch("expected at most " + MOST + " values, " + DEEPEST + " deep, also where aliases repeat them", node.getStartMark());
    }
    String at = at(node.getStartMark());
    return switch (node) {
      case ScalarNode s -> new Node(at, scalar(s, at));
      case SequenceNode s -> {
        var items = new ArrayList<Node>();
        s.getValue().forEach(item -> items.add(convert(item, depth + 1)));
        yield new Node(at, items);
      }
      case MappingNode m -> {
        var members = new LinkedHashMap<String, Node>();
        var keys = new LinkedHashMap<String, String>();
        m.getValue().forEach(
            entry -> {
              String where = at(entry.getKeyNode().getStartMark());
              if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(where, "expected a name before ':', got a list or a map");
                return;
              }
              if (members.containsKey(key.getValue())) {
                problems.add(where, "'" + key.getValue() + "' is given twice, first on " + keys.get(key.getValue()));
                return;
              }
              keys.put(key.getValue(), where);
              members.put(key.getValue(), convert(entry.getValueNode(), depth + 1));
            });
        yield new Node(at, members, keys);
      }
      default -> throw new TooMuch("expected a value, got an alias to nothing", node.getStartMark());
    };
  }

  private Object scalar(ScalarNode s, String at) {
    String text = s.getValue();
    Tag tag = s.getTag();
    try {
      if (tag.equals(Tag.NULL)) {
        return null;
      }
      if (tag.equals(Tag.BOOL)) {
        return Boolean.parseBoolean(text);
      }
      if (tag.equals(Tag.INT)) {
        return whole(text);
      }
      if (tag.equals(Tag.FLOAT)) {
        return decimal(text);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      problems.add(at, "expected a number of 64 bits, got " + new Node(at, text).got());
      return 0L;
    }
    if (!tag.equals(Tag.STR)) {
      problems.add(at, "expected no tag, got " + new Node(at, tag.getValue()).got());
    }
    return text;
  }

  private static long whole(String text) {
    int radix = text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : 10;
    return new BigInteger(radix == 10 ? text : text.substring(2), radix).longValueExact();
  }

  private static double decimal(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT).replace("+", "")) {
      case ".inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      case ".nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }
}
