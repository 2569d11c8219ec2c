package profundo.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import profundo.Shape;
import profundo.Variable;
import profundo.Window;

/// The settings of one layer as a [LayerRegistry] reads them: checked, and bounded where they ask for memory. Whatever
/// is wrong is reported with the layer's place and the setting's name.
///
///     registry.with("Scale", c -> new Scale(c.variable("factor", c.integer("size", 1))))
public final class Config {
  private static final int DEEPEST = 64;

  private final LayerRegistry registry;
  private final LayerRegistry.Budget budget;
  private final String where;
  private final int depth;
  private final Map<?, ?> values;
  private final Set<String> read = new HashSet<>();

  Config(LayerRegistry registry, LayerRegistry.Budget budget, String where, int depth, Map<?, ?> values) {
    this.registry = registry;
    this.budget = budget;
    this.where = where;
    this.depth = depth;
    this.values = values;
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "architecture: layers are nested deeper than " + DEEPEST + " levels at " + where);
    }
  }

  /// A setting as it stands.
  ///
  /// @throws IllegalArgumentException when it is missing
  public Object value(String key) {
    read.add(key);
    Object v = values.get(key);
    if (v == null) {
      throw new IllegalArgumentException("architecture: " + where + " has no '" + key + "'");
    }
    return v;
  }

  /// Whether a setting is there.
  public boolean has(String key) {
    return values.get(key) != null;
  }

  /// A whole number.
  ///
  /// @param least the smallest that is allowed
  public int integer(String key, int least) {
    return whole(key, value(key), least);
  }

  private int whole(String key, Object value, int least) {
    if (value instanceof Number n && n.doubleValue() == n.intValue() && n.intValue() >= least) {
      return n.intValue();
    }
    throw error("'" + key + "' to be a whole number of at least " + least, value);
  }

  /// A finite number.
  public double number(String key) {
    Object v = value(key);
    if (v instanceof Number n && Double.isFinite(n.doubleValue())) {
      return n.doubleValue();
    }
    throw error("'" + key + "' to be a finite number", v);
  }

  /// True or false.
  public boolean flag(String key) {
    Object v = value(key);
    if (v instanceof Boolean b) {
      return b;
    }
    throw error("'" + key + "' to be true or false", v);
  }

  /// A text.
  public String text(String key) {
    Object v = value(key);
    if (v instanceof String s) {
      return s;
    }
    throw error("'" + key + "' to be a text", v);
  }

  /// One of a few words: the constant whose `toString` it is.
  ///
  /// @param type an enum
  public <E extends Enum<E>> E word(String key, Class<E> type) {
    String word = text(key);
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(word)) {
        return constant;
      }
    }
    throw error("'" + key + "' to be one of " + Arrays.toString(type.getEnumConstants()), word);
  }

  /// Whole numbers.
  ///
  /// @param least the smallest that is allowed
  public List<Integer> integers(String key, int least) {
    return integers(key, value(key), least);
  }

  private List<Integer> integers(String key, Object v, int least) {
    if (v instanceof List<?> list && list.size() <= Shape.MAX_RANK) {
      return list.stream().map(e -> whole(key, e, least)).toList();
    }
    throw error("'" + key + "' to be a list of up to " + Shape.MAX_RANK + " whole numbers", v);
  }

  /// A list of maps.
  public List<Config> list(String key) {
    Object v = value(key);
    if (!(v instanceof List<?> list)) {
      throw error("'" + key + "' to be a list", v);
    }
    List<Config> result = new ArrayList<>();
    for (Object e : list) {
      String place = where + "." + key + "[" + result.size() + "]";
      if (!(e instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("architecture: expected " + place + " to be a map, got " + brief(e));
      }
      result.add(new Config(registry, budget, place, depth + 1, map));
    }
    return result;
  }

  /// This map, with `type` and `config`, as a layer.
  public Layer layer() {
    return registry.layer(this);
  }

  /// The layer described under a key.
  public Layer layer(String key) {
    return registry.layer(nested(key));
  }

  /// The layer described under a key, inside which one more type is known: how a part finds the variables that it shares
  /// with a layer that was built before it.
  ///
  /// @param type the name in descriptions
  /// @param factory builds the layer
  public Layer layer(String key, String type, Function<Config, ? extends Layer> factory) {
    Config c = nested(key);
    LayerRegistry more = registry.with(type, factory);
    return more.layer(new Config(more, budget, c.where, c.depth, c.values));
  }

  /// The map under a key.
  public Config nested(String key) {
    Object v = value(key);
    if (v instanceof Map<?, ?> map) {
      return new Config(registry, budget, where + "." + key, depth + 1, map);
    }
    throw error("'" + key + "' to be a map", v);
  }

  /// A new variable of zeros, for a loader to fill.
  ///
  /// @throws IllegalArgumentException when all variables together would have more elements than the reader allows
  public Variable variable(String name, int... sizes) {
    long count = 1;
    for (int size : sizes) {
      count = size > 0 && count <= Integer.MAX_VALUE ? count * size : Long.MAX_VALUE;
    }
    if (count > budget.left) {
      throw new IllegalArgumentException(
          "architecture: " + where + " wants " + name + " of size " + Arrays.toString(sizes)
              + ", but only " + budget.left + " elements are left of what its source holds");
    }
    budget.left -= count;
    return Variable.zeros(name, Shape.of(sizes));
  }

  /// Kernel, stride, padding and dilation.
  ///
  /// @param rank number of spatial axes
  /// @param same whether the padding is worked out rather than listed
  Window window(int rank, boolean same) {
    List<Integer> size = integers("kernel", 1);
    List<Integer> none = Collections.nCopies(rank, 0);
    List<?> padding = List.of(none, none);
    Object p = value("padding");
    if (!same && !(p instanceof List<?> l && l.size() == 2)) {
      throw error("'padding' to be \"same\" or two lists of numbers", p);
    } else if (!same) {
      padding = (List<?>) p;
    }
    List<Integer> low = integers("padding", padding.get(0), 0);
    List<Integer> high = integers("padding", padding.get(1), 0);
    if (size.size() != rank) {
      throw error("'kernel' to be " + List.of("one number", "two numbers", "three numbers").get(rank - 1), size);
    }
    return new Window(size, integers("stride", 1), low, high, integers("dilation", 1));
  }

  IllegalArgumentException error(String expected, Object got) {
    return new IllegalArgumentException(
        "architecture: " + where + ": expected " + expected + ", got " + brief(got));
  }

  /// Fails on settings that nobody asked for: a newer version may mean something by them.
  void requireAllRead() {
    for (Object key : values.keySet()) {
      if (!read.contains(key)) {
        throw new IllegalArgumentException(
            "architecture: " + where + " has an unknown setting '" + brief(key) + "'; it knows "
                + read.stream().sorted().toList() + ". Was it written by a newer version?");
      }
    }
  }

  String where() {
    return where;
  }

  int depth() {
    return depth;
  }

  static String brief(Object value) {
    String s = String.valueOf(value);
    return s.length() > 80 ? s.substring(0, 77) + "..." : s;
  }
}
