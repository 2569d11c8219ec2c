package profundo.app.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

class SeriesFileTest {
  @TempDir private Path folder;

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("s.ts"), List.of(lines));
  }

  @Test
  void seriesAndClasses() throws IOException {
    Dataset d = SeriesFile.read(file("#comment", "@classLabel true b a", "@data", "1,2.5,-3:a", "4,5,6:b", ""));
    assertThat(d.x().shape()).isEqualTo(Shape.of(2, 3, 1));
    assertThat(d.x().floats()).containsExactly(1, 2.5f, -3, 4, 5, 6);
    assertThat(d.y().ints()).containsExactly(1, 0);
    assertThat(d.classes()).containsExactly("b", "a");
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() {
    assertThatThrownBy(() -> SeriesFile.read(file("@classLabel true 1 2", "@data", "1,2:1", "1,2,3:1")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 4: expected 2 numbers like the lines before, got 3");
    assertThatThrownBy(() -> SeriesFile.read(file("@classLabel true 1 2", "@data", "1,x:1")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 3: expected a finite number, got 'x'");
    assertThatThrownBy(() -> SeriesFile.read(file("@classLabel true 1 2", "@data", "1,2:3")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a class of [1, 2]");
    assertThatThrownBy(() -> SeriesFile.read(file("@data"))).isInstanceOf(DataException.class).hasMessageContaining("got none");
  }

  @Test
  void areaUnderTheCurveAndBalancedAccuracyByHand() {
    double[] scores = {0.9, 0.4, 0.6, 0.4};
    int[] labels = {1, 1, 0, 0};
    // Pairs: 0.9 beats both, 0.4 loses to 0.6 and draws with 0.4.
    assertThat(Adrenal3d.auc(scores, labels)).isCloseTo(2.5 / 4, within(1e-12));
    assertThat(Adrenal3d.balanced(scores, labels)).isCloseTo(0.5, within(1e-12));
    assertThat(Adrenal3d.balanced(new double[] {0.9, 0.1, 0.1, 0.1, 0.2}, new int[] {1, 0, 0, 0, 1})).isCloseTo(0.75, within(1e-12));
  }
}
