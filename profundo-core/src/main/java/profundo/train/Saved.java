package profundo.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import profundo.Array;
import profundo.io.FormatException;

/// What a [Listener] needs to go on where it stood: kept in checkpoints.
///
/// @param values by name, as text
/// @param arrays by name
public record Saved(Map<String, String> values, Map<String, Array> arrays) {
  /// Nothing.
  public static final Saved NOTHING = new Saved(Map.of(), Map.of());

  /// Copies the maps.
  public Saved {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /// The same with one value more; numbers come back bit for bit.
  public Saved with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value.toString());
    return new Saved(more, arrays);
  }

  /// The same with more arrays.
  public Saved with(Map<String, Array> more) {
    Map<String, Array> all = new LinkedHashMap<>(arrays);
    all.putAll(more);
    return new Saved(values, all);
  }

  /// A value as text.
  ///
  /// @throws FormatException when there is none
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new FormatException("expected a value '" + name + "', got only " + values.keySet());
    }
    return value;
  }

  /// A value as a whole number.
  ///
  /// @throws FormatException when there is none
  public long whole(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new FormatException("'" + name + "': expected a whole number, got '" + text(name) + "'", e);
    }
  }

  /// A value as a number, which may be NaN or infinite.
  ///
  /// @throws FormatException when there is none
  public double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new FormatException("'" + name + "': expected a number, got '" + text(name) + "'", e);
    }
  }
}
