package profundo.app.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import profundo.app.experiment.Yaml.Node;
import profundo.app.terminal.Nearest;
import profundo.io.Json;

/// What a file of settings may hold: checks a value, telling everything that is wrong, and describes itself as JSON schema
/// for editors. One description serves both, so that they cannot drift apart.
sealed interface Form {
  /// For people and editors.
  String description();

  /// The plain value (map, list, text, `Long`, `Double`, `Boolean`) of a node of this form; null where it has problems.
  ///
  /// @param path of the value, such as `optimizer.lr`; empty for the whole file
  Object check(Node node, String path, Problems problems);

  /// As JSON schema, draft 2020-12.
  Json.Obj schema();

  /// Paths of the settings within, each after `path`.
  default void paths(String path, SequencedMap<String, Form> all) {
    all.put(path, this);
  }

  private static Object wrong(Node node, String path, String expected, Problems problems) {
    problems.add(node.place(), path + ": expected " + expected + ", got " + node.got());
    return null;
  }

  private static Json.Obj described(String type, String description) {
    Json.Obj json = Json.Obj.EMPTY;
    json = type.isEmpty() ? json : json.with("type", type);
    return description.isEmpty() ? json : json.with("description", description);
  }

  /// Text, of some choices or any.
  record Text(String description, List<String> choices) implements Form {
    @Override
    public Object check(Node node, String path, Problems problems) {
      if (!(node.value() instanceof String s) || s.isBlank()) {
        return wrong(node, path, choices.isEmpty() ? "a text" : "one of " + String.join(", ", choices), problems);
      }
      if (!choices.isEmpty() && !choices.contains(s)) {
        problems.add(
            node.place(),
            path + ": expected one of " + String.join(", ", choices) + ", got " + node.got() + Nearest.hint(s, choices));
        return null;
      }
      return s;
    }

    @Override
    public Json.Obj schema() {
      Json.Obj json = described("string", description);
      return choices.isEmpty() ? json : json.with("enum", choices);
    }
  }

  /// A whole number within bounds.
  record Whole(String description, long least, long most) implements Form {
    @Override
    public Object check(Node node, String path, Problems problems) {
      return node.value() instanceof Long n && n >= least && n <= most ? n : wrong(node, path, expected(), problems);
    }

    private String expected() {
      return least == Long.MIN_VALUE ? "a whole number" : "a whole number from " + least + " to " + most;
    }

    @Override
    public Json.Obj schema() {
      Json.Obj json = described("integer", description);
      return least == Long.MIN_VALUE ? json : json.with("minimum", least).with("maximum", most);
    }
  }

  /// A number within bounds.
  ///
  /// @param open whether the lower bound itself is left out
  record Decimal(String description, double least, double most, boolean open) implements Form {
    @Override
    public Object check(Node node, String path, Problems problems) {
      if (node.value() instanceof Number n) {
        double d = n.doubleValue();
        if ((open ? d > least : d >= least) && d <= most) {
          return d;
        }
      }
      String bounds = open ? "above " + text(least) + " and at most " : "from " + text(least) + " to ";
      return wrong(node, path, "a number " + bounds + text(most), problems);
    }

    private static String text(double d) {
      return d == Math.rint(d) && Math.abs(d) < 1e9 ? Long.toString((long) d) : Double.toString(d);
    }

    @Override
    public Json.Obj schema() {
      return described("number", description).with(open ? "exclusiveMinimum" : "minimum", least).with("maximum", most);
    }
  }

  /// True or false.
  record Flag(String description) implements Form {
    @Override
    public Object check(Node node, String path, Problems problems) {
      return node.value() instanceof Boolean b ? b : wrong(node, path, "true or false", problems);
    }

    @Override
    public Json.Obj schema() {
      return described("boolean", description);
    }
  }

  /// A map of known keys.
  ///
  /// @param required keys that must be there
  /// @param shorthand the key that is meant where a plain value stands in place of the map; empty for none
  record Group(String description, SequencedMap<String, Form> keys, List<String> required, String shorthand) implements Form {
    static Group of(String description, String shorthand, Object... keysAndForms) {
      var keys = new LinkedHashMap<String, Form>();
      for (int i = 0; i < keysAndForms.length; i += 2) {
        keys.put((String) keysAndForms[i], (Form) keysAndForms[i + 1]);
      }
      return new Group(description, keys, List.of(), shorthand);
    }

    Group requiring(String... names) {
      return new Group(description, keys, List.of(names), shorthand);
    }

    @Override
    public Object check(Node node, String path, Problems problems) {
      if (!(node.value() instanceof Map<?, ?>)) {
        if (shorthand.isEmpty() || node.value() instanceof List<?> || node.value() == null) {
          return wrong(node, path.isEmpty() ? "the file" : path, "a map with some of " + String.join(", ", keys.keySet()), problems);
        }
        Object value = keys.get(shorthand).check(node, path, problems);
        return value == null ? null : complete(Map.of(shorthand, value), node, path, problems);
      }
      var values = new LinkedHashMap<String, Object>();
      node.members()
          .forEach(
              (key, member) -> {
                Form form = keys.get(key);
                String at = path.isEmpty() ? key : path + "." + key;
                if (form == null) {
                  problems.add(
                      node.keys().get(key),
                      "unknown key " + new Node("", key).got() + (path.isEmpty() ? "" : " in " + path)
                          + Nearest.hint(key, keys.keySet()) + " (known: " + String.join(", ", keys.keySet()) + ")");
                  return;
                }
                Object value = form.check(member, at, problems);
                if (value != null) {
                  values.put(key, value);
                }
              });
      for (String name : required) {
        if (!node.members().containsKey(name)) {
          problems.add(node.place(), (path.isEmpty() ? "" : path + ": ") + "the key '" + name + "' is missing");
        }
      }
      return values;
    }

    private Object complete(Map<String, Object> values, Node node, String path, Problems problems) {
      for (String name : required) {
        if (!values.containsKey(name)) {
          problems.add(node.place(), path + ": the key '" + name + "' is missing");
        }
      }
      return values;
    }

    @Override
    public Json.Obj schema() {
      var properties = new LinkedHashMap<String, Object>();
      keys.forEach((name, form) -> properties.put(name, form.schema()));
      Json.Obj json = described("object", description).with("properties", properties).with("additionalProperties", false);
      json = required.isEmpty() ? json : json.with("required", required);
      return shorthand.isEmpty() ? json : Json.Obj.EMPTY.with("anyOf", List.of(keys.get(shorthand).schema(), json));
    }

    @Override
    public void paths(String path, SequencedMap<String, Form> all) {
      if (!shorthand.isEmpty()) {
        all.put(path, this);
      }
      keys.forEach((name, form) -> form.paths(path.isEmpty() ? name : path + "." + name, all));
    }
  }

  /// A list.
  record Items(String description, Form item, int most) implements Form {
    @Override
    public Object check(Node node, String path, Problems problems) {
      List<Node> items = node.items();
      if (!(node.value() instanceof List<?>) || items.isEmpty() || items.size() > most) {
        return wrong(node, path, "a list of 1 to " + most, problems);
      }
      var values = new ArrayList<Object>();
      for (int i = 0; i < items.size(); i++) {
        Object value = item.check(items.get(i), path + "[" + i + "]", problems);
        if (value != null || item instanceof Group || item instanceof Ref) {
          values.add(value == null ? Map.of() : value); // so that those after it keep their place
        }
      }
      return values.size() == items.size() ? values : null;
    }

    @Override
    public Json.Obj schema() {
      return described("array", description).with("items", item.schema()).with("minItems", 1).with("maxItems", most);
    }
  }

  /// One form or another, told apart by the kind of the value.
  record Either(String description, List<Form> forms) implements Form {
    @Override
    public Object check(Node node, String path, Problems problems) {
      for (Form form : forms) {
        if (fits(form, node)) {
          return form.check(node, path, problems);
        }
      }
      String kinds = forms.stream().map(Either::kind).collect(Collectors.joining(" or "));
      return wrong(node, path, kinds, problems);
    }

    private static boolean fits(Form form, Node node) {
      return switch (form) {
        case Text _ -> node.value() instanceof String;
        case Whole _ -> node.value() instanceof Long;
        case Decimal _ -> node.value() instanceof Number;
        case Flag _ -> node.value() instanceof Boolean;
        case Group g -> node.value() instanceof Map || !g.shorthand.isEmpty() && !(node.value() instanceof List);
        case Items _ -> node.value() instanceof List;
        case Free _ -> node.value() instanceof Map;
        case Any _ -> true;
        case Ref r -> fits(r.target.get(), node);
        case Either e -> e.forms.stream().anyMatch(f -> fits(f, node));
      };
    }

    private static String kind(Form form) {
      return switch (form) {
        case Text t -> t.choices.isEmpty() ? "a text" : "one of " + String.join(", ", t.choices);
        case Whole _ -> "a whole number";
        case Decimal _ -> "a number";
        case Flag _ -> "true or false";
        case Group g -> "a map with " + String.join(" or ", g.keys.keySet());
        case Items _ -> "a list";
        case Free _ -> "a map";
        case Any _ -> "a value";
        case Ref r -> kind(r.target.get());
        case Either e -> e.forms.stream().map(Either::kind).collect(Collectors.joining(" or "));
      };
    }

    @Override
    public Json.Obj schema() {
      return described("", description).with("anyOf", forms.stream().map(Form::schema).toList());
    }

    @Override
    public void paths(String path, SequencedMap<String, Form> all) {
      all.put(path, this);
      forms.stream().filter(Group.class::isInstance).forEach(f -> f.paths(path, all));
    }
  }

  /// A form that stands elsewhere in the schema under a name, so that it may hold itself.
  ///
  /// @param name below `$defs`
  record Ref(String name, Supplier<? extends Form> target) implements Form {
    @Override
    public String description() {
      return target.get().description();
    }

    @Override
    public Object check(Node node, String path, Problems problems) {
      return target.get().check(node, path, problems);
    }

    @Override
    public Json.Obj schema() {
      return Json.Obj.EMPTY.with("$ref", "#/$defs/" + name);
    }
  }

  /// A map whose keys are checked elsewhere; its value is the node itself.
  record Free(String description, Form member) implements Form {
    @Override
    public Object check(Node node, String path, Problems problems) {
      return node.value() instanceof Map<?, ?> m && !m.isEmpty() ? node : wrong(node, path, "a map", problems);
    }

    @Override
    public Json.Obj schema() {
      return described("object", description).with("minProperties", 1).with("additionalProperties", member.schema());
    }
  }

  /// Whatever stands there; it is checked elsewhere.
  record Any() implements Form {
    @Override
    public String description() {
      return "";
    }

    @Override
    public Object check(Node node, String path, Problems problems) {
      return node.value();
    }

    @Override
    public Json.Obj schema() {
      return Json.Obj.EMPTY;
    }
  }
}
