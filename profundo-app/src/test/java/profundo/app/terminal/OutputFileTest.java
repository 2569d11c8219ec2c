package profundo.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.Rng;
import profundo.Shape;
import profundo.app.Cli;
import profundo.app.models.Models;
import profundo.io.ModelFile;

/// Every command that writes a file treats its place in the same way.
class OutputFileTest {
  @TempDir private Path folder;
  private Path picture;

  @BeforeEach
  void picture() throws IOException {
    picture = folder.resolve("photo.png");
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
  }

  private Cli command(String command, Object out, String... more) {
    String words =
        switch (command) {
          case "convolve" -> "convolve " + picture + " --kernel blur";
          case "augment" -> "augment " + picture + " --augment mirror --columns 1";
          case "paths" -> "paths --function beale --optimizer lbfgs --steps 3";
          default -> throw new IllegalArgumentException(command);
        };
    return Cli.run((Object[]) (words + " --out " + out + (more.length == 0 ? "" : " " + String.join(" ", more))).split(" "));
  }

  @ParameterizedTest
  @CsvSource({"convolve,.png", "augment,.png", "paths,.html"})
  void aPlaceThatWillNotDoIsRefusedAndWhatIsThereStays(String command, String ending) throws IOException {
    Path there = Files.writeString(folder.resolve("there" + ending), "mine");
    Files.createDirectory(folder.resolve("folder" + ending));
    var complaints =
        List.of(
            new Object[] {there, "exists already; name another place with --out, or replace it with --force"},
            new Object[] {folder.resolve("p.txt"), "p.txt: expected a file name that ends in " + ending},
            new Object[] {folder.resolve(ending), "expected a file name that ends in " + ending},
            new Object[] {folder.resolve("no/p" + ending), "cannot be written: there is no folder " + folder.resolve("no")},
            new Object[] {there.resolve("p" + ending), there + " is a file, no folder"},
            new Object[] {folder.resolve("folder" + ending), "it is a folder; name a file"});
    for (Object[] c : complaints) {
      Cli run = command(command, c[0]);
      assertThat(run.code()).as("%s", c[0]).isEqualTo(2);
      assertThat(run.err()).contains((String) c[1]).hasLineCount(1);
      assertThat(run.out()).isEmpty();
    }
    assertThat(there).hasContent("mine");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("photo.png", "there" + ending, "folder" + ending);
    assertThat(command(command, there, "--force").code()).isZero();
    assertThat(Files.size(there)).isGreaterThan(50);
    assertThat(folder.toFile().list()).as("nothing is left beside it").hasSize(3);
  }

  @Test
  void aRateSearchNeverReplacesAPictureUnasked() throws IOException {
    Path page = Files.writeString(folder.resolve("lr.html"), "mine");
    Object[] words = {"train", "linear", "--data", "strokes", "--find-lr", "--out", folder};
    Cli run = Cli.run(words);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("lr.html: exists already", "--force").hasLineCount(1);
    assertThat(page).hasContent("mine");
    assertThat(Cli.run("train", "linear", "--find-lr", "--out", picture).err()).contains(picture + " is a file, no folder");
    assertThat(Cli.run("train", "linear", "--force").err()).contains("--force goes with --find-lr");
    Cli forced = Cli.run("train", "linear", "--data", "strokes", "--find-lr", "--out", folder, "--force");
    assertThat(forced.code()).as(forced.err()).isZero();
    assertThat(page).content().contains("<svg");
  }

  @Test
  void anExplanationNeverReplacesAnythingUnasked() throws IOException {
    Path model = folder.resolve("m.safetensors");
    Shape digit = Shape.of(28, 28, 1);
    ModelFile.of(Models.find("linear").orElseThrow().build(digit, 2, Rng.of(1)))
        .withInput(digit).withClasses(List.of("a", "b")).save(model);
    Path out = folder.resolve("why/photo");
    Object[] words = {"explain", model, picture, "--method", "saliency", "--out", out};
    assertThat(Cli.run(words).code()).isZero();
    assertThat(Cli.run(words).err()).contains("index.html: exists already", "--force").hasLineCount(1);
    Files.delete(out.resolve("index.html"));
    Files.writeString(out.resolve("saliency.png"), "mine");
    Cli again = Cli.run(words);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains(".png: exists already").hasLineCount(1);
    assertThat(out.resolve("saliency.png")).hasContent("mine");
    assertThat(out.resolve("index.html")).doesNotExist();
    Cli forced = Cli.run("explain", model, picture, "--method", "saliency", "--out", out, "--force");
    assertThat(forced.code()).as(forced.err()).isZero();
    assertThat(ImageIO.read(out.resolve("saliency.png").toFile())).isNotNull();
  }

  @Test
  void aClosedFolderIsRefusedBeforeAnyWork() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeFalse(closed.toFile().setWritable(false) && Files.isWritable(closed), "root may write everywhere");
    var file = new OutputFile(closed.resolve("x.png"), ".png", "a picture", false);
    assertThatThrownBy(file::require).isInstanceOf(InvalidInput.class).hasMessageContaining("permission denied in " + closed);
    assertThatThrownBy(new OutputFile(closed.resolve("new/x.png"), ".png", "a picture", false)::requireInNewFolder)
        .hasMessageContaining("permission denied in " + closed);
    assertThat(closed.toFile().setWritable(true)).isTrue();
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path there = Files.writeString(folder.resolve("x.html"), "mine");
    OutputFile file = new OutputFile(there, ".html", "a page", true).require();
    assertThatThrownBy(
            () ->
                file.write(
                    stream -> {
                      stream.write(1);
                      throw new IOException("torn");
                    }))
        .hasMessageContaining("torn");
    assertThat(there).hasContent("mine");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("photo.png", "x.html");
  }
}
