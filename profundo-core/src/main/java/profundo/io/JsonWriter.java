package profundo.io;

import java.util.Iterator;
import java.util.Map;

/// Writes [Json] compactly or indented.
final class JsonWriter {
  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;

  private JsonWriter(boolean pretty) {
    this.pretty = pretty;
  }

  static String write(Json value, boolean pretty) {
    var writer = new JsonWriter(pretty);
    writer.value(value, 0);
    return writer.out.toString();
  }

  static String quote(String text) {
    var writer = new JsonWriter(false);
    writer.string(text);
    return writer.out.toString();
  }

  private void value(Json value, int depth) {
    switch (value) {
      case Json.Obj o -> object(o, depth);
      case Json.Arr a -> array(a, depth);
      case Json.Str s -> string(s.value());
      case Json.Num n -> out.append(n.literal());
      case Json.Bool b -> out.append(b.value());
      case Json.Null _ -> out.append("null");
    }
  }

  private void object(Json.Obj object, int depth) {
    if (object.members().isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    for (Iterator<Map.Entry<String, Json>> i = object.members().entrySet().iterator(); i.hasNext(); ) {
      var member = i.next();
      line(depth + 1);
      string(member.getKey());
      out.append(pretty ? ": " : ":");
      value(member.getValue(), depth + 1);
      if (i.hasNext()) {
        out.append(',');
      }
    }
    line(depth);
    out.append('}');
  }

  private void array(Json.Arr array, int depth) {
    boolean nested = array.items().stream().anyMatch(v -> v instanceof Json.Obj || v instanceof Json.Arr);
    out.append('[');
    for (Iterator<Json> i = array.items().iterator(); i.hasNext(); ) {
      if (nested) {
        line(depth + 1);
      }
      value(i.next(), depth + 1);
      if (i.hasNext()) {
        out.append(pretty && !nested ? ", " : ",");
      }
    }
    if (nested) {
      line(depth);
    }
    out.append(']');
  }

  private void line(int depth) {
    if (pretty) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || loneSurrogate(text, i)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /// Half of a pair cannot be encoded as UTF-8 and must be escaped.
  private static boolean loneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
