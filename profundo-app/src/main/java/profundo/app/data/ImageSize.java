package profundo.app.data;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import profundo.Shape;

/// The shape of a sample on the command line: `28x28` for a grey image, `32x32x3` for one in colour, `40` for so many tokens.
/// Everywhere the height comes first.
public final class ImageSize implements ITypeConverter<Shape> {
  /// What most known data sets have.
  public static final Shape DIGIT = Shape.of(28, 28, 1);

  private static final int LARGEST = 4096;
  private static final Pattern TOKENS = Pattern.compile("[1-9]\\d{0,4}");
  private static final Pattern FORM = Pattern.compile("(\\d{1,4})x(\\d{1,4})(?:x([13]))?");

  @Override
  public Shape convert(String text) {
    if (TOKENS.matcher(text).matches()) {
      return Shape.of(Integer.parseInt(text));
    }
    Matcher m = FORM.matcher(text);
    if (m.matches()) {
      int height = Integer.parseInt(m.group(1));
      int width = Integer.parseInt(m.group(2));
      if (height >= 1 && width >= 1 && Math.max(height, width) <= LARGEST) {
        return Shape.of(height, width, m.group(3) == null ? 1 : Integer.parseInt(m.group(3)));
      }
    }
    throw new TypeConversionException(
        "expected HEIGHTxWIDTH or HEIGHTxWIDTHx3, sides from 1 to " + LARGEST + ", such as 28x28, or a number of"
            + " tokens, got '" + text + "'");
  }

  /// The size of a picture for people: `480x640 pixels (height x width)`. In JSON it is a list, `[480, 640]`.
  public static String pixels(long height, long width) {
    return height + "x" + width + " pixels (height x width)";
  }

  /// As in `28x28x1`, or `40`.
  public static String text(Shape shape) {
    return Arrays.stream(shape.sizes()).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }
}
