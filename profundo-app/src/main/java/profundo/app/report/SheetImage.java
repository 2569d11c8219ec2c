package profundo.app.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import profundo.Shape;
import profundo.io.AtomicFile;
import profundo.zoo.recipe.Sheet;

/// A [Sheet] as one picture: its pictures in rows, a line of one pixel between them.
public final class SheetImage {
  private static final int GAP = 1;
  private static final int GROUND = 0x7f7f7f;
  private static final int WIDEST = 1100;
  private static final int SMALL = 800;
  private static final int LARGEST_SIDE = 20_000;

  private SheetImage() {}

  /// The pixels as they are, not enlarged.
  ///
  /// @throws IllegalArgumentException when the sheet has more than 20000 pixels on a side
  public static BufferedImage of(Sheet sheet) {
    Shape s = sheet.pictures().shape();
    int n = s.size(0);
    int columns = Math.clamp(n, 1, sheet.columns());
    long wide = columns * (s.size(2) + (long) GAP) + GAP;
    long high = Math.ceilDiv(n, columns) * (s.size(1) + (long) GAP) + GAP;
    if (Math.max(wide, high) > LARGEST_SIDE) {
      throw new IllegalArgumentException(
          "Sheet " + sheet.name() + ": expected at most " + LARGEST_SIDE + " pixels a side, got " + wide + " x " + high);
    }
    var image = new BufferedImage((int) wide, (int) high, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < high; y++) {
      for (int x = 0; x < wide; x++) {
        image.setRGB(x, y, GROUND);
      }
    }
    float[] v = sheet.pictures().floats();
    for (int i = 0; i < n; i++) {
      int left = GAP + i % columns * (s.size(2) + GAP);
      int top = GAP + i / columns * (s.size(1) + GAP);
      for (int p = 0; p < s.size(1) * s.size(2); p++) {
        image.setRGB(left + p % s.size(2), top + p / s.size(2), rgb(sheet, v, (i * s.size(1) * s.size(2) + p) * s.size(3), s.size(3)));
      }
    }
    return image;
  }

  private static int rgb(Sheet sheet, float[] v, int at, int channels) {
    int rgb = 0;
    for (int k = 0; k < 3; k++) {
      float share = (v[at + (channels == 1 ? 0 : k)] - sheet.low()) / (sheet.high() - sheet.low());
      rgb = rgb << 8 | Math.clamp(Math.round(share * 255), 0, 255);
    }
    return rgb;
  }

  /// Replaces or creates a PNG file, and its folder where that is missing.
  public static void write(Sheet sheet, Path file) throws IOException {
    byte[] png = png(of(sheet));
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(file, out -> out.write(png));
  }

  /// PNG of an image, small ones enlarged without blurring.
  public static byte[] png(BufferedImage image) {
    int factor = Math.clamp(SMALL / Math.max(image.getWidth(), image.getHeight()), 1, 8);
    var large = new BufferedImage(image.getWidth() * factor, image.getHeight() * factor, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < large.getHeight(); y++) {
      for (int x = 0; x < large.getWidth(); x++) {
        large.setRGB(x, y, image.getRGB(x / factor, y / factor));
      }
    }
    return encoded(large);
  }

  private static byte[] encoded(BufferedImage image) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static void write(Html html, List<Sheet> sheets) {
    if (sheets.isEmpty()) {
      return;
    }
    html.open("section").attr("id", "sheets").element("h2", "What it has learned").line();
    html.open("div").attr("class", "two").line();
    for (Sheet sheet : sheets) {
      BufferedImage image = of(sheet);
      int most = sheets.size() == 1 ? WIDEST : WIDEST / 2;
      int factor = Math.clamp(most / Math.max(image.getWidth(), image.getHeight()), 1, 4);
      html.open("figure").attr("class", "card").element("h3", sheet.title());
      html.element("p", sheet.caption());
      html.open("img").attr("src", "data:image/png;base64," + Base64.getEncoder().encodeToString(encoded(image)));
      html.attr("width", image.getWidth() * factor).attr("height", image.getHeight() * factor);
      html.attr("class", "sheet").attr("alt", sheet.title() + ": " + sheet.caption()).end("img").end("figure").line();
    }
    html.end("div").end("section").line();
  }
}
