package profundo.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import profundo.Array;
import profundo.Shape;

/// Reads back what is written with the JDK's own reader.
class PngTest {
  static BufferedImage read(String uri) throws IOException {
    assertThat(uri).startsWith("data:image/png;base64,");
    byte[] file = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  @Test
  void everyPixelFormatIsReadBack() throws IOException {
    BufferedImage gray = read(Png.gray(3, 2, new byte[] {0, 10, 20, 30, (byte) 200, (byte) 255}));
    assertThat(gray.getWidth()).isEqualTo(3);
    assertThat(gray.getHeight()).isEqualTo(2);
    assertThat(gray.getRaster().getSample(1, 1, 0)).isEqualTo(200);
    BufferedImage rgb = read(Png.rgb(1, 2, new byte[] {1, 2, 3, (byte) 250, (byte) 251, (byte) 252}));
    assertThat(rgb.getRGB(0, 0)).isEqualTo(0xFF010203);
    assertThat(rgb.getRGB(0, 1)).isEqualTo(0xFFFAFBFC);
    assertThat(read(Png.rgba(1, 1, new byte[] {1, 2, 3, 4})).getRGB(0, 0)).isEqualTo(0x04010203);
    BufferedImage indexed = read(Png.indexed(2, 1, new byte[] {1, 0}, new byte[] {9, 8, 7, 6, 5, 4}));
    assertThat(indexed.getRGB(0, 0)).isEqualTo(0xFF060504);
    assertThat(indexed.getRGB(1, 0)).isEqualTo(0xFF090807);
  }

  @Test
  void aWrongNumberOfSamplesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Png.rgb(2, 2, new byte[4]))
        .withMessage("picture of 2 x 2: expected 12 samples, got 4");
  }

  @Test
  void aPhotoKeepsWhatLiesBetweenZeroAndOneAndStretchesTheRest() throws IOException {
    Picture plain = Picture.photo(Array.of(Shape.of(1, 3, 1), 0.2f, 0.4f, 1));
    assertThat(samples(read(plain.uri()))).containsExactly(51, 102, 255);
    Picture stretched = Picture.photo(Array.of(Shape.of(1, 3, 1), -2, 0, 2));
    assertThat(samples(read(stretched.uri()))).containsExactly(0, 128, 255);
    Picture strange = Picture.photo(Array.of(Shape.of(1, 4, 1), Float.NaN, Float.POSITIVE_INFINITY, -1, 1));
    assertThat(samples(read(strange.uri()))).containsExactly(0, 255, 0, 255);
  }

  @Test
  void threeChannelsAreColours() throws IOException {
    Picture photo = Picture.photo(Array.of(Shape.of(1, 2, 3), 1, 0, 0, 0, 0, 1));
    assertThat(read(photo.uri()).getRGB(0, 0)).isEqualTo(0xFFFF0000);
    assertThat(read(photo.uri()).getRGB(1, 0)).isEqualTo(0xFF0000FF);
  }

  @Test
  void signsAreColoursAndZeroIsWhite() throws IOException {
    Picture p = Picture.signed(Array.of(Shape.of(1, 4), -3, 0, 3, Float.NaN), 3);
    BufferedImage image = read(p.uri());
    assertThat(image.getRGB(0, 0) & 0xFF).as("blue of the negative").isGreaterThan(image.getRGB(0, 0) >> 16 & 0xFF);
    assertThat(image.getRGB(1, 0)).isEqualTo(0xFFFAFAFA);
    assertThat(image.getRGB(2, 0) >> 16 & 0xFF).as("red of the positive").isGreaterThan(image.getRGB(2, 0) & 0xFF);
    assertThat(image.getRGB(3, 0)).isEqualTo(0xFF808080);
  }

  @Test
  void largePicturesAreReducedToTheirMeans() throws IOException {
    float[] board = new float[200 * 100];
    for (int i = 0; i < board.length; i++) {
      board[i] = (i + i / 100) % 2;
    }
    Picture p = Picture.photo(Array.wrap(Shape.of(200, 100, 1), board));
    assertThat(p.height()).isEqualTo(100);
    assertThat(p.width()).isEqualTo(50);
    assertThat(samples(read(p.uri()))).containsOnly(128);
  }

  private static int[] samples(BufferedImage image) {
    return image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
  }
}
