package profundo.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A JSON value (RFC 8259). Objects keep the order of their keys and refuse a key given twice; numbers keep their
/// literal, so a 64-bit seed and every `float` and `double` survive a round trip.
///
///     Json config = Json.parse(text);
///     int epochs = config.asObject().integer("epochs");
///     String again = Json.Obj.EMPTY.with("epochs", epochs).with("lr", 1e-3f).pretty();
///
/// The `as...` methods throw [FormatException] when the value is of another kind.
public sealed interface Json {
  /// Members in the order they were given.
  record Obj(Map<String, Json> members) implements Json {
    /// The object without members, to start from.
    public static final Obj EMPTY = new Obj(Map.of());

    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /// This object with one member more, at the end, or replaced in its place.
    ///
    /// @param value whatever [Json#of(Object)] takes
    public Obj with(String key, Object value) {
      var all = new LinkedHashMap<>(members);
      all.put(key, Json.of(value));
      return new Obj(all);
    }

    /// The member, if there is one.
    public Optional<Json> find(String key) {
      return Optional.ofNullable(members.get(key));
    }

    /// The member.
    ///
    /// @throws FormatException when there is none
    public Json get(String key) {
      Json value = members.get(key);
      if (value == null) {
        var present = members.keySet().stream().limit(20).map(k -> JsonWriter.quote(JsonReader.shorten(k))).toList();
        throw new FormatException("key " + JsonWriter.quote(key) + " is missing; present: " + present);
      }
      return value;
    }

    /// The member as text.
    public String text(String key) {
      return typed(key, Json::asText);
    }

    /// The member as an `int`.
    public int integer(String key) {
      return typed(key, Json::asInt);
    }

    /// The member as a `long`.
    public long whole(String key) {
      return typed(key, Json::asLong);
    }

    /// The member as a `double`.
    public double number(String key) {
      return typed(key, Json::asDouble);
    }

    /// The member as a truth value.
    public boolean flag(String key) {
      return typed(key, Json::asBoolean);
    }

    /// The member as an object.
    public Obj object(String key) {
      return typed(key, Json::asObject);
    }

    /// The member as a list.
    public List<Json> list(String key) {
      return typed(key, Json::asList);
    }

    private <T> T typed(String key, Function<Json, T> as) {
      Json value = get(key);
      try {
        return as.apply(value);
      } catch (FormatException e) {
        throw e.in("key " + JsonWriter.quote(key));
      }
    }
  }

  /// Items in order.
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// Text.
  record Str(String value) implements Json {}

  /// A number by its literal: equal when written alike, so `1` is not `1.0`.
  record Num(String literal) implements Json {
    /// @throws FormatException when the literal is not a JSON number
    public Num {
      if (JsonReader.numberEnd(literal, 0) != literal.length()) {
        throw new FormatException("JSON: expected a number, got " + JsonWriter.quote(JsonReader.shorten(literal)));
      }
    }
  }

  /// A truth value.
  record Bool(boolean value) implements Json {}

  /// The value `null`.
  record Null() implements Json {}

  /// How much a reader takes before it refuses.
  ///
  /// @param length characters (or bytes) of the document
  /// @param depth objects and arrays inside one another
  /// @param values values of any kind altogether
  record Limits(int length, int depth, int values) {
    /// 16 million characters, 100 deep, a million values: more than any settings file.
    public static final Limits DEFAULT = new Limits(16_000_000, 100, 1_000_000);
  }

  /// Reads one document.
  ///
  /// @throws FormatException with line and column
  static Json parse(String text) {
    return parse(text, Limits.DEFAULT);
  }

  /// Reads one document within limits.
  ///
  /// @throws FormatException with line and column
  static Json parse(String text, Limits limits) {
    return new JsonReader(text, limits).document();
  }

  /// Reads one document of UTF-8.
  ///
  /// @throws FormatException with line and column
  static Json parse(byte[] utf8, Limits limits) {
    return parse(JsonReader.decode(utf8, limits), limits);
  }

  /// The value of a Java object: null, text, [Number] (`int`, `long`, `float`, `double` and their like), `boolean`,
  /// another Json, a map with text keys, an [Iterable], or an array of these.
  ///
  /// @throws IllegalArgumentException for NaN, infinity (see [#orNull(Object)]) and any other type
  static Json of(Object value) {
    return from(value, false);
  }

  /// As [#of(Object)], with NaN and infinities, which JSON cannot write, turned into null.
  static Json orNull(Object value) {
    return from(value, true);
  }

  private static Json from(Object value, boolean orNull) {
    return switch (value) {
      case null -> new Null();
      case Json j -> j;
      case String s -> new Str(s);
      case Boolean b -> new Bool(b);
      case Float f when !Float.isFinite(f) -> notFinite(f, orNull);
      case Double d when !Double.isFinite(d) -> notFinite(d, orNull);
      case Number n -> new Num(n.toString());
      case Map<?, ?> map -> {
        var members = new LinkedHashMap<String, Json>();
        map.forEach((k, v) -> members.put((String) k, from(v, orNull)));
        yield new Obj(members);
      }
      case Iterable<?> all -> {
        var items = new ArrayList<Json>();
        all.forEach(v -> items.add(from(v, orNull)));
        yield new Arr(items);
      }
      case int[] a -> from(Arrays.stream(a).boxed().toList(), orNull);
      case long[] a -> from(Arrays.stream(a).boxed().toList(), orNull);
      case double[] a -> from(Arrays.stream(a).boxed().toList(), orNull);
      case float[] a -> {
        var items = new ArrayList<Json>(a.length);
        for (float f : a) {
          items.add(from(f, orNull));
        }
        yield new Arr(items);
      }
      case Object[] a -> from(Arrays.asList(a), orNull);
      default ->
          throw new IllegalArgumentException(
              "Json.of: expected null, text, a number, a truth value, a map, an Iterable or an array, got "
                  + value.getClass().getName());
    };
  }

  private static Json notFinite(Number value, boolean orNull) {
    if (orNull) {
      return new Null();
    }
    throw new IllegalArgumentException(
        "Json.of: JSON has no number " + value + "; use Json.orNull to write null in its place");
  }

  /// On one line, without spaces.
  default String compact() {
    return JsonWriter.write(this, false);
  }

  /// Indented by two spaces, arrays of plain values on one line, no line feed at the end.
  default String pretty() {
    return JsonWriter.write(this, true);
  }

  /// This object.
  default Obj asObject() {
    return this instanceof Obj o ? o : unexpected("an object");
  }

  /// The items of this array.
  default List<Json> asList() {
    return this instanceof Arr a ? a.items() : unexpected("an array");
  }

  /// This text.
  default String asText() {
    return this instanceof Str s ? s.value() : unexpected("text");
  }

  /// This truth value.
  default boolean asBoolean() {
    return this instanceof Bool b ? b.value() : unexpected("true or false");
  }

  /// This number, rounded to the nearest double.
  ///
  /// @throws FormatException also when it is too large for one
  default double asDouble() {
    if (this instanceof Num n) {
      double d = Double.parseDouble(n.literal());
      if (Double.isFinite(d)) {
        return d;
      }
    }
    return unexpected("a number within the range of a double");
  }

  /// This number, rounded once to the nearest float.
  ///
  /// @throws FormatException also when it is too large for one
  default float asFloat() {
    if (this instanceof Num n) {
      float f = Float.parseFloat(n.literal());
      if (Float.isFinite(f)) {
        return f;
      }
    }
    return unexpected("a number within the range of a float");
  }

  /// This whole number; `3.0` and `3e0` count as whole up to 2^53.
  default long asLong() {
    if (this instanceof Num(String literal)) {
      try {
        return Long.parseLong(literal);
      } catch (NumberFormatException notPlain) {
        double d = Double.parseDouble(literal);
        if (d == Math.rint(d) && Math.abs(d) <= 0x1p53) {
          return (long) d;
        }
      }
    }
    return unexpected("a whole number of 64 bits");
  }

  /// This whole number, as an `int`.
  default int asInt() {
    if (this instanceof Num) {
      long value = asLong();
      if (value == (int) value) {
        return (int) value;
      }
    }
    return unexpected("a whole number of 32 bits");
  }

  private <T> T unexpected(String expected) {
    String got =
        switch (this) {
          case Obj o -> "an object of " + o.members().size() + " members";
          case Arr a -> "an array of " + a.items().size() + " items";
          case Str s -> "the text " + JsonWriter.quote(JsonReader.shorten(s.value()));
          case Num n -> "the number " + JsonReader.shorten(n.literal());
          case Bool b -> String.valueOf(b.value());
          case Null _ -> "null";
        };
    throw new FormatException("expected " + expected + ", got " + got);
  }
}
