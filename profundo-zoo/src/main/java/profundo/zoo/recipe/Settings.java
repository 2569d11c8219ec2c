package profundo.zoo.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// What can be chosen for a model by name: numbers, lists of whole numbers, words. A [Recipe] declares all of them with
/// their defaults and bounds; a choice is checked against that.
///
///     Settings.of().sizes("layers", 500, 500, 2000).whole("pretrain-epochs", 10, 0, 100_000).number("lr", 0.1, 0, 100);
public final class Settings {
  /// @param value Long, Double, String, or List of Integer
  /// @param low least number; for a list, of each element
  /// @param high greatest number
  /// @param words the words that there are; empty for numbers
  /// @param chosen whether the value was chosen rather than declared
  /// @param others what holds instead of a value that was not chosen
  private record Setting(Object value, double low, double high, List<String> words, boolean chosen, List<Otherwise> others) {
    Setting(Object value, double low, double high, List<String> words) {
      this(value, low, high, words, false, List.of());
    }

    Setting with(Object other, boolean choice) {
      return new Setting(other, low, high, words, choice, others);
    }
  }

  /// Another default where another setting is a word.
  private record Otherwise(Object value, String setting, String word) {}

  private static final int MOST_SIZES = 50;

  private final SequencedMap<String, Setting> all;

  private Settings(SequencedMap<String, Setting> all) {
    this.all = Collections.unmodifiableSequencedMap(all);
  }

  /// None yet.
  public static Settings of() {
    return new Settings(new LinkedHashMap<>());
  }

  private Settings and(String name, Setting setting) {
    var more = new LinkedHashMap<>(all);
    more.put(name, setting);
    return new Settings(more);
  }

  /// Declares a whole number.
  public Settings whole(String name, long value, long low, long high) {
    return and(name, new Setting(value, low, high, List.of()));
  }

  /// Declares a number.
  public Settings number(String name, double value, double low, double high) {
    return and(name, new Setting(value, low, high, List.of()));
  }

  /// Declares a word out of some.
  public Settings word(String name, String value, List<String> words) {
    return and(name, new Setting(value, 0, 0, List.copyOf(words)));
  }

  /// Declares a list of sizes, such as the units of layers.
  public Settings sizes(String name, Integer... values) {
    return and(name, new Setting(List.of(values), 1, 1_000_000, List.of()));
  }

  /// Declares another default of a number where a word of another setting is chosen. A number that is chosen stands as it is.
  ///
  /// @param name of a number that is declared
  /// @param value that holds where it was not chosen
  /// @param setting of words
  /// @param word that makes it hold
  public Settings otherwise(String name, double value, String setting, String word) {
    Setting s = all.get(name);
    if (s == null || !(s.value instanceof Double) || !all.containsKey(setting) || !all.get(setting).words.contains(word)) {
      throw new IllegalArgumentException(
          "Settings: expected a number and a word that are declared, got " + name + " and " + setting + "=" + word);
    }
    var others = new ArrayList<>(s.others);
    others.add(new Otherwise(bounded(name, s, value, Double.toString(value)), setting, word));
    return and(name, new Setting(s.value, s.low, s.high, s.words, s.chosen, List.copyOf(others)));
  }

  /// The names, in order.
  public List<String> names() {
    return List.copyOf(all.sequencedKeySet());
  }

  /// Whether there is one of this name.
  public boolean has(String name) {
    return all.containsKey(name);
  }

  /// These with another value for one of them, given as text: `0.1`, `500,500,2000`, `gaussian`.
  ///
  /// @throws IllegalArgumentException when there is none of this name, or the text is not such a value
  public Settings with(String name, String text) {
    Setting old = get(name);
    Object value;
    try {
      value =
          switch (old.value) {
            case Long _ -> bounded(name, old, Long.parseLong(text.strip()), text);
            case Double _ -> bounded(name, old, Double.parseDouble(text.strip()), text);
            case List<?> _ -> sizes(name, old, text);
            default -> word(name, old, text.strip());
          };
    } catch (NumberFormatException e) {
      throw refused(name, old, text);
    }
    var more = new LinkedHashMap<>(all);
    more.put(name, old.with(value, true));
    return new Settings(more);
  }

  private static <N extends Number> N bounded(String name, Setting s, N value, String text) {
    double v = value.doubleValue();
    if (!(v >= s.low && v <= s.high)) {
      throw refused(name, s, text);
    }
    return value;
  }

  private static List<Integer> sizes(String name, Setting s, String text) {
    List<Integer> sizes = Arrays.stream(text.split(",", -1)).map(t -> bounded(name, s, Integer.parseInt(t.strip()), text)).toList();
    if (sizes.size() > MOST_SIZES) {
      throw refused(name, s, text);
    }
    return sizes;
  }

  private static String word(String name, Setting s, String text) {
    if (!s.words.contains(text)) {
      throw refused(name, s, text);
    }
    return text;
  }

  private static IllegalArgumentException refused(String name, Setting s, String text) {
    return new IllegalArgumentException(name + ": expected " + expected(s) + ", got " + text);
  }

  private static String expected(Setting s) {
    String range = plain(s.low) + " to " + plain(s.high);
    return switch (s.value) {
      case Long _ -> "a whole number from " + range;
      case Double _ -> "a number from " + range;
      case List<?> _ -> "up to " + MOST_SIZES + " whole numbers from " + range + " with commas between";
      default -> "one of " + String.join(", ", s.words);
    };
  }

  private static String plain(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
  }

  /// What one may be, for help: `a whole number from 1 to 1000`, and where its default is another.
  public String expected(String name) {
    Setting s = get(name);
    var text = new StringBuilder(expected(s));
    s.others.stream()
        .collect(Collectors.groupingBy(
            Otherwise::value, LinkedHashMap::new, Collectors.mapping(o -> o.setting + "=" + o.word, Collectors.joining(" or "))))
        .forEach((value, where) -> text.append("; unless chosen ").append(value).append(" with ").append(where));
    return text.toString();
  }

  private Setting get(String name) {
    Setting s = all.get(name);
    if (s == null) {
      throw new IllegalArgumentException("there is no setting '" + name + "'; there are " + String.join(", ", all.keySet()));
    }
    return s.chosen ? s : s.others.stream().filter(o -> all.get(o.setting).value.equals(o.word)).findFirst()
        .map(o -> s.with(o.value, false)).orElse(s);
  }

  /// A whole number.
  public int whole(String name) {
    return Math.toIntExact((Long) get(name).value);
  }

  /// A number.
  public double number(String name) {
    return (Double) get(name).value;
  }

  /// A word.
  public String word(String name) {
    return (String) get(name).value;
  }

  /// A list of sizes.
  public List<Integer> sizes(String name) {
    return ((List<?>) get(name).value).stream().map(Integer.class::cast).toList();
  }

  /// One as it was declared: a Long, a Double, a String, or a List of Integer.
  public Object value(String name) {
    return get(name).value;
  }

  /// One as text that [#with] takes.
  public String text(String name) {
    return switch (get(name).value) {
      case List<?> list -> String.join(",", list.stream().map(String::valueOf).toList());
      case Object v -> v.toString();
    };
  }

  /// All as text, in order.
  public SequencedMap<String, String> texts() {
    var texts = new LinkedHashMap<String, String>();
    all.keySet().forEach(name -> texts.put(name, text(name)));
    return texts;
  }
}
