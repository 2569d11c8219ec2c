package profundo.app.report;

import java.util.Locale;
import java.util.Set;

/// Builds HTML and SVG. Text and attribute values come in through [#text] and [#attr] only, and are made harmless there;
/// the names of elements and attributes are the report's own.
///
/// What comes out is XML at the same time, so that a test can read it strictly.
final class Html {
  /// Elements that may end where they begin.
  private static final Set<String> EMPTY = Set.of("meta", "img", "path", "rect", "circle");

  private final StringBuilder out = new StringBuilder(1 << 14);
  private boolean tagOpen;

  /// Opens an element.
  Html open(String element) {
    close();
    out.append('<').append(element);
    tagOpen = true;
    return this;
  }

  /// An attribute of the element just opened.
  Html attr(String name, Object value) {
    if (!tagOpen) {
      throw new IllegalStateException("attribute " + name + " outside of a tag");
    }
    String text = value instanceof Double d ? number(d) : value.toString();
    out.append(' ').append(name).append("=\"").append(escape(text)).append('"');
    return this;
  }

  /// Text inside of the element just opened.
  Html text(Object value) {
    close();
    out.append(escape(value.toString()));
    return this;
  }

  /// Ends an element that was opened.
  Html end(String element) {
    if (tagOpen && EMPTY.contains(element)) {
      out.append("/>");
      tagOpen = false;
      return this;
    }
    close();
    out.append("</").append(element).append('>');
    return this;
  }

  /// An element that holds only text.
  Html element(String element, Object text) {
    return open(element).text(text).end(element);
  }

  /// An element of a class that holds only text.
  Html element(String element, String style, Object text) {
    return open(element).attr("class", style).text(text).end(element);
  }

  /// Text of the report itself that is HTML already: never anything that comes from outside.
  Html trusted(String html) {
    close();
    out.append(html);
    return this;
  }

  /// A line feed, to keep the file readable.
  Html line() {
    close();
    out.append('\n');
    return this;
  }

  private void close() {
    if (tagOpen) {
      out.append('>');
      tagOpen = false;
    }
  }

  @Override
  public String toString() {
    close();
    return out.toString();
  }

  /// Text that no markup can hide in: `&`, `<`, `>` and both quotes become entities. What HTML does not allow or what
  /// would turn the text around it (control characters, halves of surrogate pairs, direction overrides) becomes U+FFFD.
  static String escape(String text) {
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n', '\t' -> safe.append((char) c);
                default -> safe.appendCodePoint(isHarmless(c) ? c : 0xFFFD);
              }
            });
    return safe.toString();
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE -> false;
      default ->
          (c & 0xFFFE) != 0xFFFE && !(c >= 0xFDD0 && c <= 0xFDEF) && !(c >= 0x202A && c <= 0x202E)
              && !(c >= 0x2066 && c <= 0x2069);
    };
  }

  /// A coordinate with at most one digit after the point.
  private static String number(double d) {
    String s = String.format(Locale.ROOT, "%.1f", d);
    return s.endsWith(".0") ? s.substring(0, s.length() - 2) : s;
  }
}
