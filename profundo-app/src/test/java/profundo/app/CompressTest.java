package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.app.data.ImageFile;
import profundo.app.data.PictureBytes;
import profundo.app.saved.CodeFile;
import profundo.data.Dataset;
import profundo.data.Strokes;
import profundo.data.TrainTest;
import profundo.io.FormatException;
import profundo.io.Json;
import profundo.io.ModelFile;
import profundo.nn.Linear;
import profundo.zoo.Zoo;
import profundo.zoo.autoencoder.Pca;

/// Digits of 14 x 14 pixels and the linear autoencoder of their principal components.
class CompressTest {
  private static final Shape SAMPLE = Shape.of(14, 14, 1);
  private static final int UNITS = 20;

  @TempDir private static Path folder;

  private static Path model;
  private static List<Path> digits;

  @BeforeAll
  static void makeModelAndDigits() throws IOException {
    TrainTest data = Strokes.load(5, 600, 30);
    model = folder.resolve("pca.safetensors");
    var pca = Pca.of(smaller(data.train()), UNITS).autoencoder();
    ModelFile.of(pca).withInput(SAMPLE).save(model);
    digits = pictures("digit", smaller(data.test()).x().floats());
  }

  private static Dataset smaller(Dataset data) {
    return data.map(
        Dataset.X,
        x -> {
          float[] to = new float[data.size() * 196];
          for (int i = 0; i < x.floats().length; i++) {
            int sample = i / 784;
            to[sample * 196 + i % 784 / 56 * 14 + i % 28 / 2] += x.floats()[i] / 4;
          }
          return Array.wrap(Shape.of(data.size(), 14, 14, 1), to);
        });
  }

  private static List<Path> pictures(String name, float... values) throws IOException {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * values[i]);
    }
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < values.length / 196; i++) {
      files.add(folder.resolve(name + i + ".png"));
      ImageIO.write(PictureBytes.image(bytes, i * 196, SAMPLE), "png", files.getLast().toFile());
    }
    return files;
  }

  private static Cli compress(List<Path> files, Path out, String... more) {
    List<Object> words = new ArrayList<>(List.of("compress"));
    words.addAll(files);
    words.addAll(List.of("--model", model, "--out", out));
    words.addAll(Arrays.asList(more));
    return Cli.run(words.toArray());
  }

  private static double psnr(Json.Obj result) {
    return result.list("packed").getFirst().asObject().number("psnr_decibels");
  }

  @Test
  void digitsComeBackAndOtherPicturesHardly() throws IOException {
    Path packed = folder.resolve("digits.pfac");
    Cli run = compress(digits, packed, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    // 57 bytes of header and check sum.
    assertThat(Files.size(packed)).isEqualTo(30L * UNITS + 57);
    float[] stripes = new float[30 * 196];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (i % 14 + i / 196) % 3 == 0 ? 1 : 0;
    }
    Cli other = compress(pictures("stripes", stripes), folder.resolve("stripes.pfac"), "--json");
    System.out.printf("PSNR of digits %.2f dB, of stripes %.2f dB%n", psnr(run.json()), psnr(other.json()));
    assertThat(psnr(run.json())).isGreaterThan(15);
    assertThat(psnr(other.json())).isLessThan(psnr(run.json()) - 5);

    Path out = folder.resolve("back");
    Cli back = Cli.run("decompress", packed, "--model", model, "--out", out);
    assertThat(back.code()).as(back.err()).isZero();
    assertThat(back.out()).contains("30 pictures");
    // What was written is what the ratio was told of.
    byte[] a = new byte[30 * 196];
    byte[] b = new byte[30 * 196];
    for (int i = 0; i < 30; i++) {
      ImageFile.read(digits.get(i), SAMPLE, a, i * 196);
      ImageFile.read(out.resolve("picture-00%02d.png".formatted(i + 1)), SAMPLE, b, i * 196);
    }
    assertThat(PictureBytes.psnr(a, b, 0, a.length)).isCloseTo(psnr(run.json()), within(1e-9));
    assertThat(Cli.run("decompress", packed, "--model", model, "--out", out).err()).contains("exists already");
    assertThat(Cli.run("decompress", packed, "--model", model, "--out", out, "--force").code()).isZero();
  }

  @Test
  void besideJpeg() throws IOException {
    List<Json> packed = compress(digits, folder.resolve("jpeg.pfac"), "--json").json().list("packed");
    assertThat(packed).hasSize(6);
    double before = 0;
    for (Json quality : packed.subList(1, 6)) {
      assertThat(quality.asObject().number("psnr_decibels")).isGreaterThan(before);
      before = quality.asObject().number("psnr_decibels");
    }
    assertThat(compress(digits, folder.resolve("text.pfac")).out()).contains("JPEG, quality 0.5", "autoencoder", "worst: ");
  }

  @Test
  void theRatioWorkedByHand() {
    // Mean squared error (25 + 0) / 2.
    assertThat(PictureBytes.psnr(new byte[] {10, 20}, new byte[] {15, 20}, 0, 2)).isCloseTo(10 * Math.log10(65025 / 12.5), within(1e-9));
    assertThat(PictureBytes.psnr(new byte[] {1}, new byte[] {1}, 0, 1)).isInfinite();
  }

  @Test
  void numbersComeBackToHalfAStep() {
    Array codes = Rng.of(3).normal(Shape.of(7, 5), 0, 2);
    CodeFile packed = CodeFile.of(new byte[32], codes);
    float[] back = packed.numbers(Shape.of(5)).floats();
    float half = (packed.high() - packed.low()) / 510 * 1.001f;
    for (int i = 0; i < back.length; i++) {
      assertThat(back[i]).as("seed 3").isCloseTo(codes.floats()[i], within(half));
    }
    assertThat(CodeFile.of(new byte[32], Array.of(Shape.of(1, 2), 4f, 4f)).numbers(Shape.of(2)).floats()).containsExactly(4, 4);
    assertThatThrownBy(() -> CodeFile.of(new byte[32], Array.of(Shape.of(1, 1), Float.NaN))).hasMessageContaining("not finite");
  }

  @Test
  void hostileFiles() throws IOException {
    byte[] sound = CodeFile.of(new byte[32], Rng.of(1).normal(Shape.of(3, 4), 0, 1)).bytes();
    Path file = folder.resolve("hostile.pfac");
    refused(file, Arrays.copyOf(sound, 20), "expected a file of 58 to");
    refused(file, Arrays.copyOf(sound, sound.length - 1), "expected 69 bytes for 3 pictures of 4 numbers, got 68");
    refused(file, Arrays.copyOf(sound, sound.length + 1), "got 70");
    refused(file, changed(sound, 0, 0x504e4721), "got something else");
    byte[] newer = sound.clone();
    newer[4] = 2;
    refused(file, newer, "expected version 1, got 2");
    refused(file, changed(sound, 37, Integer.MAX_VALUE), "got 2147483647 of 4");
    refused(file, changed(sound, 37, -1), "got -1 of 4");
    refused(file, changed(sound, 41, 65_536), "expected 196665 bytes");
    refused(file, changed(sound, 45, Float.floatToIntBits(Float.NaN)), "finite numbers low and high");
    refused(file, changed(sound, 45, Float.floatToIntBits(1e30f)), "in order");
    byte[] flipped = sound.clone();
    flipped[sound.length - 6] ^= 1;
    refused(file, flipped, "check sum is wrong");
    Random random = new Random(8);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, damaged);
      assertThatThrownBy(() -> CodeFile.read(file)).as("seed 8, round %d", i).isInstanceOf(FormatException.class);
    }
  }

  /// With a right check sum, so that it is not what refuses the file.
  private static byte[] changed(byte[] sound, int at, int value) {
    byte[] bytes = sound.clone();
    ByteBuffer.wrap(bytes).putInt(at, value);
    var crc = new CRC32();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  private static void refused(Path file, byte[] bytes, String why) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> CodeFile.read(file)).isInstanceOf(FormatException.class).hasMessageContaining(why);
  }

  @Test
  void whatDoesNotFitIsSaid() throws IOException {
    Path packed = folder.resolve("fit.pfac");
    assertThat(compress(digits, packed).code()).isZero();
    assertThat(compress(digits, packed).err()).contains("exists already");
    assertThat(compress(digits, folder.resolve("x.zip")).err()).contains("ends in .pfac");
    assertThat(Cli.run("decompress", folder.resolve("none"), "--model", model, "--out", folder).err()).contains("got none; check the path");

    var red = new BufferedImage(14, 14, BufferedImage.TYPE_INT_RGB);
    red.setRGB(3, 3, 0xFF0000);
    Path colours = folder.resolve("red.png");
    ImageIO.write(red, "png", colours.toFile());
    assertThat(compress(List.of(digits.getFirst(), colours), folder.resolve("red.pfac")).err())
        .startsWith(colours + ": its colours are lost, for the model knows only grey")
        .doesNotContain(digits.getFirst().toString());

    Path other = folder.resolve("other.safetensors");
    ModelFile.load(model, Zoo.layers()).withNote("seed", "1").save(other);
    Cli wrong = Cli.run("decompress", packed, "--model", other, "--out", folder.resolve("wrong"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("got those of another one");
    assertThat(folder.resolve("wrong")).doesNotExist();

    Path linear = folder.resolve("linear.safetensors");
    ModelFile.of(Linear.of(2, 2, Rng.of(1))).save(linear);
    assertThat(Cli.run("decompress", packed, "--model", linear, "--out", folder.resolve("wrong")).err())
        .contains("expected an autoencoder, as 'profundo train autoencoder' makes one, got Linear");
  }
}
