package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Shape;
import profundo.app.terminal.Console;
import profundo.files.WaveFile;

class AugmentTest {
  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    var console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
    return Main.run(console, List.of(new Augment()), args);
  }

  private Path picture() throws IOException {
    var image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 1, 0xFF0000);
    Path file = dir.resolve("p.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void aRowShowsThePictureAndThenWhatBecameOfIt() throws IOException {
    Path sheet = dir.resolve("sheet.png");
    int code = run("augment", picture().toString(), "--augment", "mirror", "--columns", "12", "--out", sheet.toString(), "--json");
    assertThat(code).as("%s", err).isZero();
    assertThat(out.toString()).contains("\"pictures\": 1", "\"epochs\": 12", "\"size\": [7, 93]");
    BufferedImage got = ImageIO.read(sheet.toFile());
    assertThat(got.getWidth()).isEqualTo(13 * 7 + 2);
    assertThat(got.getHeight()).isEqualTo(3 + 4);
    assertThat(got.getRGB(2, 3)).isEqualTo(0xFFFF0000);
    int mirrored = 0;
    for (int column = 1; column <= 12; column++) {
      boolean left = got.getRGB(2 + 7 * column, 3) == 0xFFFF0000;
      boolean right = got.getRGB(2 + 7 * column + 4, 3) == 0xFFFF0000;
      assertThat(left).isNotEqualTo(right);
      mirrored += right ? 1 : 0;
    }
    assertThat(mirrored).isBetween(1, 11);
  }

  @Test
  void seriesAndSoundsAreDrawnOverTime() throws IOException {
    for (String part : List.of("TRAIN", "TEST")) {
      Files.writeString(dir.resolve("S_" + part + ".csv"), "1,0,1,2,3,4,5,6,7\n2,7,6,5,4,3,2,1,0\n");
    }
    Path sheet = dir.resolve("lines.png");
    String series = dir.resolve("S_TRAIN.csv").toString();
    int code = run("augment", series, "--augment", "time-shift:0,jitter:0", "--columns", "1", "--out", sheet.toString());
    assertThat(code).as("%s", err).isZero();
    BufferedImage lines = ImageIO.read(sheet.toFile());
    assertThat(lines.getWidth()).isEqualTo(2 * 162 + 2);
    assertThat(lines.getHeight()).isEqualTo(2 * 66 + 2);
    // One rises from below to above, the other falls; nothing was changed.
    assertThat(lines.getRGB(2, 2 + 63)).isEqualTo(0xFFFFFFFF);
    assertThat(lines.getRGB(2 + 159, 2)).isEqualTo(0xFFFFFFFF);
    assertThat(lines.getRGB(2, 2 + 66)).isEqualTo(0xFFFFFFFF);
    for (int y = 2; y < 66; y++) {
      for (int x = 2; x < 162; x++) {
        assertThat(lines.getRGB(x + 162, y)).isEqualTo(lines.getRGB(x, y));
      }
    }
    float[] wave = new float[800];
    for (int i = 0; i < wave.length; i++) {
      wave[i] = (float) Math.sin(i * 0.3) / 2;
    }
    Path wav = dir.resolve("s.wav");
    new WaveFile(8000, 16, List.of(Array.wrap(Shape.of(wave.length), wave))).write(wav);
    Path loud = dir.resolve("loud.png");
    assertThat(run("augment", wav.toString(), "--augment", "noise:20:20", "--columns", "2", "--out", loud.toString()))
        .as("%s", err).isZero();
    assertThat(ImageIO.read(loud.toFile()).getHeight()).isEqualTo(68);
    Path masked = dir.resolve("masked.png");
    assertThat(run("augment", wav.toString(), "--augment", "mask-bands:20", "--columns", "2", "--out", masked.toString()))
        .as("%s", err).isZero();
    assertThat(ImageIO.read(masked.toFile()).getHeight()).isEqualTo(40 + 4);
    Path texts = Files.writeString(dir.resolve("t.csv"), "text,label\na,x\nb,y\nc,x\nd,y\n");
    assertThat(run("augment", texts.toString(), "--out", dir.resolve("t.png").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("expected pictures, series or a sound, got texts");
  }

  @Test
  void theSameSeedGivesTheSameSheet() throws IOException {
    Path one = dir.resolve("one.png");
    Path two = dir.resolve("two.png");
    Path other = dir.resolve("other.png");
    for (Path sheet : List.of(one, two)) {
      assertThat(run("augment", "strokes", "--augment", "elastic", "--rows", "2", "--columns", "2", "--out", sheet.toString())).isZero();
    }
    run("augment", "strokes", "--augment", "elastic", "--rows", "2", "--columns", "2", "--seed", "7", "--out", other.toString());
    assertThat(two).hasSameBinaryContentAs(one);
    assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(one));
  }

  @Test
  void whatCannotBeDoneIsBadInput() throws IOException {
    String picture = picture().toString();
    String sheet = dir.resolve("x.png").toString();
    assertThat(run("augment", picture, "--augment", "shfit", "--out", sheet)).isEqualTo(2);
    assertThat(err.toString()).contains("shift:4", "got 'shfit'");
    assertThat(run("augment", picture, "--augment", "shift:99999999999", "--out", sheet)).isEqualTo(2);
    assertThat(err.toString()).contains("expected a whole number of at most 1000000 after 'shift', got 99999999999");
    assertThat(run("augment", picture, "--augment", "shift:-3", "--out", sheet)).isEqualTo(2);
    assertThat(err.toString()).contains("--augment shift:-3: shift: expected at least 0 pixels, got -3");
    assertThat(run("augment", picture, "--augment", "warp", "--out", sheet)).isEqualTo(2);
    assertThat(err.toString()).contains("expected samples [time, channels], got [3, 5, 3]");
    assertThat(run("augment", picture, "--augment", "crop:9:9", "--out", sheet)).isEqualTo(2);
    assertThat(run("augment", "no.png", "--out", sheet)).isEqualTo(2);
    assertThat(run("augment", picture, "--out", dir.resolve("no/x.png").toString())).isEqualTo(2);
    assertThat(run("augment", picture, "--out", dir.resolve("x.jpg").toString())).isEqualTo(2);
    assertThat(dir.resolve("x.png")).doesNotExist();
    byte[] before = Files.readAllBytes(Path.of(picture));
    assertThat(run("augment", picture, "--out", picture)).isEqualTo(2);
    assertThat(err.toString()).contains("exists already");
    assertThat(Path.of(picture)).hasBinaryContent(before);
    assertThat(run("augment", picture, "--out", picture, "--force")).isZero();
  }
}
