package profundo.app.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import profundo.Array;
import profundo.Shape;

/// Draws attributions over the picture that they belong to, as PNG: red speaks for the class, blue against it; the picture
/// shows through in grey. Small pictures are enlarged without blurring.
public final class HeatMap {
  /// Small pictures are enlarged to about this side.
  private static final int SIDE = 280;

  /// One value in two hundred may lie beyond full strength: a single pixel would make all others pale.
  private static final double FULL = 0.995;

  private static final int MAX_TILES = 64;

  private HeatMap() {}

  /// A picture as the model sees it.
  ///
  /// @param image `[height, width, 1 or 3]`, from 0 to 1
  public static byte[] photo(Array image) {
    Shape s = image.shape();
    int[] rgb = new int[s.size(0) * s.size(1)];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = pixel(image, i);
    }
    return png(rgb, s.size(1), factor(s));
  }

  /// Attributions over a picture.
  ///
  /// @param image `[height, width, 1 or 3]`, from 0 to 1
  /// @param heat `[height, width]`
  public static byte[] over(Array image, Array heat) {
    Shape s = image.shape();
    double full = full(heat.floats());
    int[] rgb = new int[s.size(0) * s.size(1)];
    for (int i = 0; i < rgb.length; i++) {
      int p = pixel(image, i);
      double grey = (0.299 * (p >> 16) + 0.587 * (p >> 8 & 0xFF) + 0.114 * (p & 0xFF)) * 0.75 + 48;
      rgb[i] = blend(grey, heat.floats()[i] / full);
    }
    return png(rgb, s.size(1), factor(s));
  }

  /// The maps of a layer side by side, white at zero.
  ///
  /// @param maps `[height, width, channels]`
  public static byte[] sheet(Array maps) {
    Shape s = maps.shape();
    int shown = Math.min(MAX_TILES, s.size(2));
    int columns = (int) Math.ceil(Math.sqrt(shown));
    int width = columns * (s.size(1) + 1) - 1;
    int height = Math.ceilDiv(shown, columns) * (s.size(0) + 1) - 1;
    int[] rgb = new int[width * height];
    Arrays.fill(rgb, 0x808080);
    double full = full(maps.floats());
    for (int k = 0; k < shown; k++) {
      for (int i = 0; i < s.size(0) * s.size(1); i++) {
        int y = k / columns * (s.size(0) + 1) + i / s.size(1);
        int x = k % columns * (s.size(1) + 1) + i % s.size(1);
        rgb[y * width + x] = blend(250, maps.floats()[i * s.size(2) + k] / full);
      }
    }
    return png(rgb, width, Math.max(1, SIDE * 2 / Math.max(width, height)));
  }

  private static int factor(Shape s) {
    return Math.max(1, SIDE / Math.max(s.size(0), s.size(1)));
  }

  private static int pixel(Array image, int i) {
    int c = image.shape().size(2);
    int r = level(image.floats()[i * c]);
    return c < 3 ? r * 0x010101 : r << 16 | level(image.floats()[i * c + 1]) << 8 | level(image.floats()[i * c + 2]);
  }

  private static int level(double share) {
    return (int) Math.round(Math.clamp(Double.isNaN(share) ? 0 : share, 0, 1) * 255);
  }

  /// From the ground to red (above zero) or blue (below).
  private static int blend(double grey, double strength) {
    double a = 0.9 * Math.min(1, Math.abs(Double.isNaN(strength) ? 0 : strength));
    double[] colour = strength > 0 ? new double[] {225, 30, 20} : new double[] {20, 70, 225};
    int rgb = 0;
    for (double c : colour) {
      rgb = rgb << 8 | (int) Math.round(grey * (1 - a) + c * a);
    }
    return rgb;
  }

  private static double full(float[] values) {
    double[] sizes = new double[values.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Float.isFinite(values[i]) ? Math.abs(values[i]) : 0;
    }
    Arrays.sort(sizes);
    double full = sizes[(int) Math.min(sizes.length - 1, Math.ceil(FULL * sizes.length))];
    full = full > 0 ? full : sizes[sizes.length - 1];
    return full > 0 ? full : 1;
  }

  private static byte[] png(int[] rgb, int width, int factor) {
    int height = rgb.length / width;
    var image = new BufferedImage(width * factor, height * factor, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height * factor; y++) {
      for (int x = 0; x < width * factor; x++) {
        image.setRGB(x, y, rgb[y / factor * width + x / factor]);
      }
    }
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
