package profundo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import profundo.io.Json;

class PathsTest {
  @TempDir Path folder;

  @Test
  void everyFunctionHasItsPictureAndEveryWayItsRow() throws Exception {
    Path page = folder.resolve("ways.html");
    Cli run = Cli.run("paths", "--out", page, "--steps", "60");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("rosenbrock  lbfgs").contains("saddle      sgd").contains("pictures: " + page);
    String html = Files.readString(page);
    var xml =
        DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(new StringReader(html.replace("<!DOCTYPE html>", ""))));
    assertThat(xml.getElementsByTagName("svg").getLength()).isEqualTo(4);
    // From -2 to 2 and from -1 to 3; numbers at the places that they name.
    var numbers = new ArrayList<String>();
    var texts = ((Element) xml.getElementsByTagName("svg").item(0)).getElementsByTagName("text");
    for (int i = 0; i < texts.getLength(); i++) {
      numbers.add(texts.item(i).getTextContent());
    }
    assertThat(numbers).containsSequence("x", "y").contains("0", "1", "-1");
    assertThat(html).doesNotContain("NaN").contains("Rosenbrock 1960").contains("without a minimum");
  }

  @Test
  void jsonHasTheEndOfEachWay() {
    Path page = folder.resolve("ways.html");
    Cli run =
        Cli.run("paths", "--json", "--function", "beale", "--optimizer", "lbfgs,cg,nadam,adadelta", "--lr", "0.1", "--out", page);
    assertThat(run.code()).as(run.err()).isZero();
    var ways = Json.parse(run.out()).asObject().list("ways");
    assertThat(ways).hasSize(4);
    assertThat(ways.getFirst().asObject().number("value")).isLessThan(1e-8);
    assertThat(ways.getFirst().asObject().list("point").getFirst().asDouble()).isCloseTo(3, org.assertj.core.data.Offset.offset(1e-3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--function rosenbrok | --function rosenbrok: expected one of rosenbrock, beale",
        "--optimizer adam,sdg | --optimizer sdg: expected one of sgd",
        "--steps 0            | --steps: expected a whole number from 1 to 100000, got 0",
        "--lr -1              | --lr: expected a number above 0",
      })
  void badInputIsNamedAndWritesNothing(String line, String complaint) {
    Path page = folder.resolve("none.html");
    Cli run = Cli.run((Object[]) ("paths " + line.strip() + " --out " + page).split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(complaint);
    assertThat(page).doesNotExist();
  }
}
