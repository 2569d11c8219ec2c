package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import profundo.Array;
import profundo.Shape;

class MnistTest {
  @TempDir Path dir;

  private void images(String name, int n, int side) {
    Idx.of(Idx.Type.UBYTE, Shape.of(n, side, side), new byte[n * side * side]).write(dir.resolve(name));
  }

  private void labels(String name, int... labels) {
    Idx.of(Idx.Type.UBYTE, Array.of(Shape.of(labels.length), labels)).write(dir.resolve(name));
  }

  @ParameterizedTest
  @CsvSource({"-idx, ''", ".idx, ''", "-idx, .gz", ".idx, .gz"})
  void bothSpellingsPlainAndPacked(String dot, String end) {
    images("train-images" + dot + "3-ubyte" + end, 3, 28);
    labels("train-labels" + dot + "1-ubyte" + end, 0, 255, 1);
    images("t10k-images" + dot + "3-ubyte" + end, 2, 28);
    labels("t10k-labels" + dot + "1-ubyte" + end, 4, 5);
    TrainTest d = Mnist.load(dir);
    assertThat(d.train().size()).isEqualTo(3);
    assertThat(d.train().sampleShape()).isEqualTo(Shape.of(28, 28, 1));
    assertThat(d.test().y().ints()).containsExactly(4, 5);
    assertThat(d.train().classes()).hasSize(256).isEqualTo(d.test().classes());
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    images("train-images-idx3-ubyte", 3, 32);
    labels("train-labels-idx1-ubyte", 0, 1, 2);
    assertThatThrownBy(() -> Mnist.load(dir))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train-images-idx3-ubyte", "[n, 28, 28]", "[3, 32, 32]");
  }

  @Test
  void eachMistakeInAFolderHasItsOwnRemedy() throws IOException {
    refused("train-images-idx3-ubyte", "got no such file; put the four files of images and labels there");
    Files.createDirectory(dir.resolve("train-images-idx3-ubyte"));
    refused("got something of this name that is no file");
    Files.delete(dir.resolve("train-images-idx3-ubyte"));
    labels("train-images-idx3-ubyte", 0, 1);
    images("train-labels-idx1-ubyte", 2, 28);
    refused("got UBYTE [2]; are the files of images and labels swapped?");
    images("train-images-idx3-ubyte", 2, 28);
    refused("got UBYTE [2, 28, 28]; are the files of images and labels swapped?");
    Idx.of(Array.of(Shape.of(2, 28, 28), new float[2 * 784])).write(dir.resolve("train-images-idx3-ubyte"));
    refused("got FLOAT [2, 28, 28]; write the images with one byte for each pixel");
  }

  private void refused(String... said) {
    assertThatThrownBy(() -> Mnist.load(dir))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("idx: ")
        .hasMessageContainingAll(said);
  }

  @Test
  void labelsThatDoNotMatchTheImagesAreRefused() {
    images("train-images-idx3-ubyte", 3, 28);
    labels("train-labels-idx1-ubyte", 0, 1);
    assertThatThrownBy(() -> Mnist.load(dir))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("2 labels", "3 images");
    Idx.of(Array.of(Shape.of(3), 1, 2, 300)).write(dir.resolve("train-labels-idx1-ubyte"));
    assertThatThrownBy(() -> Mnist.load(dir)).isInstanceOf(DataException.class).hasMessageContaining("INT [3]");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> Mnist.load(dir))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train-images-idx3-ubyte in " + dir);
    assertThatThrownBy(() -> Mnist.load(dir.resolve("none")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("folder");
    images("train-images-idx3-ubyte", 1, 28);
    labels("train-labels-idx1-ubyte", 0);
    assertThatThrownBy(() -> Mnist.load(dir)).hasMessageContaining("t10k-images-idx3-ubyte");
    labels("t10k-labels-idx1-ubyte", 0);
    Files.writeString(dir.resolve("t10k-images-idx3-ubyte"), "nonsense");
    assertThatThrownBy(() -> Mnist.load(dir))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is this an idx file");
  }

  @Test
  void theRealDigitsAreWhatTheirPaperSays() {
    TrainTest d = Mnist.load(TestData.folder("mnist"));
    assertThat(d.train().size()).isEqualTo(60_000);
    assertThat(d.test().size()).isEqualTo(10_000);
    assertThat(d.train().classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(d.train().classCounts()).containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    Scaling s = Scaling.perChannel(d.train());
    // The two numbers everybody normalises MNIST with.
    assertThat(s.mean().floats()[0]).isBetween(0.1306f, 0.1308f);
    assertThat(s.std().floats()[0]).isBetween(0.3080f, 0.3082f);
  }
}
