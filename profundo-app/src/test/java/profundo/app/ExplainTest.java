package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.Array;
import profundo.Rng;
import profundo.Shape;
import profundo.Variable;
import profundo.app.models.Models;
import profundo.data.Strokes;
import profundo.io.Json;
import profundo.io.ModelFile;
import profundo.nn.Parameters;
import profundo.nn.Sequential;

/// `explain`, on a model whose answers can be worked out by hand, and on a network with convolutions.
class ExplainTest {
  private static final Shape DIGIT = Shape.of(28, 28, 1);
  private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @TempDir private static Path folder;
  private static Path linear;
  private static Path lenet;
  private static Path picture;

  /// Of the linear model the score of 7 is 5 times one pixel, that of 3 is 1, all others are 0.
  @BeforeAll
  static void save() throws IOException {
    Sequential net = Models.find("linear").orElseThrow().build(DIGIT, 10, Rng.of(1));
    Map<String, Variable> variables = Parameters.of(net).byName();
    float[] weight = new float[784 * 10];
    weight[(14 * 28 + 10) * 10 + 7] = 5;
    variables.get("output.weight").set(Array.of(Shape.of(784, 10), weight));
    float[] bias = new float[10];
    bias[3] = 1;
    variables.get("output.bias").set(Array.of(Shape.of(10), bias));
    linear = folder.resolve("linear.safetensors");
    ModelFile.of(net).withInput(DIGIT).withClasses(DIGITS).save(linear);
    lenet = folder.resolve("lenet.safetensors");
    ModelFile.of(Models.find("lenet5").orElseThrow().build(DIGIT, 10, Rng.of(1))).withInput(DIGIT).withClasses(DIGITS).save(lenet);
    float[] digit = Strokes.load(1, 1, 8).test().sample(7).floats();
    digit[14 * 28 + 10] = 1;
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < digit.length; i++) {
      image.getRaster().setSample(i % 28, i / 28, 0, Math.round(digit[i] * 255));
    }
    picture = folder.resolve("seven.png");
    ImageIO.write(image, "png", picture.toFile());
  }

  @Test
  void thePixelThatCountsIsRedAndAllElseIsGrey() throws IOException {
    Path out = folder.resolve("linear");
    Cli run = Cli.run("explain", linear, picture, "--out", out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    Json.Obj json = run.json();
    assertThat(json.text("class")).isEqualTo("7");
    assertThat(json.number("probability")).isCloseTo(Math.exp(5) / (Math.exp(5) + Math.E + 8), offset(1e-5));
    assertThat(json.object("numbers").number("integrated_sum")).as("completeness").isCloseTo(5, offset(1e-4));
    assertThat(json.object("numbers").number("score_difference")).isCloseTo(5, offset(1e-4));
    for (String method : List.of("saliency", "smoothgrad", "integrated")) {
      BufferedImage image = ImageIO.read(out.resolve(method + ".png").toFile());
      assertThat(image.getWidth()).isEqualTo(280);
      for (int i = 0; i < 784; i++) {
        int rgb = image.getRGB(i % 28 * 10 + 5, i / 28 * 10 + 5);
        boolean red = (rgb >> 16 & 0xFF) > (rgb & 0xFF) + 50;
        assertThat(red).as(method + ", pixel " + i).isEqualTo(i == 14 * 28 + 10);
      }
    }
    assertThat(ImageIO.read(out.resolve("occlusion.png").toFile())).isNotNull();
    assertThat(out.resolve("gradcam.png")).as("no convolution").doesNotExist();
    String page = Files.readString(out.resolve("index.html"));
    assertThat(page).contains("seven.png", "The model says 7", "Integrated gradients", "data:image/png;base64,").doesNotContain("<script");
    BufferedImage best = ImageIO.read(out.resolve("maximize.png").toFile());
    assertThat(best.getRGB(105, 145) & 0xFF).as("the pixel that 7 likes").isGreaterThan(200);
  }

  @Test
  void aNetworkWithConvolutionsHasMapsAndGradCam() {
    Path out = folder.resolve("lenet");
    Cli run = Cli.run("explain", lenet, picture, "--out", out, "--class", "5");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("explained  5, ").contains("gradcam").contains("features-conv2-Conv2d").contains("index.html");
    assertThat(out.resolve("gradcam.png")).isNotEmptyFile();
    assertThat(out.resolve("features-conv1-Conv2d.png")).isNotEmptyFile();
    assertThat(out.resolve("index.html")).content().contains("the score of 5").contains("Maps of pool2 (MaxPool2d)");
  }

  @Test
  void oneMethodAndOneLayerMayBeChosen() {
    Path out = folder.resolve("units");
    Cli run = Cli.run("explain", lenet, picture, "--out", out, "--method", "maximize,gradcam", "--layer", "conv1", "--threads", 1);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(
            "index.html", "input.png", "gradcam.png", "maximize-0.png", "maximize-1.png", "maximize-2.png", "maximize-3.png",
            "maximize-4.png", "maximize-5.png");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MODEL PICTURE --method salience | --method salience: expected one of saliency, smoothgrad, integrated, occlusion, gradcam,"
            + " maximize, features, all; did you mean 'saliency'?",
        "MODEL PICTURE --class seven | --class seven: expected one of the classes of",
        "MODEL PICTURE --method gradcam | expected a model with a convolution",
        "MODEL PICTURE --method maximize --layer conv1 | --layer conv1: expected the path of a layer, one of flatten, output",
        "LENET PICTURE --method gradcam --layer full1 | one of conv1, relu1, pool1, conv2, relu2, pool2, got 'full1'",
        "MODEL none.png | none.png: expected a picture",
        "none.safetensors PICTURE | none.safetensors: expected a model file",
        "MODEL PICTURE --out PICTURE/x | cannot be written",
        "MODEL | IMAGE",
      })
  void badUsageIsNamedAndEndsInTwo(String line, String complaint) {
    Cli run =
        Cli.run(
            (Object[])
                ("explain " + line).replace("MODEL", linear.toString()).replace("LENET", lenet.toString())
                    .replace("PICTURE", picture.toString()).split(" "));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(complaint).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }
}
