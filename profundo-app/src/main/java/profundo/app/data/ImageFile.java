package profundo.app.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;

/// One picture from a PNG, JPEG, GIF or BMP file, as bytes of the shape that a model takes.
///
/// Colour becomes grey as 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), grey becomes colour by repetition; transparent
/// parts show white paper, or black where white paper would hide all there is to see. The size must be the
/// model's: nothing is scaled, and nothing inverted.
public final class ImageFile {
  /// Longest file that is read.
  private static final long MAX_BYTES = 64L << 20;

  /// Most pixels of a picture of any size.
  private static final int MAX_PIXELS = 40_000_000;

  /// What differs less from its ground, of 255, is hardly seen.
  private static final int VISIBLE = 32;

  /// In place of a height and width: whatever the picture has.
  private static final int ANY = -1;

  private static final int LARGEST = 4096;

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

  private ImageFile() {}

  /// Whether the name ends as that of a picture.
  static boolean isNamedLikeOne(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /// A picture as floats in [0, 1].
  ///
  /// @param sample `[height, width, 1]` for grey, `[height, width, 3]` for colour
  /// @throws DataException when the file is missing or broken, is no picture, or has another size
  public static Array read(Path file, Shape sample) {
    byte[] bytes = new byte[sample.count()];
    read(file, sample, bytes, 0);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bytes[i] & 0xFF) / 255f;
    }
    return Array.wrap(sample, values);
  }

  /// Writes a picture as bytes into `into`, from position `offset` on; as [#read(Path, Shape)] otherwise.
  ///
  /// @return whether colours became grey
  public static boolean read(Path file, Shape sample, byte[] into, int offset) {
    if (sample.rank() != 3 || sample.size(2) != 1 && sample.size(2) != 3) {
      throw new IllegalArgumentException(
          "pictures: expected a model that takes [height, width, 1] or [height, width, 3], got " + sample);
    }
    return write(decode(file, sample.size(0), sample.size(1)), sample.size(2) == 3, into, offset);
  }

  /// A picture of any size up to 4096 x 4096 as floats in [0, 1], `[height, width, 3]`.
  ///
  /// @throws DataException when the file is missing or broken, is no picture, or is larger
  public static Array readWhole(Path file) {
    BufferedImage image = decode(file, ANY, ANY);
    Shape shape = Shape.of(image.getHeight(), image.getWidth(), 3);
    byte[] bytes = new byte[shape.count()];
    write(image, true, bytes, 0);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bytes[i] & 0xFF) / 255f;
    }
    return Array.wrap(shape, values);
  }

  private static boolean write(BufferedImage image, boolean colour, byte[] into, int offset) {
    int height = image.getHeight();
    int width = image.getWidth();
    boolean grey = isGrey(image);
    int[] argb = new int[height * width];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = grey ? grey(image, i % width, i / width) : image.getRGB(i % width, i / width);
    }
    int ground = image.getColorModel().hasAlpha() && vanishes(argb, colour) ? 0 : 255;
    int at = offset;
    boolean lost = false;
    for (int pixel : argb) {
      int rgb = over(pixel, ground);
      if (colour) {
        into[at++] = (byte) (rgb >> 16);
        into[at++] = (byte) (rgb >> 8);
        into[at++] = (byte) rgb;
      } else {
        into[at++] = (byte) brightness(rgb);
        lost |= (rgb & 0xFF) * 0x010101 != (rgb & 0xFFFFFF);
      }
    }
    return lost;
  }

  /// Whether there is something to see, but not on white paper.
  private static boolean vanishes(int[] argb, boolean colour) {
    boolean visible = false;
    for (int pixel : argb) {
      int rgb = over(pixel, 255);
      int darkest = colour ? Math.min(rgb >> 16, Math.min(rgb >> 8 & 0xFF, rgb & 0xFF)) : brightness(rgb);
      if (255 - darkest >= VISIBLE) {
        return false;
      }
      visible |= pixel >>> 24 >= VISIBLE;
    }
    return visible;
  }

  private static int brightness(int rgb) {
    return (int) Math.round(0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF));
  }

  /// A picture of any size up to [#MAX_PIXELS].
  ///
  /// @throws DataException when the file is missing or broken, is no picture, or is larger
  public static BufferedImage decode(Path file) {
    return decode(
        file,
        (h, w) -> {
          if ((long) h * w > MAX_PIXELS) {
            throw new DataException(
                file + ": expected a picture of at most " + MAX_PIXELS + " pixels, got " + ImageSize.pixels(h, w) + "; scale it down");
          }
        });
  }

  private static BufferedImage decode(Path file, int height, int width) {
    return decode(
        file,
        (h, w) -> {
          if (height == ANY && Math.max(h, w) > LARGEST) {
            throw new DataException(
                file + ": expected a picture of at most " + LARGEST + "x" + LARGEST + ", got "
                    + ImageSize.pixels(h, w) + "; scale it down");
          }
          if (height != ANY && (h != height || w != width)) {
            throw new DataException(
                file + ": expected a picture of height x width " + height + "x" + width + ", which the model takes, got " + h
                    + "x" + w + "; scale it to " + height + "x" + width + ", or train a model with its size as --input");
          }
        });
  }

  /// What to make of the size that a header claims, before anything is unpacked.
  private interface Allowed {
    void check(int height, int width);
  }

  private static BufferedImage decode(Path file, Allowed size) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new DataException(
            file + ": expected a picture, got "
                + (Files.isDirectory(file)
                    ? "a folder; name the pictures in it"
                    : file.toString().indexOf('\uFFFD') >= 0
                        ? "a name that is not text in UTF-8; rename it, for example with letters a to z"
                        : "no file of this name; check the path"));
      }
      long length = Files.size(file);
      if (length > MAX_BYTES) {
        throw new DataException(file + ": expected a picture of at most " + MAX_BYTES + " bytes, got " + length);
      }
      // A stream over memory, so that nothing is cached on disk behind the user's back.
      var bytes = new ByteArrayInputStream(Files.readAllBytes(file));
      try (ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
        return decode(file, in, size);
      }
    } catch (IOException e) {
      throw new DataException(
          e instanceof AccessDeniedException
              ? file + " cannot be read: permission denied; make it readable"
              : file + " cannot be read: " + reason(e) + "; get or export it again",
          e);
    }
  }

  private static BufferedImage decode(Path file, ImageInputStream in, Allowed size) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      try {
        if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          return decode(file, reader, in, size);
        }
      } finally {
        reader.dispose();
      }
    }
    throw new DataException(file + ": expected a PNG, JPEG, GIF or BMP picture, got something else");
  }

  private static BufferedImage decode(Path file, ImageReader reader, ImageInputStream in, Allowed size) {
    try {
      // Without metadata: text and profiles in a file can unpack to any size.
      reader.setInput(in, true, true);
      int h = reader.getHeight(0);
      int w = reader.getWidth(0);
      size.check(h, w);
      BufferedImage image = reader.read(0);
      if (image.getHeight() != h || image.getWidth() != w) {
        throw new DataException(
            file + ": the header claims height x width " + h + "x" + w + ", the picture is " + image.getHeight() + "x"
                + image.getWidth());
      }
      return image;
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders of the platform answer to broken files with exceptions of every kind.
      throw new DataException(file + " is broken or not supported: " + reason(e) + "; get or export it again", e);
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /// Whether a picture knows only grey.
  public static boolean isGrey(BufferedImage image) {
    return !(image.getColorModel() instanceof IndexColorModel)
        && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /// The stored grey value: [BufferedImage#getRGB] takes it for linear light and brightens it.
  public static int grey(BufferedImage image, int x, int y) {
    Raster raster = image.getRaster();
    int alpha = image.getColorModel().hasAlpha() ? scaled(raster, x, y, 1) : 255;
    return alpha << 24 | scaled(raster, x, y, 0) * 0x010101;
  }

  private static int scaled(Raster raster, int x, int y, int band) {
    int most = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
    return Math.round(raster.getSample(x, y, band) * 255f / most);
  }

  /// @param ground 0 for black, 255 for white
  private static int over(int argb, int ground) {
    int alpha = argb >>> 24;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int value = argb >> shift & 0xFF;
      rgb |= (value * alpha + ground * (255 - alpha) + 127) / 255 << shift;
    }
    return rgb;
  }
}
