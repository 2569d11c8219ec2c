package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.app.data.DataFolders;
import profundo.app.data.DataSource;
import profundo.app.data.ImageSize;
import profundo.app.saved.Classifier;
import profundo.data.Dataset;
import profundo.nn.CenterCrop;
import profundo.nn.Sequential;

/// Random crops: the network is smaller, whole samples are judged by their centre.
class CropTest {
  @TempDir private Path folder;

  private Path file(String more) throws IOException {
    return Files.writeString(
        folder.resolve("e.yaml"),
        "model: {layers: [{type: Conv2d, filters: 4}, Relu, MaxPool2d]}\ndata: {set: strokes, batch: 500, augment: "
            + "[{crop: [24, 20]}]}\nepochs: 1\n" + more);
  }

  @Test
  void theNetworkLearnsFromCropsAndIsUsedOnCentres() throws IOException {
    Path out = folder.resolve("run");
    Cli run = Cli.run("run", file(""), "--out", out, "--quiet", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    // 12x10 places of 4 maps go into the last layer.
    assertThat(run.json().integer("parameters")).isEqualTo(3 * 3 * 4 + 4 + 12 * 10 * 4 * 10 + 10);
    Classifier model = Classifier.load(out);
    assertThat(model.input()).isEqualTo(ImageSize.DIGIT);
    assertThat(((Sequential) model.layer()).layers().getFirst()).isEqualTo(CenterCrop.of(24, 20));
    Cli tested = Cli.run("evaluate", out, "--data", "strokes", "--json");
    assertThat(tested.json().number("accuracy")).isEqualTo(run.json().number("test_accuracy"));

    // What lies outside of the centre counts for nothing.
    Dataset digits = DataSource.open("strokes", DataFolders.ofProcess(null), ImageSize.DIGIT).test().take(3);
    Array framed = digits.x().copy();
    for (int i = 0; i < framed.floats().length; i++) {
      int row = i / 28 % 28;
      int column = i % 28;
      framed.floats()[i] = row < 2 || row >= 26 || column < 4 || column >= 24 ? 1 : framed.floats()[i];
    }
    float[] expected = model.predict(digits, 3).probabilities().floats();
    assertThat(model.predict(Dataset.of(framed, digits.y()), 3).probabilities().floats()).containsExactly(expected);
    assertThat(model.withoutCrop().input()).hasToString("[24, 20, 1]");

    Cli again = Cli.run("run", out.resolve("experiment.yaml"), "--out", folder.resolve("again"), "--quiet", "--json");
    assertThat(again.json().text("model_sha256")).isEqualTo(run.json().text("model_sha256"));

    Path picture = folder.resolve("digit.png");
    ImageIO.write(new java.awt.image.BufferedImage(28, 28, java.awt.image.BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
    assertThat(Cli.run("predict", out, picture).code()).isZero();
    Cli explained = Cli.run("explain", out, picture, "--method", "saliency,gradcam", "--out", folder.resolve("why"));
    assertThat(explained.code()).as(explained.err()).isZero();
    assertThat(ImageIO.read(folder.resolve("why/saliency.png").toFile()).getWidth() * 24)
        .isEqualTo(ImageIO.read(folder.resolve("why/saliency.png").toFile()).getHeight() * 20);
  }

  @Test
  void aCropThatIsTooLargeIsToldWithItsLine() throws IOException {
    Cli run = Cli.run("run", file(""), "--check", "--set", "data.augment=crop:40:8");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("data.augment: CropAndMirror: expected pictures [height >= 40").hasLineCount(1);
  }

  @Test
  void aNetworkThatDoesNotFitTheCropIsTold() throws IOException {
    Cli run = Cli.run("run", file(""), "--check", "--set", "data.augment=crop:1:1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("model.layers[2]");
  }
}
