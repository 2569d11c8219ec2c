package profundo.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.Shape;
import profundo.data.DataException;
import profundo.data.Dataset;

class TableEncodingTest {
  @TempDir private Path dir;

  private Rows rows(String text) throws IOException {
    return Rows.read(Files.writeString(dir.resolve("t.csv"), text), Rows.Format.withHeader());
  }

  @Test
  void numbersAreScaledNamesAreOneHotMissingIsTheMeanAndFlagged() throws IOException {
    Rows train = rows("size,colour,kind\n1,red,a\n3,blue,b\n?,red,a\n");
    TableEncoding encoding = TableEncoding.ofClasses(train, "kind");
    assertThat(encoding.width()).isEqualTo(4);
    Dataset d = encoding.apply(train);
    assertThat(d.x().floats()).containsExactly(-1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1);
    assertThat(d.y().ints()).containsExactly(0, 1, 0);
    assertThat(d.classes()).containsExactly("a", "b");
  }

  @Test
  void otherPartsAreScaledByTheTrainingPart() throws IOException {
    TableEncoding encoding = TableEncoding.ofNumbers(rows("x,y\n0,1\n10,2\n"), "y");
    Dataset d = encoding.apply(rows("x,y\n20,7.5\n"));
    assertThat(d.x().floats()).containsExactly(3);
    assertThat(d.y().shape()).isEqualTo(Shape.of(1, 1));
    assertThat(d.y().floats()).containsExactly(7.5f);
  }

  @Test
  void newNamesAreNoneOfTheKnownOnesNewClassesAreRefused() throws IOException {
    TableEncoding encoding = TableEncoding.ofClasses(rows("c,y\nu,a\nv,b\n"), "y");
    assertThat(encoding.apply(rows("c,y\nw,a\n")).x().floats()).containsExactly(0, 0);
    Rows stranger = rows("c,y\nu,a\nu,z\n");
    assertThatThrownBy(() -> encoding.apply(stranger))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 3: class 'z' in 'y' was not in the training part");
  }

  @Test
  void aWordAmongNumbersIsNamedByItsLine() throws IOException {
    TableEncoding encoding = TableEncoding.ofFeatures(rows("x\n1\n2\n"));
    Rows words = rows("x\n1\nmany\n");
    assertThatThrownBy(() -> encoding.apply(words)).hasMessageContaining("line 3, column 'x': expected a number, got 'many'");
  }

  @Test
  void numbersThatStandForNames() throws IOException {
    assertThat(TableEncoding.ofFeatures(rows("zip\n1\n2\n3\n"), "zip").width()).isEqualTo(3);
  }

  @Test
  void constantAndQuotedColumns() throws IOException {
    Rows rows = rows("a,\"b, with comma\"\n5,\"x \"\"y\"\"\"\n5,z\n");
    assertThat(rows.names()).containsExactly("a", "b, with comma");
    assertThat(TableEncoding.ofFeatures(rows).apply(rows).x().floats()).containsExactly(0, 1, 0, 0, 0, 1);
  }

  @Test
  void theFittedPartHasMeanZeroAndStandardDeviationOne() throws IOException {
    var text = new StringBuilder("x,y\n");
    var rng = Rng.of(3);
    for (int i = 0; i < 100; i++) {
      text.append(1000 + 7 * rng.nextGaussian()).append(',').append(i).append('\n');
    }
    Rows.Split split = rows(text.toString()).split(0.2, Rng.of(1));
    assertThat(split.test().size()).isEqualTo(20);
    float[] x = TableEncoding.ofNumbers(split.train(), "y").apply(split.train()).x().floats();
    double sum = 0;
    double squares = 0;
    for (float v : x) {
      sum += v;
      squares += v * v;
    }
    assertThat(sum / x.length).isCloseTo(0, within(1e-5));
    assertThat(squares / x.length).isCloseTo(1, within(1e-5));
  }
}
