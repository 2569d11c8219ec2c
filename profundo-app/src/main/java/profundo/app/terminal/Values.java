package profundo.app.terminal;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the values of options, and says in words of its users what was expected.
public final class Values {
  private static final String WHOLE = "a whole number";
  private static final String NUMBER = "a number, such as 0.01";

  private Values() {}

  /// To be called when all commands are added.
  public static void register(CommandLine line) {
    line.registerConverter(Integer.class, whole(Integer::valueOf, Integer.MAX_VALUE));
    line.registerConverter(int.class, whole(Integer::valueOf, Integer.MAX_VALUE));
    line.registerConverter(Long.class, whole(Long::valueOf, Long.MAX_VALUE));
    line.registerConverter(long.class, whole(Long::valueOf, Long.MAX_VALUE));
    line.registerConverter(Double.class, number(Double::valueOf, NUMBER));
    line.registerConverter(double.class, number(Double::valueOf, NUMBER));
    line.registerConverter(Path.class, Values::path);
    line.registerConverter(URI.class, Values::address);
  }

  private static <T extends Number> ITypeConverter<T> whole(Function<String, T> parse, long most) {
    return text -> {
      boolean tooLarge = text.matches("[-+]?[0-9]{10,}");
      return number(parse, tooLarge ? WHOLE + " of at most " + most + " either way" : WHOLE).convert(text);
    };
  }

  private static <T> ITypeConverter<T> number(Function<String, T> parse, String expected) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("expected " + expected + ", got '" + text + "'");
      }
    };
  }

  private static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("expected an address, such as https://example.org/mnist/, got '" + text + "'");
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "expected the name of a file or folder, got '" + text + "', which cannot be one in this locale; try LC_ALL=C.UTF-8");
    }
  }
}
