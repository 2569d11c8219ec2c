package profundo.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Array;
import profundo.Shape;
import profundo.app.terminal.InvalidInput;
import profundo.data.DataException;
import profundo.data.Idx;
import profundo.data.Strokes;
import profundo.data.TrainTest;

class DataSourceTest {
  private static final Shape IMAGE = Shape.of(28, 28, 1);

  @TempDir private Path dir;

  private TrainTest open(String spec) {
    return DataSource.open(spec, DataFolders.of(dir, Map.of(), dir.resolve("home")), IMAGE);
  }

  /// Four idx files with the labels 0 to `classes - 1`.
  private void idx(Path folder, int classes) throws IOException {
    Files.createDirectories(folder);
    int[] labels = new int[classes];
    for (int i = 0; i < classes; i++) {
      labels[i] = i;
    }
    for (String part : new String[] {"train", "t10k"}) {
      Idx.of(Idx.Type.UBYTE, Shape.of(classes, 28, 28), new byte[classes * 784])
          .write(folder.resolve(part + "-images-idx3-ubyte.gz"));
      Idx.of(Idx.Type.UBYTE, Array.of(Shape.of(classes), labels)).write(folder.resolve(part + "-labels-idx1-ubyte.gz"));
    }
  }

  @Test
  void strokesAreTheSameUnlessAnotherSeedIsNamed() {
    TrainTest d = open("strokes");
    assertThat(d.train().size()).isEqualTo(Strokes.TRAIN);
    assertThat(d.test().x().sameBits(Strokes.load(Strokes.SEED).test().x())).isTrue();
    assertThat(open("strokes:-5").test().x().sameBits(Strokes.load(-5).test().x())).isTrue();
    assertThatThrownBy(() -> open("strokes:five")).isInstanceOf(InvalidInput.class).hasMessageContaining("got 'five'");
  }

  @Test
  void namesOfTheCatalogueAreFoundInTheirFolder() throws IOException {
    idx(dir.resolve("mnist"), 10);
    assertThat(open("mnist").train().classes()).hasSize(10).startsWith("0", "1");
    idx(dir.resolve("fashion-mnist"), 10);
    assertThat(open("fashion-mnist").test().classes()).contains("Ankle boot");
  }

  @Test
  void idxFoldersMayHaveOtherClasses() throws IOException {
    idx(dir.resolve("letters"), 26);
    assertThat(open("idx:" + dir.resolve("letters")).train().classes()).hasSize(26);
  }

  @Test
  void whatIsNotHereIsNotDownloadedButExplained() throws IOException {
    assertThatThrownBy(() -> open("mnist"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContainingAll(dir.resolve("mnist").toString(), "profundo datasets get mnist", "11.6 MB");
    assertThatThrownBy(() -> open("fashion-mnist"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContainingAll("zalandoresearch", "put them into");
    Files.createDirectories(dir.resolve("mnist"));
    assertThatThrownBy(() -> open("mnist")).isInstanceOf(InvalidInput.class).hasMessageContaining("not found in");
    assertThat(dir.resolve("mnist")).isEmptyDirectory();
  }

  @Test
  void unknownNamesAreAnsweredWithTheNearest() {
    assertThatThrownBy(() -> open("mnits")).isInstanceOf(InvalidInput.class).hasMessageContaining("did you mean 'mnist'?");
    assertThatThrownBy(() -> open("storkes")).isInstanceOf(InvalidInput.class).hasMessageContaining("'strokes'?");
    assertThatThrownBy(() -> open("xyzzyplugh"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("known: strokes, mnist, fashion-mnist, rt-polarity, trec, gunpoint, italypower, strokes:SEED, idx:DIR,"
                + " images:DIR");
    assertThatThrownBy(() -> open(dir.toString())).isInstanceOf(InvalidInput.class).hasMessageContaining("idx:" + dir);
  }

  @Test
  void foldersThatDoNotExistAreBadInput() {
    for (String spec : new String[] {"idx:", "images:", "idx:" + dir.resolve("none"), "images:" + dir.resolve("none")}) {
      assertThatThrownBy(() -> open(spec)).as(spec).isInstanceOf(InvalidInput.class).hasMessageContaining("a folder that exists");
    }
    assertThatThrownBy(() -> open("idx:" + dir)).isInstanceOf(DataException.class).hasMessageContaining("train-images");
  }

  @Test
  void samplesMustHaveTheShapeTheModelTakes() {
    assertThatThrownBy(
            () -> DataSource.open("strokes", DataFolders.of(dir, Map.of(), dir), Shape.of(32, 32, 3)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContainingAll("[32, 32, 3]", "got [28, 28, 1]");
  }
}
