package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Shape;
import profundo.data.DataException;
import profundo.files.WaveFile;
import profundo.io.Json;

class ConvolveTest {
  @TempDir private Path folder;

  private Path step() throws IOException {
    var image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 5; y++) {
      for (int x = 3; x < 6; x++) {
        image.setRGB(x, y, 0x200010);
      }
    }
    Path file = folder.resolve("photo.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private Path sound(int bits, float... samples) throws IOException {
    Path file = folder.resolve("speech.wav");
    new WaveFile(8000, bits, List.of(Array.of(Shape.of(samples.length), samples))).write(file);
    return file;
  }

  @Test
  void edgesOfAPictureColourByColour() throws IOException {
    Cli run = Cli.run("convolve", step(), "--kernel", "sobel");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("photo-sobel.png").contains("5x6 pixels (height x width)");
    assertThat(Cli.run("convolve", folder.resolve("photo.png"), "--kernel", "blur", "--json").json().list("size"))
        .isEqualTo(Json.of(List.of(5, 6)).asList());
    BufferedImage result = ImageIO.read(folder.resolve("photo-sobel.png").toFile());
    for (int x = 0; x < 6; x++) {
      assertThat(result.getRGB(x, 2) & 0xFFFFFF).as("column %d", x).isEqualTo(x == 2 || x == 3 ? 0x800040 : 0);
    }
  }

  @Test
  void greyPicturesStayGreyAndTransparencyStays() throws IOException {
    var grey = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(1, 1, 0, 90);
    ImageIO.write(grey, "png", folder.resolve("g.png").toFile());
    assertThat(Cli.run("convolve", folder.resolve("g.png"), "--kernel", "blur").code()).isZero();
    BufferedImage blurred = ImageIO.read(folder.resolve("g-blur.png").toFile());
    assertThat(blurred.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(blurred.getRaster().getSample(2, 2, 0)).isEqualTo(10);
    assertThat(blurred.getRaster().getSample(3, 3, 0)).isZero();

    var clear = new BufferedImage(3, 3, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(1, 1, 0x80FFFFFF);
    ImageIO.write(clear, "png", folder.resolve("c.png").toFile());
    assertThat(Cli.run("convolve", folder.resolve("c.png"), "--kernel", "disc:3").code()).isZero();
    assertThat(ImageIO.read(folder.resolve("c-disc-3.png").toFile()).getRGB(1, 1) >>> 24).isEqualTo(0x80);
  }

  @Test
  void refusesToReplaceAFileUnlessTold() throws IOException {
    Path file = step();
    Path out = folder.resolve("there.png");
    Files.writeString(out, "mine");
    Cli run = Cli.run("convolve", file, "--kernel", "emboss", "--out", out);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("there.png: exists already").contains("--force");
    assertThat(Files.readString(out)).isEqualTo("mine");
    assertThat(Cli.run("convolve", file, "--kernel", "emboss", "--out", out, "--force").code()).isZero();
    assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(6);
    assertThat(Cli.run("convolve", file, "--kernel", "emboss", "--out", folder.resolve("x.jpg")).err()).contains("ends in .png");
  }

  @Test
  void anEchoOfASound() throws IOException {
    float[] speech = new float[100];
    speech[10] = 0.5f;
    speech[11] = -0.25f;
    Cli run = Cli.run("convolve", sound(16, speech), "--kernel", "echo:0.01", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("gain").asDouble()).isEqualTo(1);
    assertThat(run.json().number("seconds")).isEqualTo((100 + 4 * 80) / 8000.0);
    float[] y = WaveFile.read(folder.resolve("speech-echo-0.01.wav")).channels().getFirst().floats();
    assertThat(y).hasSize(100 + 4 * 80);
    for (int k = 0; k <= 4; k++) {
      assertThat(y[10 + 80 * k]).isCloseTo((float) (0.5 * Math.pow(0.5, k)), within(1e-4f));
      assertThat(y[12 + 80 * k]).isZero();
    }
  }

  @Test
  void anImpulseResponseOfOnesOwn() throws IOException {
    Path speech = sound(16, 0.5f, -0.25f, 0);
    Path hall = folder.resolve("hall.wav");
    new WaveFile(8000, 16, List.of(Array.wrap(Shape.of(3), new float[] {0.5f, 0, 0.25f}))).write(hall);
    Cli cli = Cli.run("convolve", speech, "--kernel", hall);
    assertThat(cli.code()).as(cli.err()).isZero();
    float[] y = WaveFile.read(folder.resolve("speech-hall.wav")).channels().getFirst().floats();
    float[] expected = {0.25f, -0.125f, 0.125f, -0.0625f, 0};
    assertThat(y).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(y[i]).isCloseTo(expected[i], within(1e-3f));
    }
    new WaveFile(44_100, 16, List.of(Array.wrap(Shape.of(1), new float[] {0.5f}))).write(hall);
    assertThat(Cli.run("convolve", speech, "--kernel", hall, "--force").err()).contains("expected an impulse response of 8000");
  }

  @Test
  void aSumThatDoesNotFitIsMadeQuieter() throws IOException {
    float[] loud = new float[400];
    Arrays.fill(loud, 0.9f);
    Cli run = Cli.run("convolve", sound(16, loud), "--kernel", "echo:0.01");
    assertThat(run.out()).contains("made quieter by");
    double peak = WaveFile.read(folder.resolve("speech-echo-0.01.wav")).peak();
    assertThat(peak).isBetween(0.999, 1.0);
  }

  @Test
  void soundsComeBackAsTheyWereWritten() throws IOException {
    long seed = 5;
    var random = new Random(seed);
    float[] left = new float[333];
    float[] right = new float[333];
    for (int i = 0; i < left.length; i++) {
      left[i] = random.nextFloat(-1, 1);
      right[i] = random.nextFloat(-1, 1);
    }
    for (int bits : new int[] {16, 24}) {
      Path file = folder.resolve("s" + bits + ".wav");
      new WaveFile(22050, bits, List.of(Array.of(Shape.of(333), left), Array.of(Shape.of(333), right))).write(file);
      WaveFile again = WaveFile.read(file);
      assertThat(again.rate()).isEqualTo(22050);
      assertThat(again.bits()).isEqualTo(bits);
      assertThat(again.channels()).hasSize(2);
      float step = bits == 16 ? 1f / 16000 : 1f / 4_000_000;
      for (int i = 0; i < left.length; i++) {
        assertThat(again.channels().get(0).floats()[i]).as("seed %d", seed).isCloseTo(left[i], within(step));
        assertThat(again.channels().get(1).floats()[i]).isCloseTo(right[i], within(step));
      }
    }
  }

  @Test
  void brokenSoundsAreRefusedAndNeverCrash() throws IOException {
    byte[] good = Files.readAllBytes(sound(16, new float[50]));
    long seed = 77;
    var random = new Random(seed);
    Path file = folder.resolve("broken.wav");
    for (int round = 0; round < 300; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i < 3; i++) {
        bad[random.nextInt(48)] = (byte) random.nextInt();
      }
      Files.write(file, bad);
      try {
        assertThat(WaveFile.read(file).length()).isPositive();
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("broken.wav");
      }
    }
    Files.writeString(file, "no sound at all");
    assertThatThrownBy(() -> WaveFile.read(file)).isInstanceOf(DataException.class).hasMessageContaining("expected a WAV file");
    assertThat(Cli.run("convolve", folder.resolve("none.wav"), "--kernel", "echo").code()).isEqualTo(2);
    assertThat(Cli.run("convolve", step(), "--kernel", "echo").err()).contains("unknown kernel 'echo' for pictures");
  }

  /// A spoken digit of the Free Spoken Digit Dataset, where `$PROFUNDO_DATA` has it.
  @Test
  void anEchoOfASpokenDigit() throws IOException {
    Path zip = Path.of(System.getenv().getOrDefault("PROFUNDO_DATA", "")).resolve("fsdd").resolve("recordings.zip");
    assumeTrue(Files.isRegularFile(zip), "no " + zip);
    Path file = folder.resolve("7_jackson_10.wav");
    try (var in = new ZipFile(zip.toFile())) {
      Files.write(file, in.getInputStream(in.getEntry("7_jackson_10.wav")).readAllBytes());
    }
    WaveFile spoken = WaveFile.read(file);
    assertThat(spoken.rate()).isEqualTo(8000);
    Cli run = Cli.run("convolve", file, "--kernel", "echo");
    assertThat(run.code()).as(run.err()).isZero();
    WaveFile echo = WaveFile.read(folder.resolve("7_jackson_10-echo.wav"));
    assertThat(echo.length()).isEqualTo(spoken.length() + 4 * 2000);
    float[] x = spoken.channels().getFirst().floats();
    float[] y = echo.channels().getFirst().floats();
    double[] sums = new double[y.length];
    double peak = 1;
    for (int n = 0; n < y.length; n++) {
      for (int k = 0; k <= 4; k++) {
        int from = n - 2000 * k;
        sums[n] += from >= 0 && from < x.length ? x[from] * Math.pow(0.5, k) : 0;
      }
      peak = Math.max(peak, Math.abs(sums[n]));
    }
    for (int n = 0; n < y.length; n++) {
      assertThat((double) y[n]).as("sample %d", n).isCloseTo(sums[n] / peak, within(1e-4));
    }
  }
}
