package profundo.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.TrainTest;

class ImageFolderTest {
  private static final Shape GREY = Shape.of(28, 28, 1);

  @TempDir private Path dir;

  private Path picture(String name, BufferedImage image) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())).isTrue();
    return file;
  }

  /// A grey picture of one value.
  private Path grey(String name, int value) throws IOException {
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    byte[] row = new byte[28 * 28];
    Arrays.fill(row, (byte) value);
    image.getRaster().setDataElements(0, 0, 28, 28, row);
    return picture(name, image);
  }

  private static BufferedImage filled(int type, Color color) {
    var image = new BufferedImage(28, 28, type);
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }

  private static int value(Path file) {
    return Math.round(ImageFile.read(file, GREY).floats()[100] * 255);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 127, 128, 254, 255})
  void greyStaysExactlyWhatItIs(int v) throws IOException {
    assertThat(value(grey("g.png", v))).isEqualTo(v);
    assertThat(value(grey("g.bmp", v))).isEqualTo(v);
    assertThat(value(picture("c.png", filled(BufferedImage.TYPE_INT_RGB, new Color(v, v, v))))).isEqualTo(v);
    assertThat(value(grey("g.jpg", v))).isBetween(v - 2, v + 2);
  }

  @Test
  void coloursBecomeGreyByTheirBrightness() throws IOException {
    assertThat(value(picture("r.png", filled(BufferedImage.TYPE_INT_RGB, Color.RED)))).isEqualTo(76);
    assertThat(value(picture("g.png", filled(BufferedImage.TYPE_INT_RGB, Color.GREEN)))).isEqualTo(150);
    assertThat(value(picture("b.png", filled(BufferedImage.TYPE_INT_RGB, Color.BLUE)))).isEqualTo(29);
    Path red = picture("r.gif", filled(BufferedImage.TYPE_INT_RGB, Color.RED));
    assertThat(ImageFile.read(red, Shape.of(28, 28, 3)).floats()).startsWith(1, 0, 0, 1, 0, 0).hasSize(28 * 28 * 3);
    assertThat(ImageFile.read(grey("x.png", 51), Shape.of(28, 28, 3)).floats()).startsWith(0.2f, 0.2f, 0.2f);
  }

  @Test
  void transparentPartsShowWhitePaper() throws IOException {
    assertThat(value(picture("t.png", filled(BufferedImage.TYPE_INT_ARGB, new Color(0, 0, 0, 0))))).isEqualTo(255);
    assertThat(value(picture("h.png", filled(BufferedImage.TYPE_INT_ARGB, new Color(0, 0, 0, 128))))).isEqualTo(127);
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR_PRE})
  void aWhiteFigureOnTransparentGroundShowsOnBlack(int type) throws IOException {
    var image = filled(type, new Color(255, 255, 255, 0));
    image.setRGB(3, 0, 0xFFFFFFFF);
    image.setRGB(4, 0, 0x80FFFFFF);
    for (Shape sample : List.of(GREY, Shape.of(28, 28, 3))) {
      float[] seen = ImageFile.read(picture("w.png", image), sample).floats();
      int channels = sample.size(2);
      assertThat(seen[0]).isZero();
      assertThat(seen[3 * channels]).isEqualTo(1);
      assertThat(seen[4 * channels]).isBetween(0.5f, 0.51f);
    }
    image.setRGB(5, 5, 0xFF000000);
    assertThat(ImageFile.read(picture("both.png", image), GREY).floats()[0]).as("ink shows on paper").isEqualTo(1);
  }

  @Test
  void aFolderPerClassBecomesTwoParts() throws IOException {
    for (int i = 0; i < 14; i++) {
      grey("set/cat/" + i + ".png", 10 + i);
      grey("set/dog/" + i + ".png", 100 + i);
    }
    Files.writeString(dir.resolve("set/README.txt"), "not a class");
    Files.writeString(dir.resolve("set/cat/notes.txt"), "not a picture");
    Files.createDirectories(dir.resolve("set/.hidden"));
    TrainTest d = ImageFolder.load(dir.resolve("set"), GREY);
    assertThat(d.train().classes()).containsExactly("cat", "dog");
    assertThat(d.train().classCounts()).containsExactly(12, 12);
    assertThat(d.test().classCounts()).containsExactly(2, 2);
    for (int i = 0; i < d.train().size(); i++) {
      assertThat(d.train().sample(i).floats()[0] * 255 > 50).isEqualTo(d.train().label(i) == 1);
    }
    assertThat(ImageFolder.load(dir.resolve("set"), GREY).test().x().sameBits(d.test().x())).isTrue();
  }

  @Test
  void foldersThatAreDividedStayDivided() throws IOException {
    grey("set/train/b/1.png", 1);
    grey("set/train/a/1.PNG".toLowerCase(), 2);
    grey("set/train/a/2.png", 3);
    grey("set/test/a/1.png", 4);
    grey("set/test/b/1.png", 5);
    TrainTest d = ImageFolder.load(dir.resolve("set"), GREY);
    assertThat(d.train().y().ints()).containsExactly(0, 0, 1);
    assertThat(d.test().size()).isEqualTo(2);
    grey("set/test/c/1.png", 5);
    assertThatThrownBy(() -> ImageFolder.load(dir.resolve("set"), GREY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("[c]");
  }

  @Test
  void classesTooSmallForTheirShareAreStillDivided() throws IOException {
    grey("set/a/1.png", 1);
    grey("set/b/1.png", 2);
    TrainTest d = ImageFolder.load(dir.resolve("set"), GREY);
    assertThat(d.train().size() + d.test().size()).isEqualTo(2);
    assertThat(d.test().size()).isEqualTo(1);
  }

  @Test
  void aPictureOfAnotherSizeIsRefused() throws IOException {
    Path file = picture("big.png", new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB));
    refused(file, "height x width 28x28", "got 20x30", "scale it");
  }

  @Test
  void aHeaderThatClaimsAHugePictureIsRefusedBeforeDecoding() throws IOException {
    byte[] png = Files.readAllBytes(grey("huge.png", 3));
    ByteBuffer.wrap(png).putInt(16, Integer.MAX_VALUE).putInt(20, Integer.MAX_VALUE);
    var crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    Path file = Files.write(dir.resolve("huge.png"), png);
    refused(file, "got 2147483647x2147483647");
  }

  @Test
  void filesThatAreNoPicturesAreRefused() throws IOException {
    refused(Files.writeString(dir.resolve("text.png"), "this is text"), "expected a PNG, JPEG, GIF or BMP");
    refused(Files.write(dir.resolve("empty.png"), new byte[0]), "expected a PNG, JPEG, GIF or BMP");
    refused(dir.resolve("none.png"), "no file of this name");
    refused(dir, "got a folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void brokenPicturesAreRefusedOrRead(String format) throws IOException {
    var random = new Random(11);
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 784; i++) {
      image.getRaster().setSample(i % 28, i / 28, 0, random.nextInt(256));
    }
    byte[] good = Files.readAllBytes(picture("good." + format, image));
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] bad = i < 50 ? Arrays.copyOf(good, good.length * i / 50) : good.clone();
      if (i >= 50) {
        bad[random.nextInt(Math.min(bad.length, i < 100 ? 64 : bad.length))] = (byte) random.nextInt();
      }
      Path file = Files.write(dir.resolve("bad." + format), bad);
      try {
        assertThat(ImageFile.read(file, GREY).floats()).hasSize(784);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining(file.toString());
        refused++;
      }
    }
    assertThat(refused).as("refused, seed 11").isGreaterThan(10);
  }

  /// Java cannot write such a name; the shell can. Other systems than Linux refuse it.
  @Test
  @EnabledOnOs(OS.LINUX)
  void namesThatAreNotTextAreNamedAsTheReason() throws Exception {
    grey("set/a/1.png", 1);
    grey("set/a/2.png", 2);
    shell("cp set/a/1.png set/a/\"$(printf 'b\\351.png')\"");
    assertThatThrownBy(() -> ImageFolder.load(dir.resolve("set"), GREY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(dir.resolve("set/a/b").toString())
        .hasMessageContaining("got bytes that are none")
        .hasMessageContaining("rename it");
    shell("rm set/a/b*; cp -r set/a set/\"$(printf 'd\\351r')\"");
    assertThatThrownBy(() -> ImageFolder.load(dir.resolve("set"), GREY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(dir.resolve("set/d").toString())
        .hasMessageContaining("rename it");
    shell("rm -r set/d*; printf x >set/\"$(printf 'n\\351.txt')\"");
    assertThat(ImageFolder.load(dir.resolve("set"), GREY).train().classes()).as("what is passed over may have any name")
        .containsExactly("a");
  }

  @Test
  void aGivenNameThatIsNotTextIsSaidToBeNone() {
    refused(Path.of("b\uFFFD.png"), "a name that is not text in UTF-8", "rename it");
  }

  private void shell(String line) throws Exception {
    Process sh = new ProcessBuilder("sh", "-c", line).directory(dir.toFile()).redirectErrorStream(true).start();
    String said = new String(sh.getInputStream().readAllBytes());
    assertThat(sh.waitFor()).as(said).isZero();
  }

  @Test
  void foldersWithoutClassesOrPicturesAreRefused() throws IOException {
    Path set = Files.createDirectories(dir.resolve("set"));
    assertThatThrownBy(() -> ImageFolder.load(set, GREY)).isInstanceOf(DataException.class).hasMessageContaining("got 0 folders");
    Files.createDirectories(set.resolve("a"));
    assertThatThrownBy(() -> ImageFolder.load(set, GREY)).isInstanceOf(DataException.class).hasMessageContaining("got none");
    grey("set/a/1.png", 1);
    assertThatThrownBy(() -> ImageFolder.load(set, GREY)).isInstanceOf(DataException.class).hasMessageContaining("at least 2");
    Files.writeString(set.resolve("a/2.png"), "broken");
    assertThatThrownBy(() -> ImageFolder.load(set, GREY)).isInstanceOf(DataException.class).hasMessageContaining("2.png");
    assertThatThrownBy(() -> ImageFile.read(set.resolve("a/1.png"), Shape.of(784)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[784]");
  }

  private static void refused(Path file, String... words) {
    assertThatThrownBy(() -> ImageFile.read(file, GREY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString())
        .satisfies(e -> assertThat(words).allSatisfy(w -> assertThat(e).hasMessageContaining(w)));
  }
}
