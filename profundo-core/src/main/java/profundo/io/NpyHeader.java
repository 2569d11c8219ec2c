package profundo.io;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The dictionary at the head of a `.npy` file, read by a parser that knows nothing of Python but
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
record NpyHeader(ElementType type, ByteOrder order, boolean fortran, long[] sizes) {
  static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_AXES = 64;

  static NpyHeader parse(String text, String where) {
    return new Parser(text, where).header();
  }

  private static final class Parser {
    private final String text;
    private final String where;
    private int at;

    Parser(String text, String where) {
      this.text = text;
      this.where = where;
    }

    NpyHeader header() {
      String descr = null;
      Boolean fortran = null;
      long[] sizes = null;
      expect('{');
      while (!take('}')) {
        int start = at;
        String key = string();
        expect(':');
        switch (key) {
          case "descr" -> {
            refuseTwice(descr, key, start);
            descr = descr();
          }
          case "fortran_order" -> {
            refuseTwice(fortran, key, start);
            fortran = truth();
          }
          case "shape" -> {
            refuseTwice(sizes, key, start);
            sizes = tuple();
          }
          default -> throw fail("expected the keys descr, fortran_order and shape, got '" + key + "'", start);
        }
        if (!take(',')) {
          expect('}');
          break;
        }
      }
      space();
      if (at < text.length()) {
        throw fail("expected nothing after the dictionary", at);
      }
      if (descr == null || fortran == null || sizes == null) {
        throw fail("expected the keys descr, fortran_order and shape, one is missing", at);
      }
      ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      return new NpyHeader(type(descr), order, fortran, sizes);
    }

    private void refuseTwice(Object value, String key, int start) {
      if (value != null) {
        throw fail("the key '" + key + "' is given twice", start);
      }
    }

    private String descr() {
      space();
      if (at < text.length() && text.charAt(at) == '[') {
        throw fail("structured arrays are not supported; save each field as an array of its own", at);
      }
      return string();
    }

    private ElementType type(String descr) {
      char order = descr.isEmpty() ? ' ' : descr.charAt(0);
      String kind = descr.isEmpty() ? "" : descr.substring(1);
      boolean oneByte = kind.endsWith("1") || order != '|';
      ElementType type = switch (kind) {
        case "f8" -> ElementType.F64;
        case "f4" -> ElementType.F32;
        case "f2" -> ElementType.F16;
        case "i8" -> ElementType.I64;
        case "i4" -> ElementType.I32;
        case "i2" -> ElementType.I16;
        case "i1" -> ElementType.I8;
        case "u8" -> ElementType.U64;
        case "u4" -> ElementType.U32;
        case "u2" -> ElementType.U16;
        case "u1" -> ElementType.U8;
        case "b1" -> ElementType.BOOL;
        default -> null;
      };
      if (type == null || "<>|".indexOf(order) < 0 || !oneByte) {
        String remedy = kind.startsWith("O") ? "; pickled objects are never loaded" : "";
        throw fail(
            "unsupported element type '" + JsonReader.shorten(descr) + "'" + remedy
                + "; save it with arr.astype('float32') or arr.astype('int32')", 0);
      }
      return type;
    }

    private String string() {
      space();
      char quote = at < text.length() ? text.charAt(at) : ' ';
      if (quote != '\'' && quote != '"') {
        throw fail("expected text in quotes", at);
      }
      int end = text.indexOf(quote, at + 1);
      if (end < 0 || text.substring(at + 1, end).indexOf('\\') >= 0) {
        throw fail("expected the end of a plain text", at);
      }
      String value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    private boolean truth() {
      space();
      for (String word : List.of("True", "False")) {
        if (text.startsWith(word, at)) {
          at += word.length();
          return word.equals("True");
        }
      }
      throw fail("expected True or False", at);
    }

    private long[] tuple() {
      var sizes = new ArrayList<Long>();
      expect('(');
      while (!take(')')) {
        if (sizes.size() == MAX_AXES) {
          throw fail("expected at most " + MAX_AXES + " axes", at);
        }
        sizes.add(size());
        if (!take(',')) {
          if (sizes.size() == 1) {
            throw fail("expected ',' after the only size", at);
          }
          expect(')');
          break;
        }
      }
      return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    private long size() {
      space();
      int end = at;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      if (end == at || end - at > 18) {
        throw fail("expected a size of 1 to 18 digits", at);
      }
      long size = Long.parseLong(text.substring(at, end));
      // Python 2 wrote its long integers as 3L.
      at = end < text.length() && text.charAt(end) == 'L' ? end + 1 : end;
      return size;
    }

    private void space() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
        at++;
      }
    }

    private boolean take(char c) {
      space();
      if (at >= text.length() || text.charAt(at) != c) {
        return false;
      }
      at++;
      return true;
    }

    private void expect(char c) {
      if (!take(c)) {
        throw fail("expected '" + c + "'", at);
      }
    }

    private FormatException fail(String message, int place) {
      String near = text.substring(Math.min(place, text.length()), Math.min(place + 20, text.length()));
      return new FormatException(
          where + ": .npy header, column " + (place + 1) + ": " + message + (near.isBlank() ? "" : ", near " + JsonWriter.quote(near)));
    }
  }
}
