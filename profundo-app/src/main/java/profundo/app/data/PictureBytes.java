package profundo.app.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import profundo.Shape;

/// Pictures of one size as bytes, row by row, channel by channel.
public final class PictureBytes {
  private static final double PEAK = 255;

  private PictureBytes() {}

  /// Peak signal-to-noise ratio in decibels, 10 log10(255² / mean squared error); infinite where nothing differs.
  public static double psnr(byte[] a, byte[] b, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double d = (a[i] & 0xFF) - (b[i] & 0xFF);
      sum += d * d;
    }
    return 10 * Math.log10(PEAK * PEAK * (to - from) / sum);
  }

  /// One picture.
  ///
  /// @param picture `[height, width, 1 or 3]`
  public static BufferedImage image(byte[] bytes, int offset, Shape picture) {
    int height = picture.size(0);
    int width = picture.size(1);
    boolean colour = picture.size(2) == 3;
    var image = new BufferedImage(width, height, colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < height * width; i++) {
      for (int c = 0; c < picture.size(2); c++) {
        image.getRaster().setSample(i % width, i / width, c, bytes[offset + i * picture.size(2) + c] & 0xFF);
      }
    }
    return image;
  }

  /// All pictures as one JPEG, below each other, so that what every file has to say of itself is there but once.
  ///
  /// @param bytes `[n, height, width, channels]`
  /// @param quality 0 to 1
  public static byte[] jpeg(byte[] bytes, Shape picture, double quality) throws IOException {
    Shape sheet = sheet(bytes, picture);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var out = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality((float) quality);
      writer.write(null, new IIOImage(image(bytes, 0, sheet), null, null), how);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /// The pictures of such a JPEG.
  public static byte[] unpack(byte[] jpeg, byte[] original, Shape picture) throws IOException {
    Shape sheet = sheet(original, picture);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    byte[] all = new byte[original.length];
    int channels = sheet.size(2);
    for (int i = 0; i < all.length; i += channels) {
      int x = i / channels % sheet.size(1);
      int y = i / channels / sheet.size(1);
      if (channels == 1) {
        all[i] = (byte) ImageFile.grey(image, x, y);
      } else {
        int rgb = image.getRGB(x, y);
        all[i] = (byte) (rgb >> 16);
        all[i + 1] = (byte) (rgb >> 8);
        all[i + 2] = (byte) rgb;
      }
    }
    return all;
  }

  private static Shape sheet(byte[] bytes, Shape picture) {
    return picture.with(0, bytes.length / picture.count() * picture.size(0));
  }

  /// How many pictures a JPEG has room for.
  public static byte[] fitting(byte[] bytes, Shape picture) {
    int most = Math.max(1, 65_500 / picture.size(0));
    return bytes.length / picture.count() <= most ? bytes : Arrays.copyOf(bytes, most * picture.count());
  }
}
