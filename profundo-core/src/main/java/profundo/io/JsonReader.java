package profundo.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Strict recursive-descent reader of RFC 8259 with bounded recursion.
final class JsonReader {
  /// A double needs at most about 1,080 characters to be written out exactly.
  private static final int MAX_NUMBER = 1_100;

  private final String text;
  private final Json.Limits limits;
  private int at;
  private int values;

  JsonReader(String text, Json.Limits limits) {
    checkLength(text.length(), limits);
    this.text = text;
    this.limits = limits;
  }

  static String decode(byte[] utf8, Json.Limits limits) {
    checkLength(utf8.length, limits);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("JSON: expected UTF-8, got other bytes; save the file as UTF-8", e);
    }
  }

  private static void checkLength(int length, Json.Limits limits) {
    if (length > limits.length()) {
      throw new FormatException("JSON: expected at most " + limits.length() + " characters, got " + length);
    }
  }

  /// The beginning of a text that comes from a file, short enough for a message.
  static String shorten(String s) {
    return s.length() <= 80 ? s : s.substring(0, 80) + "...";
  }

  Json document() {
    Json value = value(0);
    space();
    if (at < text.length()) {
      throw expected("the end of the document");
    }
    return value;
  }

  private Json value(int depth) {
    space();
    if (++values > limits.values()) {
      throw fail("expected at most " + limits.values() + " values, got more");
    }
    if (depth > limits.depth()) {
      throw fail("expected at most " + limits.depth() + " objects and arrays inside one another, got more");
    }
    return switch (peek()) {
      case '{' -> new Json.Obj(members(depth + 1));
      case '[' -> new Json.Arr(items(depth + 1));
      case '"' -> new Json.Str(string());
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      case 'n' -> word("null", new Json.Null());
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw expected("a value");
    };
  }

  private Map<String, Json> members(int depth) {
    var members = new LinkedHashMap<String, Json>();
    at++;
    space();
    if (take('}')) {
      return members;
    }
    while (true) {
      space();
      if (peek() != '"') {
        throw expected("a key in double quotes");
      }
      int start = at;
      String key = string();
      space();
      if (!take(':')) {
        throw expected("':'");
      }
      if (members.containsKey(key)) {
        at = start;
        throw fail("key " + JsonWriter.quote(shorten(key)) + " is given twice; remove one of them");
      }
      members.put(key, value(depth));
      space();
      if (take('}')) {
        return members;
      }
      if (!take(',')) {
        throw expected("',' or '}'");
      }
    }
  }

  private List<Json> items(int depth) {
    var items = new ArrayList<Json>();
    at++;
    space();
    if (take(']')) {
      return items;
    }
    while (true) {
      items.add(value(depth));
      space();
      if (take(']')) {
        return items;
      }
      if (!take(',')) {
        throw expected("',' or ']'");
      }
    }
  }

  private String string() {
    int start = ++at;
    while (at < text.length() && plain(text.charAt(at))) {
      at++;
    }
    if (peek() == '"') {
      return text.substring(start, at++);
    }
    var out = new StringBuilder().append(text, start, at);
    while (!take('"')) {
      if (at >= text.length()) {
        throw expected("'\"' at the end of a text");
      }
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
        out.append(escape());
      } else if (c < ' ') {
        throw expected("control characters in a text to be escaped, as \\n");
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static boolean plain(char c) {
    return c != '"' && c != '\\' && c >= ' ';
  }

  private char escape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = hex(peek());
          if (digit < 0) {
            throw expected("four hexadecimal digits after \\u");
          }
          code = code * 16 + digit;
          at++;
        }
        yield (char) code;
      }
      default -> {
        at--;
        throw expected("one of \" \\ / b f n r t u after a backslash");
      }
    };
  }

  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private Json number() {
    int end = numberEnd(text, at);
    if (end < 0) {
      String got = text.substring(at, Math.min(text.length(), at + 20)).split("[\\s,\\]}]", 2)[0];
      throw fail("expected a number such as -12.5e3, got '" + got + "'");
    }
    if (end - at > MAX_NUMBER) {
      throw fail("expected a number of at most " + MAX_NUMBER + " characters, got " + (end - at));
    }
    var number = new Json.Num(text.substring(at, end));
    at = end;
    return number;
  }

  /// Where the number that starts at `from` ends, or -1 when there is none.
  static int numberEnd(String s, int from) {
    int i = from;
    if (i < s.length() && s.charAt(i) == '-') {
      i++;
    }
    int whole = digits(s, i);
    if (whole == i || (s.charAt(i) == '0' && whole > i + 1)) {
      return -1;
    }
    i = whole;
    if (i < s.length() && s.charAt(i) == '.') {
      int fraction = digits(s, i + 1);
      if (fraction == i + 1) {
        return -1;
      }
      i = fraction;
    }
    if (i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
      int sign = i + 1;
      if (sign < s.length() && (s.charAt(sign) == '+' || s.charAt(sign) == '-')) {
        sign++;
      }
      i = digits(s, sign);
      if (i == sign) {
        return -1;
      }
    }
    return i;
  }

  private static int digits(String s, int from) {
    int i = from;
    while (i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw expected("a value");
    }
    at += word.length();
    return value;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /// The next character, or NUL, which no rule accepts, at the end.
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private FormatException expected(String what) {
    String got;
    if (at >= text.length()) {
      got = "the end; is the document cut off?";
    } else {
      char c = text.charAt(at);
      got = c > ' ' && c < 127 ? "'" + c + "'" : String.format("U+%04X", (int) c);
    }
    return fail("expected " + what + ", got " + got);
  }

  private FormatException fail(String message) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new FormatException("JSON, line " + line + ", column " + (at - lineStart + 1) + ": " + message);
  }
}
